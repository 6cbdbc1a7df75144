//! The client of clusters, and Crossplane's reader, against a real kube-apiserver.

use crate::kubernetes::{Kubernetes, kubernetes};
use crate::rig;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Cluster, Following, Limits, LogAsk, Setup, Snapshot, Thin, Wanted, Way};
use stagedoor::adapters::systems::crossplane::CrossplaneFeed;
use stagedoor::domain::model::cluster::{Kind, Object, ObjectId, ObjectRef};
use stagedoor::domain::model::provision::{Evidence, Leads};
use stagedoor::platform::fault::FaultKind;
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::provisioning::{Below, ProvisionFeed as _};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{Mutex, mpsc, watch};

/// One test at a time: what is cut is cut for all.
static TURN: Mutex<()> = Mutex::const_new(());

const PLATFORM: &str = "platform.stagedoor.dev";

fn cluster(of: &Kubernetes, context: &str, namespaces: &[&str]) -> Cluster {
    let way = Way::Kubeconfig { file: Some(of.kubeconfig()), context: Some(context.to_owned()) };
    let namespaces = namespaces.iter().map(|name| (*name).into()).collect();
    Cluster::new(Setup { name: "rig".into(), way, namespaces, limits: Limits::default(), is_offline: false })
}

fn pods() -> Kind {
    Kind::new("", "Pod")
}

fn pod(name: &str, app: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"name": name, "namespace": "team-a", "labels": {"app": app}},
        "spec": {"containers": [{"name": "main", "image": "shop:1"}]}})
}

async fn until<T: Thin>(following: &mut Following<T>, holds: impl Fn(&Snapshot<T>) -> bool) -> Arc<Snapshot<T>> {
    let mut last = Vec::new();
    let wait = async {
        loop {
            let now = following.next().await;
            if holds(&now) {
                return now;
            }
            last.clone_from(&now.behind);
        }
    };
    let waited = tokio::time::timeout(Duration::from_secs(100), wait).await;
    waited.unwrap_or_else(|_| panic!("it did not come about; last: {last:?}"))
}

fn phases(now: &Snapshot<Object>) -> Vec<String> {
    now.objects.iter().map(|object| format!("{}={}", object.id.object.name, object.phase)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_real_cluster_is_followed_through_cuts_and_forgotten_states() {
    if !rig::live() {
        return;
    }
    let _turn = TURN.lock().await;
    let real = kubernetes();
    let admin = cluster(real, "admin", &[]);
    admin.create("make a pod", &pods(), "team-a", &pod("f-one", "followed")).await.unwrap();
    let dev = cluster(real, "dev-plugin", &["team-a"]);
    let wanted = Wanted::all(pods()).within(dev.namespaces()).labelled("app=followed");
    let mut following = dev.follow::<Object>(wanted);
    until(&mut following, |now| phases(now) == ["f-one=Running"]).await;
    let lists = || real.asked("list", "labelSelector=app%3Dfollowed");
    assert_eq!(lists(), 1);
    real.fault("cut");
    admin.create("make a pod", &pods(), "team-a", &pod("f-two", "followed")).await.unwrap();
    until(&mut following, |now| phases(now) == ["f-one=Running", "f-two=Running"] && now.behind.is_empty()).await;
    assert_eq!(lists(), 1);
    real.fault("kill");
    let away = until(&mut following, |now| !now.behind.is_empty()).await;
    assert_eq!((away.objects.len(), away.fault().unwrap().kind), (2, FaultKind::Unreachable));
    real.fault("start");
    until(&mut following, |now| now.behind.is_empty()).await;
    admin.create("make a pod", &pods(), "team-a", &pod("f-three", "followed")).await.unwrap();
    // the rig's own nodes write until a container has started, and take a server that goes amiss
    let now =
        until(&mut following, |now| now.objects.len() == 3 && phases(now).iter().all(|is| is.ends_with("=Running")))
            .await;
    let third = now.objects.iter().find(|object| &*object.id.object.name == "f-three").unwrap();
    let mut events = admin.events_of("team-a", &third.uid);
    until(&mut events, |now| now.objects.iter().any(|event| event.reason.as_str() == "Started")).await;
    real.fault("compact");
    real.fault("restart");
    // where nobody noticed, there is nothing to wait for
    admin.create("make a pod", &pods(), "team-a", &pod("f-four", "followed")).await.unwrap();
    until(&mut following, |now| now.objects.len() == 4 && now.behind.is_empty()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_real_cluster_denies_and_allows_is_told_in_its_words() {
    if !rig::live() {
        return;
    }
    let _turn = TURN.lock().await;
    let real = kubernetes();
    let dev = cluster(real, "dev-certificate", &["team-a"]);
    let denied = dev.list::<Object>(&Wanted::all(pods()).within(&["team-b".into()])).await.unwrap_err();
    assert_eq!(denied.kind, FaultKind::NotPermitted);
    assert!(denied.happened.as_str().contains("cannot list resource \"pods\""), "{denied}");
    assert!(dev.may("list", &pods(), "team-a", None).await.unwrap().is_allowed);
    assert!(!dev.may("delete", &pods(), "team-a", Some("x")).await.unwrap().is_allowed);
    let none = dev.get::<Object>(&ObjectRef::new(pods(), "team-a", "no-such-pod")).await.unwrap();
    assert_eq!(none, None);
    let missing = dev.get::<Object>(&ObjectRef::new(Kind::new("nowhere.example", "Thing"), "", "x")).await.unwrap_err();
    assert_eq!(missing.kind, FaultKind::Unsupported);
    let unknown = dev
        .list::<Object>(&Wanted::all(pods()).within(&["team-a".into()]).with_fields("spec.odd=1"))
        .await
        .unwrap_err();
    assert_eq!(unknown.kind, FaultKind::Invalid);
    assert!(unknown.happened.as_str().contains("field label not supported: spec.odd"), "{unknown}");
    assert!(dev.version().await.unwrap().starts_with("v1."));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn logs_events_and_tables_of_a_real_cluster_are_read() {
    if !rig::live() {
        return;
    }
    let _turn = TURN.lock().await;
    let real = kubernetes();
    let admin = cluster(real, "admin", &[]);
    admin.create("make a pod", &pods(), "team-a", &pod("l-one", "logged")).await.unwrap();
    let mut following = admin.follow::<Object>(Wanted::all(pods()).within(&["team-a".into()]).labelled("app=logged"));
    let now = until(&mut following, |now| phases(now) == ["l-one=Running"]).await;
    let mut log = admin.log("team-a", "l-one", &LogAsk { follow: true, ..LogAsk::default() }).await.unwrap();
    let first = log.next().await.unwrap().unwrap();
    assert!(String::from_utf8_lossy(&first.bytes).contains("started"), "{first:?}");
    real.fault("log?namespace=team-a&pod=l-one&container=main&line=hello");
    let second = log.next().await.unwrap().unwrap();
    assert!(second.is_whole && String::from_utf8_lossy(&second.bytes).ends_with(" hello"), "{second:?}");
    let mut events = admin.events_of("team-a", &now.objects[0].uid);
    let events = until(&mut events, |now| !now.objects.is_empty()).await;
    assert_eq!(&*events.objects[0].about.name, "l-one");
    let table = admin.table(&Wanted::all(pods()), "team-a", 100).await.unwrap();
    assert!(table.columns.iter().any(|column| column.as_str() == "Status"), "{table:?}");
}

/// What a feed says, until it says that.
async fn heard<T>(mut heard: mpsc::UnboundedReceiver<Arc<T>>, holds: impl Fn(&T) -> bool) -> Arc<T> {
    let wait = async {
        loop {
            let now = heard.recv().await.expect("the feed ended");
            if holds(&now) {
                return now;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(60), wait).await.expect("it did not come about")
}

fn steps<T: Send + Sync + 'static>() -> (Steps<T>, mpsc::UnboundedReceiver<Arc<T>>) {
    let (to, heard) = mpsc::unbounded_channel();
    let steps = Steps::to(move |step| match step {
        Step::Part(told) | Step::Whole(told) => drop(to.send(told.answer)),
    });
    (steps, heard)
}

async fn evidence(cluster: Cluster, holds: impl Fn(&Evidence) -> bool) -> Arc<Evidence> {
    let feed = CrossplaneFeed::new(Arc::new(cluster), true);
    let ((steps, telling), (_lead, leading)) = (steps(), watch::channel(Arc::new(Leads::default())));
    tokio::select! {
        ended = feed.evidence(leading, steps) => panic!("{ended:?}"),
        told = heard(telling, holds) => told,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn claims_and_composites_of_a_real_cluster_are_found_by_their_definitions() {
    if !rig::live() {
        return;
    }
    let _turn = TURN.lock().await;
    let real = kubernetes();
    let admin = cluster(real, "admin", &[]);
    let version = format!("{PLATFORM}/v1alpha1");
    let claim = json!({"apiVersion": version, "kind": "PostgreSQLInstance", "metadata": {"name": "orders", "namespace": "team-a"},
        "spec": {"parameters": {"size": "small"}, "resourceRef": {"apiVersion": version, "kind": "XPostgreSQLInstance", "name": "orders-x7"}}});
    let composite = json!({"apiVersion": version, "kind": "XPostgreSQLInstance", "metadata": {"name": "orders-x7"},
        "spec": {"parameters": {"size": "small"}, "claimRef": {"apiVersion": version, "kind": "PostgreSQLInstance", "namespace": "team-a", "name": "orders"}}});
    admin.create("make it", &Kind::new(PLATFORM, "PostgreSQLInstance"), "team-a", &claim).await.unwrap();
    admin.create("make it", &Kind::new(PLATFORM, "XPostgreSQLInstance"), "", &composite).await.unwrap();
    let conditions = json!({"conditions": [
        {"type": "Ready", "status": "False", "reason": "Creating", "lastTransitionTime": "2026-11-30T08:00:00Z"}]});
    real.set_status(&format!("/apis/{version}/namespaces/team-a/postgresqlinstances/orders"), &conditions);
    let names = |told: &Evidence| told.objects.iter().map(|object| object.id.object.to_string()).collect::<Vec<_>>();
    let both = [
        "PostgreSQLInstance.platform.stagedoor.dev/team-a/orders",
        "XPostgreSQLInstance.platform.stagedoor.dev/orders-x7",
    ];
    let all = |told: &Evidence| both.iter().all(|name| names(told).iter().any(|found| found == name));
    let told = evidence(cluster(real, "admin", &[]), |told| all(told)).await;
    let claim = told.objects.iter().find(|object| &*object.id.object.kind.name == "PostgreSQLInstance").unwrap();
    assert_eq!(claim.condition("Ready").unwrap().reason.as_str(), "Creating");
    // dev sees the claim, and that composites may not be read
    let remark = |told: &Evidence| told.source.as_ref().and_then(|source| source.remark.clone());
    let told = evidence(cluster(real, "dev", &["team-a"]), |told| remark(told).is_some()).await;
    assert_eq!(names(&told), &both[..1]);
    let feed = CrossplaneFeed::new(Arc::new(cluster(real, "dev", &["team-a"])), true);
    let object = ObjectRef::new(Kind::new(PLATFORM, "PostgreSQLInstance"), "team-a", "orders");
    let (steps, telling) = steps::<Below>();
    let below = feed.below(ObjectId { cluster: "rig".into(), object }, steps).unwrap();
    let is_denied = |told: &Below| matches!(told.tree.last().map(|node| &node.object), Some(Err(why)) if why.as_str().contains("may not be read"));
    let told = tokio::select! {
        ended = below => panic!("{ended:?}"),
        told = heard(telling, is_denied) => told,
    };
    assert_eq!(told.tree.len(), 2);
}
