//! Everything that is reached from an entity, nearest first.

use super::links::Way;
use super::ties::{Tie, Ties};

/// An entity that was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reached {
    /// The number of the end in the listing.
    pub end: u32,
    /// Steps from the root on the shortest way.
    pub distance: u32,
    /// The one before it on that way, by its place among those reached; the root's own is 0.
    pub by: u32,
    /// The link that led here.
    pub link: u16,
}

/// A step between two that were reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Step {
    /// The link.
    pub link: u16,
    /// Where it leads, by its place among those reached.
    pub to: u32,
}

/// What is reached from a root one way: breadth first, so each on a shortest way. The root is the
/// first.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The way it goes.
    pub way: Way,
    nodes: Vec<Reached>,
    /// Where the steps of each begin; one more than there are nodes.
    starts: Vec<u32>,
    steps: Vec<Step>,
    /// For each end of the listing one more than its place among the nodes; 0 is not reached.
    marks: Vec<u32>,
    more: bool,
}

impl Reach {
    /// Walks from `root` at most `depth` steps far, over ends up to `ends`.
    pub(super) fn of(ties: &Ties<'_>, ends: usize, root: u32, way: Way, depth: Option<u32>) -> Self {
        let mut reach =
            Self { way, nodes: Vec::new(), starts: vec![0], steps: Vec::new(), marks: vec![0; ends], more: false };
        reach.enter(root, Reached { end: root, distance: 0, by: 0, link: 0 });
        let mut at = 0;
        while let Some(node) = reach.nodes.get(at).copied() {
            let ends_here = depth.is_some_and(|depth| node.distance >= depth);
            reach.leave(ties.from(node.end, way), node, at, ends_here);
            at += 1;
        }
        reach
    }

    /// Takes the steps from one node. Their ends are all known by the time that the depth is reached,
    /// so steps among the last ones are there too.
    fn leave(&mut self, ties: impl Iterator<Item = Tie>, node: Reached, at: usize, ends_here: bool) {
        let first = self.steps.len();
        let by = u32::try_from(at).unwrap_or(u32::MAX);
        for Tie { link, end } in ties {
            let to = match self.place(end) {
                Some(to) => to,
                None if ends_here => {
                    self.more = true;
                    continue;
                }
                None => match self.enter(end, Reached { end, distance: node.distance + 1, by, link }) {
                    Some(to) => to,
                    None => continue,
                },
            };
            self.steps.push(Step { link, to });
        }
        self.sort_steps(first);
        self.starts.push(u32::try_from(self.steps.len()).unwrap_or(u32::MAX));
    }

    /// Steps come in the order of their links; within one they have the order of names, as the
    /// listing has them.
    fn sort_steps(&mut self, first: usize) {
        let Some(mine) = self.steps.get_mut(first..) else { return };
        if !mine.is_sorted_by_key(|step| step.link) {
            mine.sort_by_key(|step| step.link);
        }
    }

    fn enter(&mut self, end: u32, reached: Reached) -> Option<u32> {
        let mark = self.marks.get_mut(end as usize)?;
        let place = u32::try_from(self.nodes.len()).ok()?;
        *mark = place + 1;
        self.nodes.push(reached);
        Some(place)
    }

    /// The place of an end among those reached.
    pub fn place(&self, end: u32) -> Option<u32> {
        self.marks.get(end as usize).and_then(|mark| mark.checked_sub(1))
    }

    /// Those reached, nearest first; the root is the first.
    pub fn nodes(&self) -> &[Reached] {
        &self.nodes
    }

    /// The one at that place.
    pub fn node(&self, place: u32) -> Option<Reached> {
        self.nodes.get(place as usize).copied()
    }

    /// The steps from the one at that place to others that were reached.
    pub fn steps(&self, place: u32) -> &[Step] {
        let start = |place: u32| self.starts.get(place as usize).map(|start| *start as usize);
        let range = start(place).zip(start(place.saturating_add(1))).map(|(from, to)| from..to);
        range.and_then(|range| self.steps.get(range)).unwrap_or_default()
    }

    /// How many steps there are.
    pub fn step_count(&self) -> usize {
        self.steps.len()
    }

    /// Whether a step is the one that led to its end first.
    pub fn is_first(&self, from: u32, step: Step) -> bool {
        step.to != 0 && self.node(step.to).is_some_and(|node| node.by == from && node.link == step.link)
    }

    /// Whether there is more beyond the depth.
    pub fn has_more(&self) -> bool {
        self.more
    }

    /// The greatest distance.
    pub fn farthest(&self) -> u32 {
        self.nodes.last().map_or(0, |node| node.distance)
    }

    /// The places from one to the root, both in it.
    pub fn way_back(&self, place: u32) -> Vec<u32> {
        let mut way = vec![place];
        let mut at = place;
        while let Some(node) = self.node(at).filter(|node| node.distance > 0) {
            at = node.by;
            way.push(at);
        }
        way
    }
}
