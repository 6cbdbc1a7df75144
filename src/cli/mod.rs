//! The command line: a file a subcommand, and what they share. Results go to standard output, all
//! else to standard error; exit codes are those of `docs/cli.md`.

mod access;
mod api;
mod args;
mod asked;
mod audit;
mod bastion;
mod bounded;
mod completions;
mod config;
mod context;
mod desk;
mod do_;
mod docs;
mod doctor;
mod ending;
mod gate;
mod get;
mod golden;
mod graph;
mod hearing;
mod keys;
mod link;
mod logging;
mod login;
mod logout;
mod logs;
mod named;
mod new;
mod offered;
mod open;
mod out;
mod picked;
mod platforms;
mod provisions;
pub mod reference;
mod screen;
mod search;
mod span;
mod status;
mod task;
mod theme;
mod timeline;
mod told;
mod unasked;
mod wait;
mod whoami;
mod whole;
mod workspace;

use crate::config::Bastion;
use crate::platform::fault::FaultKind;
use args::{Args, Command};
use bastion::Entered;
use clap::Parser as _;
use desk::Desk;
use ending::{Ended, Ending};
use std::ffi::OsString;

pub use docs::Pens;
pub use platforms::{Connected, Forget, How, Platforms, ScreenStart, SignInKept, SystemCheck, Theme};

/// Does what the arguments say (the first is the program's name), and gives the exit code.
pub fn run(args: impl IntoIterator<Item = OsString>, platforms: &dyn Platforms) -> u8 {
    let Entered { words, restricted } = match bastion::enter(args.into_iter().collect()) {
        Ok(entered) => entered,
        Err(ending) => return ending.tell(),
    };
    match Args::try_parse_from(words) {
        Ok(args) => obey(args, restricted, platforms).unwrap_or_else(Ending::tell),
        Err(error) => {
            // a closed pipe is no reason to complain
            let _ = error.print();
            u8::try_from(error.exit_code()).unwrap_or(2)
        }
    }
}

fn obey(args: Args, restricted: Option<Bastion>, platforms: &dyn Platforms) -> Result<u8, Ending> {
    let Args { global, link, command } = args;
    if restricted.is_some() {
        bastion::allow(&global, command.as_ref())?;
    }
    if let (Some(_), Some(command)) = (&link, &command) {
        return Err(Ending::usage(&format!("a link and the command `{}` do not go together", command.name())));
    }
    if global.output.is_some() && !command.as_ref().is_some_and(Command::lists) {
        return Err(Ending::usage("there is nothing here that `-o` could shape"));
    }
    logging::start(&global, command.is_none())?;
    let mut desk = Desk::new(global, restricted, platforms)?;
    let ended = match command {
        None => screen::run(&desk, link.as_deref()),
        Some(command) => carry_out(command, &mut desk),
    };
    if matches!(&ended, Err(Ending::Fault(fault)) if fault.kind == FaultKind::NotSignedIn) {
        desk.tell_unused_token();
    }
    let flushed = desk.out.flush();
    ended.and_then(|code| match flushed {
        // that nobody reads on makes nothing good that went wrong
        Err(Ending::ClosedPipe) => Ok(code),
        flushed => flushed.map(|()| code),
    })
}

fn carry_out(command: Command, desk: &mut Desk<'_>) -> Ended {
    match command {
        Command::Get(args) => get::run(desk, &args),
        Command::Graph(args) => graph::run(desk, &args),
        Command::Impact(args) => graph::run_impact(desk, &args),
        Command::Search(args) => search::run(desk, &args),
        Command::Docs(args) => docs::run(desk, &args),
        Command::Api(args) => api::run(desk, &args),
        Command::Open(args) => open::run(desk, &args),
        Command::Link(args) => link::run(desk, &args),
        Command::Do(args) => do_::run(desk, &args),
        Command::Wait(args) => wait::run(desk, &args),
        Command::Status(command) => status::run(desk, &command),
        Command::Audit(args) => audit::run(desk, &args),
        Command::Timeline(args) => timeline::run(desk, &args),
        Command::New(args) => new::run(desk, &args),
        Command::Task(command) => task::run(desk, &command),
        Command::Access(command) => access::run(desk, &command),
        Command::Logs(args) => logs::run(desk, &args),
        Command::Whoami(args) => whoami::run(desk, &args),
        Command::Config(command) => config::run(desk, &command),
        Command::Login(args) => login::run(desk, &args),
        Command::Logout(args) => logout::run(desk, &args),
        Command::Context(command) => context::run(desk, &command),
        Command::Doctor(args) => doctor::run(desk, &args),
        Command::Keys(args) => keys::run(desk, &args),
        Command::Completions(args) => completions::run(desk, &args),
        Command::Workspace(command) => workspace::run(desk, &command),
    }
}
