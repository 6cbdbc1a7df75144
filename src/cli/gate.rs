//! The gate of a platform, for commands: the rules of the configuration over what is said of the
//! user, and what the platform permits of exactly what a command is about.

use super::ending::Ending;
use super::platforms::Connected;
use crate::config::{Chosen, Portal};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::capability::Capability;
use crate::platform::clock::now;
use crate::platform::command::Command;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::{Decision, Gate, Ground};
use crate::platform::permissions::{On, Question, Thing};
use crate::platform::plan::{Refusal, permit_with};
use crate::platform::ports::Steps;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The gate of a platform before anybody was asked.
pub(super) fn gate(chosen: &Chosen) -> Gate {
    let ground = match chosen.portal {
        Portal::Backstage { .. } => Ground::Portal,
        Portal::Workspace(_) | Portal::Example { .. } => Ground::Workspace,
    };
    let gate = Gate::new(ground, Arc::new(chosen.rules.clone()));
    gate.read_only(chosen.read_only).playing_access(chosen.plays_access())
}

/// A capability, and for what it is wanted.
pub(super) type Wanted = (Capability, Option<Thing>);

/// A gate, and why it does not know more.
pub(super) struct Asked {
    pub(super) gate: Gate,
    pub(super) fault: Option<Fault>,
}

impl Asked {
    /// A gate that was told all that can be found out about some capabilities, each of a thing or of
    /// none: who the user is only where a rule is about it, and one request for each plugin.
    ///
    /// # Errors
    /// When the user is not signed in. Other faults leave unknown what they are about.
    pub(super) async fn about(connected: &Connected, gate: Gate, wanted: &[Wanted]) -> Result<Self, Ending> {
        let mut asked = Self { gate, fault: None };
        asked.learn(connected, wanted).await;
        match asked.fault {
            Some(fault) if fault.kind == FaultKind::NotSignedIn => Err(fault.into()),
            _ => Ok(asked),
        }
    }

    /// Finds out what is not known, or holds no more.
    async fn learn(&mut self, connected: &Connected, wanted: &[Wanted]) {
        self.gate.pass(now());
        let mut fault = None;
        if wanted.iter().any(|(capability, on)| self.gate.asks_who(capability, on_thing(on))) {
            match connected.ports.identity.who_am_i(Steps::ignored()).await {
                Ok(told) => self.gate.know(told.answer.claims.clone()),
                Err(why) => fault = Some(why),
            }
        }
        for questions in questions(&self.gate, wanted) {
            match connected.ports.permissions.permits(questions).await {
                Ok(told) => self.gate.hear(&told.answer),
                Err(why) => fault = Some(why),
            }
        }
        self.fault = fault.or(self.fault.take());
    }

    /// Why exactly that command, if there is one, is kept away at this moment, where it is. What was answered may have
    /// ended since, as long as it took the user to say yes, or the commands before it to be done: then
    /// it is asked anew, for `all` of them together; and not again where that fails.
    pub(super) async fn refusal_now(
        &mut self,
        connected: &Connected,
        command: Option<&Command>,
        all: &[Wanted],
    ) -> Option<Fault> {
        let command = command?;
        self.gate.pass(now());
        if self.refusal_of(command).is_some() && self.fault.is_none() {
            self.learn(connected, all).await;
        }
        self.refusal_of(command)
    }

    /// Why an action is kept away whatever comes of it, where it is: what exactly it does may be still
    /// to be found out.
    pub(super) fn refusal(&self, action: Action, on: Option<&EntityRef>) -> Option<Fault> {
        self.refused(action, action.spec().capability.map(Capability::of).as_slice(), on.into())
    }

    /// Why exactly that command is kept away, where it is.
    pub(super) fn refusal_of(&self, command: &Command) -> Option<Fault> {
        self.refused(command.action(), &command.needs(), command.on())
    }

    /// What is not known for a fault has that fault's kind.
    pub(super) fn refused(&self, action: Action, needs: &[Capability], on: On<'_>) -> Option<Fault> {
        let Err(Refusal::Denied(refused)) = permit_with(&self.gate, action, needs, on) else { return None };
        let lacks = self.gate.lacks(needs, on).filter(|_| !self.gate.is_read_only());
        let is_unknown = lacks.is_some_and(|(_, ruling)| ruling.decision == Decision::Unknown);
        let Some(fault) = self.fault.as_ref().filter(|_| is_unknown) else { return Some(refused) };
        let happened = Clean::line(&format!("whether you are allowed to is not known: {}", fault.happened));
        Some(Fault { tried: refused.tried, happened, ..fault.clone() })
    }
}

fn on_thing(thing: &Option<Thing>) -> On<'_> {
    thing.as_ref().map_or(On::Nothing, On::from)
}

/// What the portal is to be asked, those of a plugin together. What a rule denies needs no question.
fn questions(gate: &Gate, wanted: &[Wanted]) -> Vec<Vec<Question>> {
    let mut by_plugin: BTreeMap<&str, Vec<Question>> = BTreeMap::new();
    for (capability, on) in wanted {
        if gate.rule(capability, on_thing(on)).decision == Decision::Denied {
            continue;
        }
        let is_of_things = capability.known().is_some_and(|known| known.resource.is_some());
        let question = Question { capability: capability.clone(), on: on.clone().filter(|_| is_of_things) };
        let of_plugin = by_plugin.entry(capability.plugin()).or_default();
        if gate.asks(&question) && !of_plugin.contains(&question) {
            of_plugin.push(question);
        }
    }
    by_plugin.into_values().filter(|questions| !questions.is_empty()).collect()
}

/// Whether the catalog may be looked at, as far as the rules say; the portal leaves out by itself what
/// may not be read. Where it cannot be told who the user is, reading goes on.
///
/// # Errors
/// When a rule keeps it away, or the user is not signed in.
pub(super) async fn may_read(connected: &Connected, chosen: &Chosen) -> Result<(), Ending> {
    let mut gate = gate(chosen);
    if !gate.asks_who_for_reading(None) {
        return Ok(());
    }
    match connected.ports.identity.who_am_i(Steps::ignored()).await {
        Ok(told) => gate.know(told.answer.claims.clone()),
        Err(fault) if fault.kind == FaultKind::NotSignedIn => return Err(fault.into()),
        Err(_) => return Ok(()),
    }
    gate.bars_reading(None).map_or(Ok(()), |fault| Err(fault.into()))
}
