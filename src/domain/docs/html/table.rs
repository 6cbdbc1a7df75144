use super::super::page::{Align, Block, Cell, Table};
use super::super::write::Set;
use super::reader::Reader;
use super::tree::Id;

/// The most columns that are told apart, and that one cell may take.
const COLUMNS: u32 = 256;

/// The most empty cells of a table where those of rows above reach down.
const FILLED: usize = 20_000;

/// Columns that cells of rows above take, each for how many rows yet.
#[derive(Default)]
struct Taken {
    rows: Vec<u32>,
    filled: usize,
}

impl Reader<'_, '_> {
    /// A table.
    pub(super) fn table(&mut self, id: Id, set: &Set) -> Option<Block> {
        let from = self.writer.at();
        let mut table = Table::default();
        if let Some(caption) = self.tree.elements(id).find(|child| self.tree.name(*child) == "caption") {
            table.caption = self.line(caption, set);
        }
        let mut first = None;
        for part in self.tree.elements(id) {
            let is_head = self.tree.name(part) == "thead";
            let mut taken = Taken::default();
            for row in self.rows_of(part) {
                first = first.or(Some(row));
                // a table without a head of its own begins with it when it heads every column
                let is_head = is_head || first == Some(row) && self.is_heads(row);
                let cells = self.row(row, is_head, set, &mut taken);
                if is_head { table.head.push(cells) } else { table.rows.push(cells) }
            }
        }
        table.columns = first.map(|row| self.columns_of(row)).unwrap_or_default();
        table.key = self.key("table", from);
        let is_table = !table.head.is_empty() || !table.rows.is_empty() || !table.caption.is_empty();
        is_table.then_some(Block::Table(table))
    }

    fn rows_of(&self, part: Id) -> Vec<Id> {
        match self.tree.name(part) {
            "tr" => vec![part],
            "thead" | "tbody" | "tfoot" => {
                self.tree.elements(part).filter(|child| self.tree.name(*child) == "tr").collect()
            }
            _ => Vec::new(),
        }
    }

    fn cells_of(&self, row: Id) -> impl Iterator<Item = Id> {
        self.tree.elements(row).filter(|child| matches!(self.tree.name(*child), "td" | "th"))
    }

    fn is_heads(&self, row: Id) -> bool {
        self.cells_of(row).count() > 0 && self.cells_of(row).all(|cell| self.tree.name(cell) == "th")
    }

    /// The cells of a row; where one of a row above reaches into it, an empty one.
    fn row(&mut self, row: Id, is_head: bool, set: &Set, taken: &mut Taken) -> Vec<Cell> {
        let mut cells = Vec::new();
        let mut column = 0;
        let all: Vec<Id> = self.cells_of(row).collect();
        for cell in all {
            column = taken.fill(&mut cells, column);
            let span = self.span(cell, "colspan").min(COLUMNS);
            let rows = self.span(cell, "rowspan");
            let blocks = self.blocks(cell, set);
            let is_head = !is_head && self.tree.name(cell) == "th";
            cells.push(Cell { blocks, span: u16::try_from(span).unwrap_or(1), is_head });
            taken.take(column, span, rows);
            column += span as usize;
        }
        taken.fill(&mut cells, column);
        taken.rows.iter_mut().for_each(|rows| *rows = rows.saturating_sub(1));
        cells
    }

    fn span(&self, cell: Id, attribute: &str) -> u32 {
        self.tree.attribute(cell, attribute).and_then(|span| span.trim().parse().ok()).unwrap_or(1).max(1)
    }

    fn columns_of(&self, row: Id) -> Vec<Align> {
        let mut columns = Vec::new();
        for cell in self.cells_of(row) {
            let span = self.span(cell, "colspan").min(COLUMNS) as usize;
            let left = (COLUMNS as usize).saturating_sub(columns.len());
            columns.extend(std::iter::repeat_n(self.align_of(cell), span.min(left)));
        }
        columns
    }

    fn align_of(&self, cell: Id) -> Align {
        let style = self.tree.attribute(cell, "style").unwrap_or_default();
        let set = style.split_once("text-align").map(|(_, value)| value.trim_start_matches([':', ' ']));
        let to = set.or_else(|| self.tree.attribute(cell, "align")).unwrap_or_default().to_ascii_lowercase();
        match &to {
            to if to.starts_with("center") => Align::Center,
            to if to.starts_with("right") || to.starts_with("end") => Align::Right,
            _ => Align::Left,
        }
    }
}

impl Taken {
    /// Puts empty cells where cells of rows above reach down, from a column on. Gives the next free column.
    fn fill(&mut self, cells: &mut Vec<Cell>, mut column: usize) -> usize {
        while self.filled < FILLED && self.rows.get(column).is_some_and(|rows| *rows > 0) {
            cells.push(Cell::default());
            self.filled += 1;
            column += 1;
        }
        column
    }

    /// Marks the columns that a cell takes in the rows below, counted with its own.
    fn take(&mut self, column: usize, span: u32, rows: u32) {
        let end = column.saturating_add(span as usize).min(COLUMNS as usize);
        if rows > 1 && self.rows.len() < end {
            self.rows.resize(end, 0);
        }
        for left in self.rows.get_mut(column..end).unwrap_or_default() {
            *left = rows.max(*left);
        }
    }
}
