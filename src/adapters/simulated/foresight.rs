//! What would come of something: it is done to a copy of the ledger.

use super::order::Meant;
use super::people::People;
use super::{SIMULATED, SimulatedAccess};
use crate::domain::document::{Line, Role};
use crate::domain::model::At;
use crate::domain::model::access::{
    AccessDeed, AccessLedger, AccessRefusal, AccessRequest, AccessState, Approval, RequestId, span_words,
};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Seen};
use crate::platform::fault::{Fault, FaultKind};

/// Something that is to be done to a request, and the command that it stands for.
pub(super) struct Step {
    pub(super) id: RequestId,
    pub(super) deed: AccessDeed,
    pub(super) seen: Option<Seen>,
}

impl SimulatedAccess {
    pub(super) async fn foresee(&self, command: Command) -> Result<Forecast, Fault> {
        let tried = command.words();
        match command {
            Command::AskAccess(order) => {
                let meant = self.meant(*order, tried.as_str()).await?;
                let (people, now) = (self.people().await?, self.now());
                let again = asked_already(self.look(now).await?.as_ref(), &people, &meant, now);
                let mut forecast = asking(&people, meant);
                forecast.lines.extend(again);
                Ok(forecast)
            }
            other => self.foresee_step(other, tried.as_str()).await,
        }
    }

    async fn foresee_step(&self, command: Command, tried: &str) -> Result<Forecast, Fault> {
        let (people, now) = (self.people().await?, self.now());
        let ledger = self.look(now).await?;
        let Some(step) = step(&command, &people, &ledger) else { return Err(not_ours(tried)) };
        let mut after = ledger.as_ref().clone();
        let done = after.record(now, &people.name, &step.id, step.deed.clone());
        done.map_err(|refusal| refused(&refusal, tried))?;
        let request = after.request(&step.id, &people.name).ok_or_else(|| gone(tried))?;
        let told = format!("{}; {SIMULATED}", would_stand(&request, &step.deed, now));
        let lines = about(&request);
        Ok(Forecast { exactly: with_seen(command, seen(&ledger, &step.id)), told: Clean::line(&told), lines })
    }
}

/// What a command does to a request; none where it is about none.
pub(super) fn step(command: &Command, people: &People, ledger: &AccessLedger) -> Option<Step> {
    let (id, deed, seen) = match command {
        Command::ReviewAccess { id, decision, comment, seen } => {
            let names = ledger.needs(id).iter().flatten().cloned();
            let counts_as = people.counts_as(names);
            (id, AccessDeed::Reviewed { decision: *decision, comment: comment.clone(), counts_as }, *seen)
        }
        Command::AssumeAccess(id) => (id, AccessDeed::Assumed, None),
        Command::DropAccess(id) => (id, AccessDeed::Dropped, None),
        Command::RevokeAccess { id, comment } => (id, AccessDeed::Revoked { because: comment.clone() }, None),
        _ => return None,
    };
    Some(Step { id: id.clone(), deed, seen })
}

/// The number of a request as it was looked at.
pub(super) fn seen(ledger: &AccessLedger, id: &RequestId) -> Option<Seen> {
    ledger.happened(id).map(|happened| Seen::of(format!("{id} {happened}").as_bytes()))
}

fn with_seen(command: Command, seen: Option<Seen>) -> Command {
    match command {
        Command::ReviewAccess { id, decision, comment, .. } => Command::ReviewAccess { id, decision, comment, seen },
        other => other,
    }
}

fn asking(people: &People, meant: Meant) -> Forecast {
    let Meant { order, things, ruling, .. } = meant;
    let titles: Vec<&str> = things.iter().map(|thing| thing.title.as_str()).collect();
    let (what, lasts) = (titles.join(", "), span_words(order.lasts));
    let told = format!("{} access to {what} for {lasts}: {}; {SIMULATED}", order.level.word(), ruling.words());
    let mut lines = vec![said("Takes", ruling.words().as_str()), said("By", ruling.from.as_str())];
    if let Some(most) = ruling.at_most {
        lines.push(said("At most", &span_words(most)));
    }
    let environment = if order.environment.is_empty() { "not known" } else { &order.environment };
    lines.push(said("Environment", environment));
    if let Approval::Each(of) = &ruling.approval {
        let strangers = of.iter().flatten().filter(|one| !people.knows(one.0.as_str()));
        lines.extend(strangers.map(|one| {
            let words = format!("{} is nobody in this catalog: anybody else can answer as that here", one.0);
            Line::of(Clean::line(&words), Role::Dim)
        }));
    }
    if !order.reviewers.is_empty() {
        lines.push(said("Asked of", &order.reviewers.join(", ")));
    }
    let unknown = order.reviewers.iter().filter(|name| !people.knows(name));
    lines.extend(unknown.map(|name| warned(&format!("{name} is nobody in this catalog: is the name right?"))));
    Forecast { exactly: Command::AskAccess(Box::new(order)), told: Clean::line(&told), lines }
}

/// That the same is asked for already, and not over.
fn asked_already(ledger: &AccessLedger, people: &People, meant: &Meant, now: At) -> Option<Line> {
    let is_same = |request: &AccessRequest| {
        let ids = request.resources.iter().map(|resource| &resource.id);
        request.is_mine
            && request.id != meant.id
            && !request.stands(now).is_over()
            && request.level == Some(meant.order.level)
            && ids.eq(meant.things.iter().map(|thing| &thing.id))
    };
    let same = ledger.requests(&people.name).into_iter().find(is_same)?;
    let state = same.stands(now).word();
    Some(warned(&format!("you have asked for this before: {} is {state}; this would be another one", same.id)))
}

fn warned(words: &str) -> Line {
    Line::of(Clean::line(words), Role::Warn)
}

fn said(what: &str, value: &str) -> Line {
    Line::of(Clean::line(&format!("{what}  ")), Role::Label).and(Clean::line(value), Role::Text)
}

fn about(request: &AccessRequest) -> Vec<Line> {
    let level = request.level.map_or("", |level| level.word());
    let what = format!("{level} access to {}", request.what());
    let mut lines =
        vec![said("Who", request.requester.as_str()), said("What", &what), said("Why", request.reason.as_str())];
    if !request.needs.is_empty() {
        lines.push(said("Then", request.needs.as_str()));
    }
    lines
}

/// What a deed would come to, in words.
fn would_stand(request: &AccessRequest, deed: &AccessDeed, now: At) -> String {
    let left = || request.expires_at.map(|end| span_words(end.since(now))).unwrap_or_default();
    match (deed, request.stands(now)) {
        (AccessDeed::Assumed, _) => format!("takes it into use for {}", left()),
        (AccessDeed::Dropped, _) => format!(
            "gives it up for now; nothing would be taken back, and it could be taken into use again for {}",
            left()
        ),
        (AccessDeed::Revoked { .. }, _) if request.is_withdrawn() => "withdraws it before anybody answers".into(),
        (AccessDeed::Revoked { .. }, _) => "takes it back".into(),
        (_, AccessState::Approved) => format!("grants it for {}", left()),
        (_, AccessState::Pending) => format!("it would go on waiting: {}", request.needs),
        (_, state) => format!("it would be {}", state.word()),
    }
}

/// How a request stands after something was done to it, in words.
pub(super) fn stands(request: &AccessRequest, is_dropped: bool, now: At) -> String {
    let left = || request.expires_at.map(|end| span_words(end.since(now))).unwrap_or_default();
    match (request.stands(now), is_dropped) {
        (AccessState::Approved, true) => {
            format!("it is given up for now; nothing is taken back, and it can be taken into use again for {}", left())
        }
        (AccessState::Approved, _) => format!("it is granted for {}", left()),
        (AccessState::Active, _) => format!("it is in use for {}", left()),
        (AccessState::Revoked, _) if request.is_withdrawn() => "it is withdrawn".into(),
        (AccessState::Pending, _) => format!("it waits: {}", request.needs),
        (state, _) => format!("it is {}", state.word()),
    }
}

/// That it is another one by now than was looked at.
pub(super) fn changed(tried: &str) -> Fault {
    let happened = "somebody else said something to it meanwhile";
    Fault::new(FaultKind::Conflict, tried, happened, "look at it again, then decide")
}

/// Why something is not done.
pub(super) fn refused(refusal: &AccessRefusal, tried: &str) -> Fault {
    let (kind, cure) = match refusal {
        AccessRefusal::NoRequest => (FaultKind::NotFound, "see the list of requests"),
        AccessRefusal::Own => (FaultKind::NotPermitted, "have somebody else answer it"),
        AccessRefusal::NotAsked(_) => (FaultKind::NotPermitted, "have one of those answer it"),
        AccessRefusal::NotTheirs => (FaultKind::NotPermitted, "ask for access of your own"),
        AccessRefusal::NoTime => (FaultKind::Invalid, "say for how long"),
        AccessRefusal::Twice | AccessRefusal::Exists => (FaultKind::Conflict, ""),
        AccessRefusal::Stands(state) if state.is_over() => (FaultKind::Conflict, "ask anew"),
        AccessRefusal::Stands(_) => (FaultKind::Conflict, "look at it again"),
    };
    Fault::new(kind, tried, &refusal.words(), cure)
}

pub(super) fn gone(tried: &str) -> Fault {
    refused(&AccessRefusal::NoRequest, tried)
}

fn not_ours(tried: &str) -> Fault {
    Fault::new(FaultKind::Unsupported, tried, "it is not about access", "")
}
