//! Quitting while templates run in this very program: in a folder a run ends with it.

use super::followed::Leaving;
use super::state::{App, Effect};
use crate::domain::text::Clean;
use crate::platform::command::Command;
use crate::screen::overlays::Tone;

impl App {
    /// Quits; first what runs here ends: by itself, or when it is asked for again, by being stopped.
    pub(super) fn quit(&mut self) -> Vec<Effect> {
        let runs = self.runs_here();
        match (runs.is_empty(), self.leaving) {
            (true, _) | (_, Leaving::Stops) => vec![Effect::Quit],
            (false, Leaving::No) => {
                self.leaving = Leaving::Waits;
                let what = self.tasks_in_header().unwrap_or_default();
                let words =
                    "still runs in this program, which ends after it; quit again to stop it: then all is as it was";
                self.tell(Tone::Bad, Clean::line(&format!("{what} {words}")));
                Vec::new()
            }
            (false, Leaving::Waits) => {
                self.leaving = Leaving::Stops;
                self.tell(Tone::Plain, "what runs is stopped, then this ends; quit again not to wait for it".into());
                runs.into_iter().flat_map(|id| self.send(Command::CancelTask(id))).collect()
            }
        }
    }

    /// Whoever goes on working stays.
    pub(super) fn stay(&mut self) {
        if self.leaving == Leaving::Waits {
            self.leaving = Leaving::No;
            self.tell(Tone::Plain, "this goes on when what runs has ended".into());
        }
    }

    /// What was waited for has ended.
    pub(super) fn leave_when_ended(&mut self) -> Vec<Effect> {
        let is_due = self.leaving != Leaving::No && self.runs_here().is_empty();
        if is_due { vec![Effect::Quit] } else { Vec::new() }
    }
}
