//! What versions of `tsh` print, word by word (`fixtures`).

use super::{NOON, Stage, order};
use serde_json::json;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{AccessOrder, AccessRequests, AccessState, Decision, Said};
use stagedoor::platform::access::{AccessPort as _, ResourceSearch, SessionFilter};
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::steps::Steps;
use std::path::Path;

fn fixture(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/teleport/fixtures");
    std::fs::read_to_string(folder.join(name)).unwrap()
}

/// A Teleport whose `tsh` prints these files, each for a command.
fn printing(files: &[(&str, &str)]) -> Stage {
    let stage = Stage::new();
    stage.change(|world| {
        world["canned"] = json!({});
        for (words, file) in files {
            world["canned"][words] = json!({"out": fixture(file)});
        }
    });
    stage
}

async fn listed(files: &[(&str, &str)]) -> AccessRequests {
    printing(files).client("alice").lists().await.unwrap()
}

#[tokio::test]
async fn requests_of_every_version_are_read_alike() {
    for version in ["16", "17", "18"] {
        let status = format!("{version}/status.txt");
        let all = listed(&[("request ls", &format!("{version}/request-ls.json")), ("status", &status)]).await;
        let stands: Vec<(&str, AccessState)> =
            all.requests.iter().map(|one| (one.id.short(), one.stands(At(NOON)))).collect();
        assert_eq!(
            stands,
            [
                ("5a1f0004", AccessState::Pending),
                ("5a1f0003", AccessState::Denied),
                ("5a1f0002", AccessState::Active),
                ("5a1f0001", AccessState::Expired),
                ("5a1f0000", AccessState::Unknown),
            ],
            "{version}"
        );
        let [pending, denied, active, ..] = all.requests.as_slice() else { panic!() };
        assert_eq!((pending.requester.as_str(), pending.is_mine), ("bob@example.com", false), "{version}");
        assert_eq!(pending.needs.as_str(), "1 of 2 approvals", "{version}");
        assert_eq!(pending.reviews[0].decision, Decision::Approve, "{version}");
        assert_eq!(pending.reviewers[0].as_str(), "carol@example.com", "{version}");
        assert_eq!(pending.starts_at, None, "{version}: the moment of zero is none");
        assert_eq!(pending.expires_at, Some(At(NOON + 2 * super::HOUR)), "{version}");
        assert_eq!(pending.answer_by, Some(At(NOON + super::HOUR / 2)), "{version}");
        assert_eq!((&denied.said, denied.because.as_str()), (&Said::Denied, "use the replica"), "{version}");
        let sub: Vec<String> = active.resources.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(
            sub,
            ["/teleport.example.com/db/prod-db-01", "/teleport.example.com/pod/prod-eu/payments/api-1"],
            "{version}"
        );
        assert_eq!((active.is_mine, active.reason.as_str()), (true, "INC-1"), "{version}");
        assert_eq!(all.ways.user.as_str(), "alice@example.com", "{version}");
    }
}

#[tokio::test]
async fn lists_that_are_null_are_empty() {
    for file in ["16/null.json", "17/empty.json"] {
        let all = listed(&[("request ls", file)]).await;
        assert!(all.requests.is_empty());
        let stage =
            printing(&[("sessions ls", file), ("recordings ls", file), ("request search", file), ("db ls", file)]);
        let alice = stage.client("alice");
        let sessions = alice.access.sessions(SessionFilter::default(), Steps::ignored()).await.unwrap().answer;
        assert!(sessions.sessions.is_empty());
        assert!(alice.access.resources(ResourceSearch::default()).await.unwrap().answer.is_empty());
    }
}

#[tokio::test]
async fn a_profile_that_is_over_is_printed_and_counts_as_over() {
    let stage = printing(&[]);
    stage.change(|world| {
        world["canned"]["status"] =
            json!({"out": fixture("17/status-expired.txt"), "err": "ERROR: Active profile expired.\n", "code": 1});
    });
    let all = stage.client("alice").lists().await.unwrap();
    assert!(all.ways.user.is_empty() && all.requests.is_empty());
    stage.change(|world| world["canned"]["status"] = json!({"err": "ERROR: Not logged in.\n", "code": 1}));
    assert!(stage.client("alice").lists().await.unwrap().ways.user.is_empty());
    stage.change(|world| world["canned"]["status"] = json!({"err": "ERROR: x509: no roots\n", "code": 1}));
    let fault = stage.client("alice").lists().await.unwrap_err();
    assert_eq!((fault.kind, fault.happened.as_str()), (FaultKind::Local, "Teleport says: x509: no roots"));
}

#[tokio::test]
async fn what_making_a_request_prints_tells_its_id_also_where_it_ends_badly() {
    for (version, code) in [("16", 0), ("17", 0), ("18", 1)] {
        let stage = printing(&[]);
        stage.change(|world| {
            world["canned"]["request create"] =
                json!({"out": fixture(&format!("{version}/request-create.txt")), "err": "ERROR: x\n", "code": code});
        });
        let by_role = AccessOrder { roles: vec!["dba".into()], ..order(&[]) };
        let done = stage.client("alice").does(Command::AskAccess(Box::new(by_role))).await;
        let Outcome::Done { request_id: Some(id), told, .. } = done else { panic!("{version}: {done:?}") };
        assert_eq!(id.as_str(), "5a1f0009-1111-4222-8333-444455556666", "{version}");
        assert!(told.as_str().contains("not known yet"), "{told}");
    }
}

#[tokio::test]
async fn tables_of_every_version_are_read_alike() {
    for version in ["16", "17", "18"] {
        let stage =
            printing(&[("request search", &format!("{version}/request-search.txt")), ("db ls", "17/db-ls.json")]);
        let wanted = ResourceSearch { text: "prod-db".into(), ..ResourceSearch::default() };
        let all = stage.client("alice").access.resources(wanted).await.unwrap().answer;
        let one = &all[0];
        assert_eq!(one.id.to_string(), "/main.example.com/db/prod-db-01", "{version}");
        assert_eq!((one.environment.as_str(), one.about.as_str()), ("prod", "postgres"), "{version}");
        assert_eq!(one.logins[0].as_str(), "readonly", "{version}");
    }
}
