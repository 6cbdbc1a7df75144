//! Requests and sessions as they are printed.

use crate::cli::out::{Column, Row};
use crate::domain::model::access::{AccessRequest, AccessState, Resource, Review, span_words};
use crate::domain::model::{At, Place};
use crate::domain::text::Clean;
use serde_json::{Value, json};

pub(super) const COLUMNS: &[Column] = &[
    Column::whole("ID"),
    Column::whole("STATE"),
    Column::new("RESOURCE"),
    Column::new("TYPE"),
    Column::new("REQUESTER"),
    Column::whole("LEFT"),
    Column::new("REASON"),
    Column::wide("ENVIRONMENT"),
    Column::wide("CREATED"),
    Column::wide("EXPIRES"),
];

pub(super) fn row(request: &AccessRequest, now: At) -> Row {
    let level = request.level.map(|level| level.word()).unwrap_or_default();
    let at = |at: Option<At>| Clean::line(&at.map(At::rfc3339).unwrap_or_default());
    Row {
        cells: vec![
            Clean::line(request.id.as_str()),
            state(request, now),
            Clean::line(&subject(request)),
            level.into(),
            request.requester.clone(),
            Clean::line(&left(request, now).unwrap_or_default()),
            request.reason.clone(),
            request.environment.clone(),
            at(request.created_at),
            at(request.expires_at),
        ],
        name: Clean::line(&format!("request/{}", request.id)),
        value: value_of(request, now),
    }
}

/// How it stands, in words; that it is only played is never left out.
fn state(request: &AccessRequest, now: At) -> Clean {
    let word = request.stands(now).word();
    if request.simulated { Clean::line(&format!("{word} (simulated)")) } else { word.into() }
}

/// What there is left of waiting, or of access.
fn left(request: &AccessRequest, now: At) -> Option<String> {
    Some(span_words(request.ends_at(now)?.since(now)))
}

/// What access is asked to, in words that ask for it again: an entity, a resource's id, `role:NAME`.
fn subject(request: &AccessRequest) -> String {
    let named = |resource: &Resource| match &resource.entity {
        Some(entity) => entity.to_string(),
        None => resource.id.to_string(),
    };
    let names: Vec<String> = match request.resources.is_empty() {
        false => request.resources.iter().map(named).collect(),
        true => request.roles.iter().map(|role| format!("role:{role}")).collect(),
    };
    names.join(", ")
}

/// `{id, state, requester, resource, type, created_at, expires_at, reviews, ...}`, as `docs/cli.md` has it.
pub(in crate::cli) fn value_of(request: &AccessRequest, now: At) -> Value {
    let at = |at: Option<At>| at.map(At::rfc3339);
    let revoked = request
        .revoked
        .as_ref()
        .map(|revoked| json!({"by": text(&revoked.by), "at": at(revoked.at), "comment": text(&revoked.because)}));
    json!({
        "id": request.id.as_str(),
        "state": request.stands(now).word(),
        "requester": request.requester.as_str(),
        "mine": request.is_mine,
        "resource": subject(request),
        "resources": request.resources.iter().map(resource).collect::<Vec<_>>(),
        "roles": request.roles.iter().map(Clean::as_str).collect::<Vec<_>>(),
        "type": request.level.map(|level| level.word()),
        "environment": text(&request.environment),
        "reason": request.reason.as_str(),
        "because": text(&request.because),
        "needs": text(&request.needs),
        "reviewers": request.reviewers.iter().map(Clean::as_str).collect::<Vec<_>>(),
        "reviews": request.reviews.iter().map(review).collect::<Vec<_>>(),
        "created_at": at(request.created_at),
        "answer_by": at(request.answer_by),
        "starts_at": at(request.starts_at),
        "expires_at": at(request.expires_at),
        "active": request.stands(now) == AccessState::Active,
        "revoked": revoked,
        "urgency": text(&request.urgency),
        "simulated": request.simulated,
        "link": Place::access(request.id.as_str()).to_string(),
    })
}

fn resource(resource: &Resource) -> Value {
    json!({
        "id": resource.id.to_string(),
        "title": resource.title.as_str(),
        "kind": resource.kind().word(),
        "about": text(&resource.about),
        "environment": text(&resource.environment),
        "entity": resource.entity.as_ref().map(ToString::to_string),
    })
}

fn review(review: &Review) -> Value {
    json!({
        "by": review.by.as_str(),
        "decision": review.decision.word(),
        "comment": text(&review.comment),
        "at": review.at.map(At::rfc3339),
    })
}

/// What is empty is null: nothing is known.
pub(super) fn text(text: &Clean) -> Option<&str> {
    Some(text.as_str()).filter(|text| !text.is_empty())
}

/// A request in words, line by line.
pub(super) fn lines(request: &AccessRequest, now: At) -> Vec<Clean> {
    let mut lines = vec![format!("request/{}", request.id)];
    let left = left(request, now).map(|left| format!(", {left} left")).unwrap_or_default();
    lines.push(format!("{}{left}", state(request, now)));
    let level = request.level.map(|level| format!("{} access to ", level.word())).unwrap_or_default();
    let environment = text(&request.environment).map(|name| format!(" in {name}")).unwrap_or_default();
    lines.push(format!("{level}{}{environment}, asked for by {}", subject(request), request.requester));
    lines.push(format!("why: {}", request.reason));
    let mut more = |title: &str, said: &str| {
        if !said.is_empty() {
            lines.push(format!("{title}: {said}"));
        }
    };
    more("waits for", request.needs.as_str());
    more("said with it", request.because.as_str());
    for (title, at) in
        [("asked at", request.created_at), ("answer by", request.answer_by), ("ends at", request.expires_at)]
    {
        more(title, &at.map(At::rfc3339).unwrap_or_default());
    }
    for review in &request.reviews {
        let comment = text(&review.comment).map(|comment| format!(": {comment}")).unwrap_or_default();
        more(review.decision.word(), &format!("{}{comment}", review.by));
    }
    if let Some(revoked) = &request.revoked {
        more("taken back", &format!("{} {}", revoked.by, revoked.because));
    }
    lines.iter().map(|line| Clean::line(line)).collect()
}
