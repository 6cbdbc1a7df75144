//! What on a page keys can be about: what can be pressed, and words that are short for others.

use super::PageView;
use crate::domain::docs::Page;
use crate::domain::docs::layout::{Bit, Deed, Layout};
use crate::domain::text::{Clean, Piece, width};
use std::collections::HashMap;
use std::ops::Range;

/// A word that is short for others is looked for so often where it may be folded away.
const TRIES: usize = 8;

/// Cells of one row, before an area is moved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) row: usize,
    pub(super) column: usize,
    pub(super) columns: usize,
}

/// What happens at a stop.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Does {
    /// It can be pressed.
    Press(Deed),
    /// It is short for this.
    Tell(Clean),
}

/// Something on a page that keys can be about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stop {
    /// What happens there.
    pub does: Does,
    /// Its cells in [`Stops::cells`]; several where it is wrapped.
    pub(super) cells: Range<usize>,
    pub(super) row: usize,
}

/// All of them, in the order of reading.
#[derive(Clone, Debug, Default)]
pub(super) struct Stops {
    pub(super) all: Vec<Stop>,
    pub(super) cells: Vec<Cell>,
}

impl Stops {
    pub(super) fn of(page: &Page, layout: &Layout) -> Self {
        let mut found: Vec<(Cell, Does)> = layout.spots.iter().map(pressed).collect();
        found.extend(shortened(page, layout));
        found.sort_by_key(|(cell, _)| (cell.row, cell.column));
        let mut stops = Self::default();
        for (cell, does) in found {
            let at = stops.cells.len();
            stops.cells.push(cell);
            match stops.all.last_mut().filter(|last| last.does == does && matches!(does, Does::Press(_))) {
                Some(last) => last.cells.end = at + 1,
                None => stops.all.push(Stop { does, cells: at..at + 1, row: cell.row }),
            }
        }
        stops
    }

    pub(super) fn cells(&self, stop: &Stop) -> &[Cell] {
        self.cells.get(stop.cells.clone()).unwrap_or_default()
    }
}

fn pressed(spot: &crate::domain::docs::layout::Spot) -> (Cell, Does) {
    let cell = Cell { row: spot.row as usize, column: spot.column as usize, columns: spot.columns as usize };
    (cell, Does::Press(spot.deed))
}

/// Words that are short for others, each where it stands first: to be stopped by the same one over and
/// over would help nobody.
fn shortened(page: &Page, layout: &Layout) -> Vec<(Cell, Does)> {
    let mut tried: HashMap<&str, usize> = HashMap::new();
    let mut found = Vec::new();
    page.each_span(&mut |span| {
        let Some(long) = &span.long else { return };
        let text = page.text(span.text).as_str();
        let times = tried.entry(text).or_default();
        *times += 1;
        if *times <= TRIES
            && let Some(cell) = cell_of(page, layout, span.text)
        {
            *times = TRIES;
            found.push((cell, Does::Tell(Clean::line(&format!("{text}: {long}")))));
        }
    });
    found
}

/// Where the beginning of a piece of the text stands; nowhere while it is folded away.
pub(super) fn cell_of(page: &Page, layout: &Layout, piece: Piece) -> Option<Cell> {
    cell_in(page, layout, layout.row_at(piece.from), piece)
}

fn cell_in(page: &Page, layout: &Layout, row: usize, piece: Piece) -> Option<Cell> {
    let line = layout.rows.get(row)?;
    let left = line.area.and_then(|area| layout.areas.get(area as usize)).map_or(0, |area| area.left as usize);
    let still = line.bits.len();
    let mut column = 0;
    for (n, bit) in layout.bits(line).enumerate() {
        if n == still && line.area.is_some() {
            column = left;
        }
        if let Some((before, columns)) = within(page, layout, bit, piece).filter(|_| bit.text.holds(piece.from)) {
            return Some(Cell { row, column: column + before, columns });
        }
        column += width(layout.text(page, bit).as_str());
    }
    None
}

/// The columns that a piece of the page's text takes in a bit: how many are before it, and how many it
/// takes.
pub(super) fn within(page: &Page, layout: &Layout, bit: &Bit, piece: Piece) -> Option<(usize, usize)> {
    let (from, to) = (piece.from.max(bit.text.from), piece.to.min(bit.text.to));
    if bit.is_own || from >= to {
        return None;
    }
    let text = layout.text(page, bit).as_str();
    let at = |place: u32| (place - bit.text.from) as usize;
    let before = width(text.get(..at(from))?);
    Some((before, width(text.get(at(from)..at(to))?)))
}

impl PageView {
    /// What keys are about, where that is seen.
    pub fn stop(&self) -> Option<&Stop> {
        self.focus.and_then(|at| self.stops.all.get(at))
    }

    /// The row of what keys are about, from the first that is seen.
    pub fn row_of_stop(&self) -> Option<usize> {
        self.stop().and_then(|stop| stop.row.checked_sub(self.top))
    }

    pub(super) fn stop_is_seen(&self) -> bool {
        self.stop().is_some_and(|stop| self.is_seen(stop))
    }

    fn is_seen(&self, stop: &Stop) -> bool {
        self.seen().contains(&stop.row)
    }

    fn ends_before(&self, stop: &Stop, found: Cell) -> bool {
        let ends = self.stops.cells(stop).last().map(|cell| (cell.row, cell.column + cell.columns));
        ends.is_some_and(|ends| ends <= (found.row, found.column))
    }

    /// To the next stop, or with `back` to the one before, from the one under the keys, from what was found
    /// or from what is seen. What is out of sight is scrolled to.
    pub fn go_to_stop(&mut self, back: bool) {
        let all = &self.stops.all;
        let seen = self.seen();
        let next = match (self.focus, back) {
            (Some(at), false) => Some(at + 1),
            (Some(at), true) => at.checked_sub(1),
            (None, false) => match self.match_seen() {
                Some(found) => all.iter().position(|stop| !self.ends_before(stop, found)),
                None => all.iter().position(|stop| stop.row >= seen.start),
            },
            (None, true) => match self.match_seen() {
                Some(found) => all.iter().rposition(|stop| self.ends_before(stop, found)),
                None => all.iter().rposition(|stop| stop.row < seen.end),
            },
        };
        self.focus_on(next.filter(|next| *next < all.len()));
    }

    pub(super) fn focus_on(&mut self, at: Option<usize>) {
        let Some(stop) = at.and_then(|at| self.stops.all.get(at)) else { return };
        let row = stop.row;
        self.hints = None;
        self.show_row(row);
        self.focus = at;
        self.show_columns_of_stop();
    }

    fn show_columns_of_stop(&mut self) {
        let cell = self.stop().and_then(|stop| self.stops.cells(stop).first()).copied();
        if let Some(cell) = cell {
            self.show_columns(cell);
        }
    }

    /// Whether there is anything to stop at.
    pub fn has_stops(&self) -> bool {
        !self.stops.all.is_empty()
    }

    /// Nothing is under the keys any more; whether something was.
    pub fn unfocus(&mut self) -> bool {
        self.focus.take().is_some()
    }

    /// The stop at a cell of what is seen, which keys are about from now on.
    pub fn stop_at(&mut self, row: usize, column: usize) -> Option<&Stop> {
        let row = self.top + row;
        let hit = |stop: &Stop| {
            let mut cells = self.stops.cells(stop).iter().filter(|cell| cell.row == row);
            cells.any(|cell| self.columns_seen(*cell).is_some_and(|seen| seen.contains(&column)))
        };
        self.focus = self.stops.all.iter().position(hit);
        self.stop()
    }
}
