//! How requests come and go, as a pure function: what happened, in order, and the clock give each request. What is not
//! allowed is refused with a reason. What was seen to end stays so, also where a clock goes back.

mod colleague;
mod event;
mod held;
#[cfg(test)]
mod model;
mod shown;
#[cfg(test)]
mod tests;

pub use colleague::{COLLEAGUE, Colleagues};
pub use event::{AccessDeed, AccessEvent, Asked, AskedFor};

use super::{AccessState, Decision, RequestId};
use crate::domain::model::At;
use held::Held;
use std::collections::BTreeMap;
use std::time::Duration;

/// How long somebody can answer a request.
pub const ANSWERED_WITHIN: Duration = Duration::from_secs(3_600);

/// Why something is not taken in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AccessRefusal {
    /// There is no such request.
    NoRequest,
    /// There is a request of that id.
    Exists,
    /// It asks for no time.
    NoTime,
    /// It is one's own.
    Own,
    /// One has said something to it before.
    Twice,
    /// It is not for this person to say; for whom it is, in words.
    NotAsked(String),
    /// It is somebody else's.
    NotTheirs,
    /// It is not as it would have to be; how it is.
    Stands(AccessState),
}

/// Requests, by what happened to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct AccessLedger {
    requests: BTreeMap<RequestId, Held>,
}

impl AccessLedger {
    /// Of what happened, in order. What cannot have happened is left out.
    pub fn of(events: impl IntoIterator<Item = AccessEvent>) -> Self {
        let mut ledger = Self::default();
        for event in events {
            let _ = ledger.take(&event);
        }
        ledger
    }

    /// Takes in what somebody does at a moment, and says what happened then. A clock that went back counts as standing
    /// still. What came to its end before is to be taken in first ([`Self::settle`]).
    ///
    /// # Errors
    /// When it is not allowed.
    pub fn record(
        &mut self,
        now: At,
        by: &str,
        id: &RequestId,
        deed: AccessDeed,
    ) -> Result<AccessEvent, AccessRefusal> {
        let at = self.requests.get(id).map_or(now, |held| held.moment(now));
        let event = AccessEvent { request: id.clone(), at, by: by.to_owned(), deed };
        self.take(&event)?;
        Ok(event)
    }

    /// Takes in what came to its end by that moment, and what colleagues that are only played say by then; what
    /// happened so, in order.
    pub fn settle(&mut self, now: At, colleagues: Option<&Colleagues>) -> Vec<AccessEvent> {
        let mut happened = Vec::new();
        while let Some(event) = self.due_by(now, colleagues) {
            // nothing that is due is refused; if it were, it would be due for ever
            if self.take(&event).is_err() {
                break;
            }
            happened.push(event);
        }
        happened
    }

    /// When the next thing happens by itself.
    pub fn next(&self, colleagues: Option<&Colleagues>) -> Option<At> {
        self.due(colleagues).map(|event| event.at)
    }

    /// Whether something happened by itself by that moment that is not taken in.
    pub fn is_due(&self, now: At, colleagues: Option<&Colleagues>) -> bool {
        self.due_by(now, colleagues).is_some()
    }

    /// Whether nothing can come of anything any more.
    pub fn is_quiet(&self) -> bool {
        self.requests.values().all(|held| held.over.is_some())
    }

    /// How many things happened to a request: another number is another state of it.
    pub fn happened(&self, id: &RequestId) -> Option<usize> {
        self.requests.get(id).map(|held| held.happened)
    }

    /// What somebody asked for.
    pub fn asked(&self, id: &RequestId) -> Option<&Asked> {
        self.requests.get(id).map(|held| &held.asked)
    }

    /// A moment, or the latest that is known of a request where that is later.
    fn moment(&self, id: &RequestId, now: At) -> At {
        self.requests.get(id).map_or(now, |held| held.moment(now))
    }

    fn due_by(&self, now: At, colleagues: Option<&Colleagues>) -> Option<AccessEvent> {
        self.due(colleagues).filter(|event| event.at <= self.moment(&event.request, now))
    }

    /// What happens next by itself.
    fn due(&self, colleagues: Option<&Colleagues>) -> Option<AccessEvent> {
        let ends = self.requests.iter().filter_map(|(id, held)| held.end(id));
        let said = colleagues.into_iter().flat_map(|colleagues| colleagues.due(self));
        ends.chain(said).min_by_key(|event| event.at)
    }

    /// Takes in something that happened.
    ///
    /// # Errors
    /// When it is not allowed, and cannot have happened.
    pub fn take(&mut self, event: &AccessEvent) -> Result<(), AccessRefusal> {
        match (&event.deed, self.requests.get_mut(&event.request)) {
            (AccessDeed::Asked(_), Some(_)) => Err(AccessRefusal::Exists),
            (AccessDeed::Asked(asked), _) if asked.seconds == 0 => Err(AccessRefusal::NoTime),
            (AccessDeed::Asked(asked), None) => {
                let held = Held::asked(asked, &event.by, event.at);
                self.requests.insert(event.request.clone(), held);
                Ok(())
            }
            (_, None) => Err(AccessRefusal::NoRequest),
            (deed, Some(held)) => held.take(deed, &event.by, event.at),
        }
    }
}

impl AccessRefusal {
    /// Why, in words.
    pub fn words(&self) -> String {
        match self {
            Self::NoRequest => "there is no such request".into(),
            Self::Exists => "there is a request of that id already".into(),
            Self::NoTime => "it asks for no time at all".into(),
            Self::Own => "it is your own request, and nobody answers their own".into(),
            Self::Twice => "you have answered it already".into(),
            Self::NotAsked(who) => format!("it is for others to answer: {who}"),
            Self::NotTheirs => "it is somebody else's request".into(),
            Self::Stands(AccessState::Lapsed) => "nobody answered in time, and it has lapsed".into(),
            Self::Stands(state) => format!("it is {}", state.word()),
        }
    }
}

impl Decision {
    /// Whether it is a yes.
    pub fn is_yes(self) -> bool {
        self == Self::Approve
    }
}
