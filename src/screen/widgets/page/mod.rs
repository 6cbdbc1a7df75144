//! A page of text with code, tables, folds and links: which part of it is seen, what on it is under
//! the keys, what is looked for, and how all that is painted. Whose page it is it does not know.

mod copying;
mod finding;
mod folding;
mod hints;
mod ink;
mod keeping;
mod links;
mod moving;
mod paint;
mod pictures;
mod sideways;
mod stops;
#[cfg(test)]
mod tests;

pub use ink::style;
pub use links::Leading;
pub use pictures::Sight;
pub use stops::{Does, Stop};

use crate::domain::docs::layout::{Layout, Reading, lay};
use crate::domain::docs::{Key, Page};
use crate::domain::text::Piece;
use finding::Search;
use hints::Hints;
use keeping::Kept;
use std::collections::HashMap;
use std::sync::Arc;
use stops::{Cell, Stops};

/// A page that is read.
#[derive(Clone, Debug, Default)]
pub struct PageView {
    page: Option<Arc<Page>>,
    reading: Reading,
    layout: Layout,
    /// What the layout was made for.
    laid: Option<Reading>,
    stops: Stops,
    /// The stop that keys are about.
    focus: Option<usize>,
    /// Rows that are seen, and the first of them.
    height: usize,
    top: usize,
    kept: Kept,
    /// Columns that areas were moved by.
    shifts: HashMap<Key, u32>,
    search: Search,
    hints: Option<Hints>,
}

impl PageView {
    /// A view that opens at a place of the text, as [`PageView::place`] told.
    pub fn opened_at(place: u32) -> Self {
        Self { kept: Kept::at(place), ..Self::default() }
    }

    /// Shows a page, or a newer version of it, in so many columns and rows. What is seen stays in sight.
    pub fn set(&mut self, page: &Arc<Page>, size: (usize, usize), is_ascii: bool) {
        (self.reading.columns, self.height, self.reading.is_ascii) = (size.0, size.1, is_ascii);
        let is_same = self.page.as_ref().is_some_and(|known| Arc::ptr_eq(known, page));
        if is_same && self.laid.as_ref() == Some(&self.reading) {
            return self.settle();
        }
        self.page = Some(Arc::clone(page));
        if !is_same {
            self.follow(page);
        }
        self.lay();
        if !is_same {
            self.find_anew();
        }
    }

    /// Lays the page out for what is chosen on it now; the place in the text stays.
    fn lay(&mut self) {
        let Some(page) = self.page.clone() else { return };
        let pressed = self.stop().map(|stop| stop.does.clone());
        self.layout = lay(&page, &self.reading);
        self.laid = Some(self.reading.clone());
        self.stops = Stops::of(&page, &self.layout);
        self.focus = pressed.and_then(|does| self.stops.all.iter().position(|stop| stop.does == does));
        self.hints = None;
        self.come_back();
    }

    /// Shows no page, until there is one again.
    pub fn hide(&mut self) {
        (self.page, self.laid, self.layout, self.stops) = Default::default();
        (self.focus, self.hints) = (None, None);
    }

    /// Lets go of what is large; [`PageView::set`] brings it back.
    pub fn let_go(&mut self) {
        self.hide();
        self.kept.let_go();
    }

    /// The page.
    pub fn page(&self) -> Option<&Arc<Page>> {
        self.page.as_ref()
    }

    /// How it is laid out.
    pub fn layout(&self) -> &Layout {
        &self.layout
    }

    /// What the reader has chosen on it.
    pub fn reading(&self) -> &Reading {
        &self.reading
    }

    /// The first row that is seen.
    pub fn top(&self) -> usize {
        self.top
    }

    /// The rows that are seen.
    fn seen(&self) -> std::ops::Range<usize> {
        self.top..(self.top + self.height).min(self.layout.rows.len())
    }

    /// Where a piece of the text stands, where it is shown: its row, and the columns it begins and ends
    /// in before an area is moved.
    fn cell_of(&self, piece: Piece) -> Option<Cell> {
        stops::cell_of(self.page.as_ref()?, &self.layout, piece)
    }
}
