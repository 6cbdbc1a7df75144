use super::haystack::Haystack;
use crate::domain::model::At;
use crate::domain::text::Shown;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

/// Numbers that one row takes in [`Listing::fields`].
pub(super) const WIDTH: usize = 13;

/// No row, or no symbol.
pub(super) const NONE: u32 = u32::MAX;

/// Where a field stands within a row. `Text` is the byte offset of the row's own text, which is
/// name, title and description one after the other; the others up to `Owner` are symbols.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Field {
    Text,
    NameLength,
    TitleLength,
    DescriptionLength,
    Kind,
    Namespace,
    Type,
    Lifecycle,
    Owner,
    System,
    Tags,
    Edges,
    Flags,
}

/// A length or an offset as it stands in a listing.
pub(super) fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// Sets a field of a row.
pub(super) fn put(row: &mut [u32; WIDTH], field: Field, value: u32) {
    if let Some(slot) = row.get_mut(field as usize) {
        *slot = value;
    }
}

/// All rows of a catalog, sorted by name, then kind, then namespace. Never changed: a newer state
/// is another listing.
#[derive(Debug)]
pub struct Listing {
    version: u64,
    /// When the rows were last known to be so.
    pub as_of: At,
    /// Whether these are all rows, or the first pages of an answer that is still coming.
    pub complete: bool,
    pub(super) text: String,
    pub(super) fields: Vec<u32>,
    /// Offset and length in `text` of each symbol: a text that many rows share. The first is empty.
    pub(super) symbols: Vec<u32>,
    pub(super) tags: Vec<u32>,
    /// Pairs: symbol of the relation's type; its other end, a row, or beyond the rows a symbol.
    pub(super) edges: Vec<u32>,
    haystack: OnceLock<Haystack>,
}

/// The other end of a relation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End<'a> {
    /// A row of the same listing.
    Row(u32),
    /// The reference of an entity that is not in the listing.
    Gone(Shown<'a>),
}

/// One row of a listing.
#[derive(Clone, Copy, Debug)]
pub struct Row<'a> {
    pub(super) listing: &'a Listing,
    pub(super) index: u32,
}

impl Default for Listing {
    fn default() -> Self {
        Self::assemble(At::default(), true, String::new(), Vec::new(), vec![0, 0], Vec::new(), Vec::new())
    }
}

impl PartialEq for Listing {
    /// Two listings are the same when they are one and the same state.
    fn eq(&self, other: &Self) -> bool {
        self.version == other.version
    }
}

impl Listing {
    pub(super) fn assemble(
        as_of: At,
        complete: bool,
        text: String,
        fields: Vec<u32>,
        symbols: Vec<u32>,
        tags: Vec<u32>,
        edges: Vec<u32>,
    ) -> Self {
        static VERSIONS: AtomicU64 = AtomicU64::new(1);
        let version = VERSIONS.fetch_add(1, Ordering::Relaxed);
        Self { version, as_of, complete, text, fields, symbols, tags, edges, haystack: OnceLock::new() }
    }

    /// A number that no other listing of this process has.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How many rows there are.
    pub fn len(&self) -> usize {
        self.fields.len() / WIDTH
    }

    /// Whether there is no row.
    pub fn is_empty(&self) -> bool {
        self.fields.is_empty()
    }

    /// The row at `index`.
    pub fn row(&self, index: u32) -> Option<Row<'_>> {
        ((index as usize) < self.len()).then_some(Row { listing: self, index })
    }

    /// All rows in their order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> + Clone {
        (0..u32::try_from(self.len()).unwrap_or(u32::MAX)).map(|index| Row { listing: self, index })
    }

    pub(super) fn symbol(&self, symbol: u32) -> Shown<'_> {
        let at = symbol as usize * 2;
        match (self.symbols.get(at), self.symbols.get(at + 1)) {
            (Some(start), Some(length)) => self.span(*start, *length),
            _ => Shown::default(),
        }
    }

    pub(super) fn symbol_count(&self) -> usize {
        self.symbols.len() / 2
    }

    pub(super) fn all_symbols(&self) -> impl Iterator<Item = Shown<'_>> {
        self.symbols.as_chunks::<2>().0.iter().map(|[start, length]| self.span(*start, *length))
    }

    /// The numbers of a row, and the symbols of its tags.
    pub(super) fn record(&self, row: u32) -> Option<(&[u32; WIDTH], &[u32])> {
        let records = self.fields.as_chunks::<WIDTH>().0;
        let record = records.get(row as usize)?;
        let tags = |record: &[u32; WIDTH]| record.get(Field::Tags as usize).copied().unwrap_or_default() as usize;
        let end = records.get(row as usize + 1).map_or(self.tags.len(), tags);
        Some((record, self.tags.get(tags(record)..end).unwrap_or_default()))
    }

    pub(super) fn span(&self, start: u32, length: u32) -> Shown<'_> {
        let start = start as usize;
        Shown::of_cleaned(self.text.get(start..start + length as usize).unwrap_or_default())
    }

    /// The lower-case texts that filters search, made when first asked for.
    pub(super) fn haystack(&self) -> &Haystack {
        self.haystack.get_or_init(|| Haystack::of(self.rows().map(|row| (row.name().as_str(), row.title().as_str()))))
    }
}
