//! Who asked, who agreed, and what came of it: rows that are read from requests and sessions, and nothing else.

use super::{AccessRequest, AccessSession, AccessState, Decision, Happened, RequestId, Said, SessionId, SessionStage};
use crate::domain::model::At;
use crate::domain::text::Clean;
use std::cmp::Reverse;
use std::sync::Arc;

mod export;
mod filter;
#[cfg(test)]
mod tests;

pub use export::{audit_csv, audit_json};
pub use filter::AuditFilter;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AuditKind {
    /// Somebody asked for access.
    Asked,
    /// Somebody agreed; of a request that needs nobody's word, the system did.
    Approved,
    /// Somebody said no.
    Denied,
    /// It was taken into use.
    Assumed,
    /// It was given up for now.
    GivenUp,
    /// Its time was over.
    Expired,
    /// Nobody answered in time.
    Lapsed,
    /// It was taken back.
    Revoked,
    /// Who asked took the request back before it was granted.
    Withdrawn,
    /// Somebody connected.
    Began,
    /// The connection ended.
    Ended,
}

impl AuditKind {
    /// All of them, in the order in which they happen.
    pub const ALL: [Self; 11] = [
        Self::Asked,
        Self::Approved,
        Self::Denied,
        Self::Assumed,
        Self::GivenUp,
        Self::Expired,
        Self::Lapsed,
        Self::Revoked,
        Self::Withdrawn,
        Self::Began,
        Self::Ended,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Asked => "asked",
            Self::Approved => "approved",
            Self::Denied => "denied",
            Self::Assumed => "assumed",
            Self::GivenUp => "given-up",
            Self::Expired => "expired",
            Self::Lapsed => "lapsed",
            Self::Revoked => "revoked",
            Self::Withdrawn => "withdrawn",
            Self::Began => "session-began",
            Self::Ended => "session-ended",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// One thing that happened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditRow {
    /// When; none where the system does not tell.
    pub at: Option<At>,
    /// What.
    pub kind: AuditKind,
    /// Who did it; empty where the system did, or does not tell.
    pub who: Clean,
    /// The request that it belongs to, where that is known.
    pub request: Option<RequestId>,
    /// The session that it is about.
    pub session: Option<SessionId>,
    /// What access was had to.
    pub what: Clean,
    /// Why, or what else there is to say.
    pub detail: Clean,
    /// It is only played.
    pub simulated: bool,
}

/// What happened, newest first; of one moment what came of it before what led to it. What has no time of its own
/// stands with what it follows. A session that is told twice stands there once.
pub fn audit(requests: &[Arc<AccessRequest>], sessions: &[Arc<AccessSession>], now: At) -> Vec<AuditRow> {
    let mut placed: Vec<(At, AuditRow)> = Vec::new();
    for request in requests {
        place(of_request(request, now), &mut placed);
    }
    let mut known: Vec<&SessionId> = Vec::new();
    for session in sessions {
        if !known.contains(&&session.id) {
            known.push(&session.id);
            place(of_session(session), &mut placed);
        }
    }
    placed.sort_by(|(one_at, one), (other_at, other)| {
        (Reverse(one_at), Reverse(one.kind)).cmp(&(Reverse(other_at), Reverse(other.kind)))
    });
    placed.into_iter().map(|(_, row)| row).collect()
}

/// Gives each row of one thing its place in time: what has no time stands with what is before it.
fn place(rows: Vec<AuditRow>, placed: &mut Vec<(At, AuditRow)>) {
    let mut last = rows.iter().find_map(|row| row.at).unwrap_or_default();
    for row in rows {
        last = row.at.unwrap_or(last);
        placed.push((last, row));
    }
}

/// What happened to one request, in the order in which it did.
fn of_request(request: &AccessRequest, now: At) -> Vec<AuditRow> {
    let row = |at: Option<At>, kind: AuditKind, who: &Clean, detail: &Clean| AuditRow {
        at,
        kind,
        who: who.clone(),
        request: Some(request.id.clone()),
        session: None,
        what: request.what(),
        detail: detail.clone(),
        simulated: request.simulated,
    };
    let nobody = Clean::default();
    let mut rows = vec![row(request.created_at, AuditKind::Asked, &request.requester, &request.reason)];
    rows.extend(request.reviews.iter().map(|review| {
        let kind = if review.decision == Decision::Approve { AuditKind::Approved } else { AuditKind::Denied };
        row(review.at, kind, &review.by, &review.comment)
    }));
    let is_told = |decision| request.reviews.iter().any(|review| review.decision == decision);
    match &request.said {
        Said::Approved | Said::Promoted if !is_told(Decision::Approve) => {
            rows.push(row(None, AuditKind::Approved, &nobody, &request.because));
        }
        Said::Denied if !is_told(Decision::Deny) => {
            rows.push(row(None, AuditKind::Denied, &nobody, &request.because));
        }
        _ => {}
    }
    match &request.history {
        Some(history) => rows.extend(history.iter().map(|(at, happened)| {
            let kind = if *happened == Happened::Assumed { AuditKind::Assumed } else { AuditKind::GivenUp };
            row(Some(*at), kind, &request.requester, &nobody)
        })),
        None if request.is_assumed => {
            let untold = Clean::from("when, the system does not tell");
            rows.push(row(None, AuditKind::Assumed, &request.requester, &untold));
        }
        None => {}
    }
    match (request.stands(now), &request.revoked) {
        (_, Some(revoked)) => {
            let kind = if request.is_withdrawn() { AuditKind::Withdrawn } else { AuditKind::Revoked };
            rows.push(row(revoked.at, kind, &revoked.by, &revoked.because));
        }
        (AccessState::Expired, _) => rows.push(row(request.expires_at, AuditKind::Expired, &nobody, &nobody)),
        (AccessState::Lapsed, _) => rows.push(row(request.answer_by, AuditKind::Lapsed, &nobody, &nobody)),
        _ => {}
    }
    rows
}

/// That a session began, and that it ended.
fn of_session(session: &AccessSession) -> Vec<AuditRow> {
    let row = |at: Option<At>, kind: AuditKind, detail: Clean| AuditRow {
        at,
        kind,
        who: session.user.clone(),
        request: session.request.clone(),
        session: Some(session.id.clone()),
        what: session.target.clone(),
        detail,
        simulated: session.simulated,
    };
    let login = if session.login.is_empty() { String::new() } else { format!("as {}", session.login) };
    let mut rows = vec![row(session.started_at, AuditKind::Began, Clean::line(&login))];
    if session.stage == SessionStage::Ended {
        let recorded = session.recording.as_ref().map(|it| format!("recorded: {}", it.kind.words()));
        rows.push(row(session.ended_at, AuditKind::Ended, Clean::line(&recorded.unwrap_or_default())));
    }
    rows
}
