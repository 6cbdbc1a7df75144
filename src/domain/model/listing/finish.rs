//! From rows in any order to a listing: sorted, one for each reference, the ends of relations tied to
//! rows, and no text in it that nothing names.

use super::fold_cmp;
use super::haystack::push_folded;
use super::incoming::Incoming;
use super::ranks::beginning;
use super::symbols::Symbols;
use super::table::{Field, Listing, NONE, WIDTH, index, put};
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

/// The fields that are symbols.
const SYMBOLS: [Field; 6] = [Field::Kind, Field::Namespace, Field::Type, Field::Lifecycle, Field::Owner, Field::System];

/// The rows taken, as they come in the listing.
struct Sorted {
    /// Which rows stay, in their order.
    rows: Vec<u32>,
    /// Where each row went: rows of one reference to the same place, those left out to none.
    places: Vec<u32>,
}

impl Collected {
    /// Makes the listing. Rows without a rank are left out, and of several with one reference that
    /// of the lowest rank stays. `inverses` are pairs of symbols: what a relation is called, and what
    /// it is called seen from its other end. Also gives the place of each row.
    pub(super) fn finish(
        self,
        as_of: At,
        complete: bool,
        rank: impl Fn(u32) -> Option<u32>,
        inverses: &[(u32, u32)],
    ) -> (Listing, Vec<u32>) {
        let Sorted { rows, places } = self.sort(rank);
        let ends = self.ends(&rows);
        let stated = rows.iter().map(|row| span(&self, *row as usize, Field::Edges, &self.edges));
        let incoming = Incoming::of(stated, &ends, inverses);
        let mut packed = Packed::of(&self, rows.len(), incoming.len());
        for (place, row) in rows.iter().enumerate() {
            packed.push(&self, *row as usize, &ends, incoming.of_row(place));
        }
        (packed.finish(&self, as_of, complete), places)
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

    fn sort(&self, rank: impl Fn(u32) -> Option<u32>) -> Sorted {
        let mut folded = String::new();
        let mut keyed: Vec<(u128, u32, u32)> = (0..index(self.rows.len()))
            .filter_map(|row| {
                let rank = rank(row)?;
                folded.clear();
                push_folded(&mut folded, self.name(row));
                Some((beginning(&folded), rank, row))
            })
            .collect();
        let compare = |a: &(u128, u32, u32), b: &(u128, u32, u32)| a.0.cmp(&b.0).then_with(|| self.compare(a.2, b.2));
        keyed.sort_unstable_by(|a, b| compare(a, b).then(a.1.cmp(&b.1)));
        let mut sorted = Sorted { rows: Vec::with_capacity(keyed.len()), places: vec![NONE; self.rows.len()] };
        let mut last = None;
        for key in &keyed {
            if last.is_none_or(|last| compare(last, key).is_ne()) {
                sorted.rows.push(key.2);
            }
            last = Some(key);
            let place = index(sorted.rows.len()).saturating_sub(1);
            sorted.places.iter_mut().skip(key.2 as usize).take(1).for_each(|slot| *slot = place);
        }
        sorted
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
    fn of(from: &Collected, rows: usize, incoming: usize) -> Self {
        let mut packed = Self {
            text: String::with_capacity(from.text.len()),
            fields: Vec::with_capacity(rows * WIDTH),
            tags: Vec::with_capacity(from.tags.len()),
            edges: Vec::with_capacity((from.edges.len() + incoming) * 2),
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

    fn push(&mut self, from: &Collected, row: usize, ends: &[u32], incoming: &[(u32, u32)]) {
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
        self.push_edges(from, span(from, row, Field::Edges, &from.edges), ends, incoming);
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
    fn push_edges(&mut self, from: &Collected, stated: &[(u32, u32)], ends: &[u32], incoming: &[(u32, u32)]) {
        let text = |symbol: u32| from.symbols.text(&from.text, symbol);
        // a relation to a row needs no symbol of its target
        let tie = |(kind, target): &(u32, u32)| match ends.get(*target as usize).copied().unwrap_or(NONE) {
            NONE => (*kind, NONE, *target),
            row => (*kind, row, 0),
        };
        let compare = |(kind, end, target): &(u32, u32, u32), (other, to, gone): &(u32, u32, u32)| {
            let kinds = if kind == other { Ordering::Equal } else { text(*kind).cmp(text(*other)) };
            kinds.then(end.cmp(to)).then_with(|| text(*target).cmp(text(*gone)))
        };
        let incoming = incoming.iter().map(|(kind, row)| (*kind, *row, 0));
        let mut edges: Vec<(u32, u32, u32)> = stated.iter().map(tie).chain(incoming).collect();
        edges.sort_unstable_by(compare);
        edges.dedup();
        for (kind, row, target) in edges {
            let kind = self.number(kind);
            let end = if row == NONE { self.rows.saturating_add(self.number(target)) } else { row };
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
