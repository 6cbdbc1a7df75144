//! From rows in any order to a listing: sorted, of each reference the last one, the ends of relations
//! tied to rows, and no text in it that nothing names.

use super::fold_cmp;
use super::haystack::push_folded;
use super::symbols::Symbols;
use super::table::{Field, Listing, WIDTH, index, put};
use crate::domain::model::At;
use std::cmp::Ordering;

/// What a builder collected.
pub(super) struct Collected {
    pub text: String,
    pub rows: Vec<[u32; WIDTH]>,
    pub symbols: Symbols,
    pub tags: Vec<u32>,
    pub edges: Vec<(u32, u32)>,
}

/// No row, or no symbol.
const NONE: u32 = u32::MAX;
/// The fields that are symbols.
const SYMBOLS: [Field; 6] = [Field::Kind, Field::Namespace, Field::Type, Field::Lifecycle, Field::Owner, Field::System];

impl Collected {
    pub(super) fn finish(self, as_of: At, complete: bool) -> Listing {
        let order = self.order();
        let ends = self.ends(&order);
        let mut packed = Packed::of(&self, order.len());
        for row in &order {
            packed.push(&self, *row as usize, &ends);
        }
        packed.finish(&self, as_of, complete)
    }

    fn field(&self, row: u32, field: Field) -> u32 {
        self.rows.get(row as usize).and_then(|row| row.get(field as usize)).copied().unwrap_or_default()
    }

    fn symbol(&self, row: u32, field: Field) -> &str {
        self.symbols.text(&self.text, self.field(row, field))
    }

    fn name(&self, row: u32) -> &str {
        let start = self.field(row, Field::Text) as usize;
        self.text.get(start..start + self.field(row, Field::NameLength) as usize).unwrap_or_default()
    }

    fn compare(&self, a: u32, b: u32) -> Ordering {
        let by = |field| fold_cmp(self.symbol(a, field), self.symbol(b, field));
        fold_cmp(self.name(a), self.name(b)).then_with(|| by(Field::Kind)).then_with(|| by(Field::Namespace))
    }

    /// The rows in order, one for each reference: of several the last one taken.
    fn order(&self) -> Vec<u32> {
        let mut folded = String::new();
        let mut keyed: Vec<(u128, u32)> = (0..index(self.rows.len()))
            .map(|row| {
                folded.clear();
                push_folded(&mut folded, self.name(row));
                (beginning(&folded), row)
            })
            .collect();
        let compare = |a: &(u128, u32), b: &(u128, u32)| a.0.cmp(&b.0).then_with(|| self.compare(a.1, b.1));
        keyed.sort_unstable_by(|a, b| compare(a, b).then(a.1.cmp(&b.1)));
        keyed.dedup_by(|later, kept| {
            let same = compare(kept, later).is_eq();
            if same {
                kept.1 = later.1;
            }
            same
        });
        keyed.into_iter().map(|(_, row)| row).collect()
    }

    /// For each symbol the row, by its new place, whose reference it is.
    fn ends(&self, order: &[u32]) -> Vec<u32> {
        let mut ends = vec![NONE; self.symbols.len()];
        let mut reference = String::new();
        for (place, row) in (0..).zip(order) {
            reference.clear();
            push_folded(&mut reference, self.symbol(*row, Field::Kind));
            reference.push(':');
            push_folded(&mut reference, self.symbol(*row, Field::Namespace));
            reference.push('/');
            push_folded(&mut reference, self.name(*row));
            if let Ok(symbol) = self.symbols.slot(&self.text, &reference)
                && let Some(end) = ends.get_mut(symbol as usize)
            {
                *end = place;
            }
        }
        ends
    }
}

/// The first sixteen bytes as a number that sorts as they do: most comparisons need no more.
fn beginning(text: &str) -> u128 {
    let mut bytes = [0; 16];
    bytes.iter_mut().zip(text.bytes()).for_each(|(slot, byte)| *slot = byte);
    u128::from_be_bytes(bytes)
}

/// The arrays of the listing while they fill.
struct Packed {
    text: String,
    fields: Vec<u32>,
    tags: Vec<u32>,
    edges: Vec<u32>,
    /// New number of each symbol that is used, and the used ones in the order of those.
    numbers: Vec<u32>,
    used: Vec<u32>,
    rows: u32,
}

impl Packed {
    fn of(from: &Collected, rows: usize) -> Self {
        let mut packed = Self {
            text: String::with_capacity(from.text.len()),
            fields: Vec::with_capacity(rows * WIDTH),
            tags: Vec::with_capacity(from.tags.len()),
            edges: Vec::with_capacity(from.edges.len() * 2),
            numbers: vec![NONE; from.symbols.len()],
            used: Vec::new(),
            rows: index(rows),
        };
        packed.number(0);
        packed
    }

    fn number(&mut self, symbol: u32) -> u32 {
        let Some(number) = self.numbers.get_mut(symbol as usize) else { return 0 };
        if *number == NONE {
            *number = index(self.used.len());
            self.used.push(symbol);
        }
        *number
    }

    fn push(&mut self, from: &Collected, row: usize, ends: &[u32]) {
        let Some(mut record) = from.rows.get(row).copied() else { return };
        let text = self.push_text(from, &record);
        put(&mut record, Field::Text, text);
        for field in SYMBOLS {
            let number = self.number(from.field(index(row), field));
            put(&mut record, field, number);
        }
        put(&mut record, Field::Tags, index(self.tags.len()));
        put(&mut record, Field::Edges, index(self.edges.len()));
        self.fields.extend_from_slice(&record);
        self.push_tags(span(from, row, Field::Tags, &from.tags));
        self.push_edges(from, span(from, row, Field::Edges, &from.edges), ends);
    }

    /// Copies name, title and description; where they stand now.
    fn push_text(&mut self, from: &Collected, record: &[u32; WIDTH]) -> u32 {
        // the first four fields
        let [start, name, title, description, ..] = record.map(|number| number as usize);
        let at = index(self.text.len());
        self.text.push_str(from.text.get(start..start + name + title + description).unwrap_or_default());
        at
    }

    fn push_tags(&mut self, tags: &[u32]) {
        for (n, tag) in tags.iter().enumerate() {
            // a tag named twice is one tag
            if !tags.iter().take(n).any(|before| before == tag) {
                let tag = self.number(*tag);
                self.tags.push(tag);
            }
        }
    }

    /// By type, then by row, so that equal catalogs give equal listings in whatever order they came.
    fn push_edges(&mut self, from: &Collected, edges: &[(u32, u32)], ends: &[u32]) {
        let text = |symbol: u32| from.symbols.text(&from.text, symbol);
        let end = |target: u32| ends.get(target as usize).copied().unwrap_or(NONE);
        let compare = |(kind, target): &(u32, u32), (other, to): &(u32, u32)| {
            let kinds = if kind == other { Ordering::Equal } else { text(*kind).cmp(text(*other)) };
            kinds.then(end(*target).cmp(&end(*to))).then_with(|| text(*target).cmp(text(*to)))
        };
        let mut edges = edges.to_vec();
        edges.sort_unstable_by(compare);
        edges.dedup();
        for (kind, target) in edges {
            let kind = self.number(kind);
            let end = match end(target) {
                NONE => self.rows.saturating_add(self.number(target)),
                row => row,
            };
            self.edges.extend([kind, end]);
        }
    }

    fn finish(mut self, from: &Collected, as_of: At, complete: bool) -> Listing {
        let mut symbols = Vec::with_capacity(self.used.len() * 2);
        for symbol in &self.used {
            let text = from.symbols.text(&from.text, *symbol);
            symbols.extend([index(self.text.len()), index(text.len())]);
            self.text.push_str(text);
        }
        let Self { mut text, fields, mut tags, mut edges, .. } = self;
        text.shrink_to_fit();
        tags.shrink_to_fit();
        edges.shrink_to_fit();
        Listing::assemble(as_of, complete, text, fields, symbols, tags, edges)
    }
}

/// What one row has of an array that all rows share.
fn span<'a, T>(from: &Collected, row: usize, field: Field, array: &'a [T]) -> &'a [T] {
    let start = |row: usize| from.rows.get(row).and_then(|row| row.get(field as usize)).map(|at| *at as usize);
    array.get(start(row).unwrap_or_default()..start(row + 1).unwrap_or(array.len())).unwrap_or_default()
}

#[cfg(test)]
mod tests;
