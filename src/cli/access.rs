//! `stagedoor access`: access for a while: asked for, reviewed, used, given up, and who did what.

mod ask;
mod audit;
mod before;
mod change;
mod connect;
mod credential;
mod list;
mod model;
mod sessions;
mod sought;

pub(super) use list::{get, open_requests};
pub(super) use model::value_of;
pub(super) use sought::sought;

use super::desk::Desk;
use super::ending::{Ended, Ending};
use super::whole::whole;
use crate::domain::model::access::{AccessRequest, RequestId};
use crate::platform::ports::Ports;
use std::sync::Arc;

/// An id that is at least so long is whole: it is not looked for among others.
const WHOLE: usize = 32;

#[derive(Debug, clap::Subcommand)]
pub(super) enum AccessCommand {
    /// Ask for access; what it needs is shown before it is sent
    Request(ask::RequestArgs),
    /// Requests: yours, and those that wait for your word
    Ls(list::LsArgs),
    /// One request: who, what, why, and what was said to it
    Show(IdArgs),
    /// Say yes or no to somebody's request; nobody reviews their own
    Review(change::ReviewArgs),
    /// Take what was granted into use
    Assume(IdArgs),
    /// Give it up for now: nothing is taken back, and it can be taken into use again
    Drop(IdArgs),
    /// Take access back before its time
    Revoke(change::RevokeArgs),
    /// Connect with what was granted, or print the commands for it
    Connect(connect::ConnectArgs),
    /// Have a vault lend credentials to a program, and give them back when it ends
    Credential(credential::CredentialArgs),
    /// Who is and was connected
    Sessions(sessions::SessionsArgs),
    /// Who asked, who agreed, and which sessions came of it, newest first
    Audit(audit::AuditArgs),
}

#[derive(Debug, clap::Args)]
pub(super) struct IdArgs {
    /// The id of the request, or how it begins, as `access ls` names it
    pub id: String,
}

pub(super) fn run(desk: &mut Desk<'_>, command: &AccessCommand) -> Ended {
    match command {
        AccessCommand::Request(args) => ask::run(desk, args),
        AccessCommand::Ls(args) => list::run(desk, args),
        AccessCommand::Show(args) => list::show(desk, args),
        AccessCommand::Review(args) => change::review(desk, args),
        AccessCommand::Assume(args) => change::assume(desk, args),
        AccessCommand::Drop(args) => change::drop(desk, args),
        AccessCommand::Revoke(args) => change::revoke(desk, args),
        AccessCommand::Connect(args) => connect::run(desk, args),
        AccessCommand::Credential(args) => credential::run(desk, args),
        AccessCommand::Sessions(args) => sessions::run(desk, args),
        AccessCommand::Audit(args) => audit::run(desk, args),
    }
}

/// The id that a word can be; `request/ID` is one too.
pub(super) fn id(word: &str) -> Result<RequestId, Ending> {
    let text = word.strip_prefix("request/").unwrap_or(word);
    RequestId::parse(text)
        .ok_or_else(|| Ending::usage(&format!("`{text}` is no id of a request; `stagedoor access ls` names them")))
}

/// The request that a word names, by its id or by how that begins.
pub(super) async fn found(ports: &Ports, word: &str) -> Result<RequestId, Ending> {
    let id = id(word)?;
    if id.as_str().len() >= WHOLE {
        return Ok(id);
    }
    let listed = whole(|steps| ports.systems.access.requests(steps)).await?;
    Ok(listed.find(id.as_str()).map_or(id, |request| request.id.clone()))
}

/// A request as it is now.
pub(super) async fn known(ports: &Ports, id: &RequestId) -> Result<Arc<AccessRequest>, Ending> {
    whole(|steps| ports.systems.access.request(id.clone(), steps)).await
}
