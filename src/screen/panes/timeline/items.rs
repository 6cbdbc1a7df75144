use crate::domain::model::timeline::{EventFilter, Timeline};
use crate::domain::model::{Day, Zone};

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

/// The rows of the events that pass, each day with a head.
pub(super) fn items(timeline: &Timeline, filter: &EventFilter, zone: &Zone) -> Vec<Item> {
    let mut items = Vec::new();
    let mut last = None;
    for (n, event) in timeline.events.iter().enumerate().filter(|(_, event)| filter.passes(event)) {
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
