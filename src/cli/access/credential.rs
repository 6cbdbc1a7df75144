//! `access credential`: a program that is lent credentials as long as it runs. They stand in its environment alone.

use super::connect::{deaf, not_run};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::platforms::Connected;
use crate::cli::task::{Agreed, send};
use crate::cli::whole::whole;
use crate::domain::model::EntityRef;
use crate::domain::model::credential::{CredentialRole, Lease};
use crate::domain::model::timeline::Known;
use crate::domain::text::{Clean, Secret};
use crate::platform::command::Command;
use crate::platform::credentials::Shown;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::gate::Gate;
use crate::platform::outcome::Outcome;
use crate::platform::ports::Ports;
use crate::platform::programs::{ask_for, in_terminal_with};
use std::ffi::{OsStr, OsString};
use std::sync::Arc;

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct CredentialArgs {
    /// The role: `database/creds/readonly`, with `VAULT:` before it where there are several vaults; its last part
    /// where only one is called so
    pub role: String,
    /// The entity that it is for: its roles and the address of its database count first
    #[arg(long, value_name = "REF")]
    pub entity: Option<String>,
    /// The program that gets them as PGUSER and PGPASSWORD, with its arguments; without one the one that connects
    #[arg(last = true, value_name = "COMMAND")]
    pub command: Vec<String>,
}

pub(super) fn run(desk: &mut Desk<'_>, args: &CredentialArgs) -> Ended {
    let entity = args.entity.as_deref().map(entity).transpose()?;
    if let Some((program, rest)) = args.command.split_first() {
        ask_for(OsStr::new(program), rest.iter().map(OsStr::new)).map_err(|error| not_run(&error))?;
    }
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let role = wait(role(&connected.ports, &args.role, entity.as_ref()))?;
    let sent = send(&connected, gate, Command::LendCredential { role, entity }, Agreed::Shown)?;
    complain(&sent.told());
    let lent = connected.ports.systems.credentials.live();
    let (Outcome::Done { .. }, Some(lease)) = (&sent.outcome, lent.first()) else { return Ok(sent.exit_code()) };
    let ran = lent_to(&connected, lease, &args.command);
    // whatever became of the program
    give_back(&connected, desk.gate(&chosen), lease);
    ran
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
fn lent_to(connected: &Connected, lease: &Arc<Lease>, command: &[String]) -> Ended {
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
    let ran = deaf(|| in_terminal_with(&program, &args, &secrets))?.map_err(|error| not_run(&error))?;
    Ok(ran.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(1))
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
