use super::fuzzy::Query;
use super::table::{Field, Listing, Row};
use super::{Column, Facet, Filter, fold_cmp};
use crate::domain::text::Clean;
use std::cmp::Reverse;
use std::collections::BTreeSet;

/// How many matches the finer scorer weighs again; more than a screen shows.
const WEIGHED: usize = 400;

/// The rows that pass a filter, in its order, and how many there would be for each value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Rows of the listing, in order.
    pub rows: Vec<u32>,
    /// For each facet its values, most frequent first, counted as if nothing of that facet itself
    /// were chosen.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// As written; owners and systems as references.
    pub value: Clean,
    /// Rows that have it.
    pub count: u32,
}

/// Filters and sorts. Runs on a worker: 100,000 rows take some milliseconds. `go_on` is asked now
/// and then; when it says no, the result is not wanted any more.
pub fn select(listing: &Listing, filter: &Filter, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Selection> {
    let candidates = candidates(listing, filter, go_on)?;
    let chosen = Chosen::of(listing, filter);
    let mut tally = Tally::of(listing);
    let mut rows: Vec<(u32, u32)> = Vec::with_capacity(candidates.len());
    for (index, score) in candidates {
        let Some(row) = listing.row(index) else { continue };
        if tally.count(row, &chosen) {
            rows.push((index, score));
        }
    }
    if !go_on() {
        return None;
    }
    let rows = ordered(listing, filter, rows);
    Some(Selection { rows, facets: tally.facets(listing, filter) })
}

/// Rows that pass all but the facets, with how well each matches the text.
fn candidates(listing: &Listing, filter: &Filter, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<(u32, u32)>> {
    let owned_by = filter.owned_by.as_deref().map(|owners| owned(listing, owners));
    let among = filter.among.as_deref().map(|refs| {
        refs.iter().filter_map(|reference| listing.find(reference)).map(Row::index).collect::<BTreeSet<u32>>()
    });
    let passes = |row: Row<'_>| {
        owned_by.as_ref().is_none_or(|rows| rows.contains(&row.index()))
            && among.as_ref().is_none_or(|rows| rows.contains(&row.index()))
            && (!filter.ownerless || row.is_ownerless())
    };
    let Some(query) = Query::of(&filter.text) else {
        return Some(listing.rows().filter(|row| passes(*row)).map(|row| (row.index(), 0)).collect());
    };
    let haystack = listing.haystack();
    let scan = |range: std::ops::Range<u32>| -> Option<Vec<(u32, u32)>> {
        let mut found = Vec::new();
        for index in range {
            if index % 4096 == 0 && !go_on() {
                return None;
            }
            if let (Some(straw), Some(row)) = (haystack.straw(index), listing.row(index))
                && let Some(score) = query.score(straw, row)
                && passes(row)
            {
                found.push((index, score));
            }
        }
        Some(found)
    };
    let len = u32::try_from(listing.len()).unwrap_or(u32::MAX);
    if len < 20_000 {
        return scan(0..len);
    }
    std::thread::scope(|scope| {
        let second = scope.spawn(|| scan(len / 2..len));
        let mut found = scan(0..len / 2)?;
        found.extend(second.join().ok()??);
        Some(found)
    })
}

/// Everything that one of these owns, by the owners' own relations: a walk over what they have,
/// not over all rows.
fn owned(listing: &Listing, owners: &[crate::domain::model::EntityRef]) -> BTreeSet<u32> {
    let relations = |row: Row<'_>| {
        let rows = row.relations().filter(|(kind, _)| kind.as_str() == "ownerOf").filter_map(|(_, end)| match end {
            super::End::Row(row) => Some(row),
            super::End::Gone(_) => None,
        });
        rows.collect::<Vec<_>>()
    };
    owners.iter().filter_map(|owner| listing.find(owner)).flat_map(relations).collect()
}

fn ordered(listing: &Listing, filter: &Filter, mut rows: Vec<(u32, u32)>) -> Vec<u32> {
    match filter.order {
        None if !filter.text.trim().is_empty() => {
            rows.sort_unstable_by_key(|(index, score)| (Reverse(*score), *index));
            weigh(listing, filter, &mut rows);
            rows.into_iter().map(|(index, _)| index).collect()
        }
        None => rows.into_iter().map(|(index, _)| index).collect(),
        Some(order) => {
            let mut rows: Vec<u32> = rows.into_iter().map(|(index, _)| index).collect();
            // the rows come by name already, and the sort keeps that among equals
            if order.column != Column::Name {
                let key = |index: &u32| listing.row(*index).map(|row| column(row, order.column)).unwrap_or_default();
                rows.sort_by(|a, b| empty_last(key(a).as_str(), key(b).as_str()));
            }
            if order.descending {
                rows.reverse();
            }
            rows
        }
    }
}

fn column(row: Row<'_>, column: Column) -> crate::domain::text::Shown<'_> {
    match column {
        Column::Name => row.name(),
        Column::Kind => row.kind(),
        Column::Type => row.kind_type(),
        Column::Lifecycle => row.lifecycle(),
        Column::Owner => row.owner(),
        Column::System => row.system(),
    }
}

fn empty_last(a: &str, b: &str) -> std::cmp::Ordering {
    a.is_empty().cmp(&b.is_empty()).then_with(|| fold_cmp(a, b))
}

/// Among matches whose letters are only scattered over the name the coarse score says little:
/// there fuzzy-matcher's Skim scorer decides. Runs of better matches keep their order.
fn weigh(listing: &Listing, filter: &Filter, rows: &mut [(u32, u32)]) {
    use fuzzy_matcher::FuzzyMatcher as _;
    let scattered = rows.iter().take(WEIGHED).position(|(_, score)| *score < 4_000);
    let Some(from) = scattered else { return };
    let matcher = fuzzy_matcher::skim::SkimMatcherV2::default().ignore_case();
    let words: Vec<&str> = filter.text.split_whitespace().collect();
    let weight = |index: u32| -> i64 {
        let Some(row) = listing.row(index) else { return i64::MIN };
        let best = |word: &&str| {
            let name = matcher.fuzzy_match(row.name().as_str(), word);
            name.max(matcher.fuzzy_match(row.title().as_str(), word)).unwrap_or(0)
        };
        words.iter().map(best).sum()
    };
    let end = rows.len().min(WEIGHED);
    if let Some(tail) = rows.get_mut(from..end) {
        tail.sort_by_cached_key(|(index, _)| (Reverse(weight(*index)), *index));
    }
}

/// The chosen values as symbols, so that a row is checked by comparing numbers.
struct Chosen(Vec<Option<Vec<bool>>>);

impl Chosen {
    fn of(listing: &Listing, filter: &Filter) -> Self {
        let wanted = |facet: Facet| filter.facets.get(&facet).filter(|values| !values.is_empty());
        let symbols = |values: &BTreeSet<String>| {
            let symbols = (0..u32::try_from(listing.symbol_count()).unwrap_or(u32::MAX)).map(|s| listing.symbol(s));
            symbols.map(|symbol| values.contains(&symbol.as_str().to_lowercase())).collect::<Vec<bool>>()
        };
        Self(Facet::ALL.into_iter().map(|facet| wanted(facet).map(symbols)).collect())
    }

    fn passes(&self, n: usize, row: Row<'_>, facet: Facet) -> bool {
        match self.0.get(n) {
            Some(Some(wanted)) => {
                values(row, facet).any(|symbol| wanted.get(symbol as usize).copied().unwrap_or_default())
            }
            _ => true,
        }
    }
}

fn values(row: Row<'_>, facet: Facet) -> impl Iterator<Item = u32> {
    let field = match facet {
        Facet::Kind => Some(Field::Kind),
        Facet::Type => Some(Field::Type),
        Facet::Lifecycle => Some(Field::Lifecycle),
        Facet::Owner => Some(Field::Owner),
        Facet::System => Some(Field::System),
        Facet::Namespace => Some(Field::Namespace),
        Facet::Tag => None,
    };
    let tags = if field.is_none() { row.tag_symbols() } else { &[] };
    field.map(|field| row.field(field)).into_iter().chain(tags.iter().copied())
}

/// Counts each value over the rows that pass every other facet.
struct Tally(Vec<Vec<u32>>);

impl Tally {
    fn of(listing: &Listing) -> Self {
        Self(vec![vec![0; listing.symbol_count()]; Facet::ALL.len()])
    }

    /// Counts the row where it belongs; whether it passes all facets.
    fn count(&mut self, row: Row<'_>, chosen: &Chosen) -> bool {
        let mut failed = None;
        for (n, facet) in Facet::ALL.into_iter().enumerate() {
            if !chosen.passes(n, row, facet) && failed.replace(n).is_some() {
                return false;
            }
        }
        for (n, facet) in Facet::ALL.into_iter().enumerate() {
            if failed.is_none_or(|failed| failed == n) {
                self.add(n, row, facet);
            }
        }
        failed.is_none()
    }

    fn add(&mut self, n: usize, row: Row<'_>, facet: Facet) {
        for symbol in values(row, facet) {
            if let Some(count) = self.0.get_mut(n).and_then(|counts| counts.get_mut(symbol as usize)) {
                *count += 1;
            }
        }
    }

    fn facets(self, listing: &Listing, filter: &Filter) -> Vec<(Facet, Vec<FacetCount>)> {
        let counts_of = |(facet, counts): (Facet, Vec<u32>)| {
            let symbols = counts.into_iter().enumerate().skip(1);
            let mut values: Vec<FacetCount> = symbols
                .map(|(symbol, count)| (listing.symbol(u32::try_from(symbol).unwrap_or_default()), count))
                .filter(|(value, count)| *count > 0 || filter.has(facet, value.as_str()))
                .map(|(value, count)| FacetCount { value: value.to_clean(), count })
                .collect();
            values.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| fold_cmp(a.value.as_str(), b.value.as_str())));
            (facet, values)
        };
        Facet::ALL.into_iter().zip(self.0).map(counts_of).collect()
    }
}
