//! Which of those reached lie on cycles.

use super::reach::{Reach, Step};

/// The cycles among those reached, as groups of which each member reaches each other (Tarjan's
/// strongly connected components, SIAM J. Comput. 1(2), 1972).
#[derive(Clone, Debug, Default)]
pub struct Cycles {
    /// For each node its group from 1; 0 is on no cycle.
    groups: Vec<u32>,
    count: u32,
}

impl Cycles {
    /// The cycles of a reach.
    pub(super) fn of(reach: &Reach) -> Self {
        let count = reach.nodes().len();
        let mut search = Search {
            reach,
            order: vec![0; count],
            low: vec![0; count],
            next: 1,
            open: Vec::new(),
            is_open: vec![false; count],
            cycles: Cycles { groups: vec![0; count], count: 0 },
        };
        // everything is reached from the root
        search.run();
        search.cycles
    }

    /// The group of a node; `None` is on no cycle.
    pub fn group(&self, place: u32) -> Option<u32> {
        self.groups.get(place as usize).copied().filter(|group| *group > 0)
    }

    /// Whether the relation between two is on a cycle.
    pub fn join(&self, from: u32, to: u32) -> bool {
        self.group(from).is_some_and(|group| self.group(to) == Some(group))
    }

    /// How many groups there are.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// The members of each group, by their places.
    pub fn members(&self) -> Vec<Vec<u32>> {
        let mut members = vec![Vec::new(); self.count as usize];
        for (place, group) in (0..).zip(&self.groups).filter(|(_, group)| **group > 0) {
            if let Some(members) = members.get_mut(*group as usize - 1) {
                members.push(place);
            }
        }
        members
    }
}

/// A node whose steps are being followed.
struct Frame<'a> {
    place: u32,
    steps: std::slice::Iter<'a, Step>,
}

/// The search without recursion: a chain of a hundred thousand would be too deep for a stack.
struct Search<'a> {
    reach: &'a Reach,
    /// The turn at which each was found, from 1.
    order: Vec<u32>,
    /// The earliest that each leads back to.
    low: Vec<u32>,
    next: u32,
    /// Found, and not yet known to which group they belong.
    open: Vec<u32>,
    is_open: Vec<bool>,
    cycles: Cycles,
}

fn put<T>(values: &mut [T], at: u32, value: T) {
    if let Some(slot) = values.get_mut(at as usize) {
        *slot = value;
    }
}

impl<'a> Search<'a> {
    fn at(values: &[u32], place: u32) -> u32 {
        values.get(place as usize).copied().unwrap_or_default()
    }

    fn run(&mut self) {
        let mut frames = vec![self.enter(0)];
        while let Some(frame) = frames.last_mut() {
            let place = frame.place;
            match frame.steps.next() {
                Some(step) if Self::at(&self.order, step.to) == 0 => {
                    let deeper = self.enter(step.to);
                    frames.push(deeper);
                }
                Some(step) => {
                    if self.is_open.get(step.to as usize).copied().unwrap_or_default() {
                        self.lower(place, Self::at(&self.order, step.to));
                    }
                }
                None => {
                    frames.pop();
                    self.close(place);
                    if let Some(above) = frames.last() {
                        self.lower(above.place, Self::at(&self.low, place));
                    }
                }
            }
        }
    }

    fn enter(&mut self, place: u32) -> Frame<'a> {
        put(&mut self.order, place, self.next);
        put(&mut self.low, place, self.next);
        put(&mut self.is_open, place, true);
        self.next += 1;
        self.open.push(place);
        Frame { place, steps: self.reach.steps(place).iter() }
    }

    fn lower(&mut self, place: u32, to: u32) {
        let low = Self::at(&self.low, place).min(to);
        put(&mut self.low, place, low);
    }

    /// When a node leads back to nothing before itself, all that is open since is its group.
    fn close(&mut self, place: u32) {
        if Self::at(&self.low, place) != Self::at(&self.order, place) {
            return;
        }
        let from = self.open.iter().rposition(|open| *open == place).unwrap_or(self.open.len());
        let group = self.open.split_off(from);
        let to_itself = || self.reach.steps(place).iter().any(|step| step.to == place);
        let is_cycle = group.len() > 1 || to_itself();
        if is_cycle {
            self.cycles.count += 1;
        }
        for member in group {
            put(&mut self.is_open, member, false);
            if is_cycle {
                let count = self.cycles.count;
                put(&mut self.cycles.groups, member, count);
            }
        }
    }
}
