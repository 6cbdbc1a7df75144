//! The door of a bastion: what is decided before anything but the administrator's file is read.
//! Whether this session is restricted, and then that its environment is clean, that no program is
//! started from here on, and what the words are that somebody sent along.

mod allowed;
#[cfg_attr(not(unix), allow(dead_code, reason = "there nobody is let in"))]
mod environment;
mod words;

use super::ending::{Ending, complain};
use crate::config::{Administrator, Bastion};
use crate::domain::text::Clean;
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
    if let Some(words) = distrust(&administrator, flagged || words::is_login(&args))? {
        complain(&words);
    }
    if !administrator.restricted && !flagged {
        return Ok(Entered { words, restricted: None });
    }
    close(&args, &administrator.bastion)?;
    Ok(Entered { words: words::with_original(words)?, restricted: Some(administrator.bastion) })
}

const RESTRICTED: &str = "--restricted";

/// What there is to say about an administrator's file that others can write. Where restricted mode is
/// asked for, by the way it was started or by that file itself, nobody is let in.
fn distrust(administrator: &Administrator, is_asked: bool) -> Result<Option<Clean>, Ending> {
    const CURE: &str = "the administrator's file has to be root's alone";
    match &administrator.ignored {
        None => Ok(None),
        Some(reason) if is_asked || administrator.may_restrict => Err(refused("let anybody in", reason, CURE)),
        Some(reason) => {
            let words = format!("the administrator's configuration counts for nothing: {reason}; {CURE}");
            Ok(Some(Clean::line(&words)))
        }
    }
}

/// Closes the session: the environment is clean or this process is another one, no program is
/// started but those that the administrator lists, nothing is left behind by a crash, and nothing
/// suspends it.
#[cfg(unix)]
fn close(args: &[OsString], bastion: &Bastion) -> Result<(), Ending> {
    use crate::platform::programs;
    use rustix::process::{Resource, Rlimit, setrlimit};
    let shut = |error: std::io::Error| refused("close the session", &error.to_string(), "tell the administrator");
    let now: Vec<(OsString, OsString)> = std::env::vars_os().collect();
    let clean = environment::clean(&now);
    if !environment::is_same(&now, &clean) {
        let variables = clean.iter().map(|(name, value)| (name.as_os_str(), value.as_os_str()));
        return Err(shut(programs::anew(args.iter().map(OsString::as_os_str), variables)));
    }
    programs::shut(bastion.commands.clone());
    // what is in memory, tokens among it, is not to lie in a file after a crash
    setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) }).map_err(|error| shut(error.into()))?;
    signal_hook::flag::register(signal_hook::consts::SIGTSTP, Default::default()).map_err(shut)?;
    Ok(())
}

#[cfg(not(unix))]
fn close(_: &[OsString], _: &Bastion) -> Result<(), Ending> {
    Err(refused("begin a restricted session", "this system has no way to close it", ""))
}

fn refused(tried: &str, happened: &str, cure: &str) -> Ending {
    Fault::new(FaultKind::NotPermitted, tried, happened, cure).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_that_others_can_write_is_complained_about_and_lets_nobody_in_where_it_may_restrict() {
        let open = |may_restrict: bool| {
            let ignored = Some("/etc/stagedoor can be written by others than root".to_owned());
            Administrator { ignored, may_restrict, ..Administrator::default() }
        };
        let told = distrust(&open(false), false).ok().flatten().unwrap();
        assert!(told.as_str().contains("counts for nothing: /etc/stagedoor can be written by others"), "{told}");
        for (administrator, is_asked) in [(open(true), false), (open(false), true), (open(true), true)] {
            assert!(
                matches!(distrust(&administrator, is_asked), Err(Ending::Fault(fault)) if fault.kind.exit_code() == 5)
            );
        }
        assert!(matches!(distrust(&Administrator::default(), true), Ok(None)));
    }
}
