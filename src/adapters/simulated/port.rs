//! What there is to know of the ledger, followed: at once what is done in this process, at its very moment what comes
//! by itself, and what other processes do at the next look.

use super::foresight::gone;
use super::people::People;
use super::{SIMULATED, SimulatedAccess};
use crate::domain::model::At;
use crate::domain::model::access::{
    AccessLedger, AccessRequest, AccessRequests, AccessSessions, AccessState, AccessWay, AccessWays, Connection, Lack,
    RequestId, Resource, SessionId,
};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::access::{AccessPort, ResourceSearch, SessionFilter};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, Step, Steps, Told};
use std::sync::Arc;
use std::time::Duration;

/// Between two looks while something can still come of a request.
const SOON: Duration = Duration::from_secs(5);
/// Between two looks otherwise.
const LATER: Duration = Duration::from_secs(30);
/// No two looks are closer, whatever the clock says.
const NO_SOONER: Duration = Duration::from_millis(100);

const DAY: Duration = Duration::from_secs(86_400);

impl AccessPort for SimulatedAccess {
    fn requests<'a>(&'a self, steps: Steps<AccessRequests>) -> Answering<'a, AccessRequests> {
        Box::pin(async move {
            let people = self.people().await?;
            self.follow(steps, move |ledger, now| Ok((self.all(ledger, &people, now), false))).await
        })
    }

    fn request<'a>(&'a self, id: RequestId, steps: Steps<AccessRequest>) -> Answering<'a, AccessRequest> {
        Box::pin(async move {
            let people = self.people().await?;
            let one = move |ledger: &AccessLedger, now: At| {
                let request =
                    ledger.request(&id, &people.name).ok_or_else(|| gone(&format!("show the request {id}")))?;
                let is_over = request.stands(now).is_over();
                Ok((request, is_over))
            };
            self.follow(steps, one).await
        })
    }

    fn resources<'a>(&'a self, wanted: ResourceSearch) -> Answering<'a, Vec<Resource>> {
        Box::pin(async move { Ok(Told::now(self.things(&wanted).await?)) })
    }

    fn sessions<'a>(&'a self, wanted: SessionFilter, steps: Steps<AccessSessions>) -> Answering<'a, AccessSessions> {
        Box::pin(async move {
            let people = self.people().await?;
            self.follow(steps, move |ledger, now| Ok((sessions(ledger, &people, &wanted, now), false))).await
        })
    }

    fn connection<'a>(&'a self, id: RequestId, _: Option<String>) -> Answering<'a, Connection> {
        Box::pin(async move {
            let tried = format!("say how to connect with {id}");
            let (people, now) = (self.people().await?, self.now());
            let request = self.look(now).await?.request(&id, &people.name).ok_or_else(|| gone(&tried))?;
            connection(&request, now, &tried).map(Told::now)
        })
    }

    fn playing<'a>(&'a self, id: SessionId) -> Answering<'a, Connection> {
        let tried = format!("play the recording of {id}");
        let fault =
            Fault::new(FaultKind::Unsupported, &tried, "the session was only simulated: nothing is recorded", "");
        Box::pin(async move { Err(fault) })
    }
}

impl SimulatedAccess {
    /// Hands on what is seen of the ledger, now and whenever it is another; until it says that it is over.
    async fn follow<T: PartialEq + Send + Sync + 'static>(
        &self,
        steps: Steps<T>,
        see: impl Fn(&AccessLedger, At) -> Result<(T, bool), Fault> + Send,
    ) -> Result<Told<T>, Fault> {
        let mut changes = self.0.changed.subscribe();
        let mut last: Option<Arc<T>> = None;
        loop {
            changes.mark_unchanged();
            let now = self.now();
            let ledger = self.look(now).await?;
            let (seen, is_over) = see(&ledger, now)?;
            let seen = match last.take().filter(|last| **last == seen) {
                Some(same) => same,
                None => {
                    let seen = Arc::new(seen);
                    steps.send(Step::Whole(Told { answer: Arc::clone(&seen), as_of: None }));
                    seen
                }
            };
            if is_over {
                return Ok(Told { answer: seen, as_of: None });
            }
            last = Some(seen);
            let pace = if ledger.is_quiet() { LATER } else { SOON };
            let next = ledger.next(self.0.setup.colleagues.as_ref()).map(|next| next.since(now));
            let wait = next.map_or(pace, |next| next.min(pace)).max(NO_SOONER);
            tokio::select! {
                _ = changes.changed() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// The user's own, those that wait for their word, and what came of all others.
    fn all(&self, ledger: &AccessLedger, people: &People, now: At) -> AccessRequests {
        let is_shown = |request: &AccessRequest| {
            let answered = || request.reviews.iter().any(|review| review.by.as_str() == people.name);
            let is_pending = request.stands(now) == AccessState::Pending;
            let waits = || {
                let counts_as = people.counts_as(ledger.needs(&request.id).iter().flatten().cloned());
                ledger.waits_for(&request.id, &people.name, &counts_as, now)
            };
            request.is_mine || !is_pending || answered() || waits()
        };
        let requests = ledger.requests(&people.name).into_iter().filter(is_shown).map(Arc::new).collect();
        AccessRequests { requests, ways: self.ways(people), sources: sources() }
    }

    fn ways(&self, people: &People) -> AccessWays {
        let lack = |way, because: &'static str| Lack { way, because: Clean::from(because), instead: Clean::default() };
        AccessWays {
            system: Clean::from("simulated ledger"),
            cluster: Clean::line(&self.0.cluster),
            user: Clean::line(&people.name),
            lacks: vec![lack(AccessWay::Recordings, "what is only simulated is not recorded")],
            simulated: true,
            ..AccessWays::default()
        }
    }
}

fn sources() -> Vec<SourceState> {
    vec![SourceState { name: Clean::from("ledger"), known: Known::Yes, remark: Some(Clean::from(SIMULATED)) }]
}

fn sessions(ledger: &AccessLedger, people: &People, wanted: &SessionFilter, now: At) -> AccessSessions {
    let mut all = ledger.sessions(&people.name);
    let since = DAY * wanted.days.max(1);
    all.retain(|session| {
        let is_of = wanted.entity.is_none() || session.entity == wanted.entity;
        let is_late = session.ended_at.is_none_or(|ended| now.since(ended) <= since);
        is_of && is_late && (session.is_mine || !wanted.mine)
    });
    AccessSessions { sessions: all.into_iter().map(Arc::new).collect(), sources: sources() }
}

/// There is nothing to connect to; what there would be is told.
fn connection(request: &AccessRequest, now: At, tried: &str) -> Result<Connection, Fault> {
    let state = request.stands(now);
    if !matches!(state, AccessState::Approved | AccessState::Active) {
        let cure = if state.is_over() { "ask anew" } else { "wait for the answer" };
        return Err(Fault::new(FaultKind::Conflict, tried, &format!("it is {}", state.word()), cure));
    }
    let notes = ["simulated: there is nothing to connect to", "with Teleport in the configuration the command is here"];
    let notes = notes.map(Clean::from).to_vec();
    Ok(Connection { commands: Vec::new(), notes, until: request.expires_at, assumes: false, simulated: true })
}
