//! How a pod stands in one word, as `kubectl get pods` words it (kubernetes/kubernetes:
//! `pkg/printers/internalversion/printers.go`, `printPod`).

use crate::adapters::cluster::{list, text, whole};
use serde_json::Value;

/// The word.
pub(super) fn word(pod: &Value) -> String {
    let phase = text(pod, "/status/phase");
    let own = text(pod, "/status/reason");
    let mut reason = if own.is_empty() { phase } else { own }.to_owned();
    let gated = |it: &Value| text(it, "/type") == "PodScheduled" && text(it, "/reason") == "SchedulingGated";
    if list(pod, "/status/conditions").any(gated) {
        "SchedulingGated".clone_into(&mut reason);
    }
    let initializing = initializing(pod);
    let is_initializing = initializing.is_some();
    reason = initializing.unwrap_or(reason);
    if !is_initializing || holds(pod, "Initialized") {
        reason = of_containers(pod, reason);
    }
    let is_going = pod.pointer("/metadata/deletionTimestamp").is_some();
    match (is_going, own, phase) {
        (true, "NodeLost", _) => "Unknown".to_owned(),
        (true, _, phase) if !matches!(phase, "Succeeded" | "Failed") => "Terminating".to_owned(),
        _ => reason,
    }
}

/// Whether a condition of the pod holds.
pub(super) fn holds(pod: &Value, condition: &str) -> bool {
    let is = |it: &Value| text(it, "/type") == condition && text(it, "/status") == "True";
    list(pod, "/status/conditions").any(is)
}

/// Whether a container that runs before the others goes on beside them (`restartPolicy: Always`).
fn stays(pod: &Value, name: &str) -> bool {
    let is = |it: &Value| text(it, "/name") == name && text(it, "/restartPolicy") == "Always";
    list(pod, "/spec/initContainers").any(is)
}

/// What the containers are at that run before the others; none where they are done.
fn initializing(pod: &Value) -> Option<String> {
    let count = list(pod, "/spec/initContainers").count();
    list(pod, "/status/initContainerStatuses").enumerate().find_map(|(n, status)| {
        let ended = status.pointer("/state/terminated");
        let waits = text(status, "/state/waiting/reason");
        let has_begun = status.pointer("/started").and_then(Value::as_bool).unwrap_or(false);
        match ended {
            Some(ended) if ended.pointer("/exitCode").and_then(Value::as_i64) == Some(0) => None,
            _ if stays(pod, text(status, "/name")) && has_begun => None,
            Some(ended) => Some(format!("Init:{}", end(ended))),
            None if !waits.is_empty() && waits != "PodInitializing" => Some(format!("Init:{waits}")),
            None => Some(format!("Init:{n}/{count}")),
        }
    })
}

/// How a container ended, in a word.
pub(super) fn end(ended: &Value) -> String {
    let said = text(ended, "/reason");
    match whole(ended, "/signal") {
        _ if !said.is_empty() => said.to_owned(),
        Some(signal) if signal != 0 => format!("Signal:{signal}"),
        _ => format!("ExitCode:{}", ended.pointer("/exitCode").and_then(Value::as_i64).unwrap_or_default()),
    }
}

/// The word by the containers, the first of which counts most.
fn of_containers(pod: &Value, reason: String) -> String {
    let statuses: Vec<&Value> = list(pod, "/status/containerStatuses").collect();
    let (mut reason, mut is_running) = (reason, false);
    for status in statuses.into_iter().rev() {
        let waits = text(status, "/state/waiting/reason");
        if !waits.is_empty() {
            waits.clone_into(&mut reason);
        } else if let Some(ended) = status.pointer("/state/terminated") {
            reason = end(ended);
        } else if is_ready(status) && status.pointer("/state/running").is_some() {
            is_running = true;
        }
    }
    // one that still runs says more than one that is done
    match reason == "Completed" && is_running {
        true if holds(pod, "Ready") => "Running".to_owned(),
        true => "NotReady".to_owned(),
        false => reason,
    }
}

/// Whether a container is ready.
pub(super) fn is_ready(status: &Value) -> bool {
    status.pointer("/ready").and_then(Value::as_bool).unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn pod(spec: Value, status: Value) -> Value {
        json!({"metadata": {"name": "a"}, "spec": spec, "status": status})
    }

    fn ready(is: &str) -> Value {
        json!([{"type": "Initialized", "status": "True"}, {"type": "Ready", "status": is}])
    }

    #[test]
    fn pods_are_called_what_kubectl_calls_them() {
        let running = json!({"name": "a", "ready": true, "state": {"running": {}}});
        let done =
            json!({"name": "b", "ready": false, "state": {"terminated": {"reason": "Completed", "exitCode": 0}}});
        let crash = json!({"name": "a", "state": {"waiting": {"reason": "CrashLoopBackOff"}}});
        let exit = json!({"name": "a", "state": {"terminated": {"exitCode": 3}}});
        let cases = [
            (json!({"phase": "Running", "containerStatuses": [running]}), "Running"),
            (json!({"phase": "Running", "containerStatuses": [crash, running]}), "CrashLoopBackOff"),
            (json!({"phase": "Running", "containerStatuses": [running, done], "conditions": ready("True")}), "Running"),
            (
                json!({"phase": "Running", "containerStatuses": [running, done], "conditions": ready("False")}),
                "NotReady",
            ),
            (json!({"phase": "Succeeded", "containerStatuses": [done]}), "Completed"),
            (json!({"phase": "Failed", "containerStatuses": [exit]}), "ExitCode:3"),
            (json!({"phase": "Failed", "reason": "Evicted"}), "Evicted"),
            (
                json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                "reason": "SchedulingGated"}]}),
                "SchedulingGated",
            ),
            (json!({"phase": "Pending"}), "Pending"),
        ];
        for (status, wanted) in cases {
            assert_eq!(word(&pod(json!({}), status.clone())), wanted, "{status}");
        }
    }

    #[test]
    fn what_runs_before_the_others_is_counted() {
        let spec = json!({"initContainers": [{"name": "a"}, {"name": "b"}]});
        let done = json!({"name": "a", "state": {"terminated": {"exitCode": 0}}});
        let waits = |why: &str| json!({"name": "b", "state": {"waiting": {"reason": why}}});
        let failed = json!({"name": "b", "state": {"terminated": {"exitCode": 1, "reason": "Error"}}});
        let of =
            |statuses: Value| word(&pod(spec.clone(), json!({"phase": "Pending", "initContainerStatuses": statuses})));
        assert_eq!(of(json!([waits("PodInitializing"), waits("PodInitializing")])), "Init:0/2");
        assert_eq!(of(json!([done, waits("PodInitializing")])), "Init:1/2");
        assert_eq!(of(json!([done, waits("ImagePullBackOff")])), "Init:ImagePullBackOff");
        assert_eq!(of(json!([done, failed])), "Init:Error");
    }

    #[test]
    fn a_pod_that_goes_says_so_unless_it_is_over() {
        let going = |phase: &str, reason: &str| {
            let mut pod = pod(json!({}), json!({"phase": phase, "reason": reason}));
            pod["metadata"]["deletionTimestamp"] = json!("2026-11-30T08:00:00Z");
            word(&pod)
        };
        assert_eq!(going("Running", ""), "Terminating");
        assert_eq!(going("Running", "NodeLost"), "Unknown");
        assert_eq!(going("Succeeded", ""), "Succeeded");
    }
}
