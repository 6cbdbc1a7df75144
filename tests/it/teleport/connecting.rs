use super::{CLUSTER, HOUR, MINUTE, NOON, Stage, WEB, client};
use serde_json::json;
use stagedoor::adapters::systems::teleport::TeleportSetup;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{Connection, RequestId, SessionId};
use stagedoor::platform::access::{AccessPort as _, ResourceSearch};
use stagedoor::platform::command::Command;
use stagedoor::platform::fault::{Fault, FaultKind};
use std::sync::Arc;

async fn connection(stage: &Stage, id: &RequestId, login: Option<&str>) -> Result<Arc<Connection>, Fault> {
    let told = stage.client("alice").access.connection(id.clone(), login.map(str::to_owned)).await;
    told.map(|told| told.answer)
}

/// The lines for a shell, without what stands before `tsh` in these tests.
fn lines(connection: &Connection) -> Vec<String> {
    let line = |line: &stagedoor::domain::model::access::CommandLine| {
        let quoted = line.quoted().unwrap().to_string();
        quoted.split_once("examples/tsh ").map_or(quoted.clone(), |(_, args)| format!("tsh {args}"))
    };
    connection.commands.iter().map(line).collect()
}

fn notes(connection: &Connection) -> String {
    connection.notes.iter().map(|note| note.as_str()).collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn a_database_is_connected_to_once_the_request_is_in_use() {
    let stage = Stage::new();
    let id = stage.granted(&["db/orders"]).await;
    let told = connection(&stage, &id, None).await.unwrap();
    let connect = format!("tsh db connect --cluster={CLUSTER} --db-user=reader orders");
    assert_eq!(lines(&told), [format!("tsh login --request-id={id}"), connect.clone()]);
    assert_eq!((told.until, told.simulated), (Some(At(NOON + 30 * MINUTE)), false));
    assert!(notes(&told).contains("you reach nothing else by Teleport"), "{}", notes(&told));
    assert!(notes(&told).contains("proxy db --tunnel --cluster="), "{}", notes(&told));
    stage.client("alice").does(Command::AssumeAccess(id.clone())).await;
    assert_eq!(lines(&connection(&stage, &id, None).await.unwrap()), [connect]);
    let told = connection(&stage, &id, Some("me@example.com/shop")).await.unwrap();
    assert_eq!(
        lines(&told),
        [format!("tsh db connect --cluster={CLUSTER} --db-user=me@example.com --db-name=shop orders")]
    );
}

#[tokio::test]
async fn machines_clusters_and_pods_have_a_line_each() {
    let stage = Stage::new();
    stage.change(|world| world["things"][1]["reached"] = json!(true));
    let id = stage.granted(&[&format!("node/{WEB}"), "db/orders"]).await;
    stage.client("alice").does(Command::AssumeAccess(id.clone())).await;
    let told = connection(&stage, &id, None).await.unwrap();
    assert_eq!(lines(&told), [format!("tsh ssh --cluster={CLUSTER} alice@web-1")]);
    assert!(notes(&told).contains("you may sign in as alice, ubuntu"), "{}", notes(&told));
    assert!(notes(&told).contains("to orders: "), "the others are named: {}", notes(&told));
    let told = connection(&stage, &id, Some("ubuntu")).await.unwrap();
    assert_eq!(lines(&told), [format!("tsh ssh --cluster={CLUSTER} ubuntu@web-1")]);

    let id = stage.granted(&["pod/prod-eu/payments/api-1"]).await;
    stage.client("alice").does(Command::AssumeAccess(id.clone())).await;
    let told = connection(&stage, &id, None).await.unwrap();
    let exec = "kubectl exec --stdin --tty --namespace=payments api-1 -- sh".to_owned();
    assert_eq!(lines(&told), [format!("tsh kube login --cluster={CLUSTER} prod-eu"), exec]);
    let id = stage.granted(&["kube_cluster/prod-eu"]).await;
    let told = connection(&stage, &id, None).await.unwrap();
    assert_eq!(lines(&told)[2], "kubectl get pods --all-namespaces");
}

#[tokio::test]
async fn a_name_that_looks_like_an_option_connects_to_nothing() {
    let stage = Stage::new();
    let id = stage.granted(&[&format!("node/{WEB}")]).await;
    for login in ["-oProxyCommand=x", "--proxy=evil", "", "a\u{1b}[2J"] {
        let fault = connection(&stage, &id, Some(login)).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::Invalid, "{login:?}");
    }
    let told = connection(&stage, &id, Some("x; rm -rf ~")).await.unwrap();
    assert!(lines(&told)[1].ends_with(&format!("'x; rm -rf ~@{WEB}'")), "{:?}", lines(&told));
    let id = stage.granted(&["db/-oevil"]).await;
    assert_eq!(connection(&stage, &id, Some("a")).await.unwrap_err().kind, FaultKind::Invalid);
}

#[tokio::test]
async fn only_what_is_granted_now_and_ones_own_is_connected_to() {
    let stage = Stage::new();
    let id = stage.asked(&["db/orders"]).await;
    assert_eq!(connection(&stage, &id, None).await.unwrap_err().happened.as_str(), "nobody has agreed yet");
    let theirs = stage.client("bob").access.connection(id, None).await.unwrap_err();
    assert_eq!(theirs.kind, FaultKind::NotPermitted);
    let id = stage.granted(&["db/orders"]).await;
    stage.later(HOUR);
    assert_eq!(connection(&stage, &id, None).await.unwrap_err().happened.as_str(), "the request is expired");
}

#[tokio::test]
async fn which_teleport_and_who_stand_in_every_line_and_every_run() {
    let stage = Stage::new();
    let setup = TeleportSetup {
        proxy: Some("teleport.example.com".into()),
        user: Some("alice".into()),
        cluster: Some("leaf.example.com".into()),
        ..stage.setup("alice")
    };
    let alice = client(setup);
    alice.access.resources(ResourceSearch::default()).await.unwrap();
    let args = stage.calls("db ls").remove(0);
    assert!(
        args.contains(&"--proxy=teleport.example.com".to_owned()) && args.contains(&"--user=alice".to_owned()),
        "{args:?}"
    );
    let told = alice.access.playing(SessionId::parse("s1").unwrap()).await.unwrap().answer;
    let options = "--proxy=teleport.example.com --user=alice --cluster=leaf.example.com";
    assert_eq!(lines(&told), [format!("tsh play {options} s1")]);
    let other = client(TeleportSetup { proxy: Some("other.example.com".into()), ..stage.setup("alice") });
    let fault = other.access.playing(SessionId::parse("s1").unwrap()).await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::NotSignedIn, "a profile of another Teleport is none of this one");
}
