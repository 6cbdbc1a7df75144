use super::{Stage, ask, client, review};
use stagedoor::adapters::systems::teleport::{TeleportLimits, TeleportSetup};
use stagedoor::domain::model::access::Decision;
use stagedoor::platform::access::{AccessPort as _, ResourceSearch};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use std::time::Duration;

/// Time for a run that never ends, and enough for all others.
const SHORT: Duration = Duration::from_secs(4);

fn hasty(stage: &Stage, user: &str) -> super::Client {
    let setup = stage.setup(user);
    let limits = TeleportLimits { read: SHORT, deed: SHORT, ..setup.limits };
    client(TeleportSetup { limits, ..setup })
}

#[tokio::test]
async fn where_there_is_no_tsh_it_is_said_how_to_get_it() {
    let stage = Stage::new();
    let alice = client(TeleportSetup { command: "/nowhere/tsh".into(), ..stage.setup("alice") });
    let fault = alice.lists().await.unwrap_err();
    assert_eq!((fault.kind, fault.happened.as_str()), (FaultKind::Local, "`/nowhere/tsh` is not there"));
    assert!(fault.cure.as_str().contains("install Teleport's client tools"), "{fault}");
}

#[tokio::test]
async fn offline_nothing_is_run() {
    let stage = Stage::new();
    let alice = client(TeleportSetup { is_offline: true, ..stage.setup("alice") });
    assert_eq!(alice.lists().await.unwrap_err().kind, FaultKind::Unreachable);
    assert_eq!(alice.refused(ask(&["db/orders"])).await.kind, FaultKind::Invalid, "it has no mark");
    assert!(stage.world()["calls"].as_array().unwrap().is_empty());
}

#[tokio::test]
async fn megabytes_half_answers_and_deaths_are_told_as_what_they_are() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    for (how, kind, words) in [
        ("megabytes", FaultKind::Malformed, "more than is read"),
        ("garbage", FaultKind::Malformed, "no JSON"),
        ("die", FaultKind::Local, "tsh died: signal"),
        ("unreachable", FaultKind::Unreachable, "connection refused"),
        ("mfa-code", FaultKind::NotPermitted, "second factor"),
    ] {
        stage.fail("request ls", how);
        let fault = alice.lists().await.unwrap_err();
        assert_eq!(fault.kind, kind, "{fault}");
        assert!(fault.happened.as_str().contains(words), "{fault}");
    }
    assert!(alice.lists().await.is_ok());
}

#[tokio::test]
async fn what_hangs_is_ended_and_after_three_times_left_alone_for_a_while() {
    let stage = Stage::new();
    let setup = stage.setup("alice");
    let limits = TeleportLimits { read: Duration::from_millis(300), ..setup.limits };
    let alice = client(TeleportSetup { limits, ..setup });
    stage.fail_for_ever("status", "hang");
    for _ in 0..3 {
        assert_eq!(alice.lists().await.unwrap_err().kind, FaultKind::TimedOut);
    }
    let calls = stage.calls("status").len();
    let fault = alice.lists().await.unwrap_err();
    assert!(fault.happened.as_str().contains("did not answer several times"), "{fault}");
    assert_eq!(stage.calls("status").len(), calls, "it was not started");
}

#[tokio::test]
async fn that_tsh_reads_its_own_files_is_no_sign_of_a_network() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    stage.fail_for_ever("request ls", "die");
    for _ in 0..3 {
        assert_eq!(alice.lists().await.unwrap_err().kind, FaultKind::Local);
    }
    let fault = alice.lists().await.unwrap_err();
    assert!(fault.happened.as_str().contains("did not answer several times"), "{fault}");
    assert_eq!((stage.calls("request ls").len(), stage.calls("status").len()), (3, 4));
}

#[tokio::test]
async fn a_run_that_waits_for_a_key_to_be_touched_is_told_as_that() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    let bob = hasty(&stage, "bob");
    stage.fail("request review", "mfa-key");
    match bob.does(review(&id, Decision::Approve, "x")).await {
        Outcome::InDoubt { fault, .. } => {
            assert_eq!(fault.happened.as_str(), "Teleport needs your second factor");
            assert!(fault.cure.as_str().contains("request review --approve"), "{fault}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(stage.calls("request review").len(), 1);
}

#[tokio::test]
async fn an_order_that_hangs_after_it_was_done_is_found() {
    let stage = Stage::new();
    let alice = hasty(&stage, "alice");
    stage.fail("request create", "hang-after");
    let done = alice.does(ask(&["db/orders"])).await;
    assert!(done.told().as_str().contains("the request was found"), "{done:?}");
    assert_eq!(stage.requests().len(), 1);
}

#[tokio::test]
async fn that_tsh_has_no_version_is_no_reason_to_show_nothing() {
    let stage = Stage::new();
    stage.fail_for_ever("version", "garbage");
    let ways = stage.client("alice").lists().await.unwrap().ways;
    assert_eq!(ways.system.as_str(), "Teleport");
    stage.fail_for_ever("status", "garbage");
    let fault = stage.client("alice").access.resources(ResourceSearch::default()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Malformed, "that nobody is signed in is something else");
}
