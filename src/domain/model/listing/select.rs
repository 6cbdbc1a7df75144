use super::facets::{Chosen, Tally};
use super::fuzzy::{Query, Score};
use super::table::{Field, Listing, Row};
use super::{Column, End, Facet, FacetCount, Filter, Order, fold_cmp};
use crate::domain::model::EntityRef;
use std::ops::Range;

/// How many matches the finer scorer weighs again; more than a screen shows.
const WEIGHED: usize = 400;
/// From so many rows on two threads are worth their start.
const SHARED: u32 = 10_000;
/// Rows between two questions whether the result is still wanted.
const BREATH: u32 = 4_096;

/// The rows that pass a filter, in its order, and how many there would be for each value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Rows of the listing, in order.
    pub rows: Vec<u32>,
    /// For each facet its values, most frequent first, counted as if nothing of that facet itself
    /// were chosen.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
}

/// Filters and sorts. Runs on a worker and one thread more: 100,000 rows take some milliseconds.
/// `go_on` is asked now and then; when it says no, the result is not wanted any more.
pub fn select(listing: &Listing, filter: &Filter, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Selection> {
    let scan = Scan::of(listing, filter, go_on);
    let Part { ranked, tally } = scan.all()?;
    if !go_on() {
        return None;
    }
    let rows = scan.ordered(ranked);
    Some(Selection { rows, facets: tally.facets(listing, filter) })
}

/// A row behind how badly it matches, as one number: their order is that of the numbers.
type Ranked = u64;

fn row_of(ranked: Ranked) -> u32 {
    (ranked & 0xffff_ffff) as u32
}

/// Everything that a pass over the rows needs.
struct Scan<'a> {
    listing: &'a Listing,
    filter: &'a Filter,
    go_on: &'a (dyn Fn() -> bool + Sync),
    query: Option<Query>,
    chosen: Chosen,
    /// For each row whether the filter names it, where it names rows at all.
    named: Option<Vec<bool>>,
}

/// What a pass over some of the rows found.
struct Part {
    ranked: Vec<Ranked>,
    tally: Tally,
}

impl<'a> Scan<'a> {
    fn of(listing: &'a Listing, filter: &'a Filter, go_on: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let query = Query::of(&filter.text);
        Self { listing, filter, go_on, query, chosen: Chosen::of(listing, filter), named: named(listing, filter) }
    }

    fn all(&self) -> Option<Part> {
        let rows = u32::try_from(self.listing.len()).unwrap_or(u32::MAX);
        if rows < SHARED {
            return self.part(0..rows);
        }
        // made before both halves ask for it at once
        let _ = self.query.as_ref().map(|_| self.listing.haystack());
        std::thread::scope(|scope| {
            let second = scope.spawn(|| self.part(rows / 2..rows));
            let mut whole = self.part(0..rows / 2)?;
            whole.append(second.join().ok()??);
            Some(whole)
        })
    }

    fn part(&self, range: Range<u32>) -> Option<Part> {
        let mut part = Part { ranked: Vec::new(), tally: Tally::of(self.listing) };
        for index in range {
            if index % BREATH == 0 && !(self.go_on)() {
                return None;
            }
            if let Some(rank) = self.rank(index)
                && part.tally.count(self.listing, index, &self.chosen)
            {
                part.ranked.push(u64::from(rank) << 32 | u64::from(index));
            }
        }
        if self.is_by_match() {
            part.ranked.sort_unstable();
        }
        Some(part)
    }

    /// How badly the row matches what was typed; `None` when it does not pass all but the facets.
    fn rank(&self, index: u32) -> Option<u32> {
        if let Some(named) = &self.named
            && !named.get(index as usize).copied().unwrap_or_default()
        {
            return None;
        }
        if self.filter.ownerless && !self.listing.row(index).is_some_and(Row::is_ownerless) {
            return None;
        }
        let Some(query) = &self.query else { return Some(0) };
        let haystack = self.listing.haystack();
        if !haystack.may_hold(index, query.mask) {
            return None;
        }
        query.score(haystack.straw(index)?, self.listing.row(index)?).map(Score::inverted)
    }

    fn is_by_match(&self) -> bool {
        self.query.is_some() && self.filter.order.is_none()
    }

    fn ordered(&self, mut ranked: Vec<Ranked>) -> Vec<u32> {
        if let (Some(query), None) = (&self.query, self.filter.order) {
            weigh(self.listing, query, &mut ranked);
        }
        let rows = ranked.into_iter().map(row_of).collect();
        match self.filter.order {
            Some(order) => sorted(self.listing, rows, order),
            None => rows,
        }
    }
}

impl Part {
    /// Takes in what was found in later rows.
    fn append(&mut self, later: Part) {
        self.tally.add(&later.tally);
        let in_order = self.ranked.last() <= later.ranked.first();
        self.ranked.extend(later.ranked);
        if !in_order {
            // two sorted runs: a stable sort only merges them
            self.ranked.sort();
        }
    }
}

/// The rows that the filter names: by their owners, one by one, or both. An owner's are found by the
/// owner's own relations: a walk over what it has, not over all rows.
fn named(listing: &Listing, filter: &Filter) -> Option<Vec<bool>> {
    let among = filter.among.as_deref().map(|refs| {
        let rows = refs.iter().filter_map(|reference| listing.find(reference)).map(Row::index);
        marked(listing, rows)
    });
    let owned = filter.owned_by.as_deref().map(|owners| marked(listing, owned(listing, owners)));
    match (among, owned) {
        (Some(among), Some(owned)) => Some(among.into_iter().zip(owned).map(|(a, b)| a && b).collect()),
        (among, owned) => among.or(owned),
    }
}

fn marked(listing: &Listing, rows: impl Iterator<Item = u32>) -> Vec<bool> {
    let mut marks = vec![false; listing.len()];
    for row in rows {
        if let Some(mark) = marks.get_mut(row as usize) {
            *mark = true;
        }
    }
    marks
}

fn owned<'a>(listing: &'a Listing, owners: &'a [EntityRef]) -> impl Iterator<Item = u32> + 'a {
    let relations = owners.iter().filter_map(|owner| listing.find(owner)).flat_map(Row::relations);
    relations.filter(|(kind, _)| kind.as_str() == "ownerOf").filter_map(|(_, end)| match end {
        End::Row(row) => Some(row),
        End::Gone(_) => None,
    })
}

/// Sorts rows that come by name; among equals they stay so.
fn sorted(listing: &Listing, mut rows: Vec<u32>, order: Order) -> Vec<u32> {
    let field = match order.column {
        Column::Name => None,
        Column::Kind => Some(Field::Kind),
        Column::Type => Some(Field::Type),
        Column::Lifecycle => Some(Field::Lifecycle),
        Column::Owner => Some(Field::Owner),
        Column::System => Some(Field::System),
    };
    if let Some(field) = field {
        let symbol = |row: u32| listing.row(row).map(|row| row.field(field)).unwrap_or_default();
        let places = places(listing, rows.iter().map(|row| symbol(*row)));
        rows.sort_by_key(|row| places.get(symbol(*row) as usize).copied());
    }
    if order.descending {
        rows.reverse();
    }
    rows
}

/// For each symbol that occurs its place in the order of texts, the empty one last: so texts are
/// compared once for each symbol and not for each row.
fn places(listing: &Listing, symbols: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut seen = vec![false; listing.symbol_count()];
    for symbol in symbols {
        if let Some(seen) = seen.get_mut(symbol as usize) {
            *seen = true;
        }
    }
    let mut used: Vec<u32> = (0..).zip(&seen).filter(|(_, seen)| **seen).map(|(symbol, _)| symbol).collect();
    used.sort_by(|a, b| empty_last(listing.symbol(*a).as_str(), listing.symbol(*b).as_str()));
    let mut places = vec![0; seen.len()];
    let mut place = 0;
    let mut before = None;
    for symbol in used {
        let text = listing.symbol(symbol).as_str();
        // of two texts that differ in case alone neither comes first
        if before.is_some_and(|before| fold_cmp(before, text).is_ne()) {
            place += 1;
        }
        before = Some(text);
        if let Some(slot) = places.get_mut(symbol as usize) {
            *slot = place;
        }
    }
    places
}

fn empty_last(a: &str, b: &str) -> std::cmp::Ordering {
    a.is_empty().cmp(&b.is_empty()).then_with(|| fold_cmp(a, b))
}

/// Among matches whose letters are only scattered over the name the coarse score says little:
/// there fuzzy-matcher's Skim scorer decides. Better matches keep their order.
fn weigh(listing: &Listing, query: &Query, ranked: &mut [Ranked]) {
    use fuzzy_matcher::FuzzyMatcher as _;
    let is_scattered = |ranked: &Ranked| Score::is_scattered((ranked >> 32) as u32);
    let Some(from) = ranked.iter().take(WEIGHED).position(is_scattered) else { return };
    let matcher = fuzzy_matcher::skim::SkimMatcherV2::default().ignore_case();
    let weight = |row: u32| -> i64 {
        let Some(row) = listing.row(row) else { return i64::MIN };
        let best = |word: &str| {
            let name = matcher.fuzzy_match(row.name().as_str(), word);
            name.max(matcher.fuzzy_match(row.title().as_str(), word)).unwrap_or(0)
        };
        query.names().map(best).sum()
    };
    let end = ranked.len().min(WEIGHED);
    if let Some(tail) = ranked.get_mut(from..end) {
        tail.sort_by_cached_key(|ranked| (std::cmp::Reverse(weight(row_of(*ranked))), row_of(*ranked)));
    }
}
