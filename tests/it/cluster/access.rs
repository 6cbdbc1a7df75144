//! Single questions: an object, a table, a right, a log.

use super::{of, pod, pods};
use crate::support::apiserver::{ApiServer, crd};
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{LogAsk, Wanted};
use stagedoor::domain::model::cluster::{Gravity, Kind, Object, ObjectRef};
use stagedoor::platform::fault::FaultKind;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_object_is_there_or_not_and_a_kind_that_is_not_served_is_something_else() {
    let server = ApiServer::start();
    server.put(pod("shop", "a", "Running"));
    let cluster = of(&server);
    let find = async |kind: Kind, name: &str| cluster.get::<Object>(&ObjectRef::new(kind, "shop", name)).await;
    assert_eq!(find(pods(), "a").await.unwrap().unwrap().phase.as_str(), "Running");
    assert_eq!(find(pods(), "b").await.unwrap(), None);
    // a name of theirs leads to no other address
    assert_eq!(find(pods(), "../../secrets").await.unwrap(), None);
    let other = find(Kind::new("databases.example", "Postgres"), "a").await.unwrap_err();
    assert_eq!(other.kind, FaultKind::Unsupported);
    server.deny("get", "pods", "shop");
    let denied = find(pods(), "a").await.unwrap_err();
    assert_eq!(denied.kind, FaultKind::NotPermitted);
    assert!(denied.cure.as_str().contains("those who run the cluster"), "{denied}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_kind_that_nobody_here_knows_is_a_table_with_its_own_columns() {
    let server = ApiServer::start();
    let mut definition = crd("databases.example", "Postgres", "postgreses", &["v1"], true);
    definition["spec"]["versions"][0]["additionalPrinterColumns"] = json!([
        {"name": "Ready", "type": "string", "jsonPath": ".status.conditions[?(@.type=='Ready')].status"},
        {"name": "Size", "type": "string", "jsonPath": ".spec.size"},
        {"name": "Secret", "type": "string", "jsonPath": ".spec.secret", "priority": 1},
    ]);
    server.put(definition);
    server.put(json!({"apiVersion": "databases.example/v1", "kind": "Postgres", "metadata": {"namespace": "shop", "name": "orders"},
        "spec": {"size": "large\u{1b}[31m"}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}}));
    let table = of(&server).table(&Wanted::all(Kind::new("databases.example", "Postgres")), "shop", 10).await.unwrap();
    let columns: Vec<&str> = table.columns.iter().map(|column| column.as_str()).collect();
    assert_eq!(columns, ["Name", "Ready", "Size"]);
    let cells: Vec<&str> = table.rows[0].2.iter().map(|cell| cell.as_str()).collect();
    assert_eq!(cells, ["orders", "True", "large"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_cluster_itself_says_what_one_may() {
    let server = ApiServer::start();
    server.deny("delete", "pods", "shop");
    let cluster = of(&server);
    assert!(cluster.may("list", &pods(), "shop", None).await.unwrap().is_allowed);
    let denied = cluster.may("delete", &pods(), "shop", Some("a")).await.unwrap();
    assert_eq!((denied.is_allowed, denied.reason.as_str()), (false, "no RBAC policy matched"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_order_is_given_once_and_a_name_that_is_taken_is_a_conflict() {
    let server = ApiServer::start();
    server.put(crd("kargo.akuity.io", "Promotion", "promotions", &["v1alpha1"], true));
    let cluster = of(&server);
    let kind = Kind::new("kargo.akuity.io", "Promotion");
    let order = json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Promotion", "metadata": {"name": "p1", "namespace": "shop"},
        "spec": {"stage": "prod"}});
    let made = cluster.create("promote", &kind, "shop", &order).await.unwrap();
    assert_eq!(made["metadata"]["name"], "p1");
    let twice = cluster.create("promote", &kind, "shop", &order).await.unwrap_err();
    assert_eq!((twice.fault.kind, twice.is_lost), (FaultKind::Conflict, false));
    server.answer_once(504, None, "gateway timed out");
    let lost = cluster.create("promote", &kind, "shop", &json!({})).await.unwrap_err();
    assert!(lost.is_lost);
    assert_eq!(server.count("create", "promotions"), 3);
    // a connection that broke leaves open what was done, whatever its words
    server.go_away();
    let broken = cluster.create("promote", &kind, "shop", &order).await.unwrap_err();
    assert!(broken.is_lost, "{:?}", broken.fault);
    assert!(broken.fault.happened.as_str().contains("broke before an answer came"), "{}", broken.fault);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn events_of_one_object_are_followed_by_its_uid() {
    let server = ApiServer::start();
    let event = |name: &str, uid: &str| {
        json!({"apiVersion": "v1", "kind": "Event", "metadata": {"namespace": "shop", "name": name}, "type": "Warning",
            "reason": "BackOff", "message": "again", "lastTimestamp": "2026-11-30T08:00:00Z",
            "involvedObject": {"kind": "Pod", "name": "a", "namespace": "shop", "uid": uid}})
    };
    server.put_all([event("one", "u1"), event("two", "u2")]);
    let cluster = of(&server);
    let mut following = cluster.events_of("shop", "u1");
    let events = following.whole().await;
    let [event] = events.objects.as_slice() else { panic!("{:?}", events.objects) };
    assert_eq!((event.gravity, event.about.to_string().as_str()), (Gravity::Warning, "Pod/shop/a"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_log_is_followed_to_its_end_and_a_cut_is_told_with_what_had_come() {
    let server = ApiServer::start();
    server.say("shop", "a", "main", "2026-11-30T08:00:00.000000001Z", "one");
    let cluster = of(&server);
    let ask = LogAsk { follow: true, ..LogAsk::default() };
    let mut log = cluster.log("shop", "a", &ask).await.unwrap();
    let text = |line: Option<stagedoor::adapters::cluster::LogLine>| {
        line.map(|line| (String::from_utf8(line.bytes).unwrap(), line.is_whole))
    };
    assert_eq!(text(log.next().await.unwrap()), Some(("2026-11-30T08:00:00.000000001Z one".into(), true)));
    server.say("shop", "a", "main", "2026-11-30T08:00:01.000000001Z", "two");
    assert_eq!(text(log.next().await.unwrap()), Some(("2026-11-30T08:00:01.000000001Z two".into(), true)));
    server.fall_silent("shop", "a", "main");
    assert_eq!(text(log.next().await.unwrap()), None);
    server.cut_log_after(20);
    let mut log = cluster.log("shop", "a", &LogAsk::default()).await.unwrap();
    assert_eq!(text(log.next().await.unwrap()), Some(("2026-11-30T08:00:00.".into(), false)));
    assert!(log.next().await.is_err());
    let missing = cluster.log("shop", "b", &ask).await.err().unwrap();
    assert_eq!(missing.fault.kind, FaultKind::NotFound);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_cannot_be_watched_is_listed() {
    let server = ApiServer::start();
    server.put(json!({"apiVersion": "metrics.k8s.io/v1beta1", "kind": "PodMetrics", "metadata": {"namespace": "shop", "name": "a"},
        "containers": [{"name": "main", "usage": {"cpu": "12m", "memory": "34Mi"}}]}));
    let cluster = of(&server);
    let kind = cluster.kind(&Kind::new("metrics.k8s.io", "PodMetrics")).await.unwrap().unwrap();
    assert!(!kind.can("watch"));
    let all = cluster.list::<Value>(&Wanted::all(kind.kind.clone()).within(&["shop".into()])).await.unwrap();
    assert_eq!(all[0]["containers"][0]["usage"]["cpu"], "12m");
}
