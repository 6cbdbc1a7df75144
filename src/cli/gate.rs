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
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::{Decision, Gate, Ground};
use crate::platform::permissions::Question;
use crate::platform::plan::{Refusal, permit};
use crate::platform::ports::Steps;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The gate of a platform before anybody was asked.
pub(super) fn gate(chosen: &Chosen) -> Gate {
    let ground = match chosen.portal {
        Portal::Backstage { .. } => Ground::Portal,
        Portal::Workspace(_) | Portal::Example { .. } => Ground::Workspace,
    };
    Gate::new(ground, Arc::new(chosen.rules.clone())).read_only(chosen.read_only)
}

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
    pub(super) async fn about(
        connected: &Connected,
        mut gate: Gate,
        wanted: &[(Capability, Option<EntityRef>)],
    ) -> Result<Self, Ending> {
        gate.pass(now());
        let mut fault = None;
        if wanted.iter().any(|(capability, on)| gate.asks_who(capability, on.as_ref())) {
            match connected.ports.identity.who_am_i(Steps::ignored()).await {
                Ok(told) => gate.know(told.answer.claims.clone()),
                Err(why) => fault = Some(why),
            }
        }
        for questions in questions(&gate, wanted) {
            match connected.ports.permissions.permits(questions).await {
                Ok(told) => gate.hear(&told.answer),
                Err(why) => fault = Some(why),
            }
        }
        match fault {
            Some(fault) if fault.kind == FaultKind::NotSignedIn => Err(fault.into()),
            fault => Ok(Self { gate, fault }),
        }
    }

    /// Why an action is kept away, where it is. What is not known for a fault has that fault's kind.
    pub(super) fn refusal(&self, action: Action, on: Option<&EntityRef>) -> Option<Fault> {
        let Err(Refusal::Denied(refused)) = permit(&self.gate, action, on) else { return None };
        let is_unknown = action.spec().capability.is_some_and(|name| {
            let reads_only = self.gate.is_read_only();
            !reads_only && self.gate.rule(&Capability::of(name), on).decision == Decision::Unknown
        });
        let Some(fault) = self.fault.as_ref().filter(|_| is_unknown) else { return Some(refused) };
        let happened = Clean::line(&format!("whether you are allowed to is not known: {}", fault.happened));
        Some(Fault { tried: refused.tried, happened, ..fault.clone() })
    }
}

/// What the portal is to be asked, those of a plugin together. What a rule denies needs no question.
fn questions(gate: &Gate, wanted: &[(Capability, Option<EntityRef>)]) -> Vec<Vec<Question>> {
    let mut by_plugin: BTreeMap<&str, Vec<Question>> = BTreeMap::new();
    for (capability, on) in wanted {
        if gate.rule(capability, on.as_ref()).decision == Decision::Denied {
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
