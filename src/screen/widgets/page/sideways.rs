//! What is too wide is moved sideways by itself.

use super::PageView;
use super::stops::Cell;
use crate::domain::docs::layout::Area;
use std::ops::Range;

/// Columns that a key moves by.
const STEP: u32 = 8;

impl PageView {
    /// Moves what is too wide: what is under the keys, or else the first that is seen.
    pub fn go_sideways(&mut self, right: bool) {
        let Some((key, hidden)) = self.movable().map(|area| (area.key, hidden(area))) else { return };
        let shift = self.shifts.entry(key).or_default();
        *shift = if right { (*shift + STEP).min(hidden) } else { shift.saturating_sub(STEP) };
    }

    /// Whether something that is seen can be moved that way.
    pub fn can_go_sideways(&self, right: bool) -> bool {
        self.movable().is_some_and(|area| if right { self.shift(area) < hidden(area) } else { self.shift(area) > 0 })
    }

    fn movable(&self) -> Option<&Area> {
        let seen = self.seen();
        let in_sight = |area: &&Area| hidden(area) > 0 && (area.rows.start as usize) < seen.end;
        let in_sight = |area: &&Area| in_sight(area) && area.rows.end as usize > seen.start;
        let focused = self.stop().map(|stop| stop.row);
        let holds =
            |area: &&Area| focused.is_some_and(|row| (area.rows.start as usize..area.rows.end as usize).contains(&row));
        let mut areas = self.layout.areas.iter().filter(in_sight);
        areas.clone().find(holds).or_else(|| areas.next())
    }

    /// Columns that an area is moved by.
    pub(super) fn shift(&self, area: &Area) -> u32 {
        self.shifts.get(&area.key).copied().unwrap_or(0).min(hidden(area))
    }

    fn area_of(&self, row: usize) -> Option<&Area> {
        let area = self.layout.rows.get(row)?.area?;
        self.layout.areas.get(area as usize)
    }

    /// The columns of the page where cells are seen; nowhere while their area is moved away from them.
    pub(super) fn columns_seen(&self, cell: Cell) -> Option<Range<usize>> {
        let whole = cell.column..cell.column + cell.columns;
        let Some(area) = self.area_of(cell.row).filter(|area| cell.column >= area.left as usize) else {
            return Some(whole);
        };
        let (left, shift) = (area.left as usize, self.shift(area) as usize);
        let from = whole.start.max(left + shift) - shift;
        let to = whole.end.saturating_sub(shift).min(left + area.seen as usize);
        (from < to).then_some(from..to)
    }

    /// Moves the area so that cells in it are seen.
    pub(super) fn show_columns(&mut self, cell: Cell) {
        let Some(area) = self.area_of(cell.row).filter(|area| cell.column >= area.left as usize) else { return };
        let (key, seen, hidden) = (area.key, area.seen as usize, hidden(area));
        let (from, shift) = (cell.column - area.left as usize, self.shift(area) as usize);
        let to = from + cell.columns.min(seen);
        let shift = if from < shift { from } else { shift.max(to.saturating_sub(seen)) };
        if shift > 0 || self.shifts.contains_key(&key) {
            self.shifts.insert(key, u32::try_from(shift).unwrap_or(0).min(hidden));
        }
    }
}

/// Columns of an area that are not seen at once.
pub(super) fn hidden(area: &Area) -> u32 {
    area.columns.saturating_sub(area.seen)
}

#[cfg(test)]
mod tests {
    use super::super::tests::{code, finished, prose};
    use super::*;
    use crate::domain::docs::{Block, PageName, Writer};

    #[test]
    fn wide_code_is_moved_by_itself_and_what_stands_around_it_stays() {
        let mut writer = Writer::new(PageName::default());
        let wide = format!("begin{}end", "-".repeat(40));
        let blocks = vec![Block::Paragraph(prose(&mut writer, "around")), code(&mut writer, &[&wide, "short"])];
        let mut view = PageView::default();
        view.set(&finished(writer, blocks), (20, 10), false);
        assert!(view.shows("begin") && !view.shows("end") && !view.can_go_sideways(false));
        while view.can_go_sideways(true) {
            view.go_sideways(true);
        }
        assert!(view.shows("around") && view.shows("-end") && !view.shows("begin"), "{:?}", view.lines());
        view.find("begin");
        assert!(view.shows("begin"), "what is found is moved into sight: {:?}", view.lines());
    }

    #[test]
    fn code_is_copied_as_it_was_written() {
        let mut writer = Writer::new(PageName::default());
        let blocks = vec![code(&mut writer, &["fn main() {", "    run();", "", "}"])];
        let mut view = PageView::default();
        view.set(&finished(writer, blocks), (12, 10), false);
        let text = view.code().and_then(|key| view.text_of(key)).unwrap();
        assert_eq!(text, "fn main() {\n    run();\n\n}");
    }
}
