//! The relations of a listing that a walk follows, as it follows them. Nothing of the catalog is
//! copied but what is stated at one end alone.

use super::links::{Links, Way};
use crate::domain::model::listing::Listing;

/// A step of a walk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Tie {
    /// The relation, by its place among the links.
    pub link: u16,
    /// Where it leads: the number of an end.
    pub end: u32,
}

/// What a type of relation is to a walk: the link that goes out along it, and the one that goes in.
type Turns = (Option<u16>, Option<u16>);

/// The relations that a walk follows.
pub(super) struct Ties<'a> {
    listing: &'a Listing,
    /// By the number of a type of relation.
    turns: Vec<Turns>,
    back: Back,
}

impl<'a> Ties<'a> {
    /// Of those links; `root` is where the walk begins. Passes all relations.
    pub(super) fn of(listing: &'a Listing, links: &Links, root: u32) -> Self {
        let mut turns: Vec<Turns> = Vec::new();
        let mut custom = false;
        for kind in listing.relation_kinds() {
            let find = |way| {
                let mut ranked = (0..).zip(links.iter());
                ranked.find(|(_, link)| link.way_of(kind.name.as_str()) == Some(way)).map(|(at, _)| at)
            };
            let turn = (find(Way::Out), find(Way::In));
            custom |= turn.0.and_then(|link| links.get(link)).is_some_and(|link| link.is_custom());
            turns.resize(turns.len().max(kind.number as usize + 1), (None, None));
            if let Some(slot) = turns.get_mut(kind.number as usize) {
                *slot = turn;
            }
        }
        // an entity that is gone has no relations of its own: others name it
        let gone = root as usize >= listing.len();
        let stated_once = |link: u16| links.get(link).is_some_and(|link| link.is_custom());
        let wanted = |link: u16, end: u32| stated_once(link) || (gone && end == root);
        let back = if custom || gone { Back::of(listing, &turns, wanted) } else { Back::default() };
        Self { listing, turns, back }
    }

    fn turn(&self, kind: u32, way: Way) -> Option<u16> {
        let (out, back) = self.turns.get(kind as usize)?;
        match way {
            Way::Out => *out,
            Way::In => *back,
        }
    }

    /// The steps from an end that way.
    pub(super) fn from(&self, end: u32, way: Way) -> impl Iterator<Item = Tie> {
        let stated = self.listing.edges_of(end).iter();
        let stated = stated.filter_map(move |[kind, end]| Some(Tie { link: self.turn(*kind, way)?, end: *end }));
        let back = if way == Way::In { self.back.at(end) } else { &[] };
        stated.chain(back.iter().copied())
    }
}

/// Relations seen from the ends that they name.
#[derive(Default)]
struct Back {
    /// Where the ties of each end begin; one more than there are ends.
    starts: Vec<u32>,
    ties: Vec<Tie>,
}

impl Back {
    fn of(listing: &Listing, turns: &[Turns], wanted: impl Fn(u16, u32) -> bool) -> Self {
        let count = listing.end_count();
        let rows = 0..u32::try_from(listing.len()).unwrap_or(u32::MAX);
        let out = |kind: u32| turns.get(kind as usize).and_then(|turn| turn.0);
        let all = rows.flat_map(|row| listing.edges_of(row).iter().map(move |edge| (row, edge))).filter_map(
            |(row, [kind, end])| {
                let link = out(*kind)?;
                ((*end as usize) < count && wanted(link, *end)).then_some((*end, Tie { link, end: row }))
            },
        );
        let mut starts = vec![0_u32; count + 1];
        for (end, _) in all.clone() {
            starts.iter_mut().skip(end as usize + 1).take(1).for_each(|count| *count += 1);
        }
        let mut total = 0;
        for start in &mut starts {
            total += *start;
            *start = total;
        }
        let mut ties = vec![Tie { link: 0, end: 0 }; total as usize];
        let mut free = starts.clone();
        for (end, tie) in all {
            let Some(at) = free.get_mut(end as usize) else { continue };
            ties.iter_mut().skip(*at as usize).take(1).for_each(|slot| *slot = tie);
            *at += 1;
        }
        Self { starts, ties }
    }

    fn at(&self, end: u32) -> &[Tie] {
        let start = |end: u32| self.starts.get(end as usize).map(|start| *start as usize);
        let range = start(end).zip(start(end.saturating_add(1))).map(|(from, to)| from..to);
        range.and_then(|range| self.ties.get(range)).unwrap_or_default()
    }
}
