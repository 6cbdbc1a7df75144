use super::{Follower, clusters};
use crate::support::apiserver::{ApiServer, crd};
use serde_json::{Value, json};
use stagedoor::adapters::cluster::Clusters;
use stagedoor::adapters::systems::operators::OperatorFeed;
use stagedoor::domain::model::cluster::{Kind, ObjectId, ObjectRef};
use stagedoor::domain::model::provision::{Evidence, Leads};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::provisioning::{Below, ProvisionFeed as _};
use std::sync::Arc;
use tokio::sync::watch;

const CNPG: &str = "postgresql.cnpg.io";

fn with_cnpg() -> ApiServer {
    let server = ApiServer::start();
    for (kind, plural) in [("Cluster", "clusters"), ("Backup", "backups"), ("ScheduledBackup", "scheduledbackups")] {
        server.put(crd(CNPG, kind, plural, &["v1"], true));
    }
    server
}

fn postgres(name: &str, request: Option<&str>, phase: &str) -> Value {
    let labels = request.map_or(json!({}), |request| json!({"stagedoor.dev/request": request}));
    json!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"namespace": "shop", "name": name, "labels": labels},
        "spec": {"instances": 3, "imageName": "ghcr.io/cloudnative-pg/postgresql:17.5", "storage": {"size": "20Gi"}},
        "status": {"phase": phase, "readyInstances": 3, "currentPrimary": format!("{name}-1")}})
}

fn backup(name: &str, of: &str, phase: &str, at: &str) -> Value {
    json!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "Backup", "metadata": {"namespace": "shop", "name": name},
        "spec": {"cluster": {"name": of}}, "status": {"phase": phase, "startedAt": at, "stoppedAt": at, "error": if phase == "failed" { "no space" } else { "" }}})
}

fn feed(clusters: &Clusters) -> &'static OperatorFeed {
    Box::leak(Box::new(OperatorFeed::new(clusters.clone())))
}

/// Follows the evidence; what leads there are is sent by the test.
fn follow(clusters: &Clusters) -> (Follower<Evidence>, watch::Sender<Arc<Leads>>) {
    let feed = feed(clusters);
    let (leads, leading) = watch::channel(Arc::new(Leads::default()));
    (Follower::of(|steps| feed.evidence(leading, steps)), leads)
}

fn known(evidence: &Evidence) -> &Known {
    &evidence.source.as_ref().unwrap().known
}

fn names(evidence: &Evidence) -> Vec<String> {
    evidence.objects.iter().map(|object| format!("{}: {}", object.id.object, object.phase)).collect()
}

fn cluster(name: &str) -> ObjectRef {
    ObjectRef::new(Kind::new(CNPG, "Cluster"), "shop", name)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_carries_a_request_is_told_and_what_a_file_names_as_soon_as_that_is_known() {
    let server = with_cnpg();
    server.put_all([
        postgres("orders", Some("t-1"), "Setting up primary"),
        postgres("carts", None, "Cluster in healthy state"),
        postgres("other", None, ""),
    ]);
    let (mut follower, leads) = follow(&clusters(&[("prod", &server)]));
    let told = follower.until(|told| *known(told) == Known::Yes).await;
    assert_eq!(names(&told), ["Cluster.postgresql.cnpg.io/shop/orders: Setting up primary"]);
    leads.send_replace(Arc::new(Leads { objects: vec![cluster("carts")], ..Leads::default() }));
    let told = follower.until(|told| told.objects.len() == 2).await;
    assert_eq!(names(&told)[0], "Cluster.postgresql.cnpg.io/shop/carts: Cluster in healthy state");
    server.put(postgres("orders", Some("t-1"), "Cluster in healthy state"));
    follower.until(|told| names(told).iter().all(|name| name.ends_with("healthy state"))).await;
    let is_all = |asked: &&crate::support::apiserver::Asked| {
        asked.verb == "list" && asked.plural == "clusters" && !asked.target.contains("Selector")
    };
    assert_eq!(server.asked().iter().filter(is_all).count(), 0, "nothing is listed that is not wanted");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_cluster_without_operators_and_one_that_lets_nobody_read_are_said_to_be_that() {
    let server = ApiServer::start();
    let (mut follower, _leads) = follow(&clusters(&[("prod", &server)]));
    let told = follower.until(|told| *known(told) != Known::Asking).await;
    assert!(matches!(known(&told), Known::Unknown(why) if why.as_str().contains("is installed")), "{told:?}");
    let server = with_cnpg();
    server.put(crd("acid.zalan.do", "postgresql", "postgresqls", &["v1"], true));
    server.deny("*", "clusters", "*");
    let (mut follower, _leads) = follow(&clusters(&[("prod", &server)]));
    let told = follower.until(|told| *known(told) == Known::Yes).await;
    let remark = told.source.unwrap().remark.unwrap();
    assert!(
        remark.as_str().starts_with("Cluster.postgresql.cnpg.io: ") && remark.as_str().contains("forbidden"),
        "{remark}"
    );
}

fn below(server: &ApiServer, object: ObjectRef) -> Follower<Below> {
    let feed = feed(&clusters(&[("prod", server)]));
    let id = ObjectId { cluster: "prod".into(), object };
    Follower::of(|steps| feed.below(id, steps).unwrap())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_is_told_with_its_schedule_and_backups_while_they_are_made() {
    let server = with_cnpg();
    server.put(postgres("orders", None, "Cluster in healthy state"));
    server.put_all([
        backup("b1", "orders", "completed", "2026-09-19T02:00:00Z"),
        backup("b2", "orders", "failed", "2026-09-20T02:00:00Z"),
        backup("c1", "carts", "completed", "2026-09-20T02:00:00Z"),
    ]);
    server.put(json!({"apiVersion": "postgresql.cnpg.io/v1", "kind": "ScheduledBackup", "metadata": {"namespace": "shop", "name": "nightly"},
        "spec": {"cluster": {"name": "orders"}, "schedule": "0 0 2 * * *", "suspend": true}}));
    let mut follower = below(&server, cluster("orders"));
    let told = follower
        .until(|below| below.database.as_ref().is_some_and(|it| it.backups.len() == 2 && !it.schedule.is_empty()))
        .await;
    let database = told.database.unwrap();
    assert_eq!(
        (database.version.as_str(), database.instances, database.primary.as_str()),
        ("17.5", Some((3, 3)), "orders-1")
    );
    assert_eq!(database.schedule.as_str(), "0 0 2 * * * (suspended)");
    assert_eq!((database.backups[0].went_well, database.backups[0].said.as_str()), (Some(false), "failed: no space"));
    server.put(backup("b3", "orders", "running", "2026-09-21T02:00:00Z"));
    let told = follower.until(|below| below.database.as_ref().is_some_and(|it| it.backups.len() == 3)).await;
    assert_eq!(told.database.unwrap().backups[0].went_well, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_database_that_a_composite_made_is_found_below_it_when_it_comes() {
    let server = with_cnpg();
    server.put(crd("databases.example", "Postgres", "postgreses", &["v1"], true));
    server.put(crd("kubernetes.crossplane.io", "Object", "objects", &["v1alpha2"], false));
    let composite = |parts: Value| json!({"apiVersion": "databases.example/v1", "kind": "Postgres", "metadata": {"namespace": "shop", "name": "orders"}, "spec": {"crossplane": {"resourceRefs": parts}}});
    server.put(composite(json!([])));
    let mut follower = below(&server, ObjectRef::new(Kind::new("databases.example", "Postgres"), "shop", "orders"));
    server.put(postgres("orders-x", None, "Cluster in healthy state"));
    server.put(json!({"apiVersion": "kubernetes.crossplane.io/v1alpha2", "kind": "Object", "metadata": {"name": "orders-db"},
        "spec": {"forProvider": {"manifest": {"apiVersion": "postgresql.cnpg.io/v1", "kind": "Cluster", "metadata": {"namespace": "shop", "name": "orders-x"}}}}}));
    server.put(composite(json!([
        {"apiVersion": "v1", "kind": "Secret", "name": "orders"},
        {"apiVersion": "kubernetes.crossplane.io/v1alpha2", "kind": "Object", "name": "orders-db"}])));
    let told = follower.until(|below| below.database.is_some()).await;
    assert_eq!(told.database.unwrap().primary.as_str(), "orders-x-1");
    assert_eq!(server.count("get", "secrets"), 0, "secrets are left alone");
}
