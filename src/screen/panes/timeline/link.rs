use super::state::{Showing, TimelineRoom};
use crate::domain::model::timeline::EventKind;
use crate::domain::model::{Place, Tab};
use crate::domain::text::Clean;
use crate::screen::widgets::prompt::Prompt;

impl TimelineRoom {
    /// The room of the entity that a place names; `None` for a place without one. `event` shows one
    /// event, `at` the descriptor of then; else `q`, `kind`, `who` and `since` narrow the list.
    pub fn open(place: &Place) -> Option<Self> {
        let showing = match (place.param("at"), place.param("event")) {
            (Some(state), _) => Showing::Descriptor(state.to_owned()),
            (None, Some(id)) => Showing::Event(Clean::line(id)),
            (None, None) => Showing::List,
        };
        let mut room = Self::of(place.subject.clone()?, showing);
        for (key, value) in &place.query {
            match key.as_str() {
                "q" => room.filter.text.clone_from(value),
                "kind" => drop(room.filter.kinds.insert(EventKind::of_word(value))),
                "who" => drop(room.filter.who.insert(value.clone())),
                "since" => room.span = Some(value.clone()),
                _ => {}
            }
        }
        room.prompt = Prompt::holding(&room.filter.text);
        Some(room)
    }

    /// The place of one event.
    pub(super) fn place_of(&self, event: &Clean) -> Place {
        self.place_with(vec![("event".into(), event.to_string())])
    }

    pub(super) fn link(&self) -> Place {
        match &self.showing {
            Showing::Event(id) => return self.place_of(id),
            Showing::Descriptor(state) => return self.place_with(vec![("at".into(), state.clone())]),
            Showing::List => {}
        }
        let mut query = Vec::new();
        let mut add = |key: &str, value: &str| query.push((key.to_owned(), value.to_owned()));
        if !self.filter.text.is_empty() {
            add("q", &self.filter.text);
        }
        self.filter.kinds.iter().for_each(|kind| add("kind", kind.word().as_str()));
        self.filter.who.iter().for_each(|who| add("who", who));
        self.span.iter().for_each(|span| add("since", span));
        self.place_with(query)
    }

    fn place_with(&self, query: Vec<(String, String)>) -> Place {
        Place { tab: Tab::Timeline, query, ..Place::entity(self.reference.clone()) }
    }
}
