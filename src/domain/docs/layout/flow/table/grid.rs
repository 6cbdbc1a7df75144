use crate::domain::docs::layout::glyphs::Glyphs;
use crate::domain::docs::page::{Align, Cell};
use crate::domain::text::Piece;

/// The most columns that one cell takes.
const SPAN: usize = 64;

/// The columns of a table.
pub(super) struct Grid<'t> {
    pub widths: Vec<usize>,
    pub aligns: &'t [Align],
    /// Whether lines stand between its rows.
    pub is_ruled: bool,
    /// What stands between two cells.
    pub seam: Piece,
    /// The line between two rows that have a cell for each column.
    pub line: Piece,
}

impl Grid<'_> {
    /// The columns it takes, with what stands between them.
    pub(super) fn columns(&self) -> usize {
        self.widths.iter().sum::<usize>() + 3 * self.widths.len().saturating_sub(1)
    }

    /// How wide a cell is that takes some columns.
    pub(super) fn width(&self, at: usize, span: usize) -> usize {
        let columns = self.widths.get(at..(at + span).min(self.widths.len())).unwrap_or_default();
        columns.iter().sum::<usize>() + 3 * columns.len().saturating_sub(1)
    }

    /// Where a column begins.
    pub(super) fn left(&self, at: usize) -> usize {
        self.widths.iter().take(at).map(|width| width + 3).sum()
    }

    pub(super) fn align(&self, at: usize) -> Align {
        self.aligns.get(at).copied().unwrap_or_default()
    }
}

/// The cells of a row, each with its first column and how many it takes.
pub(super) fn places(row: &[Cell]) -> impl Iterator<Item = (usize, &Cell, usize)> {
    let mut next = 0;
    row.iter().map(move |cell| {
        let span = usize::from(cell.span).clamp(1, SPAN);
        let at = next;
        next += span;
        (at, cell, span)
    })
}

/// Before which columns a row has something that parts them; all where it has no cells left.
pub(super) fn bounds(row: &[Cell], columns: usize) -> Vec<bool> {
    if row.is_empty() {
        return vec![false; columns];
    }
    let mut parted = vec![true; columns];
    for (at, _, span) in places(row) {
        for inner in parted.iter_mut().take(at + span).skip(at + 1) {
            *inner = false;
        }
    }
    parted
}

/// Whether a row has a cell for each column, or none for its last ones.
pub(super) fn is_plain(row: &[Cell]) -> bool {
    !row.is_empty() && row.iter().all(|cell| cell.span < 2)
}

/// A line between two rows, joined to what stands between the cells above it and below it.
pub(super) fn line(widths: &[usize], above: &[bool], below: &[bool], glyphs: &Glyphs) -> String {
    let [both, down, up] = glyphs.cross;
    let across = glyphs.horizontal;
    let mut text = String::new();
    for (at, width) in widths.iter().enumerate() {
        let has = |bounds: &[bool]| bounds.get(at).copied().unwrap_or(false);
        let joint = match (has(above), has(below)) {
            (true, true) => both,
            (false, true) => down,
            (true, false) => up,
            (false, false) => across,
        };
        if at > 0 {
            text.extend([across, joint, across]);
        }
        text.push_str(&across.repeat(*width));
    }
    text
}
