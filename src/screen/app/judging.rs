//! What may be done to what is seen: the gate is asked for each thing, and the portal for what the
//! gate does not know.

use super::overlay::Overlay;
use super::state::{App, Effect};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Danger};
use crate::platform::capability::{Capability, Known};
use crate::platform::command::Command;
use crate::platform::outcome::Outcome;
use crate::platform::permissions::Question;
use crate::platform::plan::{Refusal, permit_command};
use crate::platform::query::{Ask, WhoAmI};
use crate::screen::overlays::Tone;
use std::collections::HashSet;
use std::sync::Arc;

/// Of so many marked entities one has to be allowed for an action to be offered.
const JUDGED: usize = 1_000;

impl App {
    /// Whether the gate lets an action through for what it would be done to: for one of the things
    /// at least, where it is about several. The sheet leaves out the others.
    pub(super) fn lets(&self, action: Action) -> bool {
        if !is_about_things(action) {
            return self.gate.lets(action);
        }
        let things = if action.is_bulk() { self.subjects() } else { self.subject().into_iter().collect() };
        self.lets_some(action, &things)
    }

    /// Whether the gate lets an action through for one of the things; for none in particular where
    /// there are none.
    pub(super) fn lets_some(&self, action: Action, things: &[EntityRef]) -> bool {
        let one = |thing: &EntityRef| self.gate.lets_on(action, Some(thing));
        if things.is_empty() { self.gate.lets(action) } else { things.iter().take(JUDGED).any(one) }
    }

    /// Lets the gate know who the user is, what the portal said, and what time it is.
    pub(super) fn settle_gate(&mut self) {
        let who = self.store.get(&WhoAmI {}).answer().cloned();
        if let Some(who) = who
            && !self.known.as_ref().is_some_and(|known| Arc::ptr_eq(known, &who))
        {
            self.gate.know(who.claims.clone());
            self.known = Some(who);
        }
        self.permits.take_in(&self.store, &mut self.gate, self.now);
    }

    /// Has the portal asked about what is seen by now.
    pub(super) fn ask_permits(&mut self) {
        let seen = self.questions();
        self.permits.begin(seen, &self.gate, self.now);
    }

    /// What decides about the actions that are offered, or will be when the cursor moves on.
    fn questions(&self) -> Vec<Question> {
        if self.platform.is_workspace {
            return Vec::new();
        }
        let mut questions: Vec<Question> = self.signing.resumed.iter().filter_map(|it| self.question_of(it)).collect();
        questions.extend(self.questions_of_sheet());
        let mut things: Vec<EntityRef> = Vec::new();
        for (window, body) in self.seen() {
            let Some(room) = self.windows.room_of(window) else { continue };
            let ctx = self.ctx_in(body);
            things.extend(room.things(&ctx));
            questions.extend(room.questions(&ctx));
        }
        // what is about no single thing goes together with the first things, in one request
        if things.is_empty() && questions.is_empty() && self.awaits_rows() {
            return questions;
        }
        for known in judged() {
            let capability = Capability::of(known.name);
            // what templates and tasks need their own rooms ask for
            if capability.plugin() == "scaffolder" {
                continue;
            }
            match known.resource {
                None => questions.push(Question { capability, on: None }),
                Some(_) => questions.extend(things.iter().map(|thing| {
                    let (capability, on) = (capability.clone(), Some(thing.clone().into()));
                    Question { capability, on }
                })),
            }
        }
        let mut once = HashSet::with_capacity(questions.len());
        questions.retain(|question| once.insert(question.clone()));
        questions
    }

    /// What decides about what a sheet is to do, which may be much more than what is seen.
    fn questions_of_sheet(&self) -> Vec<Question> {
        let Some(Overlay::Review(review)) = &self.overlay else { return Vec::new() };
        if !is_about_things(review.action()) {
            return Vec::new();
        }
        let of = |capability: Capability| {
            let is_of_things = capability.known().is_some_and(|known| known.resource.is_some());
            let on = move |target: &EntityRef| Some(target.clone().into()).filter(|_| is_of_things);
            review.targets().iter().map(move |it| Question { capability: capability.clone(), on: on(it) })
        };
        let of_entities = review.action().needs().into_iter().flat_map(of);
        of_entities
            .chain(review.commands().filter(|command| command.entity().is_none()).flat_map(questions_of))
            .collect()
    }

    /// What decides about a command.
    pub(super) fn question_of(&self, command: &Command) -> Option<Question> {
        let capability = Capability::of(command.action().spec().capability?);
        let is_of_things = capability.known().is_some_and(|known| known.resource.is_some());
        let on = command.on().thing().filter(|_| is_of_things);
        Some(Question { capability, on })
    }

    /// Whether rows are still to come that something could be done to.
    fn awaits_rows(&self) -> bool {
        let wants = self.wants();
        let mut rows = wants.iter().filter(|ask| matches!(ask, Ask::Rows(_) | Ask::Select(_)));
        rows.any(|ask| self.store.is_pending(ask))
    }

    /// The one way of a command to the platform: the gate is asked once more, about exactly that.
    pub(super) fn send(&mut self, command: Command) -> Vec<Effect> {
        match permit_command(&self.gate, &command) {
            Ok(()) => vec![Effect::Command(command)],
            Err(Refusal::Denied(fault)) => self.ended(&command, Outcome::Refused(fault)),
            Err(refusal) => {
                self.tell(Tone::Bad, refusal.words());
                Vec::new()
            }
        }
    }

    /// Whether only reading is allowed.
    pub fn is_read_only(&self) -> bool {
        self.gate.is_read_only()
    }

    /// Goes on as before the screen began anew: where only reading was chosen, the user alone takes
    /// that back.
    pub(super) fn stay_read_only(&mut self, was: bool) {
        self.gate.set_read_only(was || self.must_read_only);
    }

    /// Only reading, or writing again. Where the flag or the configuration says so it stays.
    pub(super) fn switch_read_only(&mut self) {
        let read_only = !self.gate.is_read_only();
        self.gate.set_read_only(read_only);
        let words = if read_only { "nothing is changed from now on" } else { "changes are possible again" };
        self.tell(Tone::Plain, Clean::from(words));
    }
}

/// What decides about a command that is about no entity: a run of a template, an address.
fn questions_of(command: &Command) -> Vec<Question> {
    let of = |capability: Capability| {
        let is_of_things = capability.known().is_some_and(|known| known.resource.is_some());
        let on = command.on().thing().filter(|_| is_of_things);
        Question { capability, on }
    };
    command.needs().into_iter().map(of).collect()
}

/// Whether an action is judged for each thing that it is done to.
fn is_about_things(action: Action) -> bool {
    let is_of_things = |it: &Capability| it.known().is_some_and(|known| known.resource.is_some());
    action.spec().danger != Danger::Reads && action.needs().iter().any(is_of_things)
}

/// The capabilities that actions need, each once. What only reads is not asked for each thing: that
/// one sees it is the answer.
fn judged() -> Vec<&'static Known> {
    let mut all: Vec<&'static Known> = Vec::new();
    for action in Action::ALL {
        for known in action.needs().iter().filter_map(Capability::known) {
            let is_asked = known.resource.is_none() || action.spec().danger != Danger::Reads;
            if is_asked && !all.contains(&known) {
                all.push(known);
            }
        }
    }
    all
}
