use super::Event;
use crate::domain::model::At;
use crate::domain::text::Clean;
use std::collections::HashSet;
use std::sync::Arc;

/// What is known of one source of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known {
    /// It is being asked.
    Asking,
    /// It told what it has.
    Yes,
    /// Nobody can be asked; why, and what would change that.
    Unknown(Clean),
    /// It was asked and did not answer; what happened. Events from before may still be shown.
    Failed(Clean),
}

/// A source of events.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SourceState {
    /// What it is called: `git`; empty where it has nothing to do with the entity, and is left out of the join.
    pub name: Clean,
    /// What is known of it.
    pub known: Known,
    /// What people should know about what it tells: that its history was cut off.
    pub remark: Option<Clean>,
}

/// What one source has told so far.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Heard {
    /// The source.
    pub source: SourceState,
    /// Its latest events, newest first.
    pub events: Vec<Arc<Event>>,
    /// Whether it has older ones besides.
    pub has_more: bool,
}

impl Heard {
    /// A source that is being asked.
    pub fn asking(name: &str) -> Self {
        Self::without_events(name, Known::Asking)
    }

    /// A source that nobody can ask.
    pub fn unknown(name: &str, why: &str) -> Self {
        Self::without_events(name, Known::Unknown(Clean::line(why)))
    }

    /// A source without any events.
    pub fn without_events(name: &str, known: Known) -> Self {
        let source = SourceState { name: Clean::line(name), known, remark: None };
        Self { source, events: Vec::new(), has_more: false }
    }
}

/// What changed, as far as all sources together tell.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Timeline {
    /// The events, newest first.
    pub events: Vec<Arc<Event>>,
    /// Where they come from.
    pub sources: Vec<SourceState>,
    /// Whether there are older ones.
    pub has_more: bool,
}

impl Timeline {
    /// Whether a source is still being asked.
    pub fn is_asking(&self) -> bool {
        self.sources.iter().any(|source| source.known == Known::Asking)
    }

    /// Whether some source told its events.
    pub fn is_known(&self) -> bool {
        self.sources.iter().any(|source| source.known == Known::Yes)
    }
}

/// Joins what sources told: newest first, those of one moment in the order of the sources, each event
/// once. Where a source has older events that it has not told yet, the timeline ends there: below
/// that it would be full of gaps.
pub fn join(heard: &[Heard]) -> Timeline {
    let horizon = heard.iter().filter(|it| it.has_more).filter_map(oldest).max();
    let mut events: Vec<Arc<Event>> = heard.iter().flat_map(|it| it.events.iter().cloned()).collect();
    let all = events.len();
    events.retain(|event| horizon.is_none_or(|horizon| event.at >= horizon));
    let has_more = events.len() < all || heard.iter().any(|it| it.has_more);
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let mut seen = HashSet::new();
    events.retain(|event| seen.insert(event.id.clone()));
    // one that has nothing to do with the entity has no name, and is none of its sources
    let sources = heard.iter().map(|it| it.source.clone()).filter(|source| !source.name.as_str().is_empty());
    Timeline { events, sources: sources.collect(), has_more }
}

fn oldest(heard: &Heard) -> Option<At> {
    heard.events.iter().map(|event| event.at).min()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::timeline::EventKind;
    use proptest::prelude::*;

    fn event(source: &str, n: u32, at: i64) -> Arc<Event> {
        Arc::new(Event::new(source, &n.to_string(), At(at), EventKind::Commit, "x".into()))
    }

    /// What a source tells when it has these moments and tells so many of them.
    fn heard(source: &str, moments: &[i64], told: usize) -> Heard {
        let mut events: Vec<_> = (0..).zip(moments).map(|(n, at)| event(source, n, *at)).collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        let has_more = events.len() > told;
        events.truncate(told);
        Heard { events, has_more, ..Heard::without_events(source, Known::Yes) }
    }

    fn moments() -> impl Strategy<Value = Vec<Vec<i64>>> {
        prop::collection::vec(prop::collection::vec(0i64..40, 0..12), 0..5)
    }

    proptest! {
        #[test]
        fn all_that_was_told_is_there_once_and_sorted(moments in moments()) {
            let all: Vec<Heard> =
                (0..).zip(&moments).map(|(n, it): (u32, _)| heard(&n.to_string(), it, usize::MAX)).collect();
            let mut wanted: Vec<_> = all.iter().flat_map(|it| it.events.clone()).collect();
            wanted.sort_by_key(|event| std::cmp::Reverse(event.at));
            let joined = join(&all);
            prop_assert_eq!(&joined.events, &wanted);
            prop_assert!(!joined.has_more);
            let twice: Vec<Heard> = all.iter().chain(&all).cloned().collect();
            prop_assert_eq!(join(&twice).events.len(), wanted.len());
        }

        #[test]
        fn what_is_told_in_part_has_no_gaps(moments in moments(), told in 1usize..8) {
            let name = |n: u32| n.to_string();
            let part: Vec<Heard> = (0..).zip(&moments).map(|(n, it)| heard(&name(n), it, told)).collect();
            let whole: Vec<Heard> = (0..).zip(&moments).map(|(n, it)| heard(&name(n), it, usize::MAX)).collect();
            let (part, whole) = (join(&part), join(&whole));
            let at: Vec<At> = part.events.iter().map(|event| event.at).collect();
            let end = at.last().copied().unwrap_or_default();
            let newer = whole.events.iter().filter(|event| event.at > end).count();
            prop_assert_eq!(at.iter().filter(|at| **at > end).count(), newer, "something newer is missing");
            prop_assert_eq!(part.has_more, part.events.len() < whole.events.len());
            prop_assert!(!part.events.is_empty() || whole.events.is_empty());
        }
    }

    #[test]
    fn a_source_that_is_not_known_takes_nothing_from_the_others() {
        let parts = [heard("git", &[1, 2], 5), Heard::unknown("deploys", "no delivery system is connected")];
        let timeline = join(&parts);
        assert_eq!(timeline.events.len(), 2);
        assert!(timeline.is_known() && !timeline.is_asking() && !timeline.has_more);
        assert_eq!(timeline.sources.len(), 2);
    }
}
