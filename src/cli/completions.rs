//! `stagedoor completions`: for a shell, to be sourced.

use super::args::Args;
use super::desk::Desk;
use super::ending::Ended;
use clap::CommandFactory as _;
use clap_complete::Shell;

#[derive(Debug, clap::Args)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &CompletionsArgs) -> Ended {
    let mut text = Vec::new();
    clap_complete::generate(args.shell, &mut Args::command(), "stagedoor", &mut text);
    desk.out.text(&String::from_utf8_lossy(&text))?;
    Ok(0)
}
