use super::haystack::Haystack;
use crate::domain::model::{At, EntityRef};
use crate::domain::text::{Clean, Shown};
use std::cmp::Ordering;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering as Atomic};

/// Numbers that one row takes in [`Listing::fields`].
pub(super) const WIDTH: usize = 13;

/// Where a field stands within a row. `Text` is the byte offset of the row's own text, which is
/// name, title and description one after the other; the others up to `Owner` are symbols.
#[derive(Clone, Copy)]
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
    listing: &'a Listing,
    index: u32,
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
        let version = VERSIONS.fetch_add(1, Atomic::Relaxed);
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

    /// The row of an entity.
    pub fn find(&self, reference: &EntityRef) -> Option<Row<'_>> {
        self.find_parts(reference.kind(), reference.namespace(), reference.name())
    }

    pub(super) fn find_parts(&self, kind: &str, namespace: &str, name: &str) -> Option<Row<'_>> {
        let (mut low, mut high) = (0, u32::try_from(self.len()).ok()?);
        while low < high {
            let middle = low + (high - low) / 2;
            let row = self.row(middle)?;
            match row.cmp_parts(kind, namespace, name) {
                Ordering::Equal => return Some(row),
                Ordering::Less => low = middle + 1,
                Ordering::Greater => high = middle,
            }
        }
        None
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

    fn span(&self, start: u32, length: u32) -> Shown<'_> {
        let start = start as usize;
        Shown::of_cleaned(self.text.get(start..start + length as usize).unwrap_or_default())
    }

    /// The lower-case texts that filters search, made when first asked for.
    pub(super) fn haystack(&self) -> &Haystack {
        self.haystack.get_or_init(|| Haystack::of(self.rows().map(|row| (row.name().as_str(), row.title().as_str()))))
    }

    /// A listing that says the same as of another moment.
    pub fn dated(self, as_of: At) -> Self {
        Self { as_of, ..self }
    }
}

impl<'a> Row<'a> {
    /// Its place in the listing.
    pub fn index(self) -> u32 {
        self.index
    }

    pub(super) fn field(self, field: Field) -> u32 {
        self.listing.fields.get(self.index as usize * WIDTH + field as usize).copied().unwrap_or_default()
    }

    fn next_field(self, field: Field, or: usize) -> usize {
        let at = (self.index as usize + 1) * WIDTH + field as usize;
        self.listing.fields.get(at).map_or(or, |value| *value as usize)
    }

    fn symbol(self, field: Field) -> Shown<'a> {
        self.listing.symbol(self.field(field))
    }

    /// The kind as written.
    pub fn kind(self) -> Shown<'a> {
        self.symbol(Field::Kind)
    }

    /// The namespace.
    pub fn namespace(self) -> Shown<'a> {
        self.symbol(Field::Namespace)
    }

    /// The name as written.
    pub fn name(self) -> Shown<'a> {
        self.listing.span(self.field(Field::Text), self.field(Field::NameLength))
    }

    /// The title; empty when the entity has none.
    pub fn title(self) -> Shown<'a> {
        let start = self.field(Field::Text).saturating_add(self.field(Field::NameLength));
        self.listing.span(start, self.field(Field::TitleLength))
    }

    /// The title, or the name where there is none.
    pub fn label(self) -> Shown<'a> {
        let title = self.title();
        if title.is_empty() { self.name() } else { title }
    }

    /// The beginning of the description.
    pub fn description(self) -> Shown<'a> {
        let start = self.field(Field::Text);
        let start = start.saturating_add(self.field(Field::NameLength)).saturating_add(self.field(Field::TitleLength));
        self.listing.span(start, self.field(Field::DescriptionLength))
    }

    /// `spec.type`.
    pub fn kind_type(self) -> Shown<'a> {
        self.symbol(Field::Type)
    }

    /// `spec.lifecycle`.
    pub fn lifecycle(self) -> Shown<'a> {
        self.symbol(Field::Lifecycle)
    }

    /// The first owner as a whole reference; empty without one.
    pub fn owner(self) -> Shown<'a> {
        self.symbol(Field::Owner)
    }

    /// The system as a whole reference; empty without one.
    pub fn system(self) -> Shown<'a> {
        self.symbol(Field::System)
    }

    /// The tags.
    pub fn tags(self) -> impl Iterator<Item = Shown<'a>> {
        self.tag_symbols().iter().map(move |symbol| self.listing.symbol(*symbol))
    }

    pub(super) fn tag_symbols(self) -> &'a [u32] {
        let tags = &self.listing.tags;
        tags.get(self.field(Field::Tags) as usize..self.next_field(Field::Tags, tags.len())).unwrap_or_default()
    }

    /// The relations as this entity sees them: their type and other end.
    pub fn relations(self) -> impl Iterator<Item = (Shown<'a>, End<'a>)> {
        let edges = &self.listing.edges;
        let mine = edges.get(self.field(Field::Edges) as usize..self.next_field(Field::Edges, edges.len()));
        let listing = self.listing;
        mine.unwrap_or_default().chunks_exact(2).map(move |pair| match pair {
            [kind, end] => (listing.symbol(*kind), listing.end(*end)),
            _ => (Shown::default(), End::Gone(Shown::default())),
        })
    }

    /// Whether the kind wants an owner and none of those named is in the catalog.
    pub fn is_ownerless(self) -> bool {
        let wants = ["component", "api", "resource", "system", "domain", "template"];
        wants.iter().any(|kind| self.kind().as_str().eq_ignore_ascii_case(kind))
            && !self.relations().any(|(kind, end)| kind.as_str() == "ownedBy" && matches!(end, End::Row(_)))
    }

    /// The entity's reference.
    pub fn reference(self) -> EntityRef {
        EntityRef::new(self.kind().as_str(), self.namespace().as_str(), self.name().as_str())
    }

    /// Whether this row is of that entity, without making its reference.
    pub fn is(self, reference: &EntityRef) -> bool {
        self.cmp_parts(reference.kind(), reference.namespace(), reference.name()) == Ordering::Equal
    }

    fn cmp_parts(self, kind: &str, namespace: &str, name: &str) -> Ordering {
        fold_cmp(self.name().as_str(), name)
            .then_with(|| fold_cmp(self.kind().as_str(), kind))
            .then_with(|| fold_cmp(self.namespace().as_str(), namespace))
    }
}

impl Listing {
    fn end(&self, end: u32) -> End<'_> {
        let rows = u32::try_from(self.len()).unwrap_or(u32::MAX);
        if end < rows { End::Row(end) } else { End::Gone(self.symbol(end - rows)) }
    }

    /// The end of a relation as it may be shown: a title where the entity has one.
    pub fn end_label(&self, end: End<'_>) -> Clean {
        match end {
            End::Row(row) => self.row(row).map(|row| row.label().to_clean()).unwrap_or_default(),
            End::Gone(reference) => reference.to_clean(),
        }
    }

    /// The end of a relation as a reference.
    pub fn end_reference(&self, end: End<'_>) -> Option<EntityRef> {
        match end {
            End::Row(row) => self.row(row).map(Row::reference),
            End::Gone(reference) => reference.as_str().parse().ok(),
        }
    }
}

/// Compares without regard to case: the order of the rows, and of everything sorted by name.
pub fn fold_cmp(a: &str, b: &str) -> Ordering {
    for (x, y) in a.bytes().zip(b.bytes()) {
        if !x.is_ascii() || !y.is_ascii() {
            return a.chars().flat_map(char::to_lowercase).cmp(b.chars().flat_map(char::to_lowercase));
        }
        let order = x.to_ascii_lowercase().cmp(&y.to_ascii_lowercase());
        if order.is_ne() {
            return order;
        }
    }
    a.len().cmp(&b.len())
}
