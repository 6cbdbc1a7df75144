//! A text that is looked for within the graph.

use crate::domain::model::graph::{Graph, holding};
use crate::domain::text::Clean;
use crate::screen::widgets::prompt::Prompt;

/// A text that is looked for.
#[derive(Clone, Debug, Default)]
pub(super) struct Finding {
    pub(super) prompt: Prompt,
    /// Whether it is being typed.
    pub(super) typing: bool,
    /// Side and place of what holds it, from top to bottom.
    pub(super) found: Vec<(u8, u32)>,
}

impl Finding {
    /// Looks for the text in a graph.
    pub(super) fn find_in(&mut self, graph: &Graph) {
        let text = self.prompt.text().trim();
        self.found = if text.is_empty() { Vec::new() } else { holding(graph, text) };
    }

    /// How many hold it, in words; nothing before there is a text.
    pub(super) fn words(&self, at: Option<(u8, u32)>) -> Clean {
        let text = self.prompt.text().trim();
        if text.is_empty() {
            return Clean::default();
        }
        let here = at.and_then(|at| self.found.iter().position(|found| *found == at));
        let here = here.map_or(String::new(), |here| format!("{}/", here + 1));
        let noun = if self.found.len() == 1 { "match" } else { "matches" };
        Clean::line(&format!("{here}{} {noun}", self.found.len()))
    }
}
