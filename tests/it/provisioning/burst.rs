//! A cluster that changes without rest, seen through the real client as lines: counted, not timed.

use crate::cluster::{by_kubeconfig, cluster, limits};
use crate::support::apiserver::{ApiServer, crd};
use serde_json::{Value, json};
use stagedoor::adapters::cluster::Limits;
use stagedoor::adapters::provisioning::JoinedProvisions;
use stagedoor::adapters::systems::crossplane::CrossplaneFeed;
use stagedoor::domain::model::provision::{Progress, Provisions, StageName};
use stagedoor::platform::ports::{Step, Steps};
use stagedoor::platform::provisioning::{ProvisionFeed, ProvisioningPort as _};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::mpsc;

const GROUP: &str = "apiextensions.crossplane.io";
const OBJECTS: usize = 600;
const ROUNDS: usize = 10;

fn claim(n: usize, is_ready: bool) -> Value {
    let condition = |name: &str, holds: bool| {
        json!({"type": name, "status": if holds { "True" } else { "False" }, "reason": "Told",
            "lastTransitionTime": "2026-11-30T08:00:00Z"})
    };
    json!({"apiVersion": "db.example/v1", "kind": "Postgres",
        "metadata": {"namespace": "shop", "name": format!("orders-{n}")}, "spec": {},
        "status": {"conditions": [condition("Synced", true), condition("Ready", is_ready)]}})
}

fn server() -> ApiServer {
    let server = ApiServer::start();
    server.put(crd(GROUP, "CompositeResourceDefinition", "compositeresourcedefinitions", &["v1"], false));
    server.put_all([
        crd("db.example", "Postgres", "postgreses", &["v1"], true),
        crd("db.example", "XPostgres", "xpostgreses", &["v1"], false),
        json!({"apiVersion": format!("{GROUP}/v1"), "kind": "CompositeResourceDefinition",
            "metadata": {"name": "xpostgreses.db.example"},
            "spec": {"group": "db.example", "names": {"kind": "XPostgres", "plural": "xpostgreses"},
                "claimNames": {"kind": "Postgres", "plural": "postgreses"}}}),
    ]);
    server.put_all((0..OBJECTS).map(|n| claim(n, false)));
    server
}

fn ready(told: &Provisions) -> usize {
    let is_ready = |stage: &stagedoor::domain::model::provision::Stage| {
        stage.name == StageName::Ready && stage.progress == Progress::Done
    };
    told.list.iter().filter(|line| line.stages.iter().any(is_ready)).count()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn thousands_of_changes_are_a_few_states_and_not_one_more_list() {
    let server = server();
    let slow = Limits { frame: Duration::from_millis(200), page: 1_000, ..limits() };
    let feed: Arc<dyn ProvisionFeed> =
        Arc::new(CrossplaneFeed::new(Arc::new(cluster(by_kubeconfig(&server), slow)), true));
    let (to, mut told) = mpsc::unbounded_channel();
    let steps = Steps::to(move |step: Step<Provisions>| {
        let (Step::Part(step) | Step::Whole(step)) = step;
        drop(to.send(step.answer));
    });
    let lines = JoinedProvisions::new(vec![feed]);
    let work = tokio::spawn(async move { lines.provisions(steps).await });
    while told.recv().await.expect("it goes on").list.len() < OBJECTS {}
    // the definitions, the claims and the composites
    server.until_watches(3);
    while told.try_recv().is_ok() {}
    let begun = Instant::now();
    for round in 0..ROUNDS {
        server.put_all((0..OBJECTS).map(|n| claim(n, round % 2 == 1)));
    }
    let mut states = 1;
    while ready(&told.recv().await.expect("it goes on")) < OBJECTS {
        states += 1;
    }
    // an odd round may be seen whole before the last one
    let most = begun.elapsed().as_millis() / 200 + 2;
    assert!(u128::from(states as u64) <= most, "{states} states of {} changes, {most} at most", OBJECTS * ROUNDS);
    assert_eq!((server.count("list", "postgreses"), server.count("watch", "postgreses")), (1, 1));
    work.abort();
}
