use super::{CLUSTER, HOUR, NOON, Stage, ask, client, lines, order};
use serde_json::json;
use stagedoor::adapters::systems::teleport::TeleportSetup;
use stagedoor::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, AccessPolicy, AccessState, AccessWay, Approval, PolicyRow,
};
use stagedoor::domain::model::{At, Place};
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::CommandPort as _;
use std::time::Duration;

fn by_roles(roles: &[&str]) -> Command {
    let roles = roles.iter().map(|role| (*role).to_owned()).collect();
    Command::AskAccess(Box::new(AccessOrder { roles, ..order(&[]) }))
}

#[tokio::test]
async fn what_is_asked_is_shown_before_it_is_sent_and_its_mark_is_never_shown() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    let foreseen = alice.foresees(ask(&["db/orders"])).await.unwrap();
    assert_eq!(
        foreseen.told.as_str(),
        "ask teleport.example.com:443 for access to orders for 30m; Teleport decides who has to agree, and does not tell before"
    );
    assert!(lines(&foreseen).contains("you reach nothing else by Teleport"), "{}", lines(&foreseen));
    assert!(stage.requests().is_empty(), "nothing is done by looking");

    let Outcome::Done { told, made, request_id, .. } = alice.deeds.command(foreseen.exactly.clone()).await else {
        panic!()
    };
    assert!(lines(&foreseen).contains("Teleport is not told the type; what it grants its roles decide"));
    let id = stage.requests()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(told.as_str(), format!("asked for access: {}, it is pending", &id[..8]));
    assert_eq!((made, request_id.unwrap().as_str()), (Some(Place::access(&id)), &*id));
    let args = stage.calls("request create").remove(0);
    assert!(args.contains(&format!("--resource=/{CLUSTER}/db/orders")), "{args:?}");
    assert!(args.contains(&"--max-duration=30m".to_owned()) && args.contains(&"--nowait".to_owned()), "{args:?}");
    let sent = stage.requests()[0]["reason"].as_str().unwrap().to_owned();
    assert!(sent.starts_with("INC-1: the queue is full [read] [sd:") && sent.len() == 45, "{sent}");

    let one = alice.lists().await.unwrap().requests.remove(0);
    assert_eq!(one.level, Some(AccessLevel::Read), "who decides sees what is wanted");
    assert_eq!((one.reason.as_str(), one.is_mine, one.requester.as_str()), ("INC-1: the queue is full", true, "alice"));
    assert_eq!(one.stands(At(NOON)), AccessState::Pending);
    assert_eq!((one.needs.as_str(), one.environment.as_str()), ("0 of 1 approval", "production"));
    assert_eq!(one.answer_by, Some(At(NOON + HOUR)), "nobody but Teleport says until when");
    assert_eq!(one.resources[0].entity.as_ref().unwrap().to_string(), "resource:default/orders-db");
}

#[tokio::test]
async fn an_entity_is_asked_for_by_what_its_annotation_names() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    let of =
        |name: &str| AccessOrder { entity: Some(format!("resource:default/{name}").parse().unwrap()), ..order(&[]) };
    alice.does(Command::AskAccess(Box::new(of("orders-db")))).await;
    assert_eq!(stage.requests()[0]["resources"], json!([format!("/{CLUSTER}/db/orders")]));
    let fault = alice.foresees(Command::AskAccess(Box::new(of("grafana")))).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotFound);
    assert!(fault.cure.as_str().contains("stagedoor.dev/teleport-resource"), "{fault}");
    let fault = alice.foresees(Command::AskAccess(Box::new(of("ghost")))).await.unwrap_err();
    assert_eq!(fault.happened.as_str(), "it is not in the catalog");
}

#[tokio::test]
async fn what_an_annotation_names_is_in_the_cluster_that_is_looked_at() {
    let stage = Stage::new();
    let alice = client(TeleportSetup { cluster: Some("leaf.example.com".into()), ..stage.setup("alice") });
    let entity = Some("resource:default/orders-db".parse().unwrap());
    alice.does(Command::AskAccess(Box::new(AccessOrder { entity, ..order(&[]) }))).await;
    assert_eq!(stage.requests()[0]["resources"], json!(["/leaf.example.com/db/orders"]));
}

#[tokio::test]
async fn an_answer_that_is_lost_is_looked_up_and_nothing_is_sent_twice() {
    for how in ["die-after", "break-after"] {
        let stage = Stage::new();
        let alice = stage.client("alice");
        let exactly = alice.foresees(ask(&["db/orders"])).await.unwrap().exactly.clone();
        stage.fail("request create", how);
        let done = alice.deeds.command(exactly.clone()).await;
        assert!(matches!(done, Outcome::Done { .. }), "{how}: {done:?}");
        assert!(done.told().as_str().ends_with("the answer was lost, and the request was found"), "{how}: {done:?}");
        assert_eq!((stage.requests().len(), stage.calls("request create").len()), (1, 1), "{how}");
        alice.deeds.command(exactly).await;
        assert_eq!((stage.requests().len(), stage.calls("request create").len()), (1, 1), "{how}: the same again");
    }
}

#[tokio::test]
async fn an_order_that_was_changed_since_it_was_sent_is_not_taken_for_what_is_there() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    let exactly = alice.foresees(ask(&["db/orders"])).await.unwrap().exactly.clone();
    alice.deeds.command(exactly.clone()).await;
    let Command::AskAccess(mut changed) = exactly else { panic!() };
    changed.reason = "INC-2: another queue is full".into();
    let Outcome::Refused(fault) = alice.deeds.command(Command::AskAccess(changed)).await else { panic!() };
    let id = stage.requests()[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(fault.kind, FaultKind::Conflict);
    assert!(fault.happened.as_str().contains(&id) && fault.happened.as_str().ends_with("the reason"), "{fault}");
    assert_eq!((stage.requests().len(), stage.calls("request create").len()), (1, 1), "nothing is sent");
}

#[tokio::test]
async fn a_request_whose_id_is_not_printed_is_found_by_its_mark() {
    let stage = Stage::new();
    stage.change(|world| world["says_no_id"] = json!(true));
    let done = stage.client("alice").does(ask(&["db/orders"])).await;
    let Outcome::Done { request_id: Some(id), .. } = done else { panic!("{done:?}") };
    assert_eq!(stage.requests()[0]["id"], id.as_str());
}

#[tokio::test]
async fn an_answer_that_is_lost_without_a_request_leaves_it_in_doubt_until_somebody_orders_it_again() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    let exactly = alice.foresees(ask(&["db/orders"])).await.unwrap().exactly.clone();
    stage.fail("request create", "die");
    let done = alice.deeds.command(exactly.clone()).await;
    assert!(matches!(done, Outcome::InDoubt { .. }), "{done:?}");
    assert_eq!((stage.requests().len(), stage.calls("request create").len()), (0, 1));
    stage.fail("request ls", "unreachable");
    assert_eq!(
        alice.refused(exactly.clone()).await.kind,
        FaultKind::Unreachable,
        "it cannot be looked up, so it is not sent"
    );
    assert_eq!(stage.calls("request create").len(), 1);
    alice.deeds.command(exactly).await;
    assert_eq!(stage.requests().len(), 1);
}

#[tokio::test]
async fn who_hangs_up_in_the_middle_and_orders_it_anew_has_one_request() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    let exactly = alice.foresees(ask(&["db/orders"])).await.unwrap().exactly.clone();
    stage.fail("request create", "hang-after");
    let is_made = async {
        while stage.requests().is_empty() {
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
    };
    tokio::select! {
        done = alice.deeds.command(exactly.clone()) => panic!("it hangs: {done:?}"),
        () = is_made => {}
    }
    let done = alice.deeds.command(exactly).await;
    assert!(matches!(done, Outcome::Done { .. }), "{done:?}");
    assert_eq!((stage.requests().len(), stage.calls("request create").len()), (1, 1));
}

#[tokio::test]
async fn what_looks_like_an_option_is_refused_or_stays_a_value() {
    let stage = Stage::new();
    let alice = stage.client("alice");
    for role in ["--nowait", "-d", "a,b", "a b", ""] {
        let fault = alice.foresees(by_roles(&[role])).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Invalid, "{role}");
    }
    let reviewer = AccessOrder { reviewers: vec!["--roles=admin".into()], ..order(&["db/orders"]) };
    assert_eq!(alice.foresees(Command::AskAccess(Box::new(reviewer))).await.unwrap_err().kind, FaultKind::Invalid);
    let odd = AccessOrder { reason: "--roles=admin\n-d 'x' $(id) `id`".into(), ..order(&["db/orders"]) };
    alice.does(Command::AskAccess(Box::new(odd))).await;
    let made = stage.requests().remove(0);
    assert!(made["reason"].as_str().unwrap().starts_with("--roles=admin\n-d 'x' $(id) `id` [read] [sd:"), "{made}");
    assert_eq!(made["roles"], json!([]));
    let bell = AccessOrder { reason: "x\u{7}".into(), ..order(&["db/orders"]) };
    assert_eq!(alice.foresees(Command::AskAccess(Box::new(bell))).await.unwrap_err().kind, FaultKind::Invalid);
    let silent = AccessOrder { reason: " \n".into(), ..order(&["db/orders"]) };
    let fault = alice.foresees(Command::AskAccess(Box::new(silent))).await.unwrap_err();
    assert_eq!(fault.happened.as_str(), "no reason is given");
}

#[tokio::test]
async fn what_the_edition_does_not_take_is_said_and_remembered_and_roles_are_taken_still() {
    let stage = Stage::new();
    stage.change(|world| world["edition"] = json!("community"));
    let alice = stage.client("alice");
    let Outcome::Refused(fault) = alice.does(ask(&["db/orders"])).await else { panic!() };
    assert_eq!(fault.kind, FaultKind::Unsupported);
    let lacks = alice.lists().await.unwrap().ways;
    let lack = lacks.lack(AccessWay::Resources).unwrap();
    assert_eq!(lack.instead.as_str(), "ask for roles in place of resources");
    let foreseen = alice.foresees(ask(&["db/orders"])).await.unwrap();
    assert!(lines(&foreseen).contains("Teleport refused that before"), "{}", lines(&foreseen));
    let done = alice.does(by_roles(&["dba", "sre"])).await;
    assert!(matches!(done, Outcome::Done { .. }), "{done:?}");
    assert_eq!(stage.requests()[0]["roles"], json!(["dba", "sre"]));
    let Outcome::Refused(fault) = alice.does(by_roles(&["forbidden"])).await else { panic!() };
    assert_eq!(fault.kind, FaultKind::NotPermitted, "a no is an answer: {fault}");
}

#[tokio::test]
async fn who_is_signed_in_for_less_long_is_warned() {
    let stage = Stage::new();
    stage.later(11 * HOUR + HOUR / 2 + HOUR / 4);
    let foreseen = stage.client("alice").foresees(ask(&["db/orders"])).await.unwrap();
    assert!(lines(&foreseen).contains("access ends with your session at the latest"), "{}", lines(&foreseen));
}

#[tokio::test]
async fn other_commands_go_on_to_the_port_behind() {
    let stage = Stage::new();
    let alice = client(stage.setup("alice"));
    let refresh = Command::Refresh("component:default/payments".parse().unwrap());
    assert!(matches!(alice.deeds.command(refresh).await, Outcome::Done { .. }));
    assert!(stage.calls("status").is_empty());
}

/// Alice's commands under a row for databases in production.
fn under_a_row(stage: &Stage, roles: &[&str], at_most: Duration) -> super::Client {
    let row = PolicyRow {
        kind: AccessKind::Database,
        levels: vec![AccessLevel::Write],
        environments: vec!["production".into()],
        approval: Approval::SystemDecides,
        usual: at_most,
        at_most,
        roles: roles.iter().map(|role| (*role).to_owned()).collect(),
        from: "contexts.work.access".into(),
    };
    let super::Client { access, deeds } = stage.client("alice");
    super::Client { access, deeds: deeds.under(AccessPolicy::over(vec![row]).into()) }
}

#[tokio::test]
async fn what_one_wants_to_do_is_asked_for_by_the_roles_that_the_policy_names_for_it() {
    let stage = Stage::new();
    let alice = under_a_row(&stage, &["db-write"], Duration::from_secs(3_600));
    let writing = AccessOrder { level: AccessLevel::Write, ..order(&["db/orders"]) };
    let foreseen = alice.foresees(Command::AskAccess(Box::new(writing))).await.unwrap();
    assert!(lines(&foreseen).contains("+ role db-write"), "{}", lines(&foreseen));
    assert!(!lines(&foreseen).contains("is not told the type"), "{}", lines(&foreseen));
    alice.deeds.command(foreseen.exactly.clone()).await;
    let made = stage.requests().remove(0);
    assert_eq!(
        (&made["roles"], &made["resources"][0]),
        (&json!(["db-write"]), &json!(format!("/{CLUSTER}/db/orders")))
    );
    assert!(made["reason"].as_str().unwrap().contains(" [write] [sd:"), "{made}");
}

#[tokio::test]
async fn no_way_of_asking_is_longer_than_the_policy_allows() {
    let stage = Stage::new();
    let alice = under_a_row(&stage, &["db-write"], Duration::from_secs(20 * 60));
    let writing = |order: AccessOrder| AccessOrder { level: AccessLevel::Write, ..order };
    let entity = Some("resource:default/orders-db".parse().unwrap());
    let by_role = |role: &str| AccessOrder { roles: vec![role.into()], ..order(&[]) };
    for long in [
        writing(order(&["db/orders"])),
        writing(AccessOrder { kind: AccessKind::Other, ..order(&["db/orders"]) }),
        writing(AccessOrder { kind: AccessKind::PortForward, ..order(&["db/orders"]) }),
        writing(AccessOrder { environment: "development".into(), ..order(&["db/orders"]) }),
        writing(AccessOrder { entity, ..order(&[]) }),
        AccessOrder { kind: AccessKind::Ssh, environment: "development".into(), ..by_role("db-write") },
        AccessOrder { kind: AccessKind::Other, ..by_role("another") },
    ] {
        let fault = alice.foresees(Command::AskAccess(Box::new(long.clone()))).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Invalid, "{fault}");
        let said = fault.happened.as_str();
        assert!(
            said.starts_with("30m is longer than the 20m that ") && said.contains("contexts.work.access"),
            "{said}"
        );
        let unforeseen = AccessOrder { mark: "abcd1234".into(), ..long };
        assert_eq!(alice.refused(Command::AskAccess(Box::new(unforeseen))).await.kind, FaultKind::Invalid);
    }
    assert!(stage.calls("request create").is_empty());
}
