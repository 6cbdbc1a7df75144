//! One field of all entities as a column of a list: for each entity that has it the values, as
//! numbers of shared texts in flat arrays.

use super::Listing;
use super::haystack::push_folded;
use super::path::FieldPath;
use super::ranks::{by_value, places};
use super::symbols::Symbols;
use super::table::{NONE, Row, index};
use crate::domain::text::{Clean, Shown, clip};
use std::hash::{BuildHasher as _, RandomState};
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// Columns of a value that are kept; what is longer is read on the entity itself.
const LONGEST: usize = 200;

/// A field of all entities that have it. It belongs to no listing: entities are known by a number
/// made of their reference, so that a newer listing sees the same column.
#[derive(Debug)]
pub struct FieldColumn {
    path: FieldPath,
    /// The entities' numbers in their order.
    keys: Vec<u64>,
    /// Where the values of each begin, and one more for the end of the last.
    starts: Vec<u32>,
    /// The values: symbols.
    values: Vec<u32>,
    /// Offset and length in `text` of each symbol; the first is empty.
    symbols: Vec<(u32, u32)>,
    text: String,
    /// For each symbol its place in the order of values.
    places: OnceLock<Vec<u32>>,
    /// Where the rows of the listing that was looked at last have their values.
    seen: Mutex<Option<(u64, Arc<[u32]>)>>,
}

impl PartialEq for FieldColumn {
    /// Two columns are the same when they say the same of the same entities, taken in the same order.
    fn eq(&self, other: &Self) -> bool {
        (&self.path, &self.keys, &self.starts, &self.values) == (&other.path, &other.keys, &other.starts, &other.values)
            && (&self.symbols, &self.text) == (&other.symbols, &other.text)
    }
}

impl FieldColumn {
    /// The field.
    pub fn path(&self) -> &FieldPath {
        &self.path
    }

    /// How many entities have the field.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether no entity has the field.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// The column as the rows of a listing have it. Made once for each listing: some milliseconds for
    /// 100,000 rows.
    pub fn cells(self: &Arc<Self>, listing: &Listing) -> FieldCells {
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        let places = match &*seen {
            Some((version, places)) if *version == listing.version() => Arc::clone(places),
            _ => {
                let places: Arc<[u32]> = listing.rows().map(|row| self.place(row)).collect();
                *seen = Some((listing.version(), Arc::clone(&places)));
                places
            }
        };
        FieldCells { column: Arc::clone(self), places }
    }

    fn place(&self, row: Row<'_>) -> u32 {
        let key = key(row.kind().as_str(), row.namespace().as_str(), row.name().as_str());
        self.keys.binary_search(&key).map_or(NONE, index)
    }

    fn symbols_at(&self, place: u32) -> &[u32] {
        let start = |place: usize| self.starts.get(place).map(|start| *start as usize);
        let range = start(place as usize).zip(start(place as usize + 1)).map(|(start, end)| start..end);
        range.and_then(|range| self.values.get(range)).unwrap_or_default()
    }

    fn symbol(&self, symbol: u32) -> Shown<'_> {
        let span = self.symbols.get(symbol as usize).map(|(start, length)| *start as usize..(start + length) as usize);
        Shown::of_cleaned(span.and_then(|span| self.text.get(span)).unwrap_or_default())
    }

    fn places(&self) -> &[u32] {
        self.places.get_or_init(|| {
            let texts: Vec<&str> = (0..index(self.symbols.len())).map(|symbol| self.symbol(symbol).as_str()).collect();
            places(&texts, by_value)
        })
    }
}

/// A field as the rows of one listing have it.
#[derive(Clone, Debug)]
pub struct FieldCells {
    column: Arc<FieldColumn>,
    /// For each row where its values are in the column.
    places: Arc<[u32]>,
}

impl PartialEq for FieldCells {
    fn eq(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.column, &other.column) && Arc::ptr_eq(&self.places, &other.places)
    }
}

impl Eq for FieldCells {}

impl FieldCells {
    /// The field.
    pub fn path(&self) -> &FieldPath {
        self.column.path()
    }

    /// The values of a row, by its index.
    pub fn values(&self, row: u32) -> impl Iterator<Item = Shown<'_>> {
        self.symbols(row).iter().map(|symbol| self.column.symbol(*symbol))
    }

    pub(super) fn symbols(&self, row: u32) -> &[u32] {
        self.places.get(row as usize).map(|place| self.column.symbols_at(*place)).unwrap_or_default()
    }

    pub(super) fn symbol_count(&self) -> usize {
        self.column.symbols.len()
    }

    pub(super) fn symbol(&self, symbol: u32) -> Shown<'_> {
        self.column.symbol(symbol)
    }

    /// For each symbol its place in the order of values.
    pub(super) fn order(&self) -> &[u32] {
        self.column.places()
    }
}

/// Takes the values of entities in any order and makes a [`FieldColumn`] of them.
#[derive(Debug)]
pub struct FieldColumnBuilder {
    path: FieldPath,
    symbols: Symbols,
    spans: Vec<(u32, u32)>,
    text: String,
    /// The number of each entity and where its values are.
    rows: Vec<(u64, u32, u32)>,
    values: Vec<u32>,
}

impl FieldColumnBuilder {
    /// A column of this field without any entity.
    pub fn new(path: FieldPath) -> Self {
        let (symbols, spans, text, rows, values) = Default::default();
        let mut builder = Self { path, symbols, spans, text, rows, values };
        builder.symbol("");
        builder
    }

    /// The field.
    pub fn path(&self) -> &FieldPath {
        &self.path
    }

    /// Takes an entity with its values, as its source has them (not cleaned yet). Of an entity that
    /// comes twice the later values stay.
    pub fn push<T: AsRef<str>>(&mut self, kind: &str, namespace: &str, name: &str, values: &[T]) {
        if values.is_empty() {
            return;
        }
        let namespace = if namespace.is_empty() { "default" } else { namespace };
        let [kind, namespace, name] = [kind, namespace, name].map(Clean::line);
        let start = self.values.len();
        for value in values {
            let symbol = self.value(value.as_ref());
            // a value named twice is one value
            if !self.values.get(start..).unwrap_or_default().contains(&symbol) && symbol != 0 {
                self.values.push(symbol);
            }
        }
        let key = key(kind.as_str(), namespace.as_str(), name.as_str());
        self.rows.push((key, index(start), index(self.values.len())));
    }

    fn value(&mut self, raw: &str) -> u32 {
        // a value may be a megabyte; only its beginning is cleaned
        let end = raw.floor_char_boundary(LONGEST * 8);
        let clean = Clean::line(raw.get(..end).unwrap_or_default());
        let start = clip(clean.shown(), LONGEST);
        match start.as_str().len() < clean.as_str().len() || end < raw.len() {
            true => self.symbol(&format!("{start}…")),
            false => self.symbol(start.as_str()),
        }
    }

    fn symbol(&mut self, clean: &str) -> u32 {
        let slot = match self.symbols.slot(&self.text, clean) {
            Ok(symbol) => return symbol,
            Err(slot) => slot,
        };
        let span = (index(self.text.len()), index(clean.len()));
        self.text.push_str(clean);
        self.spans.push(span);
        self.symbols.insert(slot, span.0, span.1)
    }

    /// The column.
    pub fn finish(self) -> FieldColumn {
        let Self { path, spans, mut text, mut rows, values, .. } = self;
        // of equal numbers the last one taken goes first, and stays
        rows.reverse();
        rows.sort_by_key(|(key, _, _)| *key);
        rows.dedup_by_key(|(key, _, _)| *key);
        rows.retain(|(_, start, end)| start < end);
        let mut packed = Vec::with_capacity(values.len());
        let mut starts = Vec::with_capacity(rows.len() + 1);
        for (_, start, end) in &rows {
            starts.push(index(packed.len()));
            packed.extend_from_slice(values.get(*start as usize..*end as usize).unwrap_or_default());
        }
        starts.push(index(packed.len()));
        text.shrink_to_fit();
        FieldColumn {
            path,
            keys: rows.into_iter().map(|(key, _, _)| key).collect(),
            starts,
            values: packed,
            symbols: spans,
            text,
            places: OnceLock::new(),
            seen: Mutex::default(),
        }
    }
}

/// The number of an entity. Keyed at random for each run, so that no name can be made to meet
/// another's; that two of a million meet by chance is as likely as one in forty million.
fn key(kind: &str, namespace: &str, name: &str) -> u64 {
    static KEYED: OnceLock<RandomState> = OnceLock::new();
    let mut reference = String::with_capacity(kind.len() + namespace.len() + name.len() + 2);
    push_folded(&mut reference, kind);
    reference.push(':');
    push_folded(&mut reference, namespace);
    reference.push('/');
    push_folded(&mut reference, name);
    KEYED.get_or_init(RandomState::new).hash_one(&reference)
}

#[cfg(test)]
mod tests {
    use super::super::{ListingBuilder, RowInput};
    use super::*;
    use crate::domain::model::At;

    fn listing(names: &[&str]) -> Listing {
        let mut builder = ListingBuilder::default();
        for name in names {
            builder.push(&RowInput { kind: "Component".into(), name: (*name).into(), ..RowInput::default() });
        }
        builder.finish(At(0), true)
    }

    fn column(cells: &[(&str, &[&str])]) -> Arc<FieldColumn> {
        let mut builder = FieldColumnBuilder::new(FieldPath::parse("spec.tier").unwrap());
        cells.iter().for_each(|(name, values)| builder.push("component", "", name, values));
        Arc::new(builder.finish())
    }

    fn seen(column: &Arc<FieldColumn>, listing: &Listing) -> Vec<String> {
        let cells = column.cells(listing);
        let joined = |row: u32| cells.values(row).map(|value| value.as_str()).collect::<Vec<_>>().join("|");
        (0..index(listing.len())).map(joined).collect()
    }

    #[test]
    fn a_column_is_seen_by_whatever_listing_has_its_entities() {
        let column = column(&[("b", &["gold"]), ("A", &["x", "y", "x"]), ("gone", &["z"]), ("b", &["silver"])]);
        assert_eq!(seen(&column, &listing(&["a", "b", "c"])), ["x|y", "silver", ""]);
        assert_eq!(seen(&column, &listing(&["b", "new"])), ["silver", ""]);
        assert_eq!(seen(&column, &listing(&[])), Vec::<String>::new());
    }

    #[test]
    fn values_are_clean_and_long_ones_end_with_the_mark_for_more() {
        let long = "日".repeat(100_000);
        let column = column(&[("a", &["\u{1b}[31mred\u{202e}"]), ("b", &[&long]), ("c", &["", "\u{7}"])]);
        let seen = seen(&column, &listing(&["a", "b", "c"]));
        assert!(!seen[0].contains(['\u{1b}', '\u{202e}']) && seen[0].contains("red"), "{seen:?}");
        assert_eq!(seen[1].chars().count(), 101);
        assert!(seen[1].ends_with('…'));
        assert_eq!(seen[2], "");
    }
}
