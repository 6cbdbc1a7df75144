//! The sheet that rows are written on: margins, blank rows between blocks, what can be pressed.

use super::ours::Ours;
use super::{Bit, Deed, Ink, Layout, Row, Spot};
use crate::domain::docs::ids::LinkId;
use crate::domain::docs::{Style, Token};
use crate::domain::document::Role;
use crate::domain::text::Piece;

/// Columns that indentation leaves for text, where there are twice as many at all.
const FLOOR: usize = 20;

/// What stands at the left of rows.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mark {
    /// Blanks.
    Blank(usize),
    /// A word of ours and the columns it takes.
    Word(Piece, Ink, usize),
}

impl Mark {
    fn columns(self) -> usize {
        match self {
            Self::Blank(columns) | Self::Word(_, _, columns) => columns,
        }
    }
}

/// Marks at the left of the rows of a block.
#[derive(Clone, Copy, Debug)]
struct Margin {
    /// Of its first row, until that is written.
    first: Option<Mark>,
    /// Of the others.
    rest: Mark,
}

/// Rows that are being written.
#[derive(Debug, Default)]
pub(super) struct Sheet<'a> {
    pub out: Layout,
    pub ours: Ours,
    /// The columns that each row takes.
    pub ends: Vec<u32>,
    /// Columns there are.
    pub columns: usize,
    margins: Vec<Margin>,
    /// The bits of the margins where none has a first mark left.
    prefix: Vec<Bit>,
    prefix_columns: usize,
    /// Blank rows that come before the next one, and the margins that they have.
    gap: Option<(usize, usize)>,
    /// Ids of the row that comes next.
    waiting: Vec<&'a str>,
    column: usize,
    begin: u32,
    content: u32,
    moved: Option<u32>,
}

/// How our own words look.
pub(super) fn ours(role: Role) -> Ink {
    Ink { role, style: Style::PLAIN, token: Token::Plain, is_marked: false }
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'a> Sheet<'a> {
    pub(super) fn new(columns: usize) -> Self {
        Self { columns: columns.max(1), ..Self::default() }
    }

    /// Makes place for what a text of so many bytes becomes, so that it is not moved while it grows.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.out.bits.reserve(bytes / 16);
        self.out.rows.reserve(bytes / 48);
        self.ends.reserve(bytes / 48);
    }

    /// The row that comes next.
    pub(super) fn at(&self) -> u32 {
        count(self.out.rows.len())
    }

    /// The row that comes next once blank rows are written that wait for it.
    pub(super) fn after_gap(&self) -> u32 {
        self.at() + count(self.gap.map_or(0, |(_, rows)| rows))
    }

    /// The column that the margins leave for the next row to begin at.
    pub(super) fn left(&self) -> usize {
        self.margins.iter().map(|margin| margin.first.unwrap_or(margin.rest).columns()).sum()
    }

    /// Columns that are left for the next row, at least one.
    pub(super) fn room(&self) -> usize {
        self.columns.saturating_sub(self.left()).max(1)
    }

    /// How many margins there are.
    pub(super) fn depth(&self) -> usize {
        self.margins.len()
    }

    /// Begins a margin. It takes no columns but in its first row where too few would be left for text.
    pub(super) fn enter(&mut self, first: Option<Mark>, rest: Mark) {
        let floor = FLOOR.min(self.columns / 2);
        if self.room() < floor / 2 {
            self.open();
            self.close();
        }
        let fits = self.prefix_columns + rest.columns() + floor <= self.columns;
        let first = if fits { first } else { first.or(Some(rest)) };
        self.margins.push(Margin { first, rest: if fits { rest } else { Mark::Blank(0) } });
        self.join();
    }

    /// Ends a margin. A mark that stands before nothing has a row of its own.
    pub(super) fn leave(&mut self) {
        if self.margins.last().is_some_and(|margin| matches!(margin.first, Some(Mark::Word(..)))) {
            self.open();
            self.close();
        }
        self.margins.pop();
        self.join();
    }

    fn join(&mut self) {
        self.prefix.clear();
        self.prefix_columns = 0;
        let mut blank = 0;
        for margin in &self.margins {
            self.prefix_columns += margin.rest.columns();
            match margin.rest {
                Mark::Blank(columns) => blank += columns,
                Mark::Word(text, ink, _) => {
                    push_blanks(&mut self.prefix, &mut self.ours, &mut blank);
                    self.prefix.push(Bit { text, is_own: true, ink, link: None });
                }
            }
        }
        push_blanks(&mut self.prefix, &mut self.ours, &mut blank);
    }

    /// Leaves rows free before the next one, unless it is the first of all.
    pub(super) fn gap(&mut self, rows: usize) {
        if self.out.rows.is_empty() || rows == 0 {
            return;
        }
        let (depth, more) = self.gap.unwrap_or((usize::MAX, 0));
        self.gap = Some((depth.min(self.margins.len()), more.max(rows)));
    }

    /// An id of the row that comes next, or is open.
    pub(super) fn anchor(&mut self, id: &'a str) {
        if !id.is_empty() {
            self.waiting.push(id);
        }
    }

    fn write_gap(&mut self) {
        let Some((depth, rows)) = self.gap.take() else { return };
        for _ in 0..rows {
            self.start();
            for at in 0..depth {
                if let Some(margin) = self.margins.get(at) {
                    self.mark(margin.rest);
                }
            }
            self.end(false);
        }
    }

    fn start(&mut self) {
        self.column = 0;
        self.begin = count(self.out.bits.len());
        self.content = self.begin;
        self.moved = None;
    }

    fn mark(&mut self, mark: Mark) {
        let (text, ink) = match mark {
            Mark::Blank(0) => return,
            Mark::Blank(columns) => (self.ours.blanks(columns), ours(Role::Text)),
            Mark::Word(text, ink, _) => (text, ink),
        };
        self.out.bits.push(Bit { text, is_own: true, ink, link: None });
        self.column += mark.columns();
    }

    /// Begins a row.
    pub(super) fn open(&mut self) {
        self.write_gap();
        self.start();
        if self.margins.iter().all(|margin| margin.first.is_none()) {
            self.out.bits.extend_from_slice(&self.prefix);
            self.column = self.prefix_columns;
        } else {
            for at in 0..self.margins.len() {
                if let Some(margin) = self.margins.get_mut(at) {
                    let mark = margin.first.take().unwrap_or(margin.rest);
                    self.mark(mark);
                }
            }
        }
        self.content = count(self.out.bits.len());
    }

    /// Adds to the open row.
    pub(super) fn put(&mut self, bit: Bit, columns: usize) {
        if bit.text.is_empty() {
            return;
        }
        if let Some(link) = bit.link {
            self.spot(Deed::Follow(link), columns);
        }
        self.out.bits.push(bit);
        self.column += columns;
    }

    /// Adds a word of ours to the open row.
    pub(super) fn word(&mut self, text: &str, ink: Ink) {
        let piece = self.ours.word(text);
        self.own(piece, ink, super::measure::columns(text), None);
    }

    /// Adds a piece of ours to the open row.
    pub(super) fn own(&mut self, text: Piece, ink: Ink, columns: usize, link: Option<LinkId>) {
        self.put(Bit { text, is_own: true, ink, link }, columns);
    }

    /// Adds blanks to the open row.
    pub(super) fn blanks(&mut self, columns: usize) {
        let piece = self.ours.blanks(columns);
        self.own(piece, ours(Role::Text), columns, None);
    }

    /// What comes next in the open row can be pressed, as wide as that.
    pub(super) fn spot(&mut self, deed: Deed, columns: usize) {
        let (row, column, columns) = (self.at(), count(self.column), count(columns));
        match self.out.spots.last_mut() {
            Some(last) if last.deed == deed && last.row == row && last.column + last.columns == column => {
                last.columns += columns;
            }
            _ => self.out.spots.push(Spot { row, column, columns, deed }),
        }
    }

    /// What is added to the open row from here on is moved by the area that comes next.
    pub(super) fn move_rest(&mut self) {
        self.moved = Some(count(self.out.bits.len()));
    }

    /// Ends the open row.
    pub(super) fn close(&mut self) {
        let row = self.at();
        for id in self.waiting.drain(..) {
            self.out.anchors.push((id.into(), row));
        }
        self.end(true);
    }

    fn end(&mut self, is_row: bool) {
        let empty = count(self.out.bits.len()) == self.content || !is_row;
        while empty && self.moved.is_none() && self.out.bits.len() > self.begin as usize {
            match self.out.bits.last() {
                Some(bit) if bit.is_own && Ours::is_blank(bit.text) => self.out.bits.pop(),
                _ => break,
            };
        }
        let end = count(self.out.bits.len());
        let still = self.moved.unwrap_or(end);
        let area = self.moved.map(|_| count(self.out.areas.len()));
        self.out.rows.push(Row { bits: self.begin..still, moved: still..end, area });
        self.ends.push(count(self.column));
    }

    /// Adds blanks up to a column.
    pub(super) fn fill_to(&mut self, column: usize) {
        if column > self.column {
            self.blanks(column - self.column);
        }
    }

    /// Adds the bits of a row of another sheet to the open row.
    pub(super) fn copy(&mut self, other: &Self, row: usize) {
        if let Some(row) = other.out.rows.get(row) {
            self.out.bits.extend(other.out.bits(row).copied());
        }
        self.column += other.ends.get(row).map_or(0, |end| *end as usize);
    }

    /// Takes back that rows were to be left free.
    pub(super) fn forget_gap(&mut self) {
        self.gap = None;
    }

    /// Makes it empty.
    pub(super) fn clear(&mut self) {
        let Layout { rows, bits, spots, anchors, headings, pictures, .. } = &mut self.out;
        rows.clear();
        bits.clear();
        spots.clear();
        anchors.clear();
        headings.clear();
        pictures.clear();
        self.ends.clear();
    }

    /// Turns to another sheet and gives the one before; what is ours stays.
    pub(super) fn turn(&mut self, mut other: Box<Self>) -> Box<Self> {
        std::mem::swap(&mut self.ours, &mut other.ours);
        std::mem::swap(self, &mut other);
        other
    }

    /// The layout, with ids that nothing came after at its last row.
    pub(super) fn finish(mut self) -> Layout {
        let last = self.at().saturating_sub(1);
        self.out.anchors.extend(self.waiting.drain(..).map(|id| (id.into(), last)));
        self.out.own = self.ours.into_pool();
        self.out
    }
}

fn push_blanks(bits: &mut Vec<Bit>, words: &mut Ours, blank: &mut usize) {
    if *blank > 0 {
        let text = words.blanks(std::mem::take(blank));
        bits.push(Bit { text, is_own: true, ink: ours(Role::Text), link: None });
    }
}
