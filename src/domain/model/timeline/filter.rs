use super::{Event, EventKind};
use crate::domain::model::At;
use std::collections::BTreeSet;

/// Which events are shown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventFilter {
    /// Only these kinds; none is no limit.
    pub kinds: BTreeSet<EventKind>,
    /// Only what these people did; none is no limit.
    pub who: BTreeSet<String>,
    /// Only from here on.
    pub since: Option<At>,
    /// Only before this.
    pub until: Option<At>,
    /// Words that all occur, in any letters, in what an event says.
    pub text: String,
}

impl EventFilter {
    /// Whether everything passes.
    pub fn is_open(&self) -> bool {
        *self == Self::default()
    }

    /// Whether an event passes.
    pub fn passes(&self, event: &Event) -> bool {
        self.fits(event) && self.words().find(event)
    }

    /// Whether an event passes by kind, person and time alone, which costs next to nothing.
    pub fn fits(&self, event: &Event) -> bool {
        let kind = self.kinds.is_empty() || self.kinds.contains(&event.kind);
        let who = self.who.is_empty() || self.who.contains(event.who.as_str());
        let since = self.since.is_none_or(|since| event.at >= since);
        let until = self.until.is_none_or(|until| event.at < until);
        kind && who && since && until
    }

    /// The words, ready to look for in many events.
    pub fn words(&self) -> Words {
        Words(self.text.split_whitespace().map(str::to_lowercase).collect())
    }
}

/// Words that are looked for, in any letters.
#[derive(Clone, Debug)]
pub struct Words(Vec<String>);

impl Words {
    /// Whether all of them occur in what an event says: title, people, message, files, facts.
    pub fn find(&self, event: &Event) -> bool {
        self.0.iter().all(|word| says(event, word))
    }
}

fn says(event: &Event, word: &str) -> bool {
    let own = [&event.title, &event.who, &event.id, &event.source].map(|text| text.as_str());
    let lines = event.text.iter().map(|line| line.as_str());
    let files = event.files.iter().map(|file| file.path.as_str());
    let facts = event.facts.iter().map(|fact| fact.value.as_str());
    let mut all = own.into_iter().chain([event.kind.word().as_str()]).chain(lines).chain(files).chain(facts);
    all.any(|text| holds(text, word))
}

/// Whether `text` holds a word that is in small letters.
fn holds(text: &str, word: &str) -> bool {
    if text.is_ascii() && word.is_ascii() {
        return text.as_bytes().windows(word.len()).any(|part| part.eq_ignore_ascii_case(word.as_bytes()));
    }
    text.to_lowercase().contains(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::text::Clean;

    #[test]
    fn an_event_passes_by_kind_person_time_and_words() {
        let event = Event {
            who: "Ada Example".into(),
            text: vec!["It was slow.".into()],
            ..Event::new("git", "abc", At(1_000), EventKind::Merge, Clean::line("Retry payouts"))
        };
        let passes = |filter: EventFilter| filter.passes(&event);
        let open = EventFilter::default;
        assert!(passes(open()));
        assert!(passes(EventFilter { kinds: [EventKind::Merge].into(), ..open() }));
        assert!(!passes(EventFilter { kinds: [EventKind::Commit].into(), ..open() }));
        assert!(passes(EventFilter { who: ["Ada Example".to_owned()].into(), ..open() }));
        assert!(!passes(EventFilter { who: ["Bob".to_owned()].into(), ..open() }));
        assert!(passes(EventFilter { since: Some(At(1_000)), ..open() }));
        assert!(!passes(EventFilter { since: Some(At(1_001)), ..open() }));
        assert!(!passes(EventFilter { until: Some(At(1_000)), ..open() }));
        assert!(passes(EventFilter { text: "SLOW payouts".into(), ..open() }));
        assert!(!passes(EventFilter { text: "fast payouts".into(), ..open() }));
    }
}
