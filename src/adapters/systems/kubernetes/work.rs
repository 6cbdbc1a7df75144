//! Workloads, thin: deployments, stateful sets, daemon sets, jobs and cron jobs.

use crate::adapters::cluster::{Origin, Thin, at, conditions, list, refs_of, text, whole};
use crate::domain::model::cluster::{Kind, Truth, Workload};
use crate::domain::text::Clean;
use serde_json::Value;

/// The kinds, each with what the part of it is called.
pub(super) const KINDS: [(&str, &str, &str); 5] = [
    ("apps", "Deployment", "deployments"),
    ("apps", "StatefulSet", "stateful sets"),
    ("apps", "DaemonSet", "daemon sets"),
    ("batch", "CronJob", "cron jobs"),
    ("batch", "Job", "jobs"),
];

/// A workload.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct WorkSeen {
    pub(super) work: Workload,
}

impl Thin for WorkSeen {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let object = origin.id(value).object;
        let [wanted, ready, updated] = counts(&object.kind, value);
        let work = Workload {
            owner: refs_of(value, "/metadata/ownerReferences", &object.namespace).into_iter().next(),
            trouble: trouble(&object.kind, value),
            note: note(&object.kind, value),
            images: images(&object.kind, value),
            created: at(text(value, "/metadata/creationTimestamp")),
            selector: selector(value).into(),
            wanted,
            ready,
            updated,
            object,
        };
        Self { work }
    }
}

/// Pods wanted, those that serve, and those of the newest state.
fn counts(kind: &Kind, value: &Value) -> [u32; 3] {
    let one = |pointer: &str| whole(value, pointer).and_then(|count| u32::try_from(count).ok());
    let all = match &*kind.name {
        "DaemonSet" => ["/status/desiredNumberScheduled", "/status/numberReady", "/status/updatedNumberScheduled"],
        "Job" => ["/spec/completions", "/status/succeeded", "/status/active"],
        "CronJob" => return [0, 0, 0],
        _ => ["/spec/replicas", "/status/readyReplicas", "/status/updatedReplicas"],
    };
    let [wanted, ready, updated] = all.map(one);
    // one is what an API server fills in where nothing is said
    [wanted.unwrap_or(if &*kind.name == "DaemonSet" { 0 } else { 1 }), ready.unwrap_or(0), updated.unwrap_or(0)]
}

/// Why it does not go on.
fn trouble(kind: &Kind, value: &Value) -> Clean {
    let bad = |name: &str, holds: Truth| match &*kind.name {
        "Job" => matches!(name, "Failed" | "FailureTarget") && holds == Truth::Yes,
        _ => match name {
            "Progressing" | "Available" => holds == Truth::No,
            "ReplicaFailure" => holds == Truth::Yes,
            _ => false,
        },
    };
    let conditions = conditions(value);
    let found = conditions.iter().filter(|it| bad(it.name.as_str(), it.holds));
    // that pods are missing follows from what the others say
    let found = found.max_by_key(|it| it.name.as_str() != "Available");
    let words = found.map(|it| if it.message.is_empty() { it.reason.clone() } else { it.message.clone() });
    words.unwrap_or_default()
}

fn note(kind: &Kind, value: &Value) -> Clean {
    let is = |pointer: &str| value.pointer(pointer).and_then(Value::as_bool).unwrap_or(false);
    let words = match &*kind.name {
        "CronJob" => {
            let zone = text(value, "/spec/timeZone");
            let zone = if zone.is_empty() { String::new() } else { format!(" {zone}") };
            let last = at(text(value, "/status/lastScheduleTime")).map(|at| format!(", last {}", at.rfc3339()));
            let stopped = if is("/spec/suspend") { ", suspended" } else { "" };
            format!("runs at {}{zone}{}{stopped}", text(value, "/spec/schedule"), last.unwrap_or_default())
        }
        "Job" if is("/spec/suspend") => "suspended".to_owned(),
        "Job" => match whole(value, "/status/failed").unwrap_or(0) {
            0 => String::new(),
            failed => format!("{failed} failed"),
        },
        _ if is("/spec/paused") => "paused".to_owned(),
        _ => String::new(),
    };
    Clean::line(&words)
}

fn images(kind: &Kind, value: &Value) -> Vec<Clean> {
    let containers = match &*kind.name {
        "CronJob" => "/spec/jobTemplate/spec/template/spec/containers",
        _ => "/spec/template/spec/containers",
    };
    list(value, containers).map(|it| Clean::line(text(it, "/image"))).filter(|image| !image.is_empty()).collect()
}

/// What finds its pods, as a query has it.
fn selector(value: &Value) -> String {
    let labels = value.pointer("/spec/selector/matchLabels").and_then(Value::as_object).into_iter().flatten();
    let labels = labels.filter_map(|(name, value)| Some(format!("{name}={}", value.as_str()?)));
    let rules = list(value, "/spec/selector/matchExpressions").filter_map(expression);
    labels.chain(rules).collect::<Vec<_>>().join(",")
}

fn expression(rule: &Value) -> Option<String> {
    let key = text(rule, "/key");
    let values: Vec<&str> = list(rule, "/values").filter_map(Value::as_str).collect();
    let values = values.join(",");
    match text(rule, "/operator") {
        "In" => Some(format!("{key} in ({values})")),
        "NotIn" => Some(format!("{key} notin ({values})")),
        "Exists" => Some(key.to_owned()),
        "DoesNotExist" => Some(format!("!{key}")),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn thin(kind: &str, value: Value) -> Workload {
        let origin = Origin { cluster: "prod".into(), kind: Kind::new("apps", kind), version: "v1".into() };
        WorkSeen::thin(&origin, &value).work
    }

    #[test]
    fn a_deployment_that_does_not_go_on_says_why() {
        let work = thin(
            "Deployment",
            json!({"metadata": {"name": "shop", "namespace": "web"},
            "spec": {"replicas": 3, "selector": {"matchLabels": {"app": "shop"},
                "matchExpressions": [{"key": "tier", "operator": "In", "values": ["a", "b"]}]},
                "template": {"spec": {"containers": [{"image": "shop:2"}]}}},
            "status": {"readyReplicas": 1, "updatedReplicas": 2, "conditions": [
                {"type": "Available", "status": "False", "message": "Deployment does not have minimum availability."},
                {"type": "Progressing", "status": "False", "reason": "ProgressDeadlineExceeded", "message": "timed out"}]}}),
        );
        assert_eq!((work.wanted, work.ready, work.updated), (3, 1, 2));
        assert_eq!(work.trouble.as_str(), "timed out");
        assert_eq!(&*work.selector, "app=shop,tier in (a,b)");
    }

    #[test]
    fn jobs_are_counted_by_what_is_done() {
        let job = thin(
            "Job",
            json!({"spec": {"completions": 2}, "status": {"succeeded": 1, "failed": 3,
            "conditions": [{"type": "Failed", "status": "True", "reason": "BackoffLimitExceeded"}]}}),
        );
        assert_eq!((job.wanted, job.ready, job.trouble.as_str()), (2, 1, "BackoffLimitExceeded"));
        assert_eq!(job.note.as_str(), "3 failed");
        let cron = thin("CronJob", json!({"spec": {"schedule": "0 3 * * *", "suspend": true}}));
        assert_eq!(cron.note.as_str(), "runs at 0 3 * * *, suspended");
    }
}
