//! A request as `tsh` prints it: `AccessRequestV3` (`types.proto`, tags of its JSON).

use super::json;
use super::mark;
use super::memory::Memory;
use super::status::Profile;
use crate::domain::model::access::{AccessRequest, Decision, RequestId, ResourceId, Review, Said};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// Requests of a list; one that cannot be read costs no other.
pub(super) fn requests(value: &Value, profile: &Profile, memory: &Memory) -> Vec<Arc<AccessRequest>> {
    let mut all: Vec<Arc<AccessRequest>> =
        json::items(value, "").filter_map(|value| request(value, profile, memory)).map(Arc::new).collect();
    all.sort_by(|a, b| b.created_at.cmp(&a.created_at).then_with(|| a.id.cmp(&b.id)));
    all
}

/// One request; older versions show a list of one.
pub(super) fn request(value: &Value, profile: &Profile, memory: &Memory) -> Option<AccessRequest> {
    let value = value.as_array().map_or(Some(value), |list| list.first())?;
    let id = RequestId::parse(json::raw(value, "/metadata/name"))?;
    let user = json::raw(value, "/spec/user");
    let (reason, _) = mark::parted(json::raw(value, "/spec/request_reason"));
    let reviews = reviews(value);
    let resources: Vec<_> = resource_ids(value).map(|id| memory.resource(&id)).collect();
    let environment = resources.iter().map(|one| one.environment.clone()).find(|one| !one.is_empty());
    let said = said(value.pointer("/spec/state"));
    let needs = if said == Said::Pending { needs(value, &reviews) } else { Clean::default() };
    let first = |pointers: &[&str]| pointers.iter().find_map(|pointer| json::moment(value, pointer));
    Some(AccessRequest {
        is_mine: user == profile.user,
        resources,
        roles: json::texts(value, "/spec/roles"),
        level: mark::level(json::raw(value, "/spec/request_reason")),
        environment: environment.unwrap_or_default(),
        reason: Clean::line(reason),
        because: json::text(value, "/spec/resolve_reason"),
        reviewers: json::texts(value, "/spec/suggested_reviewers"),
        created_at: json::moment(value, "/spec/created"),
        answer_by: first(&["/metadata/expires", "/spec/expiry"]),
        starts_at: json::moment(value, "/spec/assume_start_time"),
        // these three are moments, whatever their names say
        expires_at: first(&["/spec/expires", "/spec/max_duration", "/spec/session_ttl"]),
        is_assumed: profile.active.contains(&id),
        said,
        reviews,
        needs,
        ..AccessRequest::of(id, Clean::line(user))
    })
}

/// The mark in the reason of a request.
pub(super) fn mark_of(value: &Value) -> Option<&str> {
    mark::parted(json::raw(value, "/spec/request_reason")).1
}

/// The state: a number of protobuf's that is left out where it is 0, or its name.
fn said(value: Option<&Value>) -> Said {
    let number = value.and_then(|value| value.as_u64().or_else(|| value.as_str()?.trim().parse().ok()));
    let word = value.and_then(Value::as_str).unwrap_or_default().trim().to_uppercase();
    match (number, word.trim_start_matches("REQUEST_STATE_")) {
        (Some(1), _) | (None, "PENDING") => Said::Pending,
        (Some(2), _) | (None, "APPROVED") => Said::Approved,
        (Some(3), _) | (None, "DENIED") => Said::Denied,
        (Some(4), _) | (None, "PROMOTED") => Said::Promoted,
        (Some(0), _) | (None, "" | "NONE") => Said::Other("no state".into()),
        (Some(number), _) => Said::Other(Clean::line(&format!("state {number}"))),
        (None, word) => Said::Other(Clean::line(&word.to_lowercase())),
    }
}

fn reviews(value: &Value) -> Vec<Review> {
    let read = |review: &Value| {
        let decision = match said(review.get("proposed_state")) {
            Said::Approved | Said::Promoted => Decision::Approve,
            Said::Denied => Decision::Deny,
            Said::Pending | Said::Other(_) => return None,
        };
        Some(Review {
            by: json::text(review, "/author"),
            decision,
            comment: json::text(review, "/reason"),
            at: json::moment(review, "/created"),
        })
    };
    let mut all: Vec<Review> = json::items(value, "/spec/reviews").filter_map(read).collect();
    all.sort_by_key(|review| review.at);
    all
}

pub(super) fn resource_ids(value: &Value) -> impl Iterator<Item = ResourceId> {
    json::items(value, "/spec/resource_ids").filter_map(|id| {
        let part = |pointer: &str| Arc::<str>::from(json::raw(id, pointer));
        let id = ResourceId {
            cluster: part("/cluster"),
            kind: part("/kind"),
            name: part("/name"),
            sub: part("/sub_resource"),
        };
        (!id.name.is_empty()).then_some(id)
    })
}

/// How many approvals there are of how many, by the threshold that is nearest; empty where there is none.
fn needs(value: &Value, reviews: &[Review]) -> Clean {
    let given = reviews.iter().filter(|review| review.decision == Decision::Approve).count() as u64;
    let wanted =
        json::items(value, "/spec/thresholds").map(|one| json::count(one, "/approve")).filter(|count| *count > 0);
    match wanted.min() {
        Some(1) => Clean::line(&format!("{given} of 1 approval")),
        Some(wanted) => Clean::line(&format!("{given} of {wanted} approvals")),
        None => Clean::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_state_is_a_number_or_a_name_and_one_that_is_left_out_is_not_pending() {
        assert_eq!(said(Some(&json!(1))), Said::Pending);
        assert_eq!(said(Some(&json!("2"))), Said::Approved);
        assert_eq!(said(Some(&json!("APPROVED"))), Said::Approved);
        assert_eq!(said(Some(&json!("REQUEST_STATE_DENIED"))), Said::Denied);
        assert_eq!(said(Some(&json!(4))), Said::Promoted);
        assert_eq!(said(Some(&json!(9))), Said::Other("state 9".into()));
        for none in [None, Some(json!(0)), Some(json!(null)), Some(json!("NONE"))] {
            assert_eq!(said(none.as_ref()), Said::Other("no state".into()));
        }
    }
}
