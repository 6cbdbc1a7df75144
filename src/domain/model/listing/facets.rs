use super::table::{Field, Listing, WIDTH};
use super::{Facet, Filter, fold_cmp};
use crate::domain::text::Clean;
use std::collections::BTreeSet;

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// As written; owners and systems as references.
    pub value: Clean,
    /// Rows that have it.
    pub count: u32,
}

const FACETS: usize = Facet::ALL.len();

/// The field that holds a facet's value; tags have none, a row may have many.
fn field(facet: Facet) -> Option<Field> {
    match facet {
        Facet::Kind => Some(Field::Kind),
        Facet::Type => Some(Field::Type),
        Facet::Lifecycle => Some(Field::Lifecycle),
        Facet::Owner => Some(Field::Owner),
        Facet::System => Some(Field::System),
        Facet::Namespace => Some(Field::Namespace),
        Facet::Tag => None,
    }
}

/// The symbols of one row, a slice for each facet in their order.
fn symbols<'a>(record: &'a [u32; WIDTH], tags: &'a [u32]) -> [&'a [u32]; FACETS] {
    Facet::ALL.map(|facet| match field(facet) {
        Some(field) => record.get(field as usize..=field as usize).unwrap_or_default(),
        None => tags,
    })
}

/// The chosen values as symbols, so that a row is checked by comparing numbers: for each facet with
/// a choice its number and whether each symbol is chosen.
pub(super) struct Chosen(Vec<(usize, Vec<bool>)>);

impl Chosen {
    pub(super) fn of(listing: &Listing, filter: &Filter) -> Self {
        let wanted = |facet: &Facet| filter.facets.get(facet).filter(|values| !values.is_empty());
        let chosen = Facet::ALL.iter().enumerate();
        Self(chosen.filter_map(|(n, facet)| Some((n, chosen_symbols(listing, wanted(facet)?)))).collect())
    }
}

fn chosen_symbols(listing: &Listing, values: &BTreeSet<String>) -> Vec<bool> {
    let is_chosen = |symbol: &str| match symbol.is_ascii() {
        true => values.iter().any(|value| value.eq_ignore_ascii_case(symbol)),
        false => values.contains(&symbol.to_lowercase()),
    };
    listing.all_symbols().map(|symbol| is_chosen(symbol.as_str())).collect()
}

/// Counts each value over the rows that pass every other facet.
pub(super) struct Tally {
    /// A block for each facet, in it a number for each symbol.
    counts: Vec<u32>,
    block: usize,
}

impl Tally {
    pub(super) fn of(listing: &Listing) -> Self {
        let block = listing.symbol_count();
        Self { counts: vec![0; block * FACETS], block }
    }

    /// Counts the row where it belongs; whether it passes all facets.
    pub(super) fn count(&mut self, listing: &Listing, row: u32, chosen: &Chosen) -> bool {
        let Some((record, tags)) = listing.record(row) else { return false };
        let symbols = symbols(record, tags);
        let passes = |(n, wanted): &(usize, Vec<bool>)| {
            let mine = symbols.get(*n).copied().unwrap_or_default();
            mine.iter().any(|symbol| wanted.get(*symbol as usize).copied().unwrap_or_default())
        };
        let mut failed = chosen.0.iter().filter(|choice| !passes(choice)).map(|(n, _)| *n);
        let (first, second) = (failed.next(), failed.next());
        match (first, second) {
            (None, _) => symbols.iter().enumerate().for_each(|(n, mine)| self.note(n, mine)),
            (Some(n), None) => self.note(n, symbols.get(n).copied().unwrap_or_default()),
            _ => {}
        }
        first.is_none()
    }

    fn note(&mut self, n: usize, symbols: &[u32]) {
        let start = n * self.block;
        for symbol in symbols {
            if let Some(count) = self.counts.get_mut(start + *symbol as usize) {
                *count += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Tally) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
    }

    pub(super) fn facets(&self, listing: &Listing, filter: &Filter) -> Vec<(Facet, Vec<FacetCount>)> {
        let blocks = self.counts.chunks(self.block.max(1));
        Facet::ALL
            .into_iter()
            .zip(blocks)
            .map(|(facet, counts)| (facet, values(listing, filter, facet, counts)))
            .collect()
    }
}

fn values(listing: &Listing, filter: &Filter, facet: Facet, counts: &[u32]) -> Vec<FacetCount> {
    // what is chosen stays to be seen, so that it can be taken back
    let is_chosen = |value: &str| filter.facets.contains_key(&facet) && filter.has(facet, value);
    let symbols = listing.all_symbols().zip(counts).skip(1);
    let mut values: Vec<FacetCount> = symbols
        .filter(|(value, count)| **count > 0 || is_chosen(value.as_str()))
        .map(|(value, count)| FacetCount { value: value.to_clean(), count: *count })
        .collect();
    values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| fold_cmp(a.value.as_str(), b.value.as_str())));
    values
}
