//! The place in the text that outlives another width and a newer page.

use super::PageView;
use crate::domain::docs::Page;
use crate::domain::docs::layout::lay;

/// The place that is kept: text of the page, and rows of ours that are seen above it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Kept {
    pub(super) place: u32,
    pub(super) above: usize,
}

impl PageView {
    /// The place in the text that is seen first.
    pub fn place(&self) -> u32 {
        self.kept.place
    }

    /// Notes the place that is seen now.
    pub(super) fn keep(&mut self) {
        let place = if self.top == 0 { 0 } else { self.layout.place_of(self.top) };
        let above = self.layout.row_at(place).saturating_sub(self.top);
        self.kept = Kept { place, above };
    }

    /// Scrolls to the place that was kept.
    pub(super) fn come_back(&mut self) {
        let Kept { place, above } = self.kept;
        self.top = if place == 0 { 0 } else { self.layout.row_at(place).saturating_sub(above) };
    }

    /// Finds the kept place in a newer version of the page: the same text before it or behind it says
    /// where it is; else it is as far below its heading as it was.
    pub(super) fn follow(&mut self, old: &Page, new: &Page) {
        let (old_text, new_text) = (old.pool.as_str().as_bytes(), new.pool.as_str().as_bytes());
        let at = self.kept.place as usize;
        let same_before = old_text.get(..at).is_some_and(|before| new_text.starts_with(before));
        if at == 0 || same_before {
            return;
        }
        let behind = old_text.get(at..).unwrap_or_default();
        if !behind.is_empty() && new_text.ends_with(behind) {
            self.kept.place = u32::try_from(new_text.len() - behind.len()).unwrap_or(u32::MAX);
            return;
        }
        self.follow_heading(new);
    }

    fn follow_heading(&mut self, new: &Page) {
        let Some(heading) = self.heading().and_then(|at| self.layout.headings.get(at)) else { return };
        let below = self.top.saturating_sub(heading.row as usize);
        let id = heading.id.clone();
        let layout = lay(new, &self.reading);
        let mut rows = layout.headings.iter().skip_while(|heading| heading.id != id).map(|heading| heading.row);
        if let Some(row) = rows.next() {
            let end = rows.next().map_or(layout.rows.len(), |row| row as usize).saturating_sub(1);
            let row = (row as usize + below).min(end.max(row as usize));
            self.kept = Kept { place: layout.place_of(row), above: 0 };
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, view};

    #[test]
    fn what_is_seen_stays_in_sight_over_any_width() {
        let mut view = view(&article(40, "some words that are wrapped"), 60, 10);
        view.scroll(33);
        let (place, top) = (view.place(), view.top());
        let page = view.page().cloned().unwrap();
        for columns in [20, 7, 33, 120, 60] {
            view.set(&page, (columns, 10), false);
            assert_eq!(view.place(), place, "{columns}");
        }
        assert_eq!(view.top(), top);
    }

    #[test]
    fn a_newer_page_is_read_on_where_the_old_one_was() {
        let old = article(40, "words");
        let mut view = view(&old, 60, 10);
        view.scroll(30);
        let first = view.first_line();
        let mut longer = old.clone();
        longer.insert(0, "new at the top".to_owned());
        view.set(&super::super::tests::page(&longer), (60, 10), false);
        assert_eq!(view.first_line(), first, "what is new stands above");
        longer.push("new at the end".to_owned());
        view.set(&super::super::tests::page(&longer), (60, 10), false);
        assert_eq!(view.first_line(), first, "what is new stands below");
        longer.insert(1, "both".to_owned());
        longer.push("both".to_owned());
        view.set(&super::super::tests::page(&longer), (60, 10), false);
        assert_eq!(view.first_line(), first, "its heading says where it was");
    }
}
