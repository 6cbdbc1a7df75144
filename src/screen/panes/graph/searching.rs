//! Finding within the graph.

use super::state::GraphRoom;

impl GraphRoom {
    pub(super) fn start_finding(&mut self) {
        let mut finding = self.finding.take().unwrap_or_default();
        finding.typing = true;
        self.finding = Some(finding);
    }

    /// The text changed: goes to the first that holds it.
    pub(super) fn text_changed(&mut self) {
        if let (Some(finding), Some(shown)) = (&mut self.finding, &self.shown) {
            finding.find_in(&shown.graph);
        }
        let here = self.cursor_place();
        let found = self.finding.as_ref().map(|finding| finding.found.clone()).unwrap_or_default();
        if !here.is_some_and(|here| found.contains(&here)) {
            self.go_to_match(found.first().copied());
        }
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
