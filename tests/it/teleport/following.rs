use super::{HOUR, MINUTE, NOON, Stage, following, next, review};
use serde_json::json;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{AccessRequest, AccessRequests, AccessState, Decision, RequestId, Said};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::access::AccessPort as _;
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use tokio::sync::mpsc::UnboundedReceiver;

/// Requests of somebody's, followed from here on.
fn followed(stage: &Stage, user: &str) -> UnboundedReceiver<AccessRequests> {
    let (steps, told) = following();
    let access = stage.client(user).access;
    tokio::spawn(async move {
        let _ = access.requests(steps).await;
    });
    told
}

fn of<'r>(told: &'r AccessRequests, id: &RequestId) -> Option<&'r AccessRequest> {
    told.requests.iter().find(|one| one.id == *id).map(|one| &**one)
}

fn stands(told: &AccessRequests, id: &RequestId) -> Option<AccessState> {
    of(told, id).map(|one| one.stands(At(NOON)))
}

/// Waits until somebody was asked a few times more.
async fn looked(stage: &Stage, words: &str) {
    let before = stage.calls(words).len();
    while stage.calls(words).len() < before + 3 {
        tokio::time::sleep(std::time::Duration::from_millis(2)).await;
    }
}

#[tokio::test]
async fn a_request_is_followed_from_pending_to_active_and_no_change_is_no_step() {
    let stage = Stage::new();
    let mut told = followed(&stage, "alice");
    let empty = next(&mut told, |_| true).await;
    assert!(empty.requests.is_empty() && empty.sources[0].known == Known::Yes);
    assert_eq!((empty.ways.user.as_str(), empty.ways.cluster.as_str()), ("alice", "main.example.com"));
    assert_eq!(empty.ways.system.as_str(), "Teleport 17.4.2");
    let id = stage.asked(&["db/orders"]).await;
    next(&mut told, |told| stands(told, &id) == Some(AccessState::Pending)).await;
    looked(&stage, "request ls").await;
    assert!(told.try_recv().is_err(), "in whatever order fields come, nothing happened");
    stage.client("bob").does(review(&id, Decision::Approve, "")).await;
    next(&mut told, |told| stands(told, &id) == Some(AccessState::Approved)).await;
    stage.client("alice").does(Command::AssumeAccess(id.clone())).await;
    let last = next(&mut told, |told| stands(told, &id) == Some(AccessState::Active)).await;
    assert_eq!(of(&last, &id).unwrap().stands(At(NOON + 30 * MINUTE)), AccessState::Expired, "the clock alone says so");
}

#[tokio::test]
async fn who_reviews_sees_the_requests_of_others() {
    let stage = Stage::new();
    let id = stage.asked(&[&format!("node/{}", super::WEB)]).await;
    let one = stage.client("bob").one(&id).await;
    assert_eq!((one.is_mine, one.requester.as_str()), (false, "alice"));
    assert_eq!(
        (one.what().as_str(), one.environment.as_str()),
        ("web-1", "staging"),
        "a machine is called by its name"
    );
}

#[tokio::test]
async fn what_was_granted_and_is_gone_before_its_end_was_taken_back() {
    let stage = Stage::new();
    let id = stage.granted(&["db/orders"]).await;
    let mut told = followed(&stage, "alice");
    next(&mut told, |told| stands(told, &id) == Some(AccessState::Approved)).await;
    stage.change(|world| world["requests"] = json!([]));
    let gone = next(&mut told, |told| stands(told, &id) == Some(AccessState::Revoked)).await;
    let revoked = of(&gone, &id).unwrap().revoked.clone().unwrap();
    assert!(revoked.because.as_str().contains("before its time was over"), "{revoked:?}");
    assert!(revoked.by.is_empty(), "nobody tells who it was");
}

#[tokio::test]
async fn what_is_gone_at_its_end_is_over_and_nothing_else() {
    let stage = Stage::new();
    let id = stage.granted(&["db/orders"]).await;
    let mut told = followed(&stage, "alice");
    next(&mut told, |told| of(told, &id).is_some()).await;
    stage.change(|world| {
        world["now"] = json!(NOON + 30 * MINUTE - 30_000);
        world["requests"] = json!([]);
    });
    let gone = next(&mut told, |told| of(told, &id).is_none_or(|one| one.said != Said::Approved)).await;
    assert_eq!(of(&gone, &id), None, "near its end nobody can tell which of both it was");
}

#[tokio::test]
async fn where_it_cannot_be_asked_whether_it_is_gone_that_is_unknown() {
    for how in ["unreachable", "elsewhere"] {
        let stage = Stage::new();
        let id = stage.granted(&["db/orders"]).await;
        let mut told = followed(&stage, "alice");
        next(&mut told, |told| of(told, &id).is_some()).await;
        stage.fail_for_ever("request show", how);
        stage.change(|world| world["requests"] = json!([]));
        next(&mut told, |told| stands(told, &id) == Some(AccessState::Unknown)).await;
        stage.heal();
        next(&mut told, |told| stands(told, &id) == Some(AccessState::Revoked)).await;
    }
}

#[tokio::test]
async fn a_look_that_fails_stays_beside_what_was_known() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let mut told = followed(&stage, "alice");
    next(&mut told, |told| of(told, &id).is_some()).await;
    stage.fail_for_ever("request ls", "unreachable");
    let behind = next(&mut told, |told| matches!(told.sources[0].known, Known::Failed(_))).await;
    assert!(of(&behind, &id).is_some());
    stage.heal();
    next(&mut told, |told| told.sources[0].known == Known::Yes).await;
    assert_eq!(stage.client("alice").lists().await.unwrap().requests.len(), 1);
    stage.fail_for_ever("request ls", "garbage");
    let fault = stage.client("alice").lists().await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed, "with nothing known before it is a fault: {fault}");
}

#[tokio::test]
async fn who_is_not_signed_in_is_told_how_and_seen_once_signed_in() {
    let stage = Stage::new();
    stage.later(13 * HOUR);
    let mut told = followed(&stage, "alice");
    let out = next(&mut told, |_| true).await;
    assert!(out.ways.user.is_empty() && matches!(out.sources[0].known, Known::Unknown(_)), "{out:?}");
    let line = out.ways.sign_in.unwrap().quoted().unwrap();
    assert!(line.as_str().ends_with(" login"), "{line}");
    stage.change(|world| world["signed_in"]["alice"]["until"] = json!(NOON + 20 * HOUR));
    let signed_in = next(&mut told, |told| told.ways.user.as_str() == "alice").await;
    assert_eq!(signed_in.ways.signed_in_until, Some(At(NOON + 20 * HOUR)));
    stage.change(|world| world["signed_in"]["alice"] = json!({}));
    next(&mut told, |told| told.ways.user.is_empty()).await;
    let fault = stage.client("alice").foresees(super::ask(&["db/orders"])).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn);
    assert!(fault.cure.as_str().ends_with(" login"), "{fault}");
    assert!(stage.calls("request create").is_empty());
}

#[tokio::test]
async fn one_request_is_followed_until_it_is_over() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let (steps, mut told) = following();
    let access = stage.client("alice").access;
    let asked = id.clone();
    let ended = tokio::spawn(async move { access.request(asked, steps).await });
    next(&mut told, |one: &AccessRequest| one.said == Said::Pending).await;
    stage.client("bob").does(review(&id, Decision::Deny, "no")).await;
    let last = tokio::time::timeout(super::SOON, ended).await.unwrap().unwrap().unwrap().answer;
    assert_eq!((last.said.clone(), last.because.as_str()), (Said::Denied, "no"));
    let (steps, _told) = following();
    let missing = stage.client("alice").access.request(RequestId::parse("ghost").unwrap(), steps).await.unwrap_err();
    assert_eq!(missing.kind, FaultKind::NotFound);
}
