//! Tables: columns as wide as what stands in them where that fits; else shrunk and their cells wrapped;
//! where words would have to be cut too short, all of it scrolls sideways.

mod grid;
mod row;

use super::Flow;
use crate::domain::docs::layout::shares::{Need, forced, free, shared};
use crate::domain::docs::layout::sheet::{Sheet, ours};
use crate::domain::docs::page::{Block, Cell, Inline, Table};
use crate::domain::document::Role;
use grid::{Grid, bounds, is_plain, line, places};

impl<'a> Flow<'a> {
    pub(super) fn table(&mut self, table: &'a Table) {
        self.caption(&table.caption);
        let head = if table.head.iter().flatten().all(|cell| cell.blocks.is_empty()) { &[] } else { &*table.head };
        let rows: Vec<&'a [Cell]> = head.iter().chain(&table.rows).map(Vec::as_slice).collect();
        let needs = self.needs(table, &rows);
        if needs.is_empty() {
            return;
        }
        let room = self.sheet.room().saturating_sub(3 * (needs.len() - 1));
        let widths = match shared(&needs, room) {
            Some(widths) => widths,
            None if self.is_cell => forced(&needs, room),
            None => free(&needs),
        };
        let is_ruled = needs.iter().zip(&widths).any(|(need, width)| need.all > *width)
            || table.rows.iter().flatten().any(|cell| has_lines(cell));
        let all = vec![true; widths.len()];
        let between = self.sheet.ours.word(&line(&widths, &all, &all, self.glyphs));
        let seam = self.sheet.ours.word(self.glyphs.seam);
        let grid = Grid { widths, aligns: &table.columns, is_ruled, seam, line: between };
        self.grid(table, &rows, head.len(), &grid);
    }

    /// What each column needs, over all rows.
    fn needs(&mut self, table: &Table, rows: &[&'a [Cell]]) -> Vec<Need> {
        let count = rows.iter().map(|row| places(row).map(|(at, _, span)| at + span).max().unwrap_or(0)).max();
        let mut needs =
            vec![Need::default(); count.unwrap_or(0).max(if rows.is_empty() { 0 } else { table.columns.len() })];
        let mut spanning = Vec::new();
        for row in rows {
            for (at, cell, span) in places(row) {
                let need = self.need(&cell.blocks);
                match needs.get_mut(at) {
                    Some(one) if span == 1 => {
                        *one = Need { least: one.least.max(need.least), all: one.all.max(need.all) };
                    }
                    _ => spanning.push((at, span, need)),
                }
            }
        }
        for (at, span, need) in spanning {
            widen_span(needs.get_mut(at..(at + span)).unwrap_or_default(), need);
        }
        needs
    }

    fn grid(&mut self, table: &'a Table, rows: &[&'a [Cell]], heads: usize, grid: &Grid<'_>) {
        let columns = grid.columns();
        let wide = self.widen(0, columns);
        let mut scratch = Box::new(Sheet::new(1));
        for (at, row) in rows.iter().enumerate() {
            let before = at.checked_sub(1).and_then(|before| rows.get(before));
            if let Some(before) = before.filter(|_| at == heads || (grid.is_ruled && at > heads)) {
                self.table_rule(grid, before, row, wide.is_some());
            }
            scratch = self.table_row(row, grid, at < heads, wide.is_some(), scratch);
        }
        if heads == rows.len() {
            self.table_rule(grid, rows.last().copied().unwrap_or_default(), &[], wide.is_some());
        }
        self.widened(wide, table.key, columns);
    }

    /// A line between two rows.
    fn table_rule(&mut self, grid: &Grid<'_>, above: &[Cell], below: &[Cell], is_wide: bool) {
        self.sheet.open();
        if is_wide {
            self.sheet.move_rest();
        }
        let piece = if is_plain(above) && is_plain(below) {
            grid.line
        } else {
            let count = grid.widths.len();
            let text = line(&grid.widths, &bounds(above, count), &bounds(below, count), self.glyphs);
            self.sheet.ours.word(&text)
        };
        self.sheet.own(piece, ours(Role::Rule), grid.columns(), None);
        self.sheet.close();
    }
}

/// Lets columns together have what a cell over all of them needs.
fn widen_span(columns: &mut [Need], need: Need) {
    let seams = 3 * columns.len().saturating_sub(1);
    let least: usize = columns.iter().map(|column| column.least).sum::<usize>() + seams;
    let all: usize = columns.iter().map(|column| column.all).sum::<usize>() + seams;
    if let Some(last) = columns.last_mut() {
        last.least += need.least.saturating_sub(least);
        last.all = last.least.max(last.all + need.all.saturating_sub(all));
    }
}

/// Whether a cell has more than one line however wide it is.
fn has_lines(cell: &Cell) -> bool {
    match cell.blocks.as_slice() {
        [] => false,
        [Block::Paragraph(inlines)] => inlines.iter().any(|inline| matches!(inline, Inline::Break)),
        _ => true,
    }
}
