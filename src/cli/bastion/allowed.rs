//! What of the command line can be had in restricted mode. A flag or a command that comes to the
//! program has to be put down here before it compiles.

use super::refused;
use crate::cli::args::{Command, Global};
use crate::cli::context::ContextCommand;
use crate::cli::ending::Ending;
use crate::cli::task::TaskCommand;

/// Whether everything that is said can be had.
///
/// # Errors
/// On the first thing that cannot.
pub(in crate::cli) fn allow(global: &Global, command: Option<&Command>) -> Result<(), Ending> {
    if let Some(flag) = forbidden_flag(global) {
        let tried = format!("take {flag}");
        let cure = "it takes a link, -o, --no-color, --glyphs, --images, --read-only, --help and --version";
        return Err(refused(&tried, "it is not among what restricted mode takes", cure));
    }
    match command.and_then(|command| Some((command, forbidden(command)?))) {
        Some((command, why)) => {
            let cure = "`stagedoor --help` lists what there is outside of restricted mode";
            Err(refused(&format!("do `{}`", command.name()), why, cure))
        }
        None => Ok(()),
    }
}

fn forbidden_flag(global: &Global) -> Option<&'static str> {
    let Global {
        context,
        url,
        workspace,
        example,
        fresh,
        offline,
        read_only: _,
        restricted: _,
        output: _,
        no_color: _,
        keymap,
        theme,
        glyphs: _,
        images: _,
        verbose,
        log,
    } = global;
    let given = [
        (context.is_some(), "--context"),
        (url.is_some(), "--url"),
        (workspace.is_some(), "--workspace"),
        (*example, "--example"),
        (*fresh, "--fresh"),
        (*offline, "--offline"),
        (keymap.is_some(), "--keymap"),
        (theme.is_some(), "--theme"),
        (*verbose > 0, "-v"),
        (log.is_some(), "--log"),
    ];
    given.into_iter().find(|(given, _)| *given).map(|(_, flag)| flag)
}

/// Why a command cannot be had; `None` where it can: nothing of it names a file or an address,
/// starts a program, or shows the machine.
fn forbidden(command: &Command) -> Option<&'static str> {
    match command {
        Command::Docs(docs) if docs.is_file() => Some("no files are read"),
        Command::Docs(docs) if docs.pager => Some("no other program is started"),
        Command::Task(TaskCommand::Retry(args)) if !args.secret.is_empty() => Some("no files are read"),
        Command::New(args) if args.reads_files() => Some("no files are read"),
        Command::Get(_)
        | Command::New(_)
        | Command::Task(_)
        | Command::Access(_)
        | Command::Logs(_)
        | Command::Search(_)
        | Command::Docs(_)
        | Command::Api(_)
        | Command::Graph(_)
        | Command::Impact(_)
        | Command::Link(_)
        | Command::Wait(_)
        | Command::Status(_)
        | Command::Audit(_)
        | Command::Timeline(_)
        | Command::Whoami(_)
        | Command::Keys(_)
        // what leads out of the program is kept away by the gate, programs but those of the list by
        // their one door, and addresses are only printed
        | Command::Do(_)
        | Command::Open(_)
        | Command::Context(ContextCommand::Ls) => None,
        Command::Login(login) if login.at.as_ref().is_some_and(|at| at.contains("://")) => {
            Some("the administrator alone says what platforms there are")
        }
        Command::Login(login) if login.way.token_file.is_some() => Some("no files are read"),
        Command::Login(_) | Command::Logout(_) => None,
        Command::Context(ContextCommand::Use { .. } | ContextCommand::Add(_) | ContextCommand::Rm { .. }) => {
            Some("the administrator alone says what platforms there are")
        }
        Command::Config(_) => Some("the configuration is the administrator's"),
        Command::Doctor(_) => Some("this machine is not looked at"),
        Command::Completions(_) => Some("there is no shell"),
        Command::Workspace(_) => Some("no files are read"),
    }
}
