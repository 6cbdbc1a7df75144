//! Requests: listed, and one of them shown.

use super::model::{COLUMNS, lines, row};
use super::{IdArgs, found, id, known};
use crate::cli::desk::{Desk, wait};
use crate::cli::ending::{Ended, Ending, NOT_FOUND, complain};
use crate::cli::get::GetArgs;
use crate::cli::out::Row;
use crate::cli::whole::whole;
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState, CommandLine};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::Ports;
use std::sync::Arc;
use std::time::Duration;
use tokio::time::timeout;

#[derive(Debug, Default, clap::Args)]
pub(in crate::cli) struct LsArgs {
    /// Only yours
    #[arg(long, conflicts_with = "waiting")]
    pub mine: bool,
    /// Only those that wait for your word
    #[arg(long)]
    pub waiting: bool,
    /// Only those that stand so: pending, approved, active, denied, expired, lapsed (nobody answered in time), revoked,
    /// promoted, unknown
    #[arg(long, value_name = "STATE")]
    pub state: Option<String>,
}

/// Which requests are listed.
#[derive(Default)]
struct Only {
    mine: bool,
    waiting: bool,
    state: Option<AccessState>,
}

impl Only {
    fn passes(&self, request: &AccessRequest, asked: &AccessRequests) -> bool {
        let state = request.stands(now());
        (!self.mine || request.is_mine)
            && (!self.waiting || waits_for_me(request, asked))
            && self.state.is_none_or(|wanted| wanted == state)
    }
}

/// Whether a request waits for the word of the user, who has said none yet.
fn waits_for_me(request: &AccessRequest, asked: &AccessRequests) -> bool {
    let me = &asked.ways.user;
    let has_said = !me.is_empty() && request.reviews.iter().any(|review| review.by == *me);
    !request.is_mine && !has_said && request.stands(now()) == AccessState::Pending
}

pub(super) fn run(desk: &mut Desk<'_>, args: &LsArgs) -> Ended {
    let state = args.state.as_deref().map(state).transpose()?;
    print(desk, &Only { mine: args.mine, waiting: args.waiting, state }, None)
}

fn print(desk: &mut Desk<'_>, only: &Only, limit: Option<usize>) -> Ended {
    let connected = desk.connect()?;
    let asked = wait(asked(&connected.ports))?;
    tell_unheard(&asked);
    let found = asked.requests.iter().filter(|request| only.passes(request, &asked));
    let rows: Vec<Row> = found.take(limit.unwrap_or(usize::MAX)).map(|request| row(request, now())).collect();
    desk.out.list(COLUMNS, &rows)?;
    if rows.is_empty() && desk.out.for_people() {
        complain(&"there are no such requests; `stagedoor access request` asks for access".into());
    }
    Ok(0)
}

/// `get requests`, with the flags of `get` that mean something for them.
pub(in crate::cli) fn get(desk: &mut Desk<'_>, args: &GetArgs) -> Ended {
    if args.refs.is_empty() {
        let mut only = Only::default();
        for filter in &args.filter {
            match filter.split_once('=') {
                Some(("state", word)) if only.state.is_none() => only.state = Some(state(word)?),
                _ => {
                    return Err(Ending::usage("requests can be filtered by their state alone: --filter state=pending"));
                }
            }
        }
        only.mine = match args.owner.as_deref() {
            None => false,
            Some("me") => true,
            Some(_) => return Err(Ending::usage("of requests yours are asked for (--owner me), or all that you see")),
        };
        return print(desk, &only, args.limit);
    }
    let ids = args.refs.iter().map(|word| id(word)).collect::<Result<Vec<_>, _>>()?;
    let connected = desk.connect()?;
    let asked = wait(asked(&connected.ports))?;
    let named: Vec<Option<&Arc<AccessRequest>>> = ids.iter().map(|id| asked.find(id.as_str())).collect();
    let rows: Vec<Row> = named.iter().flatten().map(|request| row(request, now())).collect();
    desk.out.list(COLUMNS, &rows)?;
    for (id, _) in ids.iter().zip(&named).filter(|(_, found)| found.is_none()) {
        complain(&Clean::line(&format!("there is no request {id}, or you may not see it")));
    }
    Ok(if named.contains(&None) { NOT_FOUND } else { 0 })
}

pub(super) fn show(desk: &mut Desk<'_>, args: &IdArgs) -> Ended {
    let connected = desk.connect()?;
    let request = wait(async {
        let id = found(&connected.ports, &args.id).await?;
        known(&connected.ports, &id).await
    })?;
    desk.out.lines(&lines(&request, now()), &super::value_of(&request, now()))?;
    Ok(0)
}

fn state(word: &str) -> Result<AccessState, Ending> {
    AccessState::of_word(word).ok_or_else(|| {
        let words = AccessState::ALL.map(AccessState::word).join(", ");
        Ending::usage(&format!("there is no state `{word}`; there are: {words}"))
    })
}

/// All requests that the user sees.
///
/// # Errors
/// When they cannot be had, or nobody is signed in to what grants access.
pub(super) async fn asked(ports: &Ports) -> Result<Arc<AccessRequests>, Ending> {
    let asked = whole(|steps| ports.systems.access.requests(steps)).await?;
    match &asked.ways.sign_in {
        Some(how) if asked.ways.user.is_empty() => Err(not_signed_in(&asked.ways.system, how).into()),
        _ => Ok(asked),
    }
}

fn not_signed_in(system: &Clean, how: &CommandLine) -> Fault {
    let cure = how.quoted().map(|line| format!("run `{line}`")).unwrap_or_else(|| how.title.to_string());
    let happened = format!("nobody is signed in to {}", if system.is_empty() { "it" } else { system.as_str() });
    Fault::new(FaultKind::NotSignedIn, "list requests for access", &happened, &cure)
}

/// Says what was not heard, as requests may be missing for that.
fn tell_unheard(asked: &AccessRequests) {
    for source in &asked.sources {
        if let Known::Failed(why) = &source.known {
            complain(&Clean::line(&format!("{} did not answer: {why}", source.name)));
        }
    }
    if asked.ways.simulated {
        complain(&"this is simulated: nothing is granted by it".into());
    }
}

/// Requests of the user's own that are open, and those that wait for the user's word. Where none are told in so long,
/// or at all, there are none.
pub(in crate::cli) async fn open_requests(
    ports: &Ports,
    patience: Duration,
) -> (Vec<Arc<AccessRequest>>, Vec<Arc<AccessRequest>>) {
    let asked = timeout(patience, whole(|steps| ports.systems.access.requests(steps))).await;
    let Ok(Ok(asked)) = asked else { return Default::default() };
    let is_open = |request: &AccessRequest| request.is_mine && !request.stands(now()).is_over();
    let mine = asked.requests.iter().filter(|request| is_open(request)).cloned().collect();
    let waiting = asked.requests.iter().filter(|request| waits_for_me(request, &asked)).cloned().collect();
    (mine, waiting)
}
