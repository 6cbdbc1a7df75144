//! Moving on a page: by rows, by headings, to a place.

use super::PageView;
use crate::domain::docs::layout::reveal;
use crate::screen::widgets::cursor::Move;

impl PageView {
    /// Scrolls.
    pub fn go(&mut self, to: Move) {
        let page = isize::try_from(self.height.saturating_sub(1).max(1)).unwrap_or(1);
        match to {
            Move::By(n) => self.scroll(n),
            Move::Page(n) => self.scroll(page.saturating_mul(n)),
            Move::Half(n) => self.scroll((page / 2).max(1).saturating_mul(n)),
            Move::Top => self.scroll_to(0),
            Move::Bottom => self.scroll_to(self.layout.rows.len()),
        }
    }

    /// Scrolls by so many rows, down where positive.
    pub fn scroll(&mut self, by: isize) {
        self.scroll_to(self.top.saturating_add_signed(by));
    }

    /// Goes to a row, counted from 0.
    pub fn go_to_row(&mut self, row: usize) {
        self.scroll_to(row);
    }

    /// Brings a row to the top, as far as the page goes.
    pub(super) fn scroll_to(&mut self, row: usize) {
        self.top = row;
        self.settle();
        self.keep();
        self.hints = None;
        if !self.stop_is_seen() {
            self.focus = None;
        }
    }

    /// Brings a row into sight, where it is not.
    pub(super) fn show_row(&mut self, row: usize) {
        if !self.seen().contains(&row) {
            self.scroll_to(row.saturating_sub(self.height / 3));
        }
    }

    /// Brings the rows that are seen into bounds.
    pub(super) fn settle(&mut self) {
        self.top = self.top.min(self.last_top());
    }

    fn last_top(&self) -> usize {
        self.layout.rows.len().saturating_sub(self.height)
    }

    /// Which of the headings one is below; `None` above the first.
    pub fn heading(&self) -> Option<usize> {
        // at the end of a page the last headings cannot come to the top
        let line = if self.top > 0 && self.top == self.last_top() { self.seen().end } else { self.top + 2 };
        let above = self.layout.headings.iter().take_while(|heading| (heading.row as usize) < line).count();
        above.checked_sub(1)
    }

    /// To the next heading, or with `back` to the one before.
    pub fn go_to_heading(&mut self, back: bool) {
        let rows = self.layout.headings.iter().map(|heading| heading.row as usize);
        let row = match back {
            false => rows.into_iter().find(|row| *row > self.top),
            true => rows.rev().find(|row| *row < self.top).or(Some(0)),
        };
        if let Some(row) = row {
            self.scroll_to(row);
        }
    }

    /// To a place by its id; whether the page has it. What hides it is opened.
    pub fn go_to_id(&mut self, id: &str) -> bool {
        if !self.is_anchor(id) {
            self.open_around(id);
        }
        let row = self.row_of(id);
        if let Some(row) = row {
            self.scroll_to(row);
        }
        row.is_some()
    }

    fn is_anchor(&self, id: &str) -> bool {
        self.layout.anchors.iter().any(|(known, _)| **known == *id)
    }

    fn row_of(&self, id: &str) -> Option<usize> {
        self.layout.anchors.iter().find(|(known, _)| **known == *id).map(|(_, row)| *row as usize)
    }

    fn open_around(&mut self, id: &str) {
        let Some(place) = self.page.as_ref().and_then(|page| page.place_of_id(id)) else { return };
        self.open_at(place);
    }

    /// Opens the folds and shows the tabs that hide a place of the text.
    pub(super) fn open_at(&mut self, place: u32) {
        let Some(page) = self.page.clone() else { return };
        let before = self.reading.clone();
        reveal(&page, &mut self.reading, place);
        if self.reading != before {
            self.lay();
        }
    }

    /// To a place of the text, as [`PageView::place`] tells it. What hides it is opened.
    pub fn go_to_place(&mut self, place: u32) {
        self.open_at(place);
        self.scroll_to(self.layout.row_at(place));
    }

    /// How far the page is scrolled, in percent: 0 at its beginning, 100 at its end and where all of it is seen.
    pub fn percent(&self) -> usize {
        let hidden = self.layout.rows.len().saturating_sub(self.height);
        (self.top * 100).checked_div(hidden).unwrap_or(100).min(100)
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{article, view};
    use crate::screen::widgets::cursor::Move;

    #[test]
    fn a_page_is_scrolled_to_its_ends_and_no_further() {
        let mut view = view(&article(30, "words"), 40, 10);
        view.go(Move::By(-3));
        assert_eq!(view.top(), 0);
        view.go(Move::Page(1));
        assert_eq!(view.top(), 9);
        view.go(Move::Half(-1));
        assert_eq!(view.top(), 5);
        view.go(Move::Bottom);
        let last = view.top();
        assert_eq!((last + 10, view.percent()), (view.layout().rows.len(), 100));
        view.go(Move::By(5));
        assert_eq!(view.top(), last);
        view.go(Move::Top);
        assert_eq!(view.top(), 0);
    }

    #[test]
    fn headings_are_gone_to_one_after_the_other_and_by_their_ids() {
        let mut view = view(&article(30, "words"), 40, 10);
        view.go_to_heading(false);
        let first = view.first_line();
        view.go_to_heading(false);
        assert_ne!(view.first_line(), first);
        view.go_to_heading(true);
        assert_eq!(view.first_line(), first);
        assert!(view.go_to_id("part-2") && !view.go_to_id("nowhere"));
        let at = view.heading().and_then(|at| view.layout().headings.get(at)).unwrap();
        assert_eq!(&*at.id, "part-2");
    }
}
