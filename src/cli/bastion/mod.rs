//! The door of a bastion: what is decided before anything but the administrator's file is read.
//! Whether this session is restricted, and then that its environment is clean, that no program is
//! started from here on, and what the words are that somebody sent along.

mod allowed;
#[cfg_attr(not(unix), allow(dead_code, reason = "there nobody is let in"))]
mod environment;
mod words;

use super::ending::Ending;
use crate::config::{Administrator, Bastion};
use crate::platform::fault::{Fault, FaultKind};
use std::ffi::OsString;

pub(super) use allowed::allow;

/// A session as it begins.
pub(super) struct Entered {
    /// The arguments, the program's name first.
    pub words: Vec<OsString>,
    /// In restricted mode what that leaves open.
    pub restricted: Option<Bastion>,
}

/// Takes the arguments of the process, the program's name first.
///
/// # Errors
/// When the administrator's file is wrong, when what was sent along is no command line, and when the
/// session cannot be closed as it has to be.
pub(super) fn enter(args: Vec<OsString>) -> Result<Entered, Ending> {
    let administrator = Administrator::find().map_err(Ending::Config)?;
    let words = words::of_arguments(&args)?;
    let flagged = words.iter().skip(1).any(|word| word == RESTRICTED);
    if let Some(reason) = administrator.ignored.filter(|_| flagged || words::is_login(&args)) {
        return Err(refused("let anybody in", &reason, "the administrator's file has to be root's alone"));
    }
    if !administrator.restricted && !flagged {
        return Ok(Entered { words, restricted: None });
    }
    close(&args)?;
    Ok(Entered { words: words::with_original(words)?, restricted: Some(administrator.bastion) })
}

const RESTRICTED: &str = "--restricted";

/// Closes the session: the environment is clean or this process is another one, no program is
/// started, nothing is left behind by a crash, and nothing suspends it.
#[cfg(unix)]
fn close(args: &[OsString]) -> Result<(), Ending> {
    use crate::platform::programs;
    use rustix::process::{Resource, Rlimit, setrlimit};
    let shut = |error: std::io::Error| refused("close the session", &error.to_string(), "tell the administrator");
    let now: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    let clean = environment::clean(&now);
    if !environment::is_same(&now, &clean) {
        let variables = clean.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()));
        return Err(shut(programs::anew(args.iter().map(OsString::as_os_str), variables)));
    }
    programs::shut();
    // what is in memory, tokens among it, is not to lie in a file after a crash
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(|error| shut(error.into()))?;
    signal_hook::flag::register(signal_hook::consts::SIGTSTP, Default::default()).map_err(shut)?;
    Ok(())
}

#[cfg(not(unix))]
fn close(_: &[OsString]) -> Result<(), Ending> {
    Err(refused("begin a restricted session", "this system has no way to close it", ""))
}

fn refused(tried: &str, happened: &str, cure: &str) -> Ending {
    Fault::new(FaultKind::NotPermitted, tried, happened, cure).into()
}
