//! Kinds, people and spans of time to narrow the timeline by, each with how many events it leaves.

use super::items::{Choice, FacetItem};
use super::state::TimelineRoom;
use crate::domain::model::timeline::{Event, EventFilter, EventKind};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Move;
use std::collections::BTreeMap;

/// People that are offered; those who did most first.
const PEOPLE: usize = 30;
/// How far back one may look, in the words of links.
const SPANS: [(&str, &str); 4] = [("1d", "a day"), ("7d", "a week"), ("30d", "a month"), ("90d", "a quarter")];

impl TimelineRoom {
    pub(super) fn facets(&self, said: &[usize], ctx: &Ctx<'_>) -> Vec<FacetItem> {
        let Some(timeline) = &self.shown else { return Vec::new() };
        let events: Vec<&Event> = said.iter().filter_map(|n| timeline.events.get(*n)).map(AsRef::as_ref).collect();
        let passing = |filter: EventFilter| events.iter().copied().filter(move |event| filter.fits(event));
        let kinds = passing(EventFilter { kinds: Default::default(), ..self.filter.clone() });
        let who = passing(EventFilter { who: Default::default(), ..self.filter.clone() });
        let any_time = EventFilter { since: None, ..self.filter.clone() };
        let mut items = vec![FacetItem::Head("KIND")];
        items.extend(by_kind(kinds));
        items.push(FacetItem::Head("WHO"));
        items.extend(by_person(who));
        items.push(FacetItem::Head("SINCE"));
        items.extend(SPANS.iter().map(|(span, label)| {
            let since = ctx.zone.moment(span, ctx.now).ok();
            let count = passing(EventFilter { since, ..any_time.clone() }).count();
            FacetItem::Value { choice: Choice::Span(span), label: (*label).into(), count }
        }));
        items
    }

    pub(super) fn is_chosen(&self, choice: &Choice) -> bool {
        match choice {
            Choice::Kind(kind) => self.filter.kinds.contains(kind),
            Choice::Who(who) => self.filter.who.contains(who.as_str()),
            Choice::Span(span) => self.span.as_deref() == Some(span),
        }
    }

    /// Narrows by what is under the cursor, or no longer.
    pub(super) fn toggle(&mut self) {
        let Some(choice) = self.facet_at.clone() else { return };
        let chosen = self.is_chosen(&choice);
        match choice {
            Choice::Kind(kind) if chosen => drop(self.filter.kinds.remove(&kind)),
            Choice::Kind(kind) => drop(self.filter.kinds.insert(kind)),
            Choice::Who(who) if chosen => drop(self.filter.who.remove(who.as_str())),
            Choice::Who(who) => drop(self.filter.who.insert(who.to_string())),
            Choice::Span(span) => {
                self.span = (!chosen).then(|| span.to_owned());
                self.filter.since = None;
            }
        }
    }

    pub(super) fn go_facets(&mut self, to: Move, height: usize) {
        self.facet_cursor.go(to, self.facet_items.len(), height);
        self.skip_facet_heads(if to.is_up() { -1 } else { 1 }, height);
    }

    pub(super) fn skip_facet_heads(&mut self, direction: isize, height: usize) {
        let len = self.facet_items.len();
        let is_head = |at: usize| matches!(self.facet_items.get(at), Some(FacetItem::Head(_)));
        let mut cursor = self.facet_cursor;
        // two heads follow each other where a group is empty
        for step in [direction, direction, 1, 1] {
            if is_head(cursor.at) {
                cursor.go(Move::By(step), len, height);
            }
        }
        if cursor.at <= 1 {
            cursor.top = 0;
        }
        self.facet_cursor = cursor;
        self.remember_facet();
    }

    pub(super) fn remember_facet(&mut self) {
        self.facet_at = match self.facet_items.get(self.facet_cursor.at) {
            Some(FacetItem::Value { choice, .. }) => Some(choice.clone()),
            _ => None,
        };
    }

    /// Keeps the cursor on what it was on.
    pub(super) fn settle_facets(&mut self, height: usize) {
        let same = |item: &FacetItem| matches!(item, FacetItem::Value { choice, .. } if Some(choice) == self.facet_at.as_ref());
        if let Some(found) = self.facet_items.iter().position(same) {
            self.facet_cursor.at = found;
        }
        self.facet_cursor.settle(self.facet_items.len(), height);
        self.remember_facet();
    }
}

fn by_kind<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<FacetItem> {
    let mut counts: BTreeMap<&EventKind, usize> = BTreeMap::new();
    events.for_each(|event| *counts.entry(&event.kind).or_default() += 1);
    let value = |(kind, count): (&EventKind, usize)| FacetItem::Value {
        choice: Choice::Kind(kind.clone()),
        label: kind.word().to_clean(),
        count,
    };
    counts.into_iter().map(value).collect()
}

fn by_person<'a>(events: impl Iterator<Item = &'a Event>) -> Vec<FacetItem> {
    let mut counts: BTreeMap<&Clean, usize> = BTreeMap::new();
    events.filter(|event| !event.who.is_empty()).for_each(|event| *counts.entry(&event.who).or_default() += 1);
    let mut people: Vec<(&Clean, usize)> = counts.into_iter().collect();
    people.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let value = |(who, count): (&Clean, usize)| FacetItem::Value {
        choice: Choice::Who(who.clone()),
        label: who.clone(),
        count,
    };
    people.into_iter().take(PEOPLE).map(value).collect()
}
