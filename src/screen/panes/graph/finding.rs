//! A text that is looked for within the graph.

use crate::domain::model::graph::{Graph, holding};
use crate::screen::widgets::find::Find;

/// A text that is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Finding {
    pub(super) find: Find,
    /// Side and place of what holds it, from top to bottom.
    pub(super) found: Vec<(u8, u32)>,
}

impl Finding {
    /// Looks for the text in a graph.
    pub(super) fn find_in(&mut self, graph: &Graph) {
        let text = self.find.text().trim();
        self.found = if text.is_empty() { Vec::new() } else { holding(graph, text) };
    }

    /// The place of a match among all, from 1, and how many there are; 0 is none of them.
    pub(super) fn count(&self, at: Option<(u8, u32)>) -> (usize, usize) {
        let here = at.and_then(|at| self.found.iter().position(|found| *found == at));
        (here.map_or(0, |here| here + 1), self.found.len())
    }
}
