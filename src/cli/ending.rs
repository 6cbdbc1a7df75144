use crate::config::{ConfigProblem, EditError, UsageError};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::io;

pub(super) use super::told::complain;

/// Wrong usage.
pub(super) const USAGE: u8 = 2;
/// What was asked for is not there.
pub(super) const NOT_FOUND: u8 = 3;
/// Validation found errors.
pub(super) const INVALID: u8 = 7;
/// What was waited for did not come in time.
pub(super) const TIMED_OUT: u8 = 8;
/// Ctrl-C.
const INTERRUPTED: u8 = 130;

/// How a command ends: with an exit code, after it has printed what there is.
pub(super) type Ended = Result<u8, Ending>;

/// Why a command ends before its end.
#[derive(Debug)]
pub(super) enum Ending {
    /// The arguments make no sense.
    Usage(Clean),
    /// Something failed.
    Fault(Box<Fault>),
    /// The configuration is wrong.
    Config(Vec<ConfigProblem>),
    /// Nobody reads the results any more.
    ClosedPipe,
    /// The results cannot be written.
    Output(io::Error),
    /// Ctrl-C.
    Interrupted,
    /// Another signal, as its number.
    Signal(u8),
}

impl Ending {
    pub(super) fn usage(why: &str) -> Self {
        Ending::Usage(Clean::line(why))
    }

    /// Says on standard error what happened, and gives the exit code.
    pub(super) fn tell(self) -> u8 {
        match self {
            Ending::Usage(why) => {
                complain(&why);
                USAGE
            }
            Ending::Fault(fault) => {
                complain(&Clean::line(&fault.to_string()));
                fault.kind.exit_code()
            }
            Ending::Config(problems) => {
                problems.iter().for_each(|problem| complain(&Clean::line(&problem.to_string())));
                INVALID
            }
            Ending::ClosedPipe => 0,
            Ending::Output(error) => {
                complain(&Clean::line(&format!("cannot write the results: {error}")));
                1
            }
            Ending::Interrupted => INTERRUPTED,
            Ending::Signal(number) => 128u8.saturating_add(number),
        }
    }
}

impl From<io::Error> for Ending {
    fn from(error: io::Error) -> Self {
        if error.kind() == io::ErrorKind::BrokenPipe { Ending::ClosedPipe } else { Ending::Output(error) }
    }
}

impl From<Fault> for Ending {
    fn from(fault: Fault) -> Self {
        Ending::Fault(Box::new(fault))
    }
}

impl From<UsageError> for Ending {
    fn from(error: UsageError) -> Self {
        match &error {
            UsageError::Locked(_) => Fault::new(
                FaultKind::NotSignedIn,
                "use the token",
                "the administrator's configuration does not allow static tokens",
                "`stagedoor config check` shows what is locked",
            )
            .into(),
            _ => Ending::usage(&error.to_string()),
        }
    }
}

impl From<EditError> for Ending {
    fn from(error: EditError) -> Self {
        match &error {
            EditError::Usage(why) => Ending::usage(why),
            EditError::Broken { file, why } => Fault::new(
                FaultKind::Invalid,
                &format!("change {}", file.display()),
                why,
                "`stagedoor config check` says where it is wrong",
            )
            .into(),
            EditError::Io { file, error } => Fault::new(
                FaultKind::Local,
                &format!("change {}", file.display()),
                &error.to_string(),
                "make it and its folder writable for you",
            )
            .into(),
        }
    }
}
