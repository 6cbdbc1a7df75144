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

    /// So many matches on, backwards where negative; around the end.
    pub(super) fn next_match(&mut self, by: isize) {
        let (at, found) = self.finding.count(self.cursor_place());
        let whole = |n: usize| i128::try_from(n).unwrap_or_default();
        // from beside all matches the first step goes to the first one, or back to the last one
        let from = if at == 0 && by > 0 { -1 } else { whole(at.saturating_sub(1)) };
        let next = by.try_into().ok().and_then(|by: i128| (from + by).checked_rem_euclid(whole(found)));
        if let Some(next) = next.and_then(|next| usize::try_from(next).ok()) {
            self.go_to_match(next);
        }
    }
}
