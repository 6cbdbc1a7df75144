//! `access credential`: a program that is lent credentials as long as it runs. They stand in its environment alone.

use super::connect::not_run;
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::platforms::Connected;
use crate::cli::task::{Agreed, send};
use crate::cli::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::credential::{CredentialRole, Lease};
use crate::domain::model::timeline::Known;
use crate::domain::text::{Clean, Secret};
use crate::platform::actions::{Action, Leaves};
use crate::platform::command::Command;
use crate::platform::credentials::Shown;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::ports::Ports;
use crate::platform::programs::{Held, Ran, ask_for, code_of};
use std::ffi::{OsStr, OsString};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CredentialArgs {
    /// The role: `database/creds/readonly`, with `VAULT:` before it where there are several vaults; its last part
    /// where only one is called so
    pub role: String,
    /// The entity that it is for: its roles come first, and its database where the host is configured
    #[arg(long, value_name = "REF")]
    pub entity: Option<String>,
    /// The program that gets them as PGUSER and PGPASSWORD, with its arguments; without one the one that connects,
    /// which alone is run in restricted mode
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &CredentialArgs) -> Ended {
    let entity = args.entity.as_deref().map(entity).transpose()?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    may_run(&gate, &args.command)?;
    let connected = desk.connect_to(&chosen)?;
    let role = wait(role(&connected.ports, &args.role, entity.as_ref()))?;
    if args.command.is_empty() {
        wait(may_connect(&connected.ports, &gate, &role, entity.as_ref()))?;
    }
    // whatever ends this program ends it after what was lent is given back
    let held = Held::begin()?;
    let sent = send(&connected, gate, Command::LendCredential { role, entity }, Agreed::Shown);
    if let Ok(sent) = &sent {
        complain(&sent.told());
    }
    let lent = connected.ports.systems.credentials.live();
    let Some(lease) = lent.first() else { return sent.map(|sent| sent.exit_code()) };
    let ended = match (sent, held.came()) {
        (_, Some(signal)) => Ok(by_signal(signal)),
        (Err(ending), None) => Err(ending),
        (Ok(_), None) => lent_to(&connected, &held, lease, &args.command),
    };
    give_back(&connected, desk.gate(&chosen), lease);
    ended
}

/// Whether the program that is named may be run with what is lent; asked before anything is.
fn may_run(gate: &Gate, command: &[String]) -> Result<(), Ending> {
    let Some((program, rest)) = command.split_first() else { return Ok(()) };
    if gate.is_restricted() {
        // the administrator's list is for lines that are made here: a program of the user's could print the password
        let happened = "in restricted mode only the line that stagedoor makes is lent credentials";
        let cure = "leave out `--` and what is behind it";
        return Err(Fault::new(FaultKind::NotPermitted, "run a program with credentials", happened, cure).into());
    }
    ask_for(OsStr::new(program), rest.iter().map(OsStr::new)).map_err(|error| not_run(&error))
}

/// Whether there will be a line that connects, and it may be run; asked before anything is lent.
async fn may_connect(ports: &Ports, gate: &Gate, role: &CredentialRole, of: Option<&EntityRef>) -> Result<(), Ending> {
    let told = ports.systems.credentials.connects(role.clone(), of.cloned()).await?.answer;
    let Some(line) = &told.line else {
        let cure = "name the program behind `--`, or the database's address (`addresses` or `hosts` of the vault)";
        return Err(Fault::new(FaultKind::Invalid, "connect", told.told.as_str(), cure).into());
    };
    if !gate.runs(std::slice::from_ref(line)) {
        let cure = "the administrator lists the programs that may be run";
        return Err(Fault::new(FaultKind::NotPermitted, "connect", Leaves::Program.refusal(), cure).into());
    }
    ask_for(OsStr::new(&line.program), line.args.iter().map(OsStr::new)).map_err(|error| not_run(&error))
}

fn entity(text: &str) -> Result<EntityRef, Ending> {
    text.parse().map_err(|error: crate::domain::model::RefError| Ending::usage(&error.to_string()))
}

/// The role that a word means.
async fn role(ports: &Ports, word: &str, of: Option<&EntityRef>) -> Result<CredentialRole, Ending> {
    let listed = whole(|steps| ports.systems.credentials.credentials(of.cloned(), steps)).await?;
    let is_meant = |role: &&CredentialRole| {
        let whole = role.to_string();
        whole == word || whole.split_once(':').is_some_and(|(_, path)| path == word) || *role.name == *word
    };
    let mut meant = listed.roles.iter().filter(is_meant);
    match (meant.next(), meant.next()) {
        (Some(role), None) => Ok(role.clone()),
        (Some(one), Some(other)) => Err(Ending::usage(&format!("`{word}` may be {one} or {other}; name it whole"))),
        (None, _) => {
            let names: Vec<String> = listed.roles.iter().map(ToString::to_string).collect();
            let why = listed.sources.iter().filter_map(|source| match &source.known {
                Known::Unknown(why) | Known::Failed(why) => Some(why.as_str()),
                Known::Yes | Known::Asking => None,
            });
            let cure = match names.is_empty() {
                true => why.collect::<Vec<_>>().join("; "),
                false => format!("there are {}", names.join(", ")),
            };
            Err(Fault::new(FaultKind::NotFound, &format!("lend by {word}"), "no role is called so", &cure).into())
        }
    }
}

/// Runs the program with what was lent; its exit code.
fn lent_to(connected: &Connected, held: &Held, lease: &Arc<Lease>, command: &[String]) -> Ended {
    let shown = wait(async { Ok(connected.ports.systems.credentials.shown(lease.id.clone()).await?.answer) })?;
    let (program, args) = match (command.split_first(), &lease.connect) {
        (Some((program, args)), _) => (program.clone(), args.to_vec()),
        (None, Some(line)) => (line.program.clone(), line.args.clone()),
        (None, None) => {
            let cure = "name the program behind `--`, or give the database's address (`addresses` of the vault)";
            return Err(Fault::new(FaultKind::Invalid, "connect", "nobody says where the database is", cure).into());
        }
    };
    let args: Vec<OsString> = args.into_iter().map(OsString::from).collect();
    let user = Secret::new(lease.username.to_string());
    let secrets = [Some(("PGUSER", &user)), password(&shown).map(|password| ("PGPASSWORD", password))];
    let secrets: Vec<(&str, &Secret)> = secrets.into_iter().flatten().collect();
    let journal = &connected.ports.journal;
    let target = Clean::line(&format!("{} as {}", lease.role, lease.username));
    let begun = wait(async { Ok(journal.begin(Action::AccessConnect, target).await?) })?;
    let ran = Ran::of(&program, held.run(&program, &args, &secrets));
    // nothing that keeps it from being recorded keeps what was lent from being given back
    let recorded = wait(async { Ok(journal.end(begun, ran.ending(), ran.words()).await?) });
    if let Err(Ending::Fault(fault)) = recorded {
        complain(&Clean::line(&fault.to_string()));
    }
    match ran {
        Ran::Well(_) => Ok(0),
        Ran::Failed { status, .. } => Ok(code_of(status)),
        Ran::NotStarted { error, .. } => Err(not_run(&error)),
    }
}

fn by_signal(signal: i32) -> u8 {
    u8::try_from(128_i32.saturating_add(signal)).unwrap_or(1)
}

fn password(shown: &Shown) -> Option<&Secret> {
    let named = shown.fields.iter().find(|(name, _)| name.as_str() == "password");
    named.or(shown.fields.first()).map(|(_, secret)| secret)
}

/// Gives the lease back. Where that fails it ends by itself, and it is said so.
fn give_back(connected: &Connected, gate: Gate, lease: &Lease) {
    let told = match send(connected, gate, Command::RevokeLease(lease.id.clone()), Agreed::Yes) {
        Ok(sent) => sent.told(),
        Err(Ending::Fault(fault)) => Clean::line(&format!("{fault}; {} ends by itself", lease.username)),
        Err(_) => Clean::line(&format!("{} was not given back, and ends by itself", lease.username)),
    };
    complain(&told);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn in_restricted_mode_no_program_of_the_users_is_lent_anything_though_it_is_listed() {
        let listed = vec![vec!["/usr/bin/env".to_owned()]];
        let command = ["/usr/bin/env".to_owned()];
        let gate = Gate::default().restricted(true).letting(listed);
        assert!(matches!(may_run(&gate, &command), Err(Ending::Fault(fault)) if fault.kind.exit_code() == 5));
        assert!(may_run(&gate, &[]).is_ok() && may_run(&Gate::default(), &command).is_ok());
    }
}
