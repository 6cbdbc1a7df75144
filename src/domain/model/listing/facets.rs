use super::lens::{Lens, Place};
use super::{Facet, Filter, fold_cmp};
use crate::domain::text::Clean;
use std::collections::BTreeSet;

/// Values of a field that are counted one by one; of one that says something else of each entity the
/// others are only counted together.
const MOST: usize = 200;

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetCount {
    /// As written; owners and systems as references.
    pub value: Clean,
    /// Rows that have it.
    pub count: u32,
}

/// What is chosen of one facet, as symbols, so that a row is checked by comparing numbers.
struct Choice {
    /// The number of the facet.
    facet: usize,
    place: Place,
    /// Whether each symbol is chosen; `None` where any is as good.
    wanted: Option<Vec<bool>>,
    /// Whether each symbol is ruled out.
    unwanted: Option<Vec<bool>>,
}

impl Choice {
    fn passes(&self, symbols: &[u32]) -> bool {
        let any = |marks: &Vec<bool>| symbols.iter().any(|symbol| marks.get(*symbol as usize) == Some(&true));
        self.wanted.as_ref().is_none_or(any) && !self.unwanted.as_ref().is_some_and(any)
    }
}

/// Counts each value over the rows that pass every other facet.
pub(super) struct Tally<'a> {
    lens: Lens<'a>,
    facets: &'a Facets,
    /// A block for each facet, in it a number for each symbol.
    counts: Vec<u32>,
}

/// The facets of a listing, and what a filter chooses of them.
pub(super) struct Facets {
    all: Vec<(Facet, Place)>,
    /// Where the block of each begins, and one more for the end of the last.
    starts: Vec<usize>,
    choices: Vec<Choice>,
}

impl Facets {
    pub(super) fn of(lens: Lens<'_>, filter: &Filter) -> Self {
        let all = lens.facets();
        let mut starts = vec![0];
        for (_, place) in &all {
            starts.push(starts.last().copied().unwrap_or_default() + lens.symbol_count(*place));
        }
        let choices = all.iter().enumerate().filter_map(|(n, (facet, place))| choice(lens, filter, n, facet, *place));
        let choices = choices.collect();
        Self { all, starts, choices }
    }
}

fn choice(lens: Lens<'_>, filter: &Filter, facet: usize, of: &Facet, place: Place) -> Option<Choice> {
    let marks =
        |values: Option<&BTreeSet<String>>| values.filter(|it| !it.is_empty()).map(|it| marked(lens, place, it));
    let (wanted, unwanted) = (marks(filter.facets.get(of)), marks(filter.without.get(of)));
    (wanted.is_some() || unwanted.is_some()).then_some(Choice { facet, place, wanted, unwanted })
}

fn marked(lens: Lens<'_>, place: Place, values: &BTreeSet<String>) -> Vec<bool> {
    let is_chosen = |symbol: &str| match symbol.is_ascii() {
        true => values.iter().any(|value| value.eq_ignore_ascii_case(symbol)),
        false => values.contains(&symbol.to_lowercase()),
    };
    lens.texts(place).map(|text| !text.is_empty() && is_chosen(text.as_str())).collect()
}

impl<'a> Tally<'a> {
    pub(super) fn of(lens: Lens<'a>, facets: &'a Facets) -> Self {
        let length = facets.starts.last().copied().unwrap_or_default();
        Self { lens, facets, counts: vec![0; length] }
    }

    /// Counts the row where it belongs; whether it passes all facets.
    pub(super) fn count(&mut self, row: u32) -> bool {
        let Some((record, tags)) = self.lens.listing.record(row) else { return false };
        let lens = self.lens;
        let symbols = |place| lens.symbols(place, row, record, tags);
        let facets = self.facets;
        let mut failed = facets.choices.iter().filter(|choice| !choice.passes(symbols(choice.place)));
        let (first, second) = (failed.next(), failed.next());
        match (first, second) {
            (None, _) => facets.all.iter().enumerate().for_each(|(n, (_, place))| self.note(n, symbols(*place))),
            (Some(choice), None) => self.note(choice.facet, symbols(choice.place)),
            _ => {}
        }
        first.is_none()
    }

    fn note(&mut self, n: usize, symbols: &[u32]) {
        let start = self.facets.starts.get(n).copied().unwrap_or_default();
        for symbol in symbols {
            if let Some(count) = self.counts.get_mut(start + *symbol as usize) {
                *count += 1;
            }
        }
    }

    pub(super) fn add(&mut self, other: &Tally<'_>) {
        self.counts.iter_mut().zip(&other.counts).for_each(|(count, more)| *count += more);
    }

    pub(super) fn facets(&self) -> Vec<(Facet, Vec<FacetCount>)> {
        let all = self.facets.all.iter().enumerate();
        all.map(|(n, (facet, place))| (facet.clone(), self.values(n, facet, *place))).collect()
    }

    /// The numbers of a facet's block.
    fn block(&self, n: usize) -> &[u32] {
        let bound = |n: usize| self.facets.starts.get(n).copied().unwrap_or_default();
        self.counts.get(bound(n)..bound(n + 1)).unwrap_or_default()
    }

    fn values(&self, n: usize, facet: &Facet, place: Place) -> Vec<FacetCount> {
        let counts = (0..).zip(self.block(n)).skip(1);
        let mut used: Vec<(u32, u32)> =
            counts.filter(|(_, count)| **count > 0).map(|(symbol, count)| (symbol, *count)).collect();
        let text = |symbol: u32| self.lens.text(place, symbol);
        let more_first = |a: &(u32, u32), b: &(u32, u32)| {
            b.1.cmp(&a.1).then_with(|| fold_cmp(text(a.0).as_str(), text(b.0).as_str())).then(a.0.cmp(&b.0))
        };
        if facet.field().is_some() && used.len() > MOST {
            used.select_nth_unstable_by(MOST, more_first);
            used.truncate(MOST);
        }
        let kept = self.kept(n, &used);
        used.extend(kept);
        used.sort_unstable_by(more_first);
        used.into_iter().map(|(symbol, count)| FacetCount { value: text(symbol).to_clean(), count }).collect()
    }

    /// What is chosen or ruled out and not among those already: it stays to be seen, so that it can
    /// be taken back.
    fn kept(&self, n: usize, used: &[(u32, u32)]) -> Vec<(u32, u32)> {
        let Some(choice) = self.facets.choices.iter().find(|choice| choice.facet == n) else { return Vec::new() };
        let marks = choice.wanted.iter().chain(&choice.unwanted);
        let marked = marks.flat_map(|marks| (0..).zip(marks).filter(|(_, mark)| **mark).map(|(symbol, _)| symbol));
        let counts = self.block(n);
        let count = |symbol: u32| counts.get(symbol as usize).copied().unwrap_or_default();
        let new = marked.filter(|symbol| !used.iter().any(|(known, _)| known == symbol));
        new.map(|symbol| (symbol, count(symbol))).collect()
    }
}
