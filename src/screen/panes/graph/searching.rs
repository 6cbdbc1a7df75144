//! Finding within the graph.

use super::finding::Finding;
use super::state::GraphRoom;

impl GraphRoom {
    /// The text changed: goes to the first that holds it.
    pub(super) fn text_changed(&mut self) {
        if let Some(shown) = &self.shown {
            self.finding.find_in(&shown.graph);
        }
        if self.finding.count(self.cursor_place()).0 == 0 {
            self.go_to_match(0);
        }
    }

    pub(super) fn end_search(&mut self) {
        self.finding = Finding::default();
    }

    /// The side and the place under the cursor.
    pub(super) fn cursor_place(&self) -> Option<(u8, u32)> {
        self.here().map(|row| (row.side, row.place))
    }

    fn go_to_match(&mut self, at: usize) {
        if let Some((side, place)) = self.finding.found.get(at).copied() {
            self.go_to(side, place);
        }
    }

    /// The next match, or the one before; around the end.
    pub(super) fn next_match(&mut self, forward: bool) {
        let last = self.finding.found.len().saturating_sub(1);
        let (at, _) = self.finding.count(self.cursor_place());
        let next = match (at, forward) {
            (0, true) => 0,
            (0 | 1, false) => last,
            (at, true) => {
                if at > last {
                    0
                } else {
                    at
                }
            }
            (at, false) => at - 2,
        };
        self.go_to_match(next);
    }
}
