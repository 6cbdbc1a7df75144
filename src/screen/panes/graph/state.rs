use super::choice::Choice;
use super::finding::Finding;
use crate::domain::model::EntityRef;
use crate::domain::model::graph::export::{impact_summary, summary};
use crate::domain::model::graph::{
    Folds, Graph, Outline, OutlineRow, RowOf, Shape, Shares, Spot, Walk, open_to, reveal,
};
use crate::domain::model::listing::Listing;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use std::sync::Arc;

/// What an entity depends on and what depends on it.
#[derive(Clone, Debug)]
pub struct GraphRoom {
    /// What the graph asks, and what the impact asks; which of them is shown.
    pub(super) graph_walk: Walk,
    pub(super) impact_walk: Walk,
    pub(super) impact: bool,
    pub(super) by_owner: bool,
    /// Whether the impact was turned to from the graph, so that closing it leads back there.
    pub(super) turned: bool,
    /// Folds of each shape by itself.
    pub(super) tree_folds: Folds,
    pub(super) impact_folds: Folds,
    pub(super) cursor: Cursor,
    /// The entity to begin at, until the graph is there.
    pub(super) begin: Option<EntityRef>,
    pub(super) shown: Option<Shown>,
    /// The row under the cursor, while the room is out of sight.
    pub(super) left: Option<Spot>,
    /// What the user selected last, where it was out of sight when the graph was laid out last, and
    /// what the cursor was put on instead.
    pub(super) missed: Option<(Spot, Spot)>,
    /// The version of the listing that does not know the root.
    pub(super) unknown_in: Option<u64>,
    pub(super) choice: Option<Choice>,
    pub(super) finding: Finding,
}

/// A graph that is on the screen.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) graph: Graph,
    pub(super) told: Told,
    pub(super) outline: Outline,
    pub(super) shape: Shape,
}

/// What is said of a graph as a whole; counted once, as it may be large.
#[derive(Clone, Debug, Default)]
pub(super) struct Told {
    pub(super) summary: Vec<Clean>,
    /// Whose the affected are, in an impact.
    pub(super) shares: Option<Shares>,
}

impl Told {
    fn of(graph: &Graph, shape: Shape) -> Self {
        let shares = graph.side(0).filter(|_| shape != Shape::Tree).map(|side| Shares::of(graph, side));
        let summary = match &shares {
            Some(shares) => impact_summary(graph, shares),
            None => summary(graph, shape),
        };
        Self { summary, shares }
    }
}

impl GraphRoom {
    /// The entity whose graph it is.
    pub(super) fn root(&self) -> &EntityRef {
        &self.graph_walk.root
    }

    pub(super) fn walk(&self) -> &Walk {
        if self.impact { &self.impact_walk } else { &self.graph_walk }
    }

    pub(super) fn walk_mut(&mut self) -> &mut Walk {
        if self.impact { &mut self.impact_walk } else { &mut self.graph_walk }
    }

    pub(super) fn shape(&self) -> Shape {
        match (self.impact, self.by_owner) {
            (false, _) => Shape::Tree,
            (true, false) => Shape::ByDistance,
            (true, true) => Shape::ByOwner,
        }
    }

    pub(super) fn folds_mut(&mut self) -> &mut Folds {
        if self.impact { &mut self.impact_folds } else { &mut self.tree_folds }
    }

    pub(super) fn len(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.outline.rows().len())
    }

    /// The row under the cursor.
    pub(super) fn here(&self) -> Option<&OutlineRow> {
        self.shown.as_ref()?.outline.row(self.cursor.at)
    }

    /// The number of the end that a row stands for.
    pub(super) fn end_of(&self, row: &OutlineRow) -> Option<u32> {
        let side = self.shown.as_ref()?.graph.side(row.side)?;
        side.reach.node(row.place).map(|node| node.end)
    }

    /// The entity under the cursor; of a side or a group, which stand for several, the root.
    pub(super) fn selected(&self) -> Option<EntityRef> {
        let row = self.here()?;
        match row.of {
            RowOf::Node => self.shown.as_ref()?.graph.reference(self.end_of(row)?),
            _ => Some(self.root().clone()),
        }
    }

    /// Whether the cursor is on an entity other than the root.
    pub(super) fn is_on_node(&self) -> bool {
        self.here().is_some_and(|row| row.of == RowOf::Node && row.place > 0)
    }

    /// Takes in newer rows, or another walk over them; the cursor stays on its entity.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        if let Some(listing) = ctx.store.listing()
            && self.is_behind(listing)
        {
            self.walk_anew(listing);
        }
        let height = usize::from(self.areas(ctx).list.height);
        self.cursor.settle(self.len(), height);
    }

    fn is_behind(&self, listing: &Listing) -> bool {
        match &self.shown {
            Some(shown) => {
                *shown.graph.listing != *listing || shown.graph.walk != *self.walk() || shown.shape != self.shape()
            }
            None => self.unknown_in != Some(listing.version()),
        }
    }

    fn walk_anew(&mut self, listing: &Arc<Listing>) {
        let spot = self.wanted_spot();
        let same =
            self.shown.take().filter(|shown| *shown.graph.listing == **listing && shown.graph.walk == *self.walk());
        let graph = same.map(|shown| shown.graph).or_else(|| Graph::of(listing, self.walk()));
        self.unknown_in = graph.is_none().then(|| listing.version());
        let Some(graph) = graph else { return };
        let begin = self.begin.take().map(|begin| Spot::of_entity(&begin));
        let spot = spot.or(self.left.take()).or(begin);
        if let Some(spot) = &spot {
            reveal(&graph, spot, self.folds_mut());
        }
        let told = Told::of(&graph, self.shape());
        self.lay_out(graph, told, spot);
        if let Some(shown) = &self.shown {
            self.finding.find_anew(&shown.graph);
        }
    }

    /// Lets go of the graph and its listing; the row under the cursor is remembered in words.
    pub(super) fn let_go(&mut self) {
        if self.shown.is_some() {
            self.begin = self.selected();
            self.left = self.wanted_spot();
            self.shown = None;
            self.finding.let_go();
        }
    }

    fn spot(&self) -> Option<Spot> {
        let shown = self.shown.as_ref()?;
        shown.outline.spot(&shown.graph, self.cursor.at)
    }

    /// The row under the cursor in words that hold for other outlines; where the cursor was put there
    /// for want of what the user had selected, that.
    fn wanted_spot(&mut self) -> Option<Spot> {
        let here = self.spot()?;
        match self.missed.take() {
            Some((wanted, instead)) if instead == here => Some(wanted),
            _ => Some(here),
        }
    }

    /// Lays a graph out, and puts the cursor where a spot is now, at the same height of the window.
    fn lay_out(&mut self, graph: Graph, told: Told, spot: Option<Spot>) {
        let shape = self.shape();
        let outline = Outline::of(&graph, self.folds_mut(), shape);
        let at = spot.as_ref().map_or(0, |spot| outline.find(&graph, spot));
        let height = self.cursor.at.saturating_sub(self.cursor.top);
        self.cursor = Cursor { at, top: at.saturating_sub(height) };
        let instead = outline.spot(&graph, at);
        self.missed = spot.zip(instead).filter(|(spot, instead)| spot != instead);
        self.shown = Some(Shown { graph, told, outline, shape });
    }

    /// Lays the graph out again after rows were folded or opened.
    pub(super) fn refold(&mut self) {
        let spot = self.wanted_spot();
        if let Some(shown) = self.shown.take() {
            self.lay_out(shown.graph, shown.told, spot);
        }
    }

    /// Puts the cursor where an entity is shown in full, and opens what hides it.
    pub(super) fn go_to(&mut self, side: u8, place: u32) {
        let Some(shown) = self.shown.take() else { return };
        open_to(&shown.graph, side, place, self.folds_mut());
        self.lay_out(shown.graph, shown.told, None);
        let found = self.shown.as_ref().and_then(|shown| shown.outline.first_of(side, place));
        self.cursor.at = found.unwrap_or(0);
    }
}
