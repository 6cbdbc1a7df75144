//! The one door through which other programs are started, for the screen, the command line and the
//! adapters alike. In restricted mode it is shut before anything else is done, and nothing opens it
//! again.

mod door;
mod errand;
mod held;

pub use door::{ask, ask_for, shut};
pub use errand::{Errand, Ran, code_of};
pub use held::Held;

use crate::domain::text::Secret;
use std::ffi::{OsStr, OsString};
use std::io::{self, Write as _};
use std::process::{Command, ExitStatus, Output, Stdio};

/// What variables begin with that hold secrets for stagedoor itself.
const SECRETS: &str = "STAGEDOOR_SECRET_";

/// Variables of this process that no other program gets: they hold secrets.
pub fn withheld() -> impl Iterator<Item = OsString> {
    let names = std::env::vars_os().map(|(name, _)| name);
    names.filter(|name| name.as_encoded_bytes().starts_with(SECRETS.as_bytes()))
}

/// Variables that other programs get besides: the home folder where a clean environment has none.
pub fn provided() -> impl Iterator<Item = (&'static str, OsString)> {
    let home = std::env::var_os("HOME").is_none().then(std::env::home_dir).flatten();
    home.map(|home| ("HOME", home.into_os_string())).into_iter()
}

fn command(program: &str) -> Command {
    let mut command = Command::new(program);
    for name in withheld() {
        command.env_remove(name);
    }
    command.envs(provided());
    command
}

/// Runs a program that has the terminal until it ends: an editor, or what connects to something.
///
/// # Errors
/// Once the door is shut to it, and when the program does not start.
pub fn in_terminal(program: &str, args: &[OsString]) -> io::Result<ExitStatus> {
    ready(program, args, &[])?.status()
}

/// A program that will have the terminal, with secrets in its environment; once the door lets it.
fn ready(program: &str, args: &[OsString], secrets: &[(&str, &Secret)]) -> io::Result<Command> {
    ask_for(OsStr::new(program), args.iter().map(OsString::as_os_str))?;
    let mut command = command(program);
    command.envs(secrets.iter().map(|(name, secret)| (name, secret.reveal())));
    command.args(args);
    Ok(command)
}

/// Runs a program that has the terminal until it ends, and is given something to read: a pager. That it
/// is left before it has read all of it is no error.
///
/// # Errors
/// Once the door is shut, and when the program does not start.
pub fn fed(program: &str, args: &[OsString], input: &[u8]) -> io::Result<()> {
    ask()?;
    // Ctrl-C is for the pager alone while it is shown
    let deaf = signal_hook::flag::register(signal_hook::consts::SIGINT, Default::default())?;
    let mut child = command(program).args(args).stdin(Stdio::piped()).spawn()?;
    let fed = child.stdin.take().map_or(Ok(()), |mut stdin| stdin.write_all(input));
    let ended = child.wait();
    signal_hook::low_level::unregister(deaf);
    match fed {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => Err(error),
        _ => ended.map(drop),
    }
}

/// What a program that is over at once says, with nothing to read: the version of another program.
///
/// # Errors
/// Once the door is shut, and when the program does not start.
pub fn heard(program: &str, args: &[&str]) -> io::Result<Output> {
    ask()?;
    command(program).args(args).stdin(Stdio::null()).stderr(Stdio::null()).output()
}

/// Puts this very program in the place of this process, with these arguments (the first is its name)
/// and these variables and no others. Only where that fails does this return, and says why.
#[cfg(unix)]
pub fn anew<'a>(
    mut args: impl Iterator<Item = &'a OsStr>,
    variables: impl Iterator<Item = (&'a OsStr, &'a OsStr)>,
) -> io::Error {
    use std::os::unix::process::CommandExt as _;
    let program = match std::env::current_exe() {
        Ok(program) => program,
        Err(error) => return error,
    };
    let name = args.next().unwrap_or(OsStr::new("stagedoor"));
    Command::new(program).arg0(name).args(args).env_clear().envs(variables).exec()
}
