//! The rows of the list, and those of what narrows it.

use crate::domain::model::timeline::{EventFilter, EventKind, Timeline};
use crate::domain::model::{Day, Zone};
use crate::domain::text::Clean;

/// A row of the list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item {
    /// The day of those below.
    Day(Day),
    /// An event, by its place in the timeline.
    Event(usize),
    /// There are older ones.
    More,
}

/// Something to narrow by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    Kind(EventKind),
    Who(Clean),
    Span(&'static str),
}

/// A row beside the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FacetItem {
    Head(&'static str),
    Value { choice: Choice, label: Clean, count: usize },
}

/// The rows of the events that pass, each day with a head. `said` are those that hold the words.
pub(super) fn items(timeline: &Timeline, said: &[usize], filter: &EventFilter, zone: &Zone) -> Vec<Item> {
    let mut items = Vec::new();
    let mut last = None;
    let events = said.iter().filter_map(|n| Some((*n, timeline.events.get(*n)?)));
    for (n, event) in events.filter(|(_, event)| filter.fits(event)) {
        let day = zone.day(event.at);
        if last != Some(day) {
            items.push(Item::Day(day));
            last = Some(day);
        }
        items.push(Item::Event(n));
    }
    if timeline.has_more {
        items.push(Item::More);
    }
    items
}

/// The events that hold the words of the filter.
pub(super) fn said(timeline: &Timeline, filter: &EventFilter) -> Vec<usize> {
    let words = filter.words();
    let events = timeline.events.iter().enumerate();
    events.filter(|(_, event)| words.find(event)).map(|(n, _)| n).collect()
}
