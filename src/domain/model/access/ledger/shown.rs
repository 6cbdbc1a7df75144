//! What the ledger says of requests and sessions, as everything that shows access takes it.

use super::AccessLedger;
use super::held::{Held, any_of, counts};
use crate::domain::model::access::{
    AccessRequest, AccessSession, AccessState, RequestId, Resource, ResourceId, Review, Revoked, Said, SessionId,
    SessionStage,
};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;

impl AccessLedger {
    /// A request as it is, for the person of that name.
    pub fn request(&self, id: &RequestId, whose: &str) -> Option<AccessRequest> {
        self.requests.get(id).map(|held| shown(id, held, whose))
    }

    /// All requests as they are, newest first.
    pub fn requests(&self, whose: &str) -> Vec<AccessRequest> {
        let mut all: Vec<AccessRequest> = self.requests.iter().map(|(id, held)| shown(id, held, whose)).collect();
        all.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
        all
    }

    /// Who has to agree to a request: of each of these one.
    pub fn needs(&self, id: &RequestId) -> &[Vec<String>] {
        self.requests.get(id).map(|held| held.asked.needs.as_slice()).unwrap_or_default()
    }

    /// Whether a request waits for the word of somebody who counts as these.
    pub fn waits_for(&self, id: &RequestId, who: &str, counts_as: &[String], now: At) -> bool {
        let Some(held) = self.requests.get(id) else { return false };
        let answered = held.answered();
        let open = || held.asked.needs.iter().enumerate().filter(|(n, _)| !answered.contains(n));
        let is_open = held.stands(now) == AccessState::Pending && who != held.by;
        is_open && held.votes.iter().all(|vote| vote.by != who) && open().any(|(_, any)| counts(counts_as, any))
    }

    /// Uses of what was granted: the ones that go on first, then newest first.
    pub fn sessions(&self, whose: &str) -> Vec<AccessSession> {
        let of = |(id, held): (&RequestId, &Held)| {
            let uses = held.uses.iter().enumerate();
            uses.filter_map(|(n, span)| session(id, held, n + 1, *span, whose)).collect::<Vec<_>>()
        };
        let mut all: Vec<AccessSession> = self.requests.iter().flat_map(of).collect();
        all.sort_by_key(|session| (session.ended_at.is_some(), std::cmp::Reverse(session.started_at)));
        all
    }
}

fn shown(id: &RequestId, held: &Held, whose: &str) -> AccessRequest {
    let asked = &held.asked;
    let reviews = held.votes.iter().map(|vote| Review {
        by: Clean::line(&vote.by),
        decision: vote.decision,
        comment: Clean::line(&vote.comment),
        at: Some(vote.at),
    });
    let revoked = held.revoked.as_ref().map(|(by, because)| Revoked {
        by: Clean::line(by),
        at: Some(held.latest),
        because: Clean::line(because),
    });
    AccessRequest {
        is_mine: held.by == whose,
        resources: resources(held),
        roles: asked.roles.iter().map(|role| Clean::line(role)).collect(),
        level: Some(asked.level),
        environment: Clean::line(&asked.environment),
        reason: Clean::line(&asked.reason),
        said: said(held),
        because: held.votes.last().map(|vote| Clean::line(&vote.comment)).unwrap_or_default(),
        reviews: reviews.collect(),
        reviewers: asked.reviewers.iter().map(|name| Clean::line(name)).collect(),
        needs: needs(held),
        created_at: Some(held.at),
        answer_by: Some(held.answer_by()),
        expires_at: held.expires_at(),
        is_assumed: held.is_in_use(),
        history: Some(held.history.clone()),
        revoked,
        ended: held.over,
        simulated: true,
        ..AccessRequest::of(id.clone(), Clean::line(&held.by))
    }
}

fn said(held: &Held) -> Said {
    match (held.over, held.granted) {
        (Some(AccessState::Denied), _) => Said::Denied,
        (_, Some(_)) => Said::Approved,
        (_, None) => Said::Pending,
    }
}

fn resources(held: &Held) -> Vec<Resource> {
    let of = |said: &super::AskedFor| {
        let id = ResourceId::parse(&said.id)?;
        let entity = said.entity.as_deref().and_then(|entity| EntityRef::parse(entity, None, None).ok());
        let (title, environment) = (Clean::line(&said.title), Clean::line(&said.environment));
        Some(Resource { title, environment, entity, ..Resource::of(id) })
    };
    held.asked.resources.iter().filter_map(of).collect()
}

/// What it waits for: `1 of 2 approvals; waits for manager`.
fn needs(held: &Held) -> Clean {
    let (answered, all) = (held.answered(), held.asked.needs.len());
    if held.granted.is_some() || held.over.is_some() {
        return Clean::default();
    }
    let open = held.asked.needs.iter().enumerate().filter(|(n, _)| !answered.contains(n));
    let whom: Vec<String> = open.map(|(_, any)| any_of(any)).collect();
    let noun = if all == 1 { "approval" } else { "approvals" };
    Clean::line(&format!("{} of {all} {noun}; waits for {}", answered.len(), whom.join(", ")))
}

fn session(
    id: &RequestId,
    held: &Held,
    number: usize,
    (began, ended): (At, Option<At>),
    whose: &str,
) -> Option<AccessSession> {
    let resource = resources(held).into_iter().next();
    let roles = held.asked.roles.join(", ");
    Some(AccessSession {
        id: SessionId::parse(&format!("{id}-{number}"))?,
        kind: held.asked.kind,
        target: resource.as_ref().map_or_else(|| Clean::line(&roles), |resource| resource.title.clone()),
        entity: resource.and_then(|resource| resource.entity),
        user: Clean::line(&held.by),
        is_mine: held.by == whose,
        login: Clean::default(),
        participants: Vec::new(),
        stage: if ended.is_some() { SessionStage::Ended } else { SessionStage::Active },
        started_at: Some(began),
        ended_at: ended,
        recording: None,
        request: Some(id.clone()),
        simulated: true,
    })
}
