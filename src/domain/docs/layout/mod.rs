//! A page as rows of a given width.
//!
//! Laying out copies no text: a [`Bit`] is a piece of the page's pool, or of the layout's own where the
//! words are ours (bullets, frames, line numbers, drawings). Prose is wrapped to a comfortable measure;
//! what does not fit (code, tables, drawings) is an [`Area`] that is moved sideways by itself.

mod annotation;
mod breaks;
mod flow;
mod glyphs;
mod kind;
mod measure;
mod ours;
mod place;
mod reveal;
mod script;
mod shares;
mod sheet;
mod strand;
mod tex;
mod text;

pub use reveal::{choose, reveal};
pub use text::plain;

use super::code::Token;
use super::ids::{ImageId, Key, LinkId};
use super::page::{Block, Note, Page};
use super::style::Style;
use crate::domain::document::Role;
use crate::domain::text::{Clean, Piece, Pool, Shown};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// What the reader has chosen on a page. It is held by who shows the page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Columns there are.
    pub columns: usize,
    /// Folds that are not as the author left them.
    pub turned: HashSet<Key>,
    /// Tabs chosen.
    pub chosen: HashMap<Key, usize>,
    /// Drawings whose source is shown instead.
    pub as_source: HashSet<Key>,
    /// Everything is shown: folds open, tabs one after the other. For text that is printed.
    pub is_whole: bool,
    /// Only ASCII in what is ours.
    pub is_ascii: bool,
    /// Images that are shown as such: columns and rows that they take.
    pub images: HashMap<ImageId, (u16, u16)>,
    /// Images that are meant for another theme: they are left out.
    pub unfit: HashSet<ImageId>,
    /// Numbers that stand behind links; none where links can be pressed.
    pub numbers: HashMap<LinkId, u32>,
}

/// A page laid out.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    /// The rows from top to bottom.
    pub rows: Vec<Row>,
    /// What the rows are made of.
    pub bits: Vec<Bit>,
    /// Our own words.
    pub own: Pool,
    /// What can be pressed, in the order of reading.
    pub spots: Vec<Spot>,
    /// Where ids are: each with its row.
    pub anchors: Vec<(Box<str>, u32)>,
    /// The headings, for a table of contents.
    pub headings: Vec<HeadingRow>,
    /// What is moved sideways by itself.
    pub areas: Vec<Area>,
    /// Images that are shown as such.
    pub pictures: Vec<PictureRow>,
}

/// A row: what stands still, then what an area moves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Row {
    /// Its bits that stand still, from the left edge.
    pub bits: Range<u32>,
    /// Its bits that the area moves, right of those.
    pub moved: Range<u32>,
    /// The area that they belong to.
    pub area: Option<u32>,
}

/// A piece of a row that looks one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bit {
    /// The text.
    pub text: Piece,
    /// Whether it is of [`Layout::own`] and not of the page.
    pub is_own: bool,
    /// What it is.
    pub ink: Ink,
    /// Where it leads.
    pub link: Option<LinkId>,
}

/// What a bit is, for its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Ink {
    /// Its role.
    pub role: Role,
    /// How its author set it.
    pub style: Style,
    /// What it is, in code.
    pub token: Token,
    /// Whether its line was marked by the author.
    pub is_marked: bool,
}

/// What can be pressed: it lies in one row; what is wrapped is several with one deed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Spot {
    /// The row.
    pub row: u32,
    /// The column where it begins, before an area is moved.
    pub column: u32,
    /// Columns it takes.
    pub columns: u32,
    /// What happens.
    pub deed: Deed,
}

/// What happens where one presses.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Deed {
    /// Follows a link.
    Follow(LinkId),
    /// Opens or closes a fold.
    Fold(Key),
    /// Shows a tab of a set.
    Choose(Key, u32),
    /// Shows a drawing as its source, or the other way round.
    Source(Key),
    /// Copies a block of code.
    Copy(Key),
    /// Shows an image.
    Show(ImageId),
}

/// A heading and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HeadingRow {
    /// 1 to 6.
    pub level: u8,
    /// What links lead to it by.
    pub id: Box<str>,
    /// Its text.
    pub text: Clean,
    /// Its first row.
    pub row: u32,
}

/// Rows that are moved sideways together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Area {
    /// The block.
    pub key: Key,
    /// Its rows.
    pub rows: Range<u32>,
    /// The column where what is moved begins.
    pub left: u32,
    /// Columns there are for it.
    pub seen: u32,
    /// Columns it has.
    pub columns: u32,
}

/// An image that is shown as such, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PictureRow {
    /// Which.
    pub image: ImageId,
    /// Its first row.
    pub row: u32,
    /// Its first column.
    pub column: u32,
    /// Columns and rows it takes.
    pub size: (u16, u16),
}

/// Lays a page out.
pub fn lay(page: &Page, reading: &Reading) -> Layout {
    lay_blocks(page, &page.blocks, reading)
}

/// Lays some blocks of a page out.
pub fn lay_blocks(page: &Page, blocks: &[Block], reading: &Reading) -> Layout {
    flow::Flow::new(page, reading).rows_of(blocks)
}

impl Reading {
    /// Whether what a note says is seen.
    pub fn is_open(&self, note: &Note) -> bool {
        self.is_whole || note.is_open.is_none_or(|is_open| is_open != self.turned.contains(&note.key))
    }

    /// Which tab of a set is seen, where its author shows that one first.
    pub fn tab(&self, key: Key, first: usize) -> usize {
        self.chosen.get(&key).copied().unwrap_or(first)
    }
}

impl Layout {
    /// The text of a bit.
    pub fn text<'a>(&'a self, page: &'a Page, bit: &Bit) -> Shown<'a> {
        if bit.is_own { self.own.get(bit.text) } else { page.text(bit.text) }
    }

    /// The bits of a row, those that stand still first.
    pub fn bits(&self, row: &Row) -> impl Iterator<Item = &Bit> {
        [&row.bits, &row.moved]
            .into_iter()
            .flat_map(|range| self.bits.get(range.start as usize..range.end as usize).unwrap_or_default())
    }
}
