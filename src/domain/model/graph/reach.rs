//! Everything that is reached from an entity, nearest first.

use super::links::Way;
use super::ties::{Tie, Ties};
use std::ops::Range;

/// From so many on, passing all ends is quicker than sorting.
const MANY: usize = 2_048;

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

/// What is reached from a root one way: breadth first, so each on a shortest way, of
/// several the one over what comes first by name. The root is the first.
#[derive(Clone, Debug)]
pub struct Reach {
    /// The way it goes.
    pub way: Way,
    nodes: Vec<Reached>,
    /// Where the steps of each begin and end.
    spans: Vec<(u32, u32)>,
    steps: Vec<Step>,
    /// For each end of the listing one more than its place among the nodes; 0 is not reached.
    marks: Vec<u32>,
    more: bool,
}

impl Reach {
    /// Walks from `root` at most `depth` steps far, over ends up to `ends`.
    pub(super) fn of(ties: &Ties<'_>, ends: usize, root: u32, way: Way, depth: Option<u32>) -> Self {
        let (nodes, spans, steps) = Default::default();
        let mut reach = Self { way, nodes, spans, steps, marks: vec![0; ends], more: false };
        reach.enter(root, Reached { end: root, distance: 0, by: 0, link: 0 });
        let mut level = 0..reach.nodes.len();
        let mut distance = 0;
        while !level.is_empty() {
            let ends_here = depth.is_some_and(|depth| distance >= depth);
            for (end, place) in reach.by_end(level.clone()) {
                reach.leave(ties.from(end, way), place, distance, ends_here);
            }
            level = level.end..reach.nodes.len();
            distance += 1;
        }
        reach
    }

    /// What is equally far away, in the order of the listing: so its relations are read from front to
    /// back, which memory likes better than here and there.
    fn by_end(&self, level: Range<usize>) -> Vec<(u32, u32)> {
        let (count, first) = (level.len(), u32::try_from(level.start).unwrap_or(u32::MAX));
        if count < MANY {
            let nodes = self.nodes.get(level).unwrap_or_default();
            let mut few: Vec<(u32, u32)> = nodes.iter().map(|node| node.end).zip(first..).collect();
            few.sort_unstable();
            return few;
        }
        let marks = (0..).zip(&self.marks).filter(|(_, mark)| **mark > first);
        marks.map(|(end, mark)| (end, mark - 1)).collect()
    }

    /// Takes the steps from one node. Their ends are all known by the time that the depth is reached,
    /// so steps among the last ones are there too.
    fn leave(&mut self, ties: impl Iterator<Item = Tie>, by: u32, distance: u32, ends_here: bool) {
        let first = self.steps.len();
        for Tie { link, end } in ties {
            let to = match self.place(end) {
                Some(to) => to,
                None if ends_here => {
                    self.more = true;
                    continue;
                }
                None => match self.enter(end, Reached { end, distance: distance + 1, by, link }) {
                    Some(to) => to,
                    None => continue,
                },
            };
            self.steps.push(Step { link, to });
        }
        self.sort_steps(first);
        if let Some(span) = self.spans.get_mut(by as usize) {
            let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            *span = (number(first), number(self.steps.len()));
        }
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
        self.spans.push((0, 0));
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
        let range = self.spans.get(place as usize).map(|(from, to)| *from as usize..*to as usize);
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
