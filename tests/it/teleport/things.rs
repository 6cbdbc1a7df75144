use super::{CLUSTER, HOUR, MINUTE, NOON, Stage, WEB};
use serde_json::{Value, json};
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{AccessKind, AccessSessions, RecordingKind, Resource, SessionStage};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::access::{AccessPort as _, ResourceSearch, SessionFilter};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::steps::Steps;
use std::sync::Arc;

async fn found(stage: &Stage, wanted: ResourceSearch) -> Arc<Vec<Resource>> {
    stage.client("alice").access.resources(wanted).await.unwrap().answer
}

fn names(found: &[Resource]) -> Vec<&str> {
    found.iter().map(|one| one.title.as_str()).collect()
}

#[tokio::test]
async fn what_access_may_be_asked_to_is_found_with_what_is_known_of_it() {
    let stage = Stage::new();
    let all = found(&stage, ResourceSearch::default()).await;
    assert_eq!(names(&all), ["orders", "web-1", "prod-eu", "grafana"]);
    let orders = &all[0];
    assert_eq!(orders.id.to_string(), format!("/{CLUSTER}/db/orders"));
    assert_eq!(
        (orders.about.as_str(), orders.environment.as_str(), orders.kind()),
        ("postgres", "production", AccessKind::Database)
    );
    assert_eq!(orders.logins.iter().map(|login| login.as_str()).collect::<Vec<_>>(), ["reader"], "`*` is no name");
    assert_eq!(orders.entity.as_ref().unwrap().to_string(), "resource:default/orders-db");
    assert_eq!((all[1].environment.as_str(), all[1].kind()), ("staging", AccessKind::Ssh));

    let only = |kind| ResourceSearch { kind: Some(kind), ..ResourceSearch::default() };
    assert_eq!(names(&found(&stage, only(AccessKind::Ssh)).await), ["web-1"]);
    let text = ResourceSearch { text: "ORD".into(), ..ResourceSearch::default() };
    assert_eq!(names(&found(&stage, text).await), ["orders"]);
    let of = |name: &str| ResourceSearch {
        entity: Some(format!("resource:default/{name}").parse().unwrap()),
        ..ResourceSearch::default()
    };
    assert_eq!(names(&found(&stage, of("web")).await), ["web-1"], "by its annotation");
    assert_eq!(names(&found(&stage, of("grafana")).await), ["grafana"], "by its name");
    assert!(found(&stage, of("orders")).await.is_empty(), "what another entity says it is belongs to that one");
}

#[tokio::test]
async fn pods_are_found_by_what_the_version_calls_them() {
    for version in ["16.5.1", "17.4.2", "18.2.0"] {
        let stage = Stage::new();
        stage.change(|world| world["version"] = json!(version));
        let text = "prod-eu/payments".to_owned();
        let wanted = ResourceSearch { kind: Some(AccessKind::Kubernetes), text, entity: None };
        let all = found(&stage, wanted).await;
        let ids: Vec<String> = all.iter().map(|one| one.id.to_string()).collect();
        assert_eq!(ids, [format!("/{CLUSTER}/pod/prod-eu/payments/api-1")], "{version}");
    }
}

#[tokio::test]
async fn what_one_question_does_not_tell_keeps_nothing_of_the_others_back() {
    let stage = Stage::new();
    stage.fail_for_ever("request search", "unreachable");
    assert_eq!(names(&found(&stage, ResourceSearch::default()).await), ["orders"], "what is reached already");
    stage.fail_for_ever("db ls", "unreachable");
    let fault = stage.client("alice").access.resources(ResourceSearch::default()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unreachable);
}

fn tracker(id: &str, kind: &str, more: &Value) -> Value {
    let mut spec = json!({"session_id": id, "kind": kind, "state": 1, "created": "2026-11-30T11:30:00Z",
        "cluster_name": CLUSTER, "expires": "0001-01-01T00:00:00Z", "invited": null});
    spec.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"kind": "session_tracker", "version": "v1", "metadata": {"name": id}, "spec": spec})
}

fn with_sessions() -> Stage {
    let stage = Stage::new();
    stage.change(|world| {
        world["sessions"] = json!([
            tracker("s1", "ssh", &json!({"login": "ubuntu", "target_hostname": "web-1", "host_id": WEB,
                "host_user": "alice", "participants": [{"user": "alice"}, {"user": "bob"}]})),
            tracker("s2", "db", &json!({"database_name": "orders", "host_user": "bob", "state": null})),
            tracker("s0", "ssh", &json!({"state": 2, "target_hostname": "web-1"})),
        ]);
        world["recordings"] = json!([
            {"event": "db.session.end", "code": "TDB01I", "sid": "r1", "user": "alice", "db_service": "orders",
                "db_user": "reader", "db_protocol": "postgres", "cluster_name": CLUSTER, "time": "2026-11-30T10:30:00Z",
                "session_start": "2026-11-30T10:00:00Z", "session_stop": "2026-11-30T10:30:00Z",
                "access_requests": ["0197a000-0000-4000-8000-000000000001"]},
            {"event": "session.end", "sid": "r2", "user": "bob", "proto": "kube", "kubernetes_cluster": "prod-eu",
                "participants": ["bob", "carol"], "session_start": "2026-11-30T09:00:00Z", "time": "2026-11-30T09:05:00Z"},
            {"event": "windows.desktop.session.end", "sid": "r3", "user": "bob", "desktop_name": "win", "time": "x"},
            {"event": "session.end", "sid": "--nasty", "user": "bob"},
        ]);
    });
    stage
}

async fn sessions(stage: &Stage, wanted: SessionFilter) -> Arc<AccessSessions> {
    stage.client("alice").access.sessions(wanted, Steps::ignored()).await.unwrap().answer
}

fn ids(all: &AccessSessions) -> Vec<&str> {
    all.sessions.iter().map(|one| one.id.as_str()).collect()
}

#[tokio::test]
async fn sessions_that_go_on_come_first_and_those_of_the_past_lead_to_their_recordings() {
    let stage = with_sessions();
    let all = sessions(&stage, SessionFilter::default()).await;
    assert_eq!(ids(&all), ["s1", "s2", "r1", "r2", "r3"], "what is no id is left out");
    let (ssh, waiting, queries) = (&all.sessions[0], &all.sessions[1], &all.sessions[2]);
    assert_eq!(
        (ssh.stage, ssh.kind, ssh.target.as_str(), ssh.login.as_str()),
        (SessionStage::Active, AccessKind::Ssh, "web-1", "ubuntu")
    );
    assert_eq!((ssh.is_mine, ssh.participants[0].as_str(), ssh.participants.len()), (true, "bob", 1));
    assert_eq!(ssh.entity.as_ref().unwrap().to_string(), "resource:default/web", "by the number of the machine");
    assert_eq!((waiting.stage, waiting.user.as_str()), (SessionStage::Waiting, "bob"));
    assert_eq!((queries.started_at, queries.ended_at), (Some(At(NOON - 2 * HOUR)), Some(At(NOON - 90 * MINUTE))));
    assert_eq!(queries.request.as_ref().unwrap().short(), "0197a000");
    let recording = queries.recording.as_ref().unwrap();
    assert_eq!((recording.kind, recording.plays), (RecordingKind::Queries, true));
    assert_eq!(
        recording.address.as_str(),
        "https://teleport.example.com:443/web/cluster/main.example.com/session/r1?recordingType=database&durationMs=1800000"
    );
    assert!(all.sessions[3].recording.as_ref().unwrap().address.as_str().contains("recordingType=k8s"));
    assert!(!all.sessions[4].recording.as_ref().unwrap().plays, "a desktop is not played in a terminal");
}

#[tokio::test]
async fn sessions_are_those_of_the_user_of_an_entity_and_of_so_many_days() {
    let stage = with_sessions();
    assert_eq!(ids(&*sessions(&stage, SessionFilter { mine: true, ..SessionFilter::default() }).await), ["s1", "r1"]);
    let entity = Some("resource:default/orders-db".parse().unwrap());
    assert_eq!(ids(&*sessions(&stage, SessionFilter { entity, ..SessionFilter::default() }).await), ["s2", "r1"]);
    let entity = Some("resource:default/prod-eu".parse().unwrap());
    assert_eq!(
        ids(&*sessions(&stage, SessionFilter { entity, ..SessionFilter::default() }).await),
        ["r2"],
        "by its name"
    );
    sessions(&stage, SessionFilter { days: 7, ..SessionFilter::default() }).await;
    let args = stage.calls("recordings ls").pop().unwrap();
    assert!(args.contains(&"--from-utc=2026-11-23".to_owned()), "{args:?}");
}

#[tokio::test]
async fn one_list_that_does_not_come_is_said_beside_the_other() {
    let stage = with_sessions();
    stage.fail("recordings ls", "unreachable");
    let all = sessions(&stage, SessionFilter::default()).await;
    assert_eq!(ids(&all), ["s1", "s2"]);
    assert_eq!(all.sources[0].known, Known::Yes);
    assert!(matches!(&all.sources[1].known, Known::Failed(why) if why.as_str().contains("connection refused")));
}
