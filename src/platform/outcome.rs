//! What became of a command.

use super::fault::Fault;
use super::query::Ask;
use crate::domain::model::Place;
use crate::domain::model::journal::Ending;
use crate::domain::text::Clean;

/// What became of a command.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It was done; these answers are no longer true.
    Done {
        /// What happened, for the user.
        told: Clean,
        /// What to ask again.
        stale: Vec<Ask>,
        /// The id that the request carried, where there was one.
        request_id: Option<Clean>,
        /// Where what was made is to be seen.
        made: Option<Place>,
    },
    /// It was not done.
    Refused(Fault),
    /// The answer was lost: whether it was done is to be looked up, never sent again.
    InDoubt {
        /// What shows whether it was done.
        probe: Ask,
        /// What was lost.
        fault: Fault,
    },
}

impl Outcome {
    /// It was done on this machine.
    pub fn done(told: &str, stale: Vec<Ask>) -> Self {
        Self::Done { told: Clean::line(told), stale, request_id: None, made: None }
    }

    /// How it ended, as the journal names it.
    pub fn ending(&self) -> Ending {
        match self {
            Outcome::Done { .. } => Ending::Done,
            Outcome::Refused(_) => Ending::Refused,
            Outcome::InDoubt { .. } => Ending::InDoubt,
        }
    }

    /// What is to be told of it.
    pub fn told(&self) -> Clean {
        match self {
            Outcome::Done { told, .. } => told.clone(),
            Outcome::Refused(fault) => Clean::line(&fault.to_string()),
            Outcome::InDoubt { fault, .. } => {
                Clean::line(&format!("{fault}; whether it was done is not known, and it is not sent again"))
            }
        }
    }

    /// The id that the request carried.
    pub fn request_id(&self) -> Option<&Clean> {
        match self {
            Outcome::Done { request_id, .. } => request_id.as_ref(),
            Outcome::Refused(fault) | Outcome::InDoubt { fault, .. } => fault.request_id.as_ref(),
        }
    }

    /// The exit code of a command that ends so (see `docs/cli.md`).
    pub fn exit_code(&self) -> u8 {
        match self {
            Outcome::Done { .. } => 0,
            Outcome::Refused(fault) => fault.kind.exit_code(),
            Outcome::InDoubt { .. } => 1,
        }
    }

    /// The same, with something told after it.
    #[must_use]
    pub fn and_told(self, more: &str) -> Self {
        let longer = |told: &Clean| Clean::line(&format!("{told}; {more}"));
        match self {
            Outcome::Done { told, stale, request_id, made } => {
                Outcome::Done { told: longer(&told), stale, request_id, made }
            }
            Outcome::Refused(fault) => Outcome::Refused(Fault { cure: after(&fault.cure, more), ..fault }),
            Outcome::InDoubt { probe, fault } => {
                Outcome::InDoubt { probe, fault: Fault { cure: after(&fault.cure, more), ..fault } }
            }
        }
    }
}

fn after(first: &Clean, more: &str) -> Clean {
    if first.is_empty() { Clean::line(more) } else { Clean::line(&format!("{first}; {more}")) }
}
