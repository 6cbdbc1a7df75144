//! What differs between what is committed and what runs, object by object.

use super::app::object;
use super::json::{is_set, items, raw};
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::delivery::ResourceDiff;
use crate::domain::model::to_yaml;
use serde_json::{Map, Value};

/// What the cluster writes into each object, and nobody commits.
const WRITTEN: [&str; 7] =
    ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink", "deletionTimestamp"];
/// A whole manifest in an annotation: what was hidden elsewhere would be in it.
const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
const HIDDEN: &str = "(hidden)";
const ANOTHER: &str = "(hidden, another one)";

/// The objects that differ (`GET /applications/NAME/managed-resources`), as YAML. What runs is compared with what
/// would run after a sync, both normalised by Argo CD where it tells that; what hooks make is none of it.
pub(super) fn diffs(value: &Value) -> Vec<ResourceDiff> {
    items(value, "/items").filter_map(diff).collect()
}

fn diff(item: &Value) -> Option<ResourceDiff> {
    if is_set(item, "/hook") {
        return None;
    }
    let object = object(item)?;
    let state = |pointers: [&str; 2]| pointers.into_iter().find_map(|pointer| manifest(item, pointer));
    let target = manifest(item, "/targetState");
    // what is predicted of what is not committed is what runs
    let wanted = target.is_some().then(|| state(["/predictedLiveState", "/targetState"])).flatten();
    let live = state(["/normalizedLiveState", "/liveState"]);
    let is_missing = manifest(item, "/liveState").is_none() && live.is_none();
    let (mut wanted, mut live) = (wanted.or_else(|| target.filter(|_| is_missing)), live);
    [&mut wanted, &mut live].into_iter().flatten().for_each(normalise);
    hide(&object, wanted.as_mut(), live.as_mut());
    let yaml = |manifest: &Option<Value>| manifest.as_ref().map(to_yaml).unwrap_or_default();
    let is_another = wanted != live;
    is_another.then(|| ResourceDiff { object, wanted: yaml(&wanted), live: yaml(&live) })
}

/// A manifest that stands as JSON in a text; `null` and what is none are none.
fn manifest(item: &Value, pointer: &str) -> Option<Value> {
    let value: Value = serde_json::from_str(raw(item, pointer)).ok()?;
    value.is_object().then_some(value)
}

fn normalise(manifest: &mut Value) {
    let Some(whole) = manifest.as_object_mut() else { return };
    whole.remove("status");
    let Some(metadata) = whole.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    WRITTEN.iter().for_each(|name| drop(metadata.remove(*name)));
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.remove(LAST_APPLIED);
        if annotations.is_empty() {
            metadata.remove("annotations");
        }
    }
}

/// Argo CD hides values of secrets itself; should it not, they are hidden here. That two differ stays seen.
fn hide(object: &ObjectRef, wanted: Option<&mut Value>, live: Option<&mut Value>) {
    if &*object.kind.name != "Secret" {
        return;
    }
    let (mut nothing, mut nobody) = (Value::Null, Value::Null);
    let (wanted, live) = (wanted.unwrap_or(&mut nothing), live.unwrap_or(&mut nobody));
    for part in ["data", "stringData"] {
        let before = wanted.get(part).and_then(Value::as_object).cloned().unwrap_or_default();
        let hide_all = |map: &mut Map<String, Value>, is_same: &dyn Fn(&str, &Value) -> bool| {
            for (key, value) in map.iter_mut() {
                *value = Value::from(if is_same(key, value) { HIDDEN } else { ANOTHER });
            }
        };
        if let Some(map) = live.get_mut(part).and_then(Value::as_object_mut) {
            hide_all(map, &|key, value| before.get(key).is_none_or(|wanted| wanted == value));
        }
        if let Some(map) = wanted.get_mut(part).and_then(Value::as_object_mut) {
            hide_all(map, &|_, _| true);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn item(kind: &str, target: Value, live: Value, predicted: Value) -> Value {
        json!({"kind": kind, "namespace": "shop", "name": "a", "targetState": target.to_string(),
            "liveState": live.to_string(), "normalizedLiveState": live.to_string(),
            "predictedLiveState": predicted.to_string()})
    }

    #[test]
    fn only_what_differs_is_told_without_what_the_cluster_writes() {
        let live = json!({"kind": "Deployment", "metadata": {"name": "a", "uid": "1", "resourceVersion": "7",
            "managedFields": [1]}, "spec": {"replicas": 2}, "status": {"ready": 2}});
        let same = json!({"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 2}});
        let more = json!({"kind": "Deployment", "metadata": {"name": "a"}, "spec": {"replicas": 3}});
        assert!(diffs(&json!({"items": [item("Deployment", same.clone(), live.clone(), same.clone())]})).is_empty());
        let told = diffs(&json!({"items": [item("Deployment", more.clone(), live, more)]}));
        assert!(told[0].wanted.contains("replicas: 3") && told[0].live.contains("replicas: 2"), "{told:?}");
        assert!(!told[0].live.contains("ready") && !told[0].live.contains("uid"), "{told:?}");
    }

    #[test]
    fn what_is_not_there_yet_and_what_is_to_go_have_one_side_alone() {
        let it = json!({"kind": "Service", "metadata": {"name": "a"}});
        let told = diffs(&json!({"items": [
            item("Service", it.clone(), Value::Null, it.clone()),
            item("Service", Value::Null, it.clone(), it.clone())]}));
        assert!(told[0].live.is_empty() && told[0].wanted.contains("Service"), "{told:?}");
        assert!(told[1].wanted.is_empty() && told[1].live.contains("Service"), "{told:?}");
    }

    #[test]
    fn values_of_secrets_are_never_told_and_that_they_differ_is() {
        let secret = |value: &str| json!({"kind": "Secret", "metadata": {"name": "a", "annotations": {LAST_APPLIED: value}}, "data": {"k": value, "same": "x"}});
        let told = diffs(&json!({"items": [item("Secret", secret("bmV3"), secret("b2xk"), secret("bmV3"))]}));
        let all = format!("{told:?}");
        assert!(!all.contains("bmV3") && !all.contains("b2xk"), "{all}");
        assert!(told[0].live.contains("another one"), "{all}");
        assert!(diffs(&json!({"items": [item("Secret", secret("a"), secret("a"), secret("a"))]})).is_empty());
    }

    #[test]
    fn odd_items_are_left_out() {
        let odd = json!({"items": [null, 7, {"name": "a"}, {"name": "b", "targetState": "no json", "liveState": 3}]});
        assert!(diffs(&odd).is_empty());
        assert!(diffs(&json!({"items": null})).is_empty() && diffs(&json!([])).is_empty());
    }
}
