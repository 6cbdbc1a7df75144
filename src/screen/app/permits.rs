//! What the portal is asked about permissions: only what is seen, only what is not known, one
//! request a plugin at a time; and anew a while before an answer ends.

use crate::domain::model::At;
use crate::platform::gate::Gate;
use crate::platform::permissions::Question;
use crate::platform::query::{Ask, Permitted};
use crate::platform::store::Store;
use std::collections::{HashMap, HashSet};
use std::time::Duration;

/// Questions of one request at most; the rest follows.
const MOST: usize = 200;
/// So long before an answer ends it is asked anew, where it holds longer than twice that.
const AHEAD: Duration = Duration::from_secs(60);
/// A question that got no answer is left alone for so long.
const PAUSE: Duration = Duration::from_secs(60);
/// Nothing is asked anew sooner than this, however short answers hold.
const LEAST: Duration = Duration::from_secs(5);

/// The questions that are on their way, and those that were asked.
#[derive(Debug, Default)]
pub(super) struct Permitting {
    flights: Vec<Permitted>,
    /// When each was answered, or failed, last.
    asked: HashMap<Question, At>,
    /// Those that are to be asked again, though an answer holds.
    again: HashSet<Question>,
    /// What the screen shows is about these.
    seen: Vec<Question>,
}

impl Permitting {
    /// What has to be known.
    pub(super) fn wants(&self) -> impl Iterator<Item = Ask> {
        self.flights.iter().cloned().map(Ask::from)
    }

    /// Hands what was answered to the gate. What failed stays unknown, and is asked again later.
    pub(super) fn take_in(&mut self, store: &Store, gate: &mut Gate, now: At) {
        let Self { flights, asked, again, .. } = self;
        flights.retain(|flight| {
            let remote = store.get(flight);
            if let Some(permits) = remote.answer() {
                gate.hear(permits);
            }
            let is_over = remote.answer().is_some() || remote.fault.is_some();
            if is_over {
                // a platform that wants to be left alone is asked no sooner
                let pause = remote.fault.and_then(|fault| fault.retry_after).unwrap_or_default();
                let at = now.after(pause.saturating_sub(PAUSE));
                again.retain(|question| !flight.questions.contains(question));
                asked.extend(flight.questions.iter().map(|question| (question.clone(), at)));
            }
            !is_over
        });
    }

    /// Sends for what is seen and due, where no question of its plugin is on its way.
    pub(super) fn begin(&mut self, seen: Vec<Question>, gate: &Gate, now: At) {
        self.seen = seen;
        let due = self.seen.iter().filter(|question| self.due(question, gate).is_some_and(|due| due <= now));
        let mut new: Vec<Permitted> = Vec::new();
        for question in due {
            let plugin = question.capability.plugin();
            if self.flights.iter().any(|flight| is_of(flight, plugin)) {
                continue;
            }
            match new.iter_mut().find(|flight| is_of(flight, plugin)) {
                Some(flight) if flight.questions.len() < MOST => flight.questions.push(question.clone()),
                Some(_) => {}
                None => new.push(Permitted { questions: vec![question.clone()] }),
            }
        }
        self.flights.extend(new);
    }

    /// Whether the answer to a question that is seen is still to come: it is on its way, or due.
    pub(super) fn is_open(&self, question: &Question, gate: &Gate, now: At) -> bool {
        let is_asked = self.flights.iter().any(|flight| flight.questions.contains(question));
        is_asked || self.due(question, gate).is_some_and(|due| due <= now)
    }

    /// Whether something is being asked.
    pub(super) fn is_asking(&self) -> bool {
        !self.flights.is_empty()
    }

    /// All of it is asked again: who asks may be another, or may something else by now.
    pub(super) fn again(&mut self) {
        self.again.extend(self.asked.drain().map(|(question, _)| question));
    }

    /// When something of what is seen is due, or ends.
    pub(super) fn wake(&self, gate: &Gate) -> Option<At> {
        let busy = |question: &Question| {
            let plugin = question.capability.plugin();
            self.flights.iter().any(|flight| is_of(flight, plugin))
        };
        let due = self.seen.iter().filter(|question| !busy(question)).filter_map(|question| self.due(question, gate));
        due.chain(self.seen.iter().filter_map(|question| gate.until(question))).min()
    }

    fn due(&self, question: &Question, gate: &Gate) -> Option<At> {
        if !gate.is_asked_there(question) {
            return None;
        }
        let asked = self.asked.get(question);
        if gate.asks(question) || self.again.contains(question) {
            return Some(asked.map_or_else(At::default, |asked| asked.after(PAUSE)));
        }
        let until = gate.until(question)?;
        let holds = asked.map_or(AHEAD, |asked| until.since(*asked) / 2);
        let ahead = i64::try_from(AHEAD.min(holds).as_millis()).unwrap_or(0);
        Some(At(until.0.saturating_sub(ahead)).max(asked.map_or_else(At::default, |asked| asked.after(LEAST))))
    }
}

fn is_of(flight: &Permitted, plugin: &str) -> bool {
    flight.questions.first().is_some_and(|question| question.capability.plugin() == plugin)
}
