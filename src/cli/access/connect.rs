//! `access connect`: the commands that connect, printed or run.

use super::found;
use super::model::text;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::gate::{Asked, Wanted};
use crate::cli::platforms::Connected;
use crate::domain::model::At;
use crate::domain::model::access::{CommandLine, Connection, RequestId};
use crate::domain::text::Clean;
use crate::platform::actions::{Action, Leaves};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::plan::permit;
use crate::platform::programs::Errand;
use serde_json::{Value, json};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct ConnectArgs {
    /// The id of the request, or how it begins, as `access ls` names it
    pub id: String,
    /// Print the commands instead of running them
    #[arg(long)]
    pub print: bool,
    /// With which name: a user of the database, a login of the machine
    #[arg(long, value_name = "NAME")]
    pub login: Option<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &ConnectArgs) -> Ended {
    let login = args.login.as_deref().map(login).transpose()?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let (id, connection) = wait(async {
        let id = found(&connected.ports, &args.id).await?;
        let told = connected.ports.systems.access.connection(id.clone(), login).await?;
        Ok((id, told.answer))
    })?;
    connection.notes.iter().for_each(complain);
    if args.print || desk.global.output.is_some() || connection.simulated {
        return print(desk, &id, &connection);
    }
    connect(&connected, &gate, id, &connection)
}

/// A name that is given to other programs: it can be no option, and nothing that separates words.
fn login(name: &str) -> Result<String, Ending> {
    let is_plain = !name.is_empty() && !name.chars().any(|c| c.is_control() || c.is_whitespace());
    match is_plain && !name.starts_with('-') {
        true => Ok(name.to_owned()),
        false => Err(Ending::usage(&format!("`{name}` is no name that one could connect with"))),
    }
}

fn print(desk: &mut Desk<'_>, id: &RequestId, connection: &Arc<Connection>) -> Ended {
    // where there are none, the notes say why
    if connection.simulated && !connection.commands.is_empty() {
        complain(&"this is simulated: there is nothing that these commands would connect to".into());
    }
    let value = value_of(id, connection);
    if !desk.out.for_people() {
        desk.out.one(&Clean::line(&format!("request/{id}")), &value)?;
        return Ok(0);
    }
    let lines = connection.commands.iter().map(line).collect::<Result<Vec<_>, _>>()?;
    desk.out.lines(&lines, &value)?;
    Ok(0)
}

/// A command as it is pasted.
fn line(command: &CommandLine) -> Result<Clean, Ending> {
    command.quoted().ok_or_else(|| {
        let tried = format!("write down what {} is given", command.program);
        let cure = "run it without --print, or see it with -o json";
        Fault::new(FaultKind::Invalid, &tried, "something of it holds what a terminal would obey", cure).into()
    })
}

fn value_of(id: &RequestId, connection: &Connection) -> Value {
    let command = |command: &CommandLine| {
        json!({
            "title": text(&command.title),
            "program": command.program,
            "args": command.args,
            "line": command.quoted().map(|line| line.to_string()),
        })
    };
    json!({
        "id": id.as_str(),
        "commands": connection.commands.iter().map(command).collect::<Vec<_>>(),
        "notes": connection.notes.iter().map(Clean::as_str).collect::<Vec<_>>(),
        "until": connection.until.map(At::rfc3339),
        "simulated": connection.simulated,
    })
}

fn connect(connected: &Connected, gate: &Gate, id: RequestId, connection: &Connection) -> Ended {
    permit(gate, Action::AccessConnect, None)?;
    if connection.assumes {
        may_assume(connected, gate)?;
    }
    let target = Clean::line(&format!("request/{id}"));
    let errand = Errand { action: Action::AccessConnect, target, commands: connection.commands.clone() };
    if !gate.runs(&errand.commands) {
        let cure = "`--print` prints the commands; run them elsewhere";
        return Err(Fault::new(FaultKind::NotPermitted, "connect", Leaves::Program.refusal(), cure).into());
    }
    run_errand(connected, &errand)
}

/// What first takes the request into use needs what that needs, and is not done where only reading is allowed.
fn may_assume(connected: &Connected, gate: &Gate) -> Result<(), Ending> {
    let action = Action::AccessAssume;
    let wanted: Vec<Wanted> = action.needs().iter().map(|capability| (capability.clone(), None)).collect();
    wait(async {
        let asked = Asked::about(connected, gate.clone(), &wanted).await?;
        asked.refusal(action, None).map_or(Ok(()), |fault| Err(fault.into()))
    })
}

/// Runs what has the terminal, and has it recorded before and after. The exit code says whether all of it ended well.
fn run_errand(connected: &Connected, errand: &Errand) -> Ended {
    let journal = &connected.ports.journal;
    errand.ask().map_err(|error| not_run(&error))?;
    let begun = wait(async { Ok(journal.begin(errand.action, errand.target.clone()).await?) })?;
    let ran = deaf(|| errand.run(|line| complain(&line.quoted().unwrap_or_else(|| line.title.clone()))))?;
    let recorded = wait(async { Ok(journal.end(begun, ran.ending(), ran.words()).await?) });
    if let Err(Ending::Fault(fault)) = recorded {
        complain(&Clean::line(&fault.to_string()));
    }
    if !ran.is_well() {
        complain(&ran.words());
    }
    Ok(if ran.is_well() { 0 } else { 1 })
}

pub(super) fn not_run(error: &std::io::Error) -> Ending {
    let kind = match error.kind() {
        std::io::ErrorKind::PermissionDenied => FaultKind::NotPermitted,
        _ => FaultKind::Local,
    };
    Fault::new(kind, "connect", &error.to_string(), "`--print` prints the commands").into()
}

/// While others have the terminal Ctrl-C and Ctrl-backslash are theirs, though the system sends them to everybody in
/// the foreground.
#[cfg(unix)]
fn deaf<T>(work: impl FnOnce() -> T) -> Result<T, Ending> {
    use signal_hook::consts::{SIGINT, SIGQUIT};
    use signal_hook::{flag, low_level};
    let mut ids = Vec::new();
    for signal in [SIGINT, SIGQUIT] {
        ids.push(flag::register(signal, Arc::default())?);
    }
    let ran = work();
    for id in ids {
        low_level::unregister(id);
    }
    Ok(ran)
}

#[cfg(not(unix))]
fn deaf<T>(work: impl FnOnce() -> T) -> Result<T, Ending> {
    Ok(work())
}
