//! Commands that change how a request stands, and what is printed of it afterwards.

use super::model::value_of;
use super::{IdArgs, found, known};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, complain};
use crate::cli::platforms::Connected;
use crate::cli::task::{Agreed, Sent, send};
use crate::domain::model::access::{Decision, RequestId};
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::command::Command;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;

#[derive(Debug, clap::Args)]
#[group(id = "decision", required = true, multiple = false, args = ["approve", "deny"])]
pub(in crate::cli) struct ReviewArgs {
    /// The id of the request, or how it begins, as `access ls` names it
    pub id: String,
    /// Grant it
    #[arg(long)]
    pub approve: bool,
    /// Do not grant it
    #[arg(long)]
    pub deny: bool,
    /// Why; who asked and the audit see it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub comment: Option<String>,
    /// Do it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

#[derive(Debug, clap::Args)]
pub(in crate::cli) struct RevokeArgs {
    /// The id of the request, or how it begins, as `access ls` names it
    pub id: String,
    /// Why; whose access it was and the audit see it
    #[arg(long, value_name = "TEXT", allow_hyphen_values = true)]
    pub comment: String,
    /// Do it without asking
    #[arg(long, short = 'y')]
    pub yes: bool,
}

pub(super) fn review(desk: &mut Desk<'_>, args: &ReviewArgs) -> Ended {
    let decision = if args.approve { Decision::Approve } else { Decision::Deny };
    let comment = args.comment.as_deref().unwrap_or_default().trim().to_owned();
    let agreed = Agreed::asked_where_heard(args.yes);
    change(desk, &args.id, agreed, |id| Command::ReviewAccess { id, decision, comment, seen: None })
}

pub(super) fn assume(desk: &mut Desk<'_>, args: &IdArgs) -> Ended {
    change(desk, &args.id, Agreed::Shown, Command::AssumeAccess)
}

pub(super) fn drop(desk: &mut Desk<'_>, args: &IdArgs) -> Ended {
    change(desk, &args.id, Agreed::Shown, Command::DropAccess)
}

pub(super) fn revoke(desk: &mut Desk<'_>, args: &RevokeArgs) -> Ended {
    let comment = args.comment.trim().to_owned();
    if comment.is_empty() {
        return Err(Ending::usage("say why: --comment TEXT; whose access it was has to know"));
    }
    change(desk, &args.id, Agreed::given(args.yes), |id| Command::RevokeAccess { id, comment })
}

fn change(desk: &mut Desk<'_>, word: &str, agreed: Agreed, command: impl FnOnce(RequestId) -> Command) -> Ended {
    agreed.check()?;
    let config = desk.config()?;
    let chosen = desk.choose(&config, None)?;
    let gate = desk.gate(&chosen);
    let connected = desk.connect_to(&chosen)?;
    let id = wait(found(&connected.ports, word))?;
    let command = command(id.clone());
    if matches!(command, Command::ReviewAccess { .. }) {
        wait(not_ones_own(&connected, &id))?;
    }
    let sent = send(&connected, gate, command, agreed)?;
    told(desk, &connected, &sent, Some(id))
}

/// Nobody reviews what they asked for themselves, whatever else may be allowed.
async fn not_ones_own(connected: &Connected, id: &RequestId) -> Result<(), Ending> {
    if !known(&connected.ports, id).await?.is_mine {
        return Ok(());
    }
    let tried = format!("review the request {id}");
    let cure = "somebody else has to; `stagedoor access show` tells who";
    Err(Fault::new(FaultKind::NotPermitted, &tried, "it is your own request", cure).into())
}

/// Tells what became of a command, and prints the request as it is now: read again, not believed.
pub(super) fn told(desk: &mut Desk<'_>, connected: &Connected, sent: &Sent, id: Option<RequestId>) -> Ended {
    complain(&sent.told());
    let made = match &sent.outcome {
        Outcome::Done { made, .. } => made.as_ref().and_then(|place| RequestId::parse(&place.page)).or(id),
        Outcome::Refused(_) | Outcome::InDoubt { .. } => None,
    };
    let read = match made {
        Some(id) => wait(known(&connected.ports, &id)).map(Some),
        None => Ok(None),
    };
    match read {
        Ok(Some(request)) => {
            desk.out.one(&Clean::line(&format!("request/{}", request.id)), &value_of(&request, now()))?;
        }
        Ok(None) | Err(Ending::Fault(_)) if !desk.out.for_people() => desk.out.one(&sent.told(), &sent.json())?,
        Ok(None) => {}
        // that it was done is so all the same
        Err(Ending::Fault(fault)) => complain(&Clean::line(&fault.to_string())),
        Err(ending) => return Err(ending),
    }
    Ok(sent.exit_code())
}
