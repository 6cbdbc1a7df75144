//! A text that is looked for within the graph.

use crate::domain::model::graph::{Graph, Names};
use crate::screen::widgets::find::Find;
use std::collections::HashSet;

/// A text that is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Finding {
    pub(super) find: Find,
    /// Side and place of what holds it, from top to bottom.
    pub(super) found: Vec<(u8, u32)>,
    /// The same, to ask for one of them.
    matches: HashSet<(u8, u32)>,
    /// The names of the graph, once they were looked through.
    names: Option<Names>,
}

impl Finding {
    /// Looks for the text in another graph.
    pub(super) fn find_anew(&mut self, graph: &Graph) {
        self.names = None;
        self.find_in(graph);
    }

    /// Looks for the text in the graph that it was looked for in before.
    pub(super) fn find_in(&mut self, graph: &Graph) {
        let text = self.find.text().trim();
        self.found = match text {
            "" => Vec::new(),
            text => self.names.get_or_insert_with(|| Names::of(graph)).holding(text),
        };
        self.matches = self.found.iter().copied().collect();
    }

    /// Whether the text is in that place.
    pub(super) fn is_match(&self, place: (u8, u32)) -> bool {
        self.matches.contains(&place)
    }

    /// Lets go of what was found, and of the names of the graph.
    pub(super) fn let_go(&mut self) {
        *self = Self { find: std::mem::take(&mut self.find), ..Self::default() };
    }

    /// The place of a match among all, from 1, and how many there are; 0 is none of them.
    pub(super) fn count(&self, at: Option<(u8, u32)>) -> (usize, usize) {
        let here = at.and_then(|at| self.found.iter().position(|found| *found == at));
        (here.map_or(0, |here| here + 1), self.found.len())
    }
}
