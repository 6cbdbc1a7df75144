use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::{Decision, Gate};
use crate::platform::outcome::Outcome;
use crate::platform::plan::{Refusal, permit_command};
use crate::platform::query::Foresee;
use crate::screen::ctx::Ctx;
use std::sync::Arc;

/// One step of the sheet.
#[derive(Clone, Debug)]
pub(super) struct Item {
    pub(super) target: Clean,
    command: Command,
    pub(super) state: State,
}

/// How far a step has come.
#[derive(Clone, Debug)]
#[allow(clippy::large_enum_variant, reason = "a sheet holds a few")]
pub(super) enum State {
    /// What it would do is being found out.
    Finding,
    /// It can be done; with its forecast where one was needed.
    Ready(Option<Arc<Forecast>>),
    /// It cannot be done.
    Not(Fault),
    /// Whether it may be done is being asked.
    Asking,
    /// The gate keeps it away, or does not know.
    Kept(Fault),
    /// It was sent, and has not ended.
    Running(Command),
    /// It ended.
    Ended(Command, Outcome),
    /// It went together with that of another target, whether that is known to be done or in doubt.
    With { with: Clean, is_done: bool },
}

impl Item {
    pub(super) fn of(target: Clean, command: Command) -> Self {
        Self { target, command, state: State::Finding }
    }

    /// Whether it is still to be found out what it would do.
    pub(super) fn is_open(&self) -> bool {
        matches!(self.state, State::Finding | State::Asking)
    }

    pub(super) fn is_ready(&self) -> bool {
        matches!(self.state, State::Ready(_))
    }

    /// The command as it was asked for.
    pub(super) fn command(&self) -> &Command {
        &self.command
    }

    pub(super) fn is_running(&self, command: &Command) -> bool {
        matches!(&self.state, State::Running(running) if running == command)
    }

    pub(super) fn forecast(&self) -> Option<&Forecast> {
        match &self.state {
            State::Ready(forecast) => forecast.as_deref(),
            _ => None,
        }
    }

    /// Asks the gate, as long as nothing was sent for it; `asking` while the portal is being asked what
    /// the gate does not know.
    pub(super) fn judge(&mut self, gate: &Gate, asking: bool) {
        let refusal = permit_command(gate, self.exactly()).err();
        let was_not_sent = matches!(self.state, State::Finding | State::Ready(_) | State::Kept(_) | State::Asking);
        match refusal {
            Some(_) if was_not_sent && asking && self.is_unknown(gate) => self.state = State::Asking,
            Some(Refusal::Denied(fault)) if was_not_sent => self.state = State::Kept(fault),
            None if matches!(self.state, State::Kept(_) | State::Asking) => self.state = State::Finding,
            _ => {}
        }
    }

    fn is_unknown(&self, gate: &Gate) -> bool {
        let lacks = gate.lacks(&self.exactly().needs(), self.command.on());
        !gate.is_read_only() && lacks.is_some_and(|(_, ruling)| ruling.decision == Decision::Unknown)
    }

    /// The command that would be sent, as far as that is known.
    fn exactly(&self) -> &Command {
        self.forecast().map_or(&self.command, |forecast| &forecast.exactly)
    }

    /// What has to be asked to find out what it would do.
    pub(super) fn asks(&self) -> Option<Command> {
        let is_wanted = matches!(self.state, State::Finding) && self.command.is_foreseen();
        is_wanted.then(|| self.command.clone())
    }

    /// Takes in what has become known of it.
    pub(super) fn settle(&mut self, ctx: &Ctx<'_>) {
        if !matches!(self.state, State::Finding) {
            return;
        }
        if !self.command.is_foreseen() {
            self.state = self.known_from_rows(ctx);
            return;
        }
        let remote = ctx.store.get(&Foresee { command: self.command.clone() });
        match (remote.answer(), remote.fault) {
            (Some(forecast), _) => self.state = State::Ready(Some(Arc::clone(forecast))),
            (None, Some(fault)) => self.state = State::Not(fault.clone()),
            (None, None) => {}
        }
    }

    /// What needs no forecast needs an entity all the same, as far as the rows tell.
    fn known_from_rows(&self, ctx: &Ctx<'_>) -> State {
        let rows = ctx.store.listing().filter(|listing| listing.complete);
        match (self.command.entity(), rows) {
            (Some(entity), Some(rows)) if rows.find(entity).is_none() => State::Not(Fault::new(
                FaultKind::NotFound,
                self.command.words().as_str(),
                "it is not in the catalog",
                "reload the catalog to look again",
            )),
            _ => State::Ready(None),
        }
    }

    /// The command to send, with all that was found out.
    pub(super) fn begin(&mut self) -> Option<Command> {
        if !self.is_ready() {
            return None;
        }
        let exactly = self.exactly().clone();
        self.state = State::Running(exactly.clone());
        Some(exactly)
    }

    pub(super) fn end(&mut self, outcome: Outcome) {
        if let State::Running(command) = &self.state {
            self.state = State::Ended(command.clone(), outcome);
        }
    }

    /// Whether the request that was sent for it is that of another step too, unless it was certainly
    /// not done.
    pub(super) fn did(&self, other: &Item) -> bool {
        let State::Ended(sent, Outcome::Done { .. } | Outcome::InDoubt { .. }) = &self.state else { return false };
        other.forecast().is_some_and(|forecast| sent.is_one_with(&forecast.exactly))
    }

    /// It went the way of another step, which did the same.
    pub(super) fn go_with(&mut self, with: Clean, is_done: bool) {
        self.state = State::With { with, is_done };
    }

    pub(super) fn is_done(&self) -> bool {
        matches!(self.state, State::Ended(_, Outcome::Done { .. }))
    }

    /// What it does, before anything was found out.
    pub(super) fn words(&self) -> Clean {
        self.command.words()
    }
}
