//! A graph: what is asked, and what is found.

use super::cycles::Cycles;
use super::links::{Direction, Links, Way};
use super::reach::Reach;
use super::ties::Ties;
use crate::domain::model::EntityRef;
use crate::domain::model::listing::{End, Listing, Row};
use crate::domain::text::Clean;
use std::sync::{Arc, OnceLock};

/// What is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Walk {
    /// Where it begins.
    pub root: EntityRef,
    /// What it follows.
    pub links: Links,
    /// Which way.
    pub direction: Direction,
    /// How many steps far; `None` is as far as it goes.
    pub depth: Option<u32>,
}

impl Walk {
    /// The walk of an entity's graph where nothing else is said.
    pub fn usual(root: EntityRef) -> Self {
        let links = Links::usual(root.kind());
        Self { root, links, direction: Direction::default(), depth: None }
    }

    /// The walk to everything that an entity affects.
    pub fn impact(root: EntityRef) -> Self {
        let links = Links::carrying(root.kind());
        Self { root, links, direction: Direction::In, depth: None }
    }
}

/// One way of a graph.
#[derive(Clone, Debug)]
pub struct Side {
    /// What is reached.
    pub reach: Reach,
    /// What of it lies on cycles; looked for when it is first asked for.
    cycles: OnceLock<Cycles>,
}

impl Side {
    /// What of it lies on cycles.
    pub fn cycles(&self) -> &Cycles {
        self.cycles.get_or_init(|| Cycles::of(&self.reach))
    }
}

/// A relation between two ends of a graph, from the one that needs to the one that is needed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Edge {
    /// The end that has the relation.
    pub from: u32,
    /// The end that it leads to.
    pub to: u32,
    /// The link.
    pub link: u16,
    /// Whether it is on a cycle.
    pub is_cycle: bool,
}

/// What a walk found in a listing.
#[derive(Clone, Debug)]
pub struct Graph {
    /// The listing that it is of.
    pub listing: Arc<Listing>,
    /// What was asked.
    pub walk: Walk,
    sides: Vec<Side>,
}

impl Graph {
    /// Walks; `None` when nothing in the listing has or names the root.
    pub fn of(listing: &Arc<Listing>, walk: &Walk) -> Option<Self> {
        let root = listing.end_named(walk.root.as_str())?;
        let ties = Ties::of(listing, &walk.links, root);
        let side = |way: &Way| {
            let reach = Reach::of(&ties, listing.end_count(), root, *way, walk.depth);
            Side { reach, cycles: OnceLock::new() }
        };
        let sides = walk.direction.ways().iter().map(side).collect();
        Some(Self { listing: Arc::clone(listing), walk: walk.clone(), sides })
    }

    /// Its sides: one, or for both directions out and in.
    pub fn sides(&self) -> &[Side] {
        &self.sides
    }

    /// The side at that place.
    pub fn side(&self, side: u8) -> Option<&Side> {
        self.sides.get(usize::from(side))
    }

    /// Whether a place of a side is there in an earlier side too: where out and in meet, which is on
    /// cycles through the root.
    pub fn is_told(&self, side: u8, place: u32) -> bool {
        let Some(node) = self.side(side).and_then(|side| side.reach.node(place)) else { return false };
        self.sides.iter().take(usize::from(side)).any(|before| before.reach.place(node.end).is_some())
    }

    fn sum(&self, count: impl Fn(u8, &Side) -> usize) -> usize {
        (0..).zip(&self.sides).map(|(n, side)| count(n, side)).sum()
    }

    /// How many entities were reached, the root not counted.
    pub fn entity_count(&self) -> usize {
        self.sum(|n, side| match n {
            0 => side.reach.nodes().len().saturating_sub(1),
            _ => (0..).zip(side.reach.nodes()).filter(|(place, _)| !self.is_told(n, *place)).count(),
        })
    }

    /// How many relations there are among them and the root.
    pub fn relation_count(&self) -> usize {
        self.sum(|n, side| match n {
            0 => side.reach.step_count(),
            _ => self.new_steps(n, side).count(),
        })
    }

    /// The steps of a side that no earlier side has, each with the place that it starts from.
    pub(super) fn new_steps<'a>(&'a self, n: u8, side: &'a Side) -> impl Iterator<Item = (u32, super::Step)> + 'a {
        let places = 0..u32::try_from(side.reach.nodes().len()).unwrap_or(u32::MAX);
        places.flat_map(move |place| {
            let told = n > 0 && self.is_told(n, place);
            let steps = side.reach.steps(place).iter().copied();
            steps.filter(move |step| !(told && self.is_told(n, step.to))).map(move |step| (place, step))
        })
    }

    /// How many groups of entities depend on each other in a circle.
    pub fn cycle_count(&self) -> usize {
        self.cycles().len()
    }

    /// The ends of each group that depends on itself in a circle.
    pub fn cycles(&self) -> Vec<Vec<u32>> {
        let mut all = Vec::new();
        for (n, side) in (0..).zip(&self.sides) {
            let new = side.cycles().members().into_iter().filter(|members| {
                // a circle that an earlier side passes is in it as a whole
                !members.first().is_some_and(|member| self.is_told(n, *member))
            });
            let ends = |members: Vec<u32>| {
                members.iter().filter_map(|place| side.reach.node(*place)).map(|node| node.end).collect()
            };
            all.extend(new.map(ends));
        }
        all
    }

    /// Whether there is more beyond the depth.
    pub fn has_more(&self) -> bool {
        self.sides.iter().any(|side| side.reach.has_more())
    }

    /// The greatest distance.
    pub fn farthest(&self) -> u32 {
        self.sides.iter().map(|side| side.reach.farthest()).max().unwrap_or_default()
    }

    /// The row of an end; `None` for an entity that is only named.
    pub fn row(&self, end: u32) -> Option<Row<'_>> {
        self.listing.row(end)
    }

    /// The reference of an end as text; of one that is only named as it is named.
    pub fn name(&self, end: u32) -> Clean {
        match self.listing.end_at(end) {
            End::Row(row) => self.listing.row(row).map(|row| row.reference().shown().to_clean()).unwrap_or_default(),
            End::Gone(reference) => reference.to_clean(),
        }
    }

    /// The reference of an end; `None` for one whose name is none.
    pub fn reference(&self, end: u32) -> Option<EntityRef> {
        self.listing.end_reference(self.listing.end_at(end))
    }

    /// The owner of an end as a reference; `None` without one.
    pub fn owner(&self, end: u32) -> Option<Clean> {
        self.row(end).map(|row| row.owner().to_clean()).filter(|owner| !owner.is_empty())
    }

    /// The reference of an end as short as it can be said.
    pub fn short(&self, end: u32) -> Clean {
        self.reference(end).map_or_else(|| self.name(end), |reference| reference.short())
    }

    /// The relations among the entities, each once.
    pub fn edges(&self) -> Vec<Edge> {
        let mut edges = Vec::with_capacity(self.relation_count());
        for (n, side) in (0..).zip(&self.sides) {
            let edge = |(place, step): (u32, super::Step)| {
                let (here, there) = (side.reach.node(place)?.end, side.reach.node(step.to)?.end);
                let (from, to) = match side.reach.way {
                    Way::Out => (here, there),
                    Way::In => (there, here),
                };
                Some(Edge { from, to, link: step.link, is_cycle: side.cycles().join(place, step.to) })
            };
            edges.extend(self.new_steps(n, side).filter_map(edge));
        }
        edges
    }

    /// How many relations of those that are followed an end has each way, reached or not.
    pub fn degrees(&self, end: u32) -> (usize, usize) {
        let Some(row) = self.row(end) else { return (0, 0) };
        let mut ways = Vec::new();
        for (kind, _) in row.relations() {
            ways.extend(self.walk.links.iter().filter_map(|link| link.way_of(kind.as_str())));
        }
        let count = |wanted: Way| ways.iter().filter(|way| **way == wanted).count();
        (count(Way::Out), count(Way::In))
    }
}
