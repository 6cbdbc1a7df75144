//! The place in the text that outlives another width and a newer page.

use super::PageView;
use crate::domain::docs::Page;
use crate::domain::docs::layout::lay;
use std::sync::Arc;

/// The place that is kept: text of the page, and rows of ours that are seen above it.
#[derive(Clone, Debug, Default)]
pub(super) struct Kept {
    pub(super) place: u32,
    pub(super) above: usize,
    /// The page that the place is of.
    of: Option<Arc<Page>>,
    /// The heading that one is below, and how many rows.
    heading: Option<(Box<str>, usize)>,
}

impl Kept {
    pub(super) fn at(place: u32) -> Self {
        Self { place, ..Self::default() }
    }

    /// The page goes; a newer one is taken to have the same text.
    pub(super) fn let_go(&mut self) {
        self.of = None;
    }
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
        self.kept = Kept { place, above, of: self.page.clone(), heading: self.heading_above() };
    }

    fn heading_above(&self) -> Option<(Box<str>, usize)> {
        let heading = self.heading().and_then(|at| self.layout.headings.get(at))?;
        Some((heading.id.clone(), self.top.saturating_sub(heading.row as usize)))
    }

    /// Scrolls to the place that was kept.
    pub(super) fn come_back(&mut self) {
        let (place, above) = (self.kept.place, self.kept.above);
        self.top = if place == 0 { 0 } else { self.layout.row_at(place).saturating_sub(above) };
        self.settle();
        if self.kept.of.is_none() {
            (self.kept.of, self.kept.heading) = (self.page.clone(), self.heading_above());
        }
    }

    /// Finds the kept place in a newer version of the page. Where it is not there the old one is remembered:
    /// a file that is being written is half there for a moment.
    pub(super) fn follow(&mut self, new: &Arc<Page>) {
        let Some(old) = self.kept.of.clone().filter(|old| !Arc::ptr_eq(old, new)) else { return };
        if let Some((place, above)) = self.found_in(&old, new) {
            (self.kept.place, self.kept.above, self.kept.of) = (place, above, Some(Arc::clone(new)));
        }
    }

    /// The same text before the place or behind it says where it is; else it is as far below its heading as
    /// it was.
    fn found_in(&self, old: &Page, new: &Page) -> Option<(u32, usize)> {
        let (old_text, new_text) = (old.pool.as_str().as_bytes(), new.pool.as_str().as_bytes());
        let at = self.kept.place as usize;
        if at == 0 || old_text.get(..at).is_some_and(|before| new_text.starts_with(before)) {
            return Some((self.kept.place, self.kept.above));
        }
        let behind = old_text.get(at..).unwrap_or_default();
        if !behind.is_empty() && new_text.ends_with(behind) {
            let place = u32::try_from(new_text.len() - behind.len()).ok()?;
            return Some((place, self.kept.above));
        }
        self.below_heading(new)
    }

    fn below_heading(&self, new: &Page) -> Option<(u32, usize)> {
        let (id, below) = self.kept.heading.as_ref()?;
        let layout = lay(new, &self.reading);
        let mut rows =
            layout.headings.iter().skip_while(|heading| heading.id != *id).map(|heading| heading.row as usize);
        let row = rows.next()?;
        let end = rows.next().unwrap_or(layout.rows.len()).saturating_sub(1);
        Some((layout.place_of((row + below).min(end.max(row))), 0))
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

    #[test]
    fn a_page_that_is_empty_or_half_there_for_a_moment_is_read_on_where_it_was() {
        let old = article(40, "words");
        let mut view = view(&old, 60, 10);
        view.scroll(30);
        let first = view.first_line();
        let mut longer = old.clone();
        longer.insert(0, "new at the top".to_owned());
        view.set(&super::super::tests::page(&longer[..5]), (60, 10), false);
        view.set(&super::super::tests::page(&longer), (60, 10), false);
        assert_eq!(view.first_line(), first, "half of it was there");
        view.hide();
        view.set(&super::super::tests::page(&old), (60, 10), false);
        assert_eq!(view.first_line(), first, "it was empty");
    }
}
