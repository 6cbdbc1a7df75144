use super::state::GraphRoom;
use crate::domain::model::graph::RowOf;
use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::keys::Key;
use crate::platform::query::{Ask, Rows};
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::input::Mouse;
use crate::screen::panes::{Intent, Pane, movement, tabs};
use crate::screen::widgets::cursor::Move;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

impl Pane for GraphRoom {
    fn trail(&self, ctx: &Ctx<'_>) -> Vec<Clean> {
        let row = ctx.store.listing().and_then(|listing| listing.find(self.root()));
        let title = row.map_or_else(|| Clean::line(self.root().name()), |row| row.label().to_clean());
        vec!["Catalog".into(), Clean::line(self.root().kind()), title]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.link_to(self.root().clone())
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![Rows {}.into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        if self.choice.is_some() {
            let leaves = matches!(action, Action::GraphClose | Action::ListOpen);
            return leaves || movement(action).is_some();
        }
        match action {
            Action::ListOpen => self.finding.find.typing() || self.selected().is_some(),
            Action::ListNextPart | Action::ListPreviousPart => false,
            Action::EntityOwner => self.owner().is_some(),
            Action::EntityFind => self.shown.is_some() && !self.finding.find.typing(),
            Action::EntityClear => self.finding.find.is_on(),
            _ if action.room() == "graph" => self.shown.is_some() && self.offers_walk(action),
            _ => action.room() == "list" || tabs::offers(self.root(), action),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx<'_>) -> Vec<Intent> {
        if let Some(to) = movement(action) {
            self.go(to, ctx);
            return Vec::new();
        }
        match action {
            Action::ListOpen => self.open_here(),
            Action::ListNextMatch | Action::ListPreviousMatch => {
                self.next_match(if action == Action::ListNextMatch { 1 } else { -1 });
                Vec::new()
            }
            Action::EntityOwner => self.owner().map(|owner| Intent::Go(Place::entity(owner))).into_iter().collect(),
            Action::EntityFind => {
                self.finding.find.begin();
                Vec::new()
            }
            Action::EntityClear => {
                self.end_search();
                Vec::new()
            }
            Action::GraphRoot => {
                let root = self.selected().filter(|_| self.is_on_node());
                root.map(|root| Intent::Go(self.link_to(root))).into_iter().collect()
            }
            _ if action.room() == "graph" => {
                self.steer(action);
                Vec::new()
            }
            _ => tabs::turned(self.root(), Tab::Graph, action).map(Intent::Turn).into_iter().collect(),
        }
    }

    fn typing(&self) -> bool {
        self.finding.find.typing()
    }

    fn type_key(&mut self, key: Key, _ctx: &Ctx<'_>) {
        if self.finding.find.key(key) {
            self.text_changed();
        }
    }

    fn paste(&mut self, text: &str, _ctx: &Ctx<'_>) {
        if self.choice.is_none() && self.finding.find.paste(text) {
            self.text_changed();
        }
    }

    fn leave(&mut self) {
        self.let_go();
    }

    fn has_matches(&self, _ctx: &Ctx<'_>) -> bool {
        self.choice.is_none() && !self.finding.found.is_empty()
    }

    fn go_by_matches(&mut self, by: isize, _ctx: &Ctx<'_>) -> bool {
        self.next_match(by);
        true
    }

    fn dividers(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        ctx.divider(Part::Graph, tabs::page(ctx.body)).into_iter().collect()
    }

    fn go_to_row(&mut self, row: usize, ctx: &Ctx<'_>) -> bool {
        let below = isize::try_from(row.saturating_sub(1)).unwrap_or(isize::MAX);
        self.go(Move::Top, ctx);
        self.go(Move::By(below), ctx);
        true
    }

    fn mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.take_mouse(mouse, ctx)
    }

    fn settle(&mut self, ctx: &Ctx<'_>) {
        self.take_in(ctx);
    }

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.selected().or_else(|| Some(self.root().clone()))
    }

    fn bookmark(&self) -> (Option<EntityRef>, usize) {
        (self.selected().or_else(|| self.begin.clone()), self.cursor.top)
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        self.paint(ctx, buf)
    }
}

impl GraphRoom {
    fn offers_walk(&self, action: Action) -> bool {
        match action {
            Action::GraphUnfold => self.len() > 0,
            Action::GraphFold => self.can_fold(),
            Action::GraphRoot => self.is_on_node() && self.selected().is_some(),
            Action::GraphGroup => self.impact,
            Action::GraphDirection => !self.impact,
            Action::GraphDeeper => self.can_go_deeper(),
            Action::GraphShallower => self.can_go_shallower(),
            Action::GraphFirst => self.is_elsewhere(),
            Action::GraphClose => self.turned && !self.finding.find.is_on(),
            _ => true,
        }
    }

    fn steer(&mut self, action: Action) {
        match action {
            Action::GraphUnfold => self.unfold(),
            Action::GraphFold => self.fold(),
            Action::GraphImpact => self.turn_impact(),
            Action::GraphGroup => self.by_owner = !self.by_owner,
            Action::GraphDirection => self.next_direction(),
            Action::GraphRelations => self.choose_relations(),
            Action::GraphDeeper => self.deeper(),
            Action::GraphShallower => self.shallower(),
            Action::GraphFirst => self.go_to_first(),
            Action::GraphFoldAll => self.fold_all(),
            Action::GraphUnfoldAll => self.unfold_all(),
            Action::GraphExport => self.choose_export(),
            Action::GraphClose => self.close(),
            _ => {}
        }
    }

    /// Leaves the choice, or else the impact that was turned to here.
    fn close(&mut self) {
        if self.choice.take().is_none() && self.turned {
            self.turn_impact();
        }
    }

    fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        let inside = usize::from(self.choice_inside(ctx).height);
        if let Some(choice) = &mut self.choice {
            let len = choice.len();
            choice.cursor.go(to, len, inside);
            return;
        }
        let (len, height) = (self.len(), usize::from(self.areas(ctx).list.height));
        self.cursor.go(to, len, height);
    }

    /// Opens the entity; of a group or a side what is below; of a search what was found.
    pub(super) fn open_here(&mut self) -> Vec<Intent> {
        if self.choice.is_some() {
            return self.choose();
        }
        if self.finding.find.typing() {
            self.finding.find.done();
            return Vec::new();
        }
        match self.here().copied() {
            Some(row) if matches!(row.of, RowOf::Group(_) | RowOf::Side) => {
                self.toggle(&row);
                Vec::new()
            }
            _ => self.selected().map(|entity| Intent::Go(Place::entity(entity))).into_iter().collect(),
        }
    }

    fn owner(&self) -> Option<EntityRef> {
        let (row, shown) = (self.here()?, self.shown.as_ref()?);
        shown.graph.owner(self.end_of(row)?)?.as_str().parse().ok()
    }
}
