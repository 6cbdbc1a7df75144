//! What lives in clusters besides Crossplane: Kargo, Tekton, operators of databases, over an API server that the tests
//! give its state.

mod certificates;
mod kargo;
mod operators;
mod rooms;
mod tekton;

use crate::cluster::{by_kubeconfig, limits};
use crate::support::apiserver::{ApiServer, crd};
use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::NOW;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Clusters, Setup};
use stagedoor::adapters::systems::kargo::{Kargo, KargoKeys};
use stagedoor::domain::model::Entity;
use stagedoor::platform::ports::{Answering, Step, Steps};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::mpsc;

pub fn clusters(servers: &[(&str, &ApiServer)]) -> Clusters {
    Clusters::new(servers.iter().map(|(name, server)| Setup {
        name: (*name).into(),
        way: by_kubeconfig(server),
        namespaces: Vec::new(),
        limits: limits(),
        is_offline: false,
    }))
}

pub fn kargo_of(clusters: &Clusters) -> Kargo {
    let keys = KargoKeys { project: "stagedoor.dev/kargo-project".into(), stage: "stagedoor.dev/kargo-stage".into() };
    Kargo::new(clusters.clone(), keys)
}

/// An entity with annotations.
pub fn component(annotations: Value) -> Value {
    json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
        "metadata": {"name": "shop", "annotations": annotations}, "spec": {"type": "service", "owner": "team-a", "lifecycle": "production"}})
}

pub fn entity(annotations: Value) -> Arc<Entity> {
    Arc::new(Entity::new(component(annotations)).unwrap())
}

pub fn catalog(annotations: Value) -> Arc<Scripted> {
    Scripted::new(Mood::Well, vec![component(annotations)], NOW)
}

/// Follows an answer until it is as wanted; what it was then.
pub async fn until<T: Clone + Send + Sync + 'static>(
    ask: impl FnOnce(Steps<T>) -> Answering<'static, T>,
    holds: impl Fn(&T) -> bool,
) -> T {
    Follower::of(ask).until(holds).await
}

/// Somebody follows an answer.
pub struct Follower<T> {
    told: mpsc::UnboundedReceiver<Result<T, String>>,
    work: tokio::task::JoinHandle<()>,
}

impl<T: Clone + Send + Sync + 'static> Follower<T> {
    pub fn of(ask: impl FnOnce(Steps<T>) -> Answering<'static, T>) -> Self {
        let (to, told) = mpsc::unbounded_channel();
        let step = to.clone();
        let steps = Steps::to(move |told: Step<T>| match told {
            Step::Part(told) | Step::Whole(told) => drop(step.send(Ok(told.answer.as_ref().clone()))),
        });
        let answer = ask(steps);
        let work = tokio::spawn(async move {
            let end = answer.await.map(|told| told.answer.as_ref().clone()).map_err(|fault| fault.to_string());
            drop(to.send(end));
        });
        Self { told, work }
    }

    pub async fn until(&mut self, holds: impl Fn(&T) -> bool) -> T {
        let wait = async {
            loop {
                let now = self.told.recv().await.expect("it ended before").unwrap();
                if holds(&now) {
                    return now;
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it did not come about")
    }
}

impl<T> Drop for Follower<T> {
    fn drop(&mut self) {
        self.work.abort();
    }
}

/// A server with the kinds of Kargo, and a project: a warehouse, `test`, then `uat` and `perf`, then `prod`.
pub fn with_kargo() -> ApiServer {
    let server = ApiServer::start();
    for (kind, plural) in
        [("Stage", "stages"), ("Freight", "freights"), ("Promotion", "promotions"), ("Warehouse", "warehouses")]
    {
        server.put(crd("kargo.akuity.io", kind, plural, &["v1alpha1"], true));
    }
    server.put_all([
        stage("test", true, &[], "old", "Healthy"),
        stage("uat", false, &["test"], "old", "Healthy"),
        stage("perf", false, &["test"], "older", "Unhealthy"),
        stage("prod", false, &["uat", "perf"], "older", "Healthy"),
        freight("older", "calm-cat", "1.3.0", "2026-09-10T08:00:00Z", &["perf", "prod"], &["test", "uat", "perf"]),
        freight("old", "brave-bee", "1.4.0", "2026-09-19T08:00:00Z", &["test", "uat"], &["test", "uat"]),
        freight("new", "dull-dog", "1.5.0", "2026-09-21T12:00:00Z", &[], &[]),
        promotion("prod", "older", "Succeeded", "2026-09-12T08:00:00Z", "email:jane@example.com"),
        promotion("uat", "old", "Failed", "2026-09-20T08:00:00Z", "controller:kargo"),
    ]);
    server
}

fn name_of(freight: &str) -> String {
    format!("{freight:0<40}")
}

pub fn stage(name: &str, is_direct: bool, from: &[&str], freight: &str, health: &str) -> Value {
    json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Stage", "metadata": {"namespace": "shop", "name": name},
        "spec": {"requestedFreight": [{"origin": {"kind": "Warehouse", "name": "images"}, "sources": {"direct": is_direct, "stages": from}}],
            "promotionTemplate": {"spec": {"vars": [{"name": "branch", "value": name}], "steps": [{"uses": "git-clone"}, {"uses": "git-push"}]}}},
        "status": {"health": {"status": health, "issues": if health == "Healthy" { json!([]) } else { json!(["the load test is red"]) }},
            "freightHistory": [{"id": "1", "items": {"Warehouse/images": {"name": name_of(freight)}}}]}})
}

pub fn freight(name: &str, alias: &str, tag: &str, created: &str, current: &[&str], verified: &[&str]) -> Value {
    let map =
        |names: &[&str]| names.iter().map(|name| ((*name).to_owned(), json!({}))).collect::<serde_json::Map<_, _>>();
    json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Freight",
        "metadata": {"namespace": "shop", "name": name_of(name), "creationTimestamp": created, "labels": {"kargo.akuity.io/alias": alias}},
        "alias": alias, "origin": {"kind": "Warehouse", "name": "images"}, "images": [{"repoURL": "registry.example/shop", "tag": tag}],
        "status": {"currentlyIn": map(current), "verifiedIn": map(verified)}})
}

pub fn promotion(stage: &str, freight: &str, phase: &str, at: &str, by: &str) -> Value {
    json!({"apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Promotion",
        "metadata": {"namespace": "shop", "name": format!("{stage}.01.{freight}"), "creationTimestamp": at,
            "annotations": {"kargo.akuity.io/create-actor": by}},
        "spec": {"stage": stage, "freight": name_of(freight), "steps": [{"uses": "git-clone"}]},
        "status": {"phase": phase, "startedAt": at, "finishedAt": at, "message": if phase == "Failed" { "push was rejected" } else { "" }}})
}
