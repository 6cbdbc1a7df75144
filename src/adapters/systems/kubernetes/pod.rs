//! Pods, thin.

use super::state;
use crate::adapters::cluster::{Origin, Thin, amount, at, list, refs_of, text, whole};
use crate::domain::model::cluster::{Amounts, Container, Kind, ObjectRef, Pod};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// The label that a ReplicaSet's name ends with.
const HASH: &str = "/metadata/labels/pod-template-hash";

/// A pod, with what logs have to know of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct PodSeen {
    pub(super) pod: Pod,
    pub(super) uid: Arc<str>,
    /// Nothing of it is started any more.
    pub(super) is_over: bool,
    /// Its containers in the order of `pod.containers`.
    pub(super) runs: Vec<Run>,
}

/// A container as it was started last.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Run {
    pub(super) name: Arc<str>,
    pub(super) restarts: u32,
    /// It runs, or has run: there may be something that it said.
    pub(super) has_begun: bool,
    pub(super) is_running: bool,
}

impl Thin for PodSeen {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let phase = text(value, "/status/phase");
        let (containers, runs): (Vec<_>, Vec<_>) = ["initContainer", "container", "ephemeralContainer"]
            .into_iter()
            .flat_map(|sort| containers(value, sort))
            .unzip();
        let object = origin.id(value).object;
        let pod = Pod {
            owner: owner(value, &object.namespace),
            object,
            state: Clean::line(&state::word(value)),
            is_ready: state::holds(value, "Ready"),
            created: at(text(value, "/metadata/creationTimestamp")),
            node: Clean::line(text(value, "/spec/nodeName")),
            containers,
        };
        Self { pod, uid: text(value, "/metadata/uid").into(), is_over: matches!(phase, "Succeeded" | "Failed"), runs }
    }
}

/// What it belongs to: of a ReplicaSet that a deployment made, the deployment.
fn owner(value: &Value, namespace: &str) -> Option<ObjectRef> {
    let owner = refs_of(value, "/metadata/ownerReferences", namespace).into_iter().next()?;
    let hash = text(value, HASH);
    let stem = owner.name.strip_suffix(hash).and_then(|stem| stem.strip_suffix('-'));
    match stem.filter(|_| &*owner.kind.name == "ReplicaSet" && !hash.is_empty()) {
        Some(stem) => Some(ObjectRef::new(Kind::new("apps", "Deployment"), namespace, stem)),
        None => Some(owner),
    }
}

/// Containers of a sort, each with how it was started last.
fn containers<'a>(pod: &'a Value, sort: &'a str) -> impl Iterator<Item = (Container, Run)> + use<'a> {
    let specs = list(
        pod,
        match sort {
            "initContainer" => "/spec/initContainers",
            "container" => "/spec/containers",
            _ => "/spec/ephemeralContainers",
        },
    );
    let statuses = format!("/status/{sort}Statuses");
    specs.map(move |spec| {
        let name = text(spec, "/name");
        let status = list(pod, &statuses).find(|status| text(status, "/name") == name);
        container(spec, status.unwrap_or(&Value::Null), sort == "initContainer")
    })
}

fn container(spec: &Value, status: &Value, is_init: bool) -> (Container, Run) {
    let name = text(spec, "/name");
    let restarts = whole(status, "/restartCount").and_then(|count| u32::try_from(count).ok()).unwrap_or_default();
    let is_running = status.pointer("/state/running").is_some();
    let has_ended = status.pointer("/state/terminated").is_some();
    let last = status.pointer("/lastState/terminated").or_else(|| status.pointer("/state/terminated"));
    let last_end = last.map(|ended| (Clean::line(&ended_words(ended)), at(text(ended, "/finishedAt"))));
    let container = Container {
        name: Clean::line(name),
        image: Clean::line(text(spec, "/image")),
        is_init,
        is_ready: state::is_ready(status),
        restarts,
        state: Clean::line(&word(status)),
        last_end,
        requests: amounts(spec, "/resources/requests"),
        limits: amounts(spec, "/resources/limits"),
        usage: None,
    };
    let has_begun = is_running || has_ended || last.is_some();
    (container, Run { name: name.into(), restarts, has_begun, is_running })
}

/// How a container stands, in a word.
fn word(status: &Value) -> String {
    if status.pointer("/state/running").is_some() {
        return "running".to_owned();
    }
    match status.pointer("/state/terminated") {
        Some(ended) => state::end(ended),
        None => match text(status, "/state/waiting/reason") {
            "" => "waiting".to_owned(),
            said => said.to_owned(),
        },
    }
}

/// Why one ended: `OOMKilled (exit code 137)`.
fn ended_words(ended: &Value) -> String {
    let word = state::end(ended);
    match ended.pointer("/exitCode").and_then(Value::as_i64) {
        Some(code) if code != 0 && !word.starts_with("ExitCode") => format!("{word} (exit code {code})"),
        _ => word,
    }
}

/// Amounts of cores and memory at a pointer.
pub(super) fn amounts(value: &Value, pointer: &str) -> Amounts {
    let of = |name: &str| amount(text(value, &format!("{pointer}/{name}")));
    Amounts {
        cpu: of("cpu").and_then(|cpu| u64::try_from(cpu).ok()),
        memory: of("memory").and_then(|memory| u64::try_from(memory / 1_000).ok()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_pod_belongs_to_the_deployment_and_says_why_it_was_started_anew() {
        let origin = Origin { cluster: "prod".into(), kind: Kind::new("", "Pod"), version: "v1".into() };
        let value = json!({"metadata": {"name": "shop-5d9-x", "namespace": "web", "uid": "u",
            "labels": {"pod-template-hash": "5d9"}, "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet",
                "name": "shop-5d9", "controller": true}]},
            "spec": {"containers": [{"name": "app", "image": "shop:1",
                "resources": {"requests": {"cpu": "250m"}, "limits": {"memory": "1Gi"}}}]},
            "status": {"phase": "Running", "containerStatuses": [{"name": "app", "restartCount": 2, "ready": true,
                "state": {"running": {}}, "lastState": {"terminated": {"reason": "OOMKilled", "exitCode": 137,
                    "finishedAt": "2026-11-30T08:00:00Z"}}}]}});
        let seen = PodSeen::thin(&origin, &value);
        let owner = seen.pod.owner.map(|owner| owner.to_string());
        assert_eq!(owner.as_deref(), Some("Deployment.apps/web/shop"));
        let container = seen.pod.containers.first().unwrap();
        assert_eq!((container.requests.cpu, container.limits.memory), (Some(250), Some(1 << 30)));
        assert_eq!(container.last_end.as_ref().map(|(why, _)| why.as_str()), Some("OOMKilled (exit code 137)"));
        assert_eq!(seen.runs, [Run { name: "app".into(), restarts: 2, has_begun: true, is_running: true }]);
    }
}
