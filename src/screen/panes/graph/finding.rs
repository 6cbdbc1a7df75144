//! Finding within the graph.

use super::state::GraphRoom;
use crate::domain::model::graph::holding;
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

impl GraphRoom {
    pub(super) fn start_finding(&mut self) {
        let mut finding = self.finding.take().unwrap_or_default();
        finding.typing = true;
        self.finding = Some(finding);
    }

    /// The text changed: goes to the first that holds it.
    pub(super) fn text_changed(&mut self) {
        self.find_again();
        let here = self.cursor_place();
        let found = self.finding.as_ref().map(|finding| finding.found.clone()).unwrap_or_default();
        if !here.is_some_and(|here| found.contains(&here)) {
            self.go_to_match(found.first().copied());
        }
    }

    /// Looks for the same text in another graph.
    pub(super) fn find_again(&mut self) {
        let (Some(finding), Some(shown)) = (&mut self.finding, &self.shown) else { return };
        let text = finding.prompt.text().trim();
        finding.found = if text.is_empty() { Vec::new() } else { holding(&shown.graph, text) };
    }

    /// The side and the place under the cursor.
    pub(super) fn cursor_place(&self) -> Option<(u8, u32)> {
        self.here().map(|row| (row.side, row.place))
    }

    fn go_to_match(&mut self, found: Option<(u8, u32)>) {
        if let Some((side, place)) = found {
            self.go_to(side, place);
        }
    }

    /// The next match, or the one before; around the end.
    pub(super) fn next_match(&mut self, forward: bool) {
        let here = self.cursor_place();
        let Some(found) = self.finding.as_ref().map(|finding| finding.found.clone()) else { return };
        let at = here.and_then(|here| found.iter().position(|found| *found == here));
        let last = found.len().saturating_sub(1);
        let next = match (at, forward) {
            (None, true) => 0,
            (None, false) => last,
            (Some(at), true) => {
                if at == last {
                    0
                } else {
                    at + 1
                }
            }
            (Some(at), false) => at.checked_sub(1).unwrap_or(last),
        };
        self.go_to_match(found.get(next).copied());
    }

    pub(super) fn has_matches(&self) -> bool {
        self.finding.as_ref().is_some_and(|finding| !finding.found.is_empty())
    }
}
