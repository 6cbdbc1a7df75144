//! Places of a page's text in a layout, and back: a place outlives another width.

use super::{Layout, Row};

/// Rows above that a place is looked for in, as cells of tables stand side by side.
const BESIDE: usize = 400;

impl Layout {
    /// The place of a row in the page's text: that of its first bit that is the page's, or of the row
    /// that comes next.
    pub fn place_of(&self, row: usize) -> u32 {
        let rows = self.rows.get(row..).unwrap_or_default();
        rows.iter().find_map(|row| self.first(row)).unwrap_or(u32::MAX)
    }

    /// The row that shows a place of the page's text; the last one before it where none does.
    pub fn row_at(&self, place: u32) -> usize {
        let after = self.after(place);
        let last = after.saturating_sub(1);
        let holds = |row: &Row| self.bits(row).any(|bit| !bit.is_own && bit.text.holds(place));
        let beside = self.rows.get(after.saturating_sub(BESIDE)..after).unwrap_or_default();
        let found = beside.iter().rposition(holds).map(|at| after - beside.len() + at);
        found.unwrap_or(last)
    }

    /// The first row whose text begins after a place. Rows of our own text count as the one below.
    fn after(&self, place: u32) -> usize {
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            if self.place_of(middle) <= place { low = middle + 1 } else { high = middle }
        }
        // rows without text of the page's belong to what is below them
        let above = self.rows.get(..low).unwrap_or_default();
        above.iter().rposition(|row| self.first(row).is_some()).map_or(0, |at| at + 1)
    }

    fn first(&self, row: &Row) -> Option<u32> {
        self.bits(row).find(|bit| !bit.is_own).map(|bit| bit.text.from)
    }
}
