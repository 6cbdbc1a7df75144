//! One command to the platform: foreseen, shown, agreed to, sent.

use crate::cli::desk::{Stopped, wait_for_step};
use crate::cli::ending::{Ending, complain};
use crate::cli::gate::{Asked, Wanted};
use crate::cli::hearing::yes;
use crate::cli::platforms::Connected;
use crate::domain::document::Line;
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::outcome::Outcome;
use serde_json::{Value, json};
use std::cell::Cell;
use std::io::IsTerminal as _;

/// Whether the user has said yes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::cli) enum Agreed {
    /// Beforehand.
    Yes,
    /// They are asked, once they have seen what would be done.
    Asked,
    /// By what they said; what would be done is shown all the same.
    Shown,
}

impl Agreed {
    pub(in crate::cli) fn given(yes: bool) -> Self {
        if yes { Self::Yes } else { Self::Asked }
    }

    /// Of what was said in full, and is shown in any case: they are asked where there is a terminal to ask on.
    pub(in crate::cli) fn asked_where_heard(yes: bool) -> Self {
        if !yes && can_ask() { Self::Asked } else { Self::Shown }
    }

    /// Whether somebody can be asked, where they have to be.
    ///
    /// # Errors
    /// When there is no terminal to ask on.
    pub(in crate::cli) fn check(self) -> Result<(), Ending> {
        match self {
            Self::Asked if !can_ask() => {
                Err(Ending::usage("this changes something, and there is no terminal to ask on; give --yes"))
            }
            _ => Ok(()),
        }
    }
}

fn can_ask() -> bool {
    std::io::stdin().is_terminal() && std::io::stderr().is_terminal()
}

/// A command that was sent, and what became of it.
#[derive(Debug)]
pub(in crate::cli) struct Sent {
    command: Command,
    pub(in crate::cli) outcome: Outcome,
}

impl Sent {
    pub(in crate::cli) fn told(&self) -> Clean {
        self.outcome.told()
    }

    pub(in crate::cli) fn exit_code(&self) -> u8 {
        self.outcome.exit_code()
    }

    pub(in crate::cli) fn json(&self) -> Value {
        json!({
            "action": self.command.action().spec().id,
            "ref": self.command.target().as_str(),
            "outcome": self.outcome.ending().word(),
            "detail": self.outcome.told().as_str(),
            "request_id": self.outcome.request_id().map(Clean::as_str),
        })
    }
}

/// Sends a command once the gate lets it and the user wants it.
///
/// # Errors
/// When it may not be sent, cannot be done, or is not wanted.
pub(in crate::cli) fn send(
    connected: &Connected,
    gate: Gate,
    command: Command,
    agreed: Agreed,
) -> Result<Sent, Ending> {
    agreed.check()?;
    let under_way = Cell::new(false);
    let stop = || if under_way.get() { Stopped::AfterStep } else { Stopped::Here };
    wait_for_step(stop, async {
        let wanted: Vec<Wanted> = command.needs().into_iter().map(|it| (it, command.on().thing())).collect();
        let mut asked = Asked::about(connected, gate, &wanted).await?;
        if let Some(fault) = asked.refusal_of(&command) {
            return Err(fault.into());
        }
        let forecast = connected.ports.commands.foresee(command.clone()).await?;
        if agreed != Agreed::Yes {
            show(&forecast.answer);
        }
        if agreed == Agreed::Asked && !yes().await? {
            return Err(Fault::new(FaultKind::Local, "do it", "it was not confirmed", "").into());
        }
        let exactly = forecast.answer.exactly.clone();
        if let Some(fault) = asked.refusal_now(connected, Some(&exactly), &wanted).await {
            return Err(fault.into());
        }
        under_way.set(true);
        let outcome = connected.ports.commands.command(exactly.clone()).await;
        under_way.set(false);
        Ok(Sent { command: exactly, outcome })
    })
}

/// Shows on standard error what would be done.
fn show(forecast: &Forecast) {
    complain(&forecast.told);
    forecast.lines.iter().map(Line::text).for_each(|line| complain(&Clean::line(&format!("  {line}"))));
}
