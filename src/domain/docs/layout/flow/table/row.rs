use super::Flow;
use super::grid::{Grid, places};
use crate::domain::docs::Style;
use crate::domain::docs::layout::sheet::{Sheet, ours};
use crate::domain::docs::layout::{HeadingRow, PictureRow, Spot};
use crate::domain::docs::page::{Align, Cell};
use crate::domain::document::Role;
use std::ops::Range;

/// A cell that was laid out on a sheet of its row.
struct Laid {
    rows: Range<usize>,
    left: usize,
    width: usize,
    align: Align,
}

impl<'a> Flow<'a> {
    /// Lays the cells of a row out one after the other, then puts their rows side by side.
    pub(super) fn table_row(
        &mut self,
        row: &'a [Cell],
        grid: &Grid<'_>,
        is_head: bool,
        is_wide: bool,
        mut scratch: Box<Sheet<'a>>,
    ) -> Box<Sheet<'a>> {
        scratch.clear();
        let page = self.sheet.turn(scratch);
        let laid: Vec<Laid> = places(row).map(|(at, cell, span)| self.cell(cell, grid, at, span, is_head)).collect();
        let scratch = self.sheet.turn(page);
        self.beside(&laid, grid, &scratch, is_wide);
        scratch
    }

    fn cell(&mut self, cell: &'a Cell, grid: &Grid<'_>, at: usize, span: usize, is_head: bool) -> Laid {
        let width = grid.width(at, span).max(1);
        let from = self.sheet.at() as usize;
        self.sheet.columns = width;
        let style = if is_head || cell.is_head { Style::STRONG } else { self.style };
        let role = if is_head { Role::Label } else { self.role };
        let before = (self.measure, self.lists, self.is_cell, self.style, self.role);
        (self.measure, self.lists, self.is_cell, self.style, self.role) = (width, 0, true, style, role);
        self.blocks(&cell.blocks, true);
        (self.measure, self.lists, self.is_cell, self.style, self.role) = before;
        self.sheet.forget_gap();
        Laid { rows: from..self.sheet.at() as usize, left: grid.left(at), width, align: grid.align(at) }
    }

    fn beside(&mut self, laid: &[Laid], grid: &Grid<'_>, scratch: &Sheet<'a>, is_wide: bool) {
        let base = self.sheet.after_gap();
        let left = self.sheet.left();
        let height = laid.iter().map(|cell| cell.rows.len()).max().unwrap_or(0).max(1);
        for line in 0..height {
            self.sheet.open();
            if is_wide {
                self.sheet.move_rest();
            }
            for (at, cell) in laid.iter().enumerate() {
                if at > 0 {
                    self.sheet.fill_to(left + cell.left - 3);
                    self.sheet.own(grid.seam, ours(Role::Rule), 3, None);
                }
                let row = cell.rows.start + line;
                if row < cell.rows.end {
                    self.sheet.fill_to(left + cell.left + offset(cell, scratch, row));
                    self.sheet.copy(scratch, row);
                }
            }
            self.sheet.close();
        }
        self.hand_on(laid, scratch, base, left);
    }

    /// Takes over what can be pressed, ids, headings and images of the cells.
    fn hand_on(&mut self, laid: &[Laid], scratch: &Sheet<'a>, base: u32, left: usize) {
        let moved = |row: u32| {
            let cell = laid.iter().find(|cell| cell.rows.contains(&(row as usize)))?;
            let column = left + cell.left + offset(cell, scratch, row as usize);
            Some((base + row - u32::try_from(cell.rows.start).ok()?, u32::try_from(column).ok()?))
        };
        let (from, out) = (&scratch.out, &mut self.sheet.out);
        out.spots.extend(from.spots.iter().filter_map(|spot| {
            let (row, column) = moved(spot.row)?;
            Some(Spot { row, column: column + spot.column, ..*spot })
        }));
        out.anchors.extend(from.anchors.iter().filter_map(|(id, row)| Some((id.clone(), moved(*row)?.0))));
        out.headings.extend(
            from.headings
                .iter()
                .filter_map(|heading| Some(HeadingRow { row: moved(heading.row)?.0, ..heading.clone() })),
        );
        out.pictures.extend(from.pictures.iter().filter_map(|picture| {
            let (row, column) = moved(picture.row)?;
            Some(PictureRow { row, column: column + picture.column, ..picture.clone() })
        }));
    }
}

/// Columns before a row of a cell, by the side that the cell is set to.
fn offset(cell: &Laid, scratch: &Sheet<'_>, row: usize) -> usize {
    let used = scratch.ends.get(row).map_or(0, |end| *end as usize);
    let free = cell.width.saturating_sub(used);
    match cell.align {
        Align::Left => 0,
        Align::Center => free / 2,
        Align::Right => free,
    }
}
