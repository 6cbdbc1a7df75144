//! What runs, and what it says, over an API server that the tests give its state.

mod logs;
mod rooms;
mod running;

use crate::cluster::{by_kubeconfig, limits};
use crate::support::apiserver::ApiServer;
use serde_json::{Value, json};
use stagedoor::adapters::cluster::{Clusters, Setup};
use stagedoor::adapters::systems::kubernetes::Kubernetes;
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::platform::fault::Fault;
use stagedoor::platform::ports::{Answering, Step, Steps};
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::sync::watch;

const DESCRIPTOR: &str = "apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: shop
  annotations: {backstage.io/kubernetes-id: shop, backstage.io/kubernetes-namespace: web}
spec: {type: service, lifecycle: production, owner: team-a}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: unlabelled}
spec: {type: service, lifecycle: production, owner: team-a}
";

/// A cluster, and a folder with an entity that runs in it.
pub struct World {
    pub server: ApiServer,
    pub folder: TempDir,
    pub workspace: Workspace,
    pub kubernetes: Kubernetes,
}

pub fn world() -> World {
    let (server, folder) = (ApiServer::start(), TempDir::new().unwrap());
    std::fs::write(folder.path().join("catalog-info.yaml"), DESCRIPTOR).unwrap();
    let root = folder.path().to_owned();
    let workspace = Workspace::open(WorkspaceSetup { name: None, root, user: None }).unwrap();
    let clusters = Clusters::new([setup(&server)]);
    let kubernetes = Kubernetes::new(clusters, Arc::new(workspace.clone()));
    World { server, folder, workspace, kubernetes }
}

fn setup(server: &ApiServer) -> Setup {
    Setup {
        name: "prod".into(),
        way: by_kubeconfig(server),
        namespaces: Vec::new(),
        limits: limits(),
        is_offline: false,
    }
}

/// Labels by which what runs is the entity's.
pub fn labels() -> Value {
    json!({"backstage.io/kubernetes-id": "shop", "app": "shop", "pod-template-hash": "5d9"})
}

pub fn deployment(ready: u32) -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment",
        "metadata": {"namespace": "web", "name": "shop", "labels": labels()},
        "spec": {"replicas": 2, "selector": {"matchLabels": {"app": "shop"}},
            "template": {"spec": {"containers": [{"name": "app", "image": "registry.example/team/shop:2.1"}]}}},
        "status": {"readyReplicas": ready, "updatedReplicas": 2}})
}

/// A pod of the deployment with a container `app` that stands so, started so often anew.
pub fn pod(name: &str, state: Value, restarts: u32) -> Value {
    let is_ready = state.get("running").is_some();
    let last = match restarts {
        0 => json!({}),
        _ => json!({"terminated": {"reason": "OOMKilled", "exitCode": 137, "finishedAt": "2026-09-21T10:00:00Z"}}),
    };
    json!({"apiVersion": "v1", "kind": "Pod",
        "metadata": {"namespace": "web", "name": name, "labels": labels(), "ownerReferences": [
            {"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "shop-5d9", "uid": "r", "controller": true}]},
        "spec": {"nodeName": "node-1", "containers": [{"name": "app", "image": "registry.example/team/shop:2.1",
            "resources": {"requests": {"cpu": "250m", "memory": "256Mi"}, "limits": {"cpu": "500m", "memory": "512Mi"}}}]},
        "status": {"phase": "Running",
            "conditions": [{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": if is_ready { "True" } else { "False" }}],
            "containerStatuses": [{"name": "app", "ready": is_ready, "restartCount": restarts, "state": state, "lastState": last}]}})
}

pub fn running() -> Value {
    json!({"running": {"startedAt": "2026-09-21T09:00:00Z"}})
}

pub fn crashing() -> Value {
    json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off"}})
}

pub fn measured(pod: &str, cpu: &str, memory: &str) -> Value {
    json!({"apiVersion": "metrics.k8s.io/v1beta1", "kind": "PodMetrics",
        "metadata": {"namespace": "web", "name": pod, "labels": labels()},
        "containers": [{"name": "app", "usage": {"cpu": cpu, "memory": memory}}]})
}

pub fn event(name: &str, about: (&str, &str), reason: &str, message: &str) -> Value {
    json!({"apiVersion": "v1", "kind": "Event", "metadata": {"namespace": "web", "name": name},
        "involvedObject": {"kind": about.0, "namespace": "web", "name": about.1}, "type": "Warning", "reason": reason,
        "message": message, "lastTimestamp": "2026-09-21T10:00:00Z", "count": 3})
}

/// An answer that is followed.
pub struct Followed<'a, T> {
    asked: Answering<'a, T>,
    told: watch::Receiver<Option<Arc<T>>>,
}

impl<'a, T: Send + Sync + 'static> Followed<'a, T> {
    pub fn new(ask: impl FnOnce(Steps<T>) -> Answering<'a, T>) -> Self {
        let (send, told) = watch::channel(None);
        let asked = ask(Steps::to(move |step| {
            let (Step::Part(told) | Step::Whole(told)) = step;
            send.send_replace(Some(told.answer));
        }));
        Self { asked, told }
    }

    /// Waits until it is as wanted.
    pub async fn until(&mut self, what: &str, wanted: impl Fn(&T) -> bool) -> Arc<T> {
        let wait = async {
            loop {
                let now = self.told.borrow_and_update().clone();
                if let Some(now) = now.filter(|now| wanted(now)) {
                    return now;
                }
                tokio::select! {
                    ended = &mut self.asked => match ended {
                        Ok(told) if wanted(&told.answer) => return told.answer,
                        Ok(_) => panic!("it ended, and {what} had not come"),
                        Err(fault) => panic!("{what}: {fault}"),
                    },
                    changed = self.told.changed() => changed.unwrap(),
                }
            }
        };
        tokio::time::timeout(Duration::from_secs(60), wait).await.unwrap_or_else(|_| panic!("{what} did not come"))
    }

    /// Its end.
    pub async fn end(self) -> Result<Arc<T>, Fault> {
        let end = tokio::time::timeout(Duration::from_secs(60), self.asked).await.expect("it does not end");
        end.map(|told| told.answer)
    }
}
