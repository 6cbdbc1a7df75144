//! What Crossplane tells: claims and composites of both versions, found by the definitions in the cluster.

use crate::cluster::{by_kubeconfig, cluster, limits};
use crate::support::apiserver::{ApiServer, crd};
use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::NOW;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Clusters, Setup};
use stagedoor::adapters::systems::crossplane::{CrossplaneFeed, CrossplanePast};
use stagedoor::domain::model::At;
use stagedoor::domain::model::cluster::{Kind, ObjectId, ObjectRef};
use stagedoor::domain::model::provision::{Evidence, Leads, Progress, StageName, join};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::provisioning::{Below, ProvisionFeed as _};
use stagedoor::platform::timeline::{TimelineFeed as _, Window};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

const GROUP: &str = "apiextensions.crossplane.io";

/// A server with Crossplane's own definitions; `versions` of them.
fn server(versions: &[&str]) -> ApiServer {
    let server = ApiServer::start();
    server.put(crd(GROUP, "CompositeResourceDefinition", "compositeresourcedefinitions", versions, false));
    server
}

/// A definition of version 1 with its claims, and the kinds that it makes.
fn define_v1(server: &ApiServer) {
    let mut claims = crd("db.example", "Postgres", "postgreses", &["v1"], true);
    claims["spec"]["names"]["categories"] = json!(["claim"]);
    let mut composites = crd("db.example", "XPostgres", "xpostgreses", &["v1"], false);
    composites["spec"]["names"]["categories"] = json!(["composite"]);
    server.put_all([claims, composites, crd("rds.aws.example", "Instance", "instances", &["v1beta1"], false)]);
    server.put(json!({"apiVersion": format!("{GROUP}/v1"), "kind": "CompositeResourceDefinition",
        "metadata": {"name": "xpostgreses.db.example"},
        "spec": {"group": "db.example", "names": {"kind": "XPostgres", "plural": "xpostgreses"},
            "claimNames": {"kind": "Postgres", "plural": "postgreses"}}}));
}

fn condition(name: &str, holds: bool, reason: &str, message: &str) -> Value {
    json!({"type": name, "status": if holds { "True" } else { "False" }, "reason": reason, "message": message,
        "lastTransitionTime": "2026-11-30T08:00:00Z"})
}

fn claim(conditions: &[Value]) -> Value {
    json!({"apiVersion": "db.example/v1", "kind": "Postgres",
        "metadata": {"namespace": "shop", "name": "orders", "labels": {"stagedoor.dev/request": "task-1"}},
        "spec": {"parameters": {"size": "large"}, "resourceRef": {"apiVersion": "db.example/v1", "kind": "XPostgres", "name": "orders-x7"}},
        "status": {"conditions": conditions}})
}

fn composite(conditions: &[Value]) -> Value {
    let part = |name: &str| json!({"apiVersion": "rds.aws.example/v1beta1", "kind": "Instance", "name": name});
    json!({"apiVersion": "db.example/v1", "kind": "XPostgres",
        "metadata": {"name": "orders-x7", "labels": {"crossplane.io/composite": "orders-x7"}},
        "spec": {"claimRef": {"apiVersion": "db.example/v1", "kind": "Postgres", "namespace": "shop", "name": "orders"},
            "resourceRefs": [part("orders-a"), part("orders-b")]},
        "status": {"conditions": conditions}})
}

fn instance(name: &str, conditions: &[Value]) -> Value {
    json!({"apiVersion": "rds.aws.example/v1beta1", "kind": "Instance",
        "metadata": {"name": name, "labels": {"crossplane.io/composite": "orders-x7"}}, "spec": {}, "status": {"conditions": conditions}})
}

/// A database that waits for one of its parts, which cannot be made.
fn stuck(server: &ApiServer) {
    let waits = [condition("Synced", true, "ReconcileSuccess", ""), condition("Ready", false, "Creating", "")];
    let fails = [condition("Synced", false, "ReconcileError", "AccessDenied: not in this account")];
    server.put_all([claim(&waits), composite(&waits), instance("orders-a", &fails), instance("orders-b", &waits)]);
}

/// What a feed says, as it says it.
struct Telling<T> {
    heard: mpsc::UnboundedReceiver<Arc<T>>,
    work: tokio::task::JoinHandle<()>,
}

impl<T: Send + Sync + 'static> Telling<T> {
    fn steps() -> (Steps<T>, mpsc::UnboundedReceiver<Arc<T>>) {
        let (to, heard) = mpsc::unbounded_channel();
        let steps = Steps::to(move |step| match step {
            Step::Part(told) | Step::Whole(told) => drop(to.send(told.answer)),
        });
        (steps, heard)
    }

    async fn until(&mut self, holds: impl Fn(&T) -> bool) -> Arc<T> {
        let wait = async {
            loop {
                let heard = self.heard.recv().await.expect("the feed ended");
                if holds(&heard) {
                    return heard;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it did not come about")
    }
}

impl<T> Drop for Telling<T> {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn feed(server: &ApiServer) -> Arc<CrossplaneFeed> {
    Arc::new(CrossplaneFeed::new(Arc::new(cluster(by_kubeconfig(server), limits())), true))
}

fn evidence(feed: &Arc<CrossplaneFeed>) -> Telling<Evidence> {
    let (steps, heard) = Telling::steps();
    let (feed, (_, leading)) = (Arc::clone(feed), watch::channel(Arc::new(Leads::default())));
    let work = tokio::spawn(async move { drop(feed.evidence(leading, steps).await) });
    Telling { heard, work }
}

fn below(feed: &Arc<CrossplaneFeed>, object: ObjectRef) -> Telling<Below> {
    let (steps, heard) = Telling::steps();
    let feed = Arc::clone(feed);
    let id = ObjectId { cluster: "prod".into(), object };
    let work = tokio::spawn(async move { drop(feed.below(id, steps).unwrap().await) });
    Telling { heard, work }
}

fn names(evidence: &Evidence) -> Vec<String> {
    evidence.objects.iter().map(|object| object.id.object.to_string()).collect()
}

fn known(evidence: &Evidence) -> &Known {
    &evidence.source.as_ref().unwrap().known
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_claim_that_waits_is_told_with_the_part_that_fails_and_why() {
    let server = server(&["v1"]);
    define_v1(&server);
    stuck(&server);
    let feed = feed(&server);
    let mut telling = evidence(&feed);
    let told = telling.until(|told| told.objects.len() == 4).await;
    let all = [
        "Postgres.db.example/shop/orders",
        "XPostgres.db.example/orders-x7",
        "Instance.rds.aws.example/orders-a",
        "Instance.rds.aws.example/orders-b",
    ];
    assert_eq!((names(&told).as_slice(), known(&told)), (&all.map(str::to_owned)[..], &Known::Yes));
    assert_eq!(told.objects[0].facts, [("size".into(), "large".into())]);
    let lines = join(&[(*told).clone()], At(1_796_030_000_000));
    let [line] = lines.list.as_slice() else { panic!("{:?}", lines.list) };
    let making = line.stages.iter().find(|stage| stage.name == StageName::Provisioning).unwrap();
    assert_eq!(making.progress, Progress::Failed);
    assert!(making.reason.as_str().contains("AccessDenied: not in this account"), "{}", making.reason);
    // the part is mended: its watch says so, and when all is well it is looked at no more
    server.put(instance(
        "orders-a",
        &[condition("Synced", true, "ReconcileSuccess", ""), condition("Ready", true, "Available", "")],
    ));
    telling
        .until(|told| {
            told.objects
                .iter()
                .any(|object| &*object.id.object.name == "orders-a" && object.condition("Ready").is_some())
        })
        .await;
    let ready = [condition("Synced", true, "ReconcileSuccess", ""), condition("Ready", true, "Available", "")];
    server.put_all([composite(&ready), claim(&ready)]);
    let is_ready = |told: &Evidence| {
        let lines = join(std::slice::from_ref(told), At(1_796_030_000_000));
        let stages = lines.list.first().map(|line| line.stages.clone()).unwrap_or_default();
        stages.iter().any(|stage| stage.name == StageName::Ready && stage.progress == Progress::Done)
    };
    telling.until(|told| told.objects.len() == 2 && is_ready(told)).await;
    server.until_watches(3);
    assert_eq!(server.count("list", "instances"), 1);
    drop(telling);
    server.until_watches(0);
}

/// A composite of which one part cannot be made yet, or all is well.
fn another(server: &ApiServer, name: &str, is_ready: bool) {
    let reason = if is_ready { "Available" } else { "Creating" };
    let conditions = [condition("Synced", true, "ReconcileSuccess", ""), condition("Ready", is_ready, reason, "")];
    let named = |mut value: Value, name: &str, root: &str| {
        value["metadata"] = json!({"name": name, "labels": {"crossplane.io/composite": root}});
        value
    };
    let mut composite = named(composite(&conditions), name, name);
    composite["spec"] = json!({"resourceRefs": [{"apiVersion": "rds.aws.example/v1beta1", "kind": "Instance", "name": format!("{name}-a")}]});
    server.put_all([composite, named(instance("", &conditions), &format!("{name}-a"), name)]);
}

/// The selectors by which parts were listed, without what is the same in all.
fn lists_of_parts(server: &ApiServer) -> Vec<String> {
    let asked = server.asked();
    let lists = asked.iter().filter(|it| it.target.contains("/instances?") && !it.target.contains("watch=true"));
    let names = lists.filter_map(|it| it.target.split("in+%28").nth(1)?.split("%29").next().map(str::to_owned));
    names.map(|names| names.replace("%2C", ",")).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn when_one_more_stops_only_its_parts_are_listed_and_when_one_is_well_none_are() {
    let server = server(&["v1"]);
    define_v1(&server);
    ["red", "green"].iter().for_each(|name| another(&server, name, false));
    another(&server, "blue", true);
    let feed = feed(&server);
    let mut telling = evidence(&feed);
    let parts = |told: &Evidence| -> Vec<String> {
        names(told).iter().filter_map(|name| Some(name.strip_prefix("Instance.rds.aws.example/")?.to_owned())).collect()
    };
    telling.until(|told| parts(told) == ["green-a", "red-a"]).await;
    assert_eq!(lists_of_parts(&server), ["green,red"]);
    another(&server, "blue", false);
    telling.until(|told| parts(told) == ["green-a", "red-a", "blue-a"]).await;
    assert_eq!(lists_of_parts(&server), ["green,red", "blue"]);
    another(&server, "red", true);
    telling.until(|told| parts(told) == ["green-a", "blue-a"]).await;
    another(&server, "red", false);
    telling.until(|told| parts(told) == ["green-a", "red-a", "blue-a"]).await;
    another(&server, "green", true);
    another(&server, "red", true);
    telling.until(|told| parts(told) == ["blue-a"]).await;
    // the definitions, claims, composites, and the parts of one
    server.until_watches(4);
    assert_eq!(lists_of_parts(&server), ["green,red", "blue"], "nothing was listed twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn composites_of_version_2_lie_in_namespaces_and_have_their_references_elsewhere() {
    let server = server(&["v2", "v1"]);
    server.put(crd("app.example", "Shop", "shops", &["v1"], true));
    server.put(json!({"apiVersion": format!("{GROUP}/v2"), "kind": "CompositeResourceDefinition", "metadata": {"name": "shops.app.example"},
        "spec": {"group": "app.example", "scope": "Namespaced", "names": {"kind": "Shop", "plural": "shops"}}}));
    server.put(
        json!({"apiVersion": "app.example/v1", "kind": "Shop", "metadata": {"namespace": "shop", "name": "web"},
        "spec": {"replicas": 2, "crossplane": {"compositionRef": {"name": "plain"},
            "resourceRefs": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "web-1"}]}},
        "status": {"conditions": [condition("Ready", false, "Creating", "Unready resources: web-1")]}}),
    );
    server
        .put(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "web-1",
        "labels": {"crossplane.io/composite": "web"}}, "spec": {}}));
    // of the same name, and somebody else's
    server.put(json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"namespace": "shop", "name": "other"}, "spec": {}}));
    let told = evidence(&feed(&server)).until(|told| told.objects.len() == 2).await;
    assert_eq!(names(&told), ["Shop.app.example/shop/web", "Deployment.apps/shop/web-1"]);
    let facts: Vec<String> = told.objects[0].facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
    assert_eq!(facts, ["replicas=2", "composition=plain"]);
    let asked = server.asked();
    assert!(asked.iter().any(|asked| asked.target.contains("/apis/apiextensions.crossplane.io/v2/")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_definition_that_comes_while_one_looks_brings_its_claims() {
    let server = server(&["v1"]);
    let mut telling = evidence(&feed(&server));
    telling.until(|told| *known(told) == Known::Yes && told.objects.is_empty()).await;
    define_v1(&server);
    server.put(claim(&[]));
    telling.until(|told| names(told) == ["Postgres.db.example/shop/orders"]).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_crossplane_nothing_is_known_and_that_is_no_failure() {
    let server = ApiServer::start();
    let told = evidence(&feed(&server)).until(|told| *known(told) != Known::Asking).await;
    assert_eq!(*known(&told), Known::Unknown("Crossplane is not installed there".into()));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn who_may_not_read_definitions_sees_claims_all_the_same() {
    let server = server(&["v1"]);
    define_v1(&server);
    stuck(&server);
    server.deny("*", "compositeresourcedefinitions", "*");
    server.deny("*", "xpostgreses", "*");
    let told = evidence(&feed(&server)).until(|told| !told.objects.is_empty() && *known(told) == Known::Yes).await;
    assert_eq!(names(&told), ["Postgres.db.example/shop/orders"]);
    let remark = told.source.as_ref().unwrap().remark.clone().unwrap();
    assert!(remark.as_str().contains("XPostgres.db.example") && remark.as_str().contains("cannot list"), "{remark}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_tree_goes_down_to_managed_resources_and_a_node_that_may_not_be_read_says_so_alone() {
    let server = server(&["v1"]);
    define_v1(&server);
    stuck(&server);
    let uid = server.object("Instance", "", "orders-a").unwrap()["metadata"]["uid"].clone();
    server.put(json!({"apiVersion": "v1", "kind": "Event", "metadata": {"namespace": "default", "name": "e1"}, "type": "Warning",
        "reason": "CannotCreateExternalResource", "message": "AccessDenied", "lastTimestamp": "2026-11-30T08:00:00Z",
        "involvedObject": {"kind": "Instance", "name": "orders-a", "uid": uid}}));
    let root = ObjectRef::new(Kind::new("db.example", "Postgres"), "shop", "orders");
    let feed = feed(&server);
    let mut telling = below(&feed, root.clone());
    let told = telling
        .until(|told| told.tree.iter().filter(|node| node.object.is_ok()).count() == 4 && !told.events.is_empty())
        .await;
    let shape: Vec<(usize, String)> = told.tree.iter().map(|node| (node.depth, node.id.object.to_string())).collect();
    let expected = [
        (0, "Postgres.db.example/shop/orders"),
        (1, "XPostgres.db.example/orders-x7"),
        (2, "Instance.rds.aws.example/orders-a"),
        (2, "Instance.rds.aws.example/orders-b"),
    ];
    assert_eq!(shape, expected.map(|(depth, name)| (depth, name.to_owned())));
    assert_eq!(told.events[0].reason.as_str(), "CannotCreateExternalResource");
    drop(telling);
    server.until_watches(0);
    server.deny("list", "instances", "*");
    let mut telling = below(&feed, root);
    let told = telling
        .until(|told| {
            told.tree.iter().any(|node| matches!(&node.object, Err(why) if why.as_str().contains("may not be read")))
        })
        .await;
    let readable: Vec<bool> = told.tree.iter().map(|node| node.object.is_ok()).collect();
    assert_eq!(readable, [true, true, false, false]);
    // a part that is not made yet says so
    server.allow_all();
    server.remove("Instance", "", "orders-b");
    telling.until(|told| matches!(told.tree.last().map(|node| &node.object), Some(Err(why)) if why.as_str().contains("not there"))).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_past_of_an_entity_of_a_cluster_that_nobody_configured_is_not_looked_for_in_the_others() {
    let server = server(&["v1"]);
    define_v1(&server);
    stuck(&server);
    let setup = |name: &str| Setup {
        name: name.into(),
        way: by_kubeconfig(&server),
        namespaces: Vec::new(),
        limits: limits(),
        is_offline: false,
    };
    let entity = json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Resource",
        "metadata": {"name": "orders", "annotations": {"backstage.io/managed-by-location": "cluster origin: prod",
            "terasky.backstage.io/claim-kind": "Postgres", "terasky.backstage.io/claim-group": "db.example",
            "terasky.backstage.io/claim-name": "orders", "terasky.backstage.io/claim-namespace": "shop"}},
        "spec": {"type": "database", "owner": "team-a"}});
    let heard = async |name: &str| {
        let catalog = Scripted::new(Mood::Well, vec![entity.clone()], NOW);
        let past = CrossplanePast::new(Clusters::new([setup(name)]), catalog, "terasky.backstage.io");
        let window = Window { since: None, limit: 10 };
        let reference = "resource:default/orders".parse().unwrap();
        past.events(reference, window, Steps::ignored()).await.unwrap().answer
    };
    let told = heard("dev").await;
    assert_eq!(told.source.known, Known::Unknown("its cluster prod is not configured".into()));
    assert!(told.events.is_empty() && server.asked().is_empty(), "{:?}", told.events);
    let told = heard("prod").await;
    assert!(told.source.known == Known::Yes && !told.events.is_empty(), "{told:?}");
}
