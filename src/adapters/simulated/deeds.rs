//! What is asked, answered and used, before the port of all other commands.

use super::foresight::{changed, gone, refused, seen, stands, step};
use super::{SIMULATED, SimulatedAccess};
use crate::domain::model::access::{AccessDeed, AccessOrder, AccessRefusal, Asked, RequestId};
use crate::domain::model::{EntityRef, Place, Problem};
use crate::domain::text::Clean;
use crate::platform::access::{SessionFilter, another_is_there};
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, Told};
use crate::platform::query::{AccessAsked, Ask, RequestById, SessionsOf};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Commands about access; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct SimulatedDeeds {
    access: SimulatedAccess,
    behind: Arc<dyn CommandPort>,
}

impl SimulatedDeeds {
    /// The port of this ledger, before another.
    pub fn before(behind: Arc<dyn CommandPort>, access: SimulatedAccess) -> Self {
        Self { access, behind }
    }
}

fn is_ours(command: &Command) -> bool {
    matches!(
        command,
        Command::AskAccess(_)
            | Command::ReviewAccess { .. }
            | Command::AssumeAccess(_)
            | Command::DropAccess(_)
            | Command::RevokeAccess { .. }
    )
}

impl CommandPort for SimulatedDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        if !is_ours(&command) {
            return self.behind.foresee(command);
        }
        Box::pin(async move { Ok(Told::now(self.access.foresee(command).await?)) })
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        if !is_ours(&command) {
            return self.behind.command(command);
        }
        Box::pin(async move {
            let tried = command.words();
            let done = match command {
                Command::AskAccess(order) => self.access.ask(*order, tried.as_str()).await,
                other => self.access.step(other, tried.as_str()).await,
            };
            done.unwrap_or_else(Outcome::Refused)
        })
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.behind.verdict(reference, text)
    }
}

impl SimulatedAccess {
    /// Asks. The order's mark is the request's id, so that one whose answer was lost is found, and never made twice.
    async fn ask(&self, order: AccessOrder, tried: &str) -> Result<Outcome, Fault> {
        let meant = self.meant(order, tried).await?;
        let (people, now) = (self.people().await?, self.now());
        let asked = meant.asked();
        let (id, name, deed) = (meant.id.clone(), people.name.clone(), AccessDeed::Asked(Box::new(asked.clone())));
        match self.write(now, move |ledger| ledger.record(now, &name, &id, deed)).await {
            Ok(Ok(ledger)) => {
                let request = ledger.request(&meant.id, &people.name).ok_or_else(|| gone(tried))?;
                Ok(done(&meant.id, &format!("{}: {}", meant.id, stands(&request, false, now))))
            }
            Ok(Err(AccessRefusal::Exists)) => self.asked_before(&meant.id, &asked, &people.name, tried).await,
            Ok(Err(refusal)) => Err(refused(&refusal, tried)),
            Err(fault) if fault.kind == FaultKind::TimedOut => {
                match self.asked_before(&meant.id, &asked, &people.name, tried).await {
                    Err(found) if found.kind == FaultKind::Conflict => Err(found),
                    found => Ok(found.unwrap_or_else(|_| in_doubt(meant.id, fault))),
                }
            }
            Err(fault) => Err(fault),
        }
    }

    /// The request of that mark is there: it is this very one where the same person asked for the same.
    async fn asked_before(&self, id: &RequestId, asked: &Asked, name: &str, tried: &str) -> Result<Outcome, Fault> {
        let now = self.now();
        let ledger = self.look(now).await?;
        match ledger.request(id, name) {
            Some(request) if request.is_mine => {
                let differs = ledger.asked(id).map(|before| before.differs(asked)).unwrap_or_default();
                if !differs.is_empty() {
                    return Err(another_is_there(id, &differs, tried));
                }
                Ok(done(id, &format!("{id}: it was asked for before, and is {}", request.stands(now).word())))
            }
            Some(_) => {
                let happened = "somebody else's request has this mark";
                Err(Fault::new(FaultKind::Conflict, tried, happened, "ask again, with a mark of its own"))
            }
            None => Err(gone(tried)),
        }
    }

    /// Does something to a request, unless it is another one by now than was looked at. What is told is what the
    /// ledger says afterwards.
    async fn step(&self, command: Command, tried: &str) -> Result<Outcome, Fault> {
        let (people, now) = (self.people().await?, self.now());
        let Some(id) = id_of(&command) else { return Err(gone(tried)) };
        let (name, words, is_dropped) =
            (people.name.clone(), tried.to_owned(), matches!(command, Command::DropAccess(_)));
        let written = self.write(now, move |ledger| {
            let step = step(&command, &people, ledger).ok_or_else(|| gone(&words))?;
            let seen = seen(ledger, &step.id);
            let mut after = ledger.clone();
            // what came to its end meanwhile is refused as that
            let event = after.record(now, &people.name, &step.id, step.deed).map_err(|why| refused(&why, &words))?;
            if step.seen.is_some() && step.seen != seen {
                return Err(changed(&words));
            }
            *ledger = after;
            Ok(event)
        });
        match written.await {
            Ok(Ok(ledger)) => {
                let request = ledger.request(&id, &name).ok_or_else(|| gone(tried))?;
                Ok(done(&id, &stands(&request, is_dropped, now)))
            }
            Err(fault) if fault.kind == FaultKind::TimedOut => Ok(in_doubt(id, fault)),
            Ok(Err(fault)) | Err(fault) => Err(fault),
        }
    }
}

fn in_doubt(id: RequestId, fault: Fault) -> Outcome {
    Outcome::InDoubt { probe: RequestById { id }.into(), fault }
}

fn id_of(command: &Command) -> Option<RequestId> {
    match command {
        Command::ReviewAccess { id, .. }
        | Command::AssumeAccess(id)
        | Command::DropAccess(id)
        | Command::RevokeAccess { id, .. } => Some(id.clone()),
        _ => None,
    }
}

fn done(id: &RequestId, told: &str) -> Outcome {
    let wanted = SessionFilter::default();
    let stale: Vec<Ask> =
        vec![AccessAsked {}.into(), RequestById { id: id.clone() }.into(), SessionsOf { wanted }.into()];
    let made = Some(Place::access(id.as_str()));
    Outcome::Done { told: Clean::line(&format!("{told}; {SIMULATED}")), stale, request_id: None, made }
}
