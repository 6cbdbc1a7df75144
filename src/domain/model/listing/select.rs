use super::conditions::Conditions;
use super::facets::{Facets, Tally};
use super::field::FieldCells;
use super::fuzzy::{Query, Score};
use super::groups::{Group, grouped};
use super::lens::Lens;
use super::order::sorted;
use super::table::{Listing, Row};
use super::typed::Typed;
use super::{End, Facet, FacetCount, Filter};
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
    /// Rows of the listing, in order; under heads those of one head after those of the other, and a
    /// row that has several of the values once for each.
    pub rows: Vec<u32>,
    /// How many different rows there are.
    pub found: usize,
    /// For each facet its values, most frequent first, counted as if nothing of that facet itself
    /// were chosen. First those of every listing, then the fields.
    pub facets: Vec<(Facet, Vec<FacetCount>)>,
    /// The heads that the rows stand under, in order; none where they are not grouped.
    pub groups: Vec<Group>,
    /// The fields that were known, as the rows have them.
    pub fields: Vec<FieldCells>,
}

/// Filters, sorts and groups. Runs on a worker and one thread more: 100,000 rows take some
/// milliseconds. `fields` are the fields that are known; what the filter says of others has no
/// effect yet. `go_on` is asked now and then; when it says no, the result is not wanted any more.
pub fn select(
    listing: &Listing,
    fields: &[FieldCells],
    filter: &Filter,
    go_on: &(dyn Fn() -> bool + Sync),
) -> Option<Selection> {
    let lens = Lens { listing, fields };
    let facets = Facets::of(lens, filter);
    let scan = Scan::of(lens, &facets, filter, go_on);
    let Part { ranked, tally } = scan.all()?;
    if !go_on() {
        return None;
    }
    let rows = scan.ordered(ranked);
    let found = rows.len();
    let under = filter.group.as_ref().and_then(|group| lens.find(group));
    let (groups, rows) = match under {
        Some(place) => grouped(lens, place, &rows),
        None => (Vec::new(), rows),
    };
    Some(Selection { rows, found, facets: tally.facets(), groups, fields: fields.to_vec() })
}

/// A row behind how badly it matches, as one number: their order is that of the numbers.
type Ranked = u64;

fn row_of(ranked: Ranked) -> u32 {
    (ranked & 0xffff_ffff) as u32
}

/// Everything that a pass over the rows needs.
struct Scan<'a> {
    lens: Lens<'a>,
    listing: &'a Listing,
    filter: &'a Filter,
    go_on: &'a (dyn Fn() -> bool + Sync),
    query: Option<Query>,
    conditions: Conditions,
    facets: &'a Facets,
    /// For each row whether the filter names it, where it names rows at all.
    named: Option<Vec<bool>>,
}

/// What a pass over some of the rows found.
struct Part<'a> {
    ranked: Vec<Ranked>,
    tally: Tally<'a>,
}

impl<'a> Scan<'a> {
    fn of(lens: Lens<'a>, facets: &'a Facets, filter: &'a Filter, go_on: &'a (dyn Fn() -> bool + Sync)) -> Self {
        let typed = Typed::of(&filter.text);
        let (query, conditions) = (Query::of(&typed.rest), Conditions::of(lens, &typed));
        let listing = lens.listing;
        Self { lens, listing, filter, go_on, query, conditions, facets, named: named(listing, filter) }
    }

    fn all(&self) -> Option<Part<'a>> {
        let rows = u32::try_from(self.listing.len()).unwrap_or(u32::MAX);
        if rows < SHARED {
            return self.part(0..rows);
        }
        // made before both halves ask for it at once
        if self.query.is_some() || self.conditions.search_texts() {
            self.listing.haystack();
        }
        std::thread::scope(|scope| {
            let second = scope.spawn(|| self.part(rows / 2..rows));
            let mut whole = self.part(0..rows / 2)?;
            // without a rank the later rows come later as they are
            whole.append(second.join().ok()??);
            Some(whole)
        })
    }

    fn part(&self, range: Range<u32>) -> Option<Part<'a>> {
        let by_match = self.is_by_match();
        let mut part = Part { ranked: Vec::new(), tally: Tally::of(self.lens, self.facets) };
        for index in range {
            if index % BREATH == 0 && !(self.go_on)() {
                return None;
            }
            if let Some(rank) = self.rank(index)
                && part.tally.count(index)
            {
                // only where the best match comes first does its rank say anything of the order
                let rank = if by_match { rank } else { 0 };
                part.ranked.push(u64::from(rank) << 32 | u64::from(index));
            }
        }
        if by_match {
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
        if !self.conditions.is_empty() && !self.conditions.meets(self.lens, index) {
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
        if let (Some(query), None) = (&self.query, &self.filter.order) {
            weigh(self.listing, query, &mut ranked);
        }
        let rows = ranked.into_iter().map(row_of).collect();
        match &self.filter.order {
            Some(order) => sorted(self.lens, rows, order),
            None => rows,
        }
    }
}

impl Part<'_> {
    /// Takes in what was found in later rows.
    fn append(&mut self, later: Part<'_>) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::domain::model::listing::{Column, ListingBuilder, Order, RowInput};

    #[test]
    fn a_large_list_that_is_narrowed_is_sorted_by_name_in_either_direction() {
        let mut builder = ListingBuilder::default();
        for n in 0..SHARED + 100 {
            // every other one matches better than the one before it
            let name = if n % 2 == 0 { format!("n{n:06}-p-a-y") } else { format!("n{n:06}-pay") };
            builder.push(&RowInput { kind: "Component".into(), name: name.as_str().into(), ..RowInput::default() });
        }
        let listing = builder.finish(At(0), true);
        let found = |descending| {
            let order = Some(Order { column: Column::Name, descending });
            let filter = Filter { text: "pay".into(), order, ..Filter::default() };
            select(&listing, &[], &filter, &|| true).unwrap().rows
        };
        let up = found(false);
        assert!(up.len() > SHARED as usize / 2 && up.is_sorted());
        assert!(found(true).iter().eq(up.iter().rev()));
    }
}
