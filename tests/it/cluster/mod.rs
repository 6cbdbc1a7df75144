//! The client of Kubernetes clusters, over an API server that the tests give its state.

mod access;
mod following;
mod ways;

use crate::support::apiserver::ApiServer;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Cluster, Following, Limits, Setup, Snapshot, Thin, Way};
use stagedoor::domain::model::cluster::{Kind, Object};
use std::sync::Arc;
use std::time::Duration;

/// As a person would wait, made short.
pub fn limits() -> Limits {
    Limits {
        pause: Duration::from_millis(10),
        longest_pause: Duration::from_millis(50),
        patience: Duration::from_millis(50),
        frame: Duration::from_millis(20),
        again: Duration::ZERO,
        page: 100,
        ..Limits::default()
    }
}

pub fn by_kubeconfig(server: &ApiServer) -> Way {
    Way::Kubeconfig { file: Some(server.kubeconfig()), context: None }
}

pub fn cluster(way: Way, limits: Limits) -> Cluster {
    Cluster::new(Setup { name: "prod".into(), way, namespaces: Vec::new(), limits, is_offline: false })
}

/// A cluster with this server.
pub fn of(server: &ApiServer) -> Cluster {
    cluster(by_kubeconfig(server), limits())
}

pub fn pods() -> Kind {
    Kind::new("", "Pod")
}

pub fn pod(namespace: &str, name: &str, phase: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Pod", "metadata": {"namespace": namespace, "name": name, "labels": {"app": "shop"}},
        "spec": {}, "status": {"phase": phase}})
}

/// Waits for a state that is to come about.
pub async fn until<T: Thin>(following: &mut Following<T>, holds: impl Fn(&Snapshot<T>) -> bool) -> Arc<Snapshot<T>> {
    let wait = async {
        loop {
            let now = following.next().await;
            if holds(&now) {
                return now;
            }
        }
    };
    tokio::time::timeout(Duration::from_secs(30), wait).await.expect("it did not come about")
}

/// Names and phases.
pub fn phases(snapshot: &Snapshot<Object>) -> Vec<String> {
    snapshot.objects.iter().map(|object| format!("{}={}", object.id.object.name, object.phase)).collect()
}
