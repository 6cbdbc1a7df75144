use super::field::{at, conditions, event_time, is_observed, line, refs_of, text, whole};
use crate::domain::model::cluster::{Gravity, Kind, Object, ObjectEvent, ObjectId, ObjectRef};
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Bytes of the value of an annotation that is kept; longer ones hold whole documents.
const LONGEST: usize = 1 << 10;
/// Annotations that hold what was applied.
const MANIFESTS: [&str; 2] = ["kubectl.kubernetes.io/last-applied-configuration", "last-applied"];

/// Where an object was read. Items of a list do not always say themselves what they are.
#[derive(Clone, Debug)]
pub struct Origin {
    /// The cluster.
    pub cluster: Arc<str>,
    /// The kind that was asked for.
    pub kind: Kind,
    /// The version of its API.
    pub version: Arc<str>,
}

/// What is kept of an object. It is made at once from what was read; the whole JSON is not kept. A change that
/// makes no difference to it is none.
pub trait Thin: PartialEq + Sized + Send + Sync + 'static {
    /// What is kept of `value`, which others wrote.
    fn thin(origin: &Origin, value: &Value) -> Self;
}

/// The whole object, for those who need one of it and not many.
impl Thin for Value {
    fn thin(_: &Origin, value: &Value) -> Self {
        value.clone()
    }
}

impl Origin {
    /// Which object it is.
    pub fn id(&self, value: &Value) -> ObjectId {
        let object =
            ObjectRef::new(self.kind.clone(), text(value, "/metadata/namespace"), text(value, "/metadata/name"));
        ObjectId { cluster: Arc::clone(&self.cluster), object }
    }
}

impl Thin for Object {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let id = origin.id(value);
        let namespace = &*id.object.namespace;
        let mut parts = refs_of(value, "/spec/resourceRef", "");
        parts.extend(refs_of(value, "/spec/resourceRefs", ""));
        // those of a composite of version 2 are beside it
        parts.extend(refs_of(value, "/spec/crossplane/resourceRefs", namespace));
        let mut owners = refs_of(value, "/spec/claimRef", "");
        owners.extend(refs_of(value, "/metadata/ownerReferences", namespace));
        Self {
            version: Arc::clone(&origin.version),
            uid: text(value, "/metadata/uid").into(),
            created: at(text(value, "/metadata/creationTimestamp")),
            deleting: at(text(value, "/metadata/deletionTimestamp")),
            labels: texts(value, "/metadata/labels"),
            annotations: texts(value, "/metadata/annotations"),
            conditions: conditions(value),
            phase: line(text(value, "/status/phase")),
            is_observed: is_observed(value),
            parts,
            owners,
            facts: Vec::new(),
            id,
        }
    }
}

/// A map of texts, without what is too long to be one.
fn texts(value: &Value, pointer: &str) -> BTreeMap<Arc<str>, Arc<str>> {
    let all = value.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    let short = all.filter(|(name, _)| !MANIFESTS.iter().any(|manifest| name.ends_with(manifest)));
    let short = short.filter_map(|(name, value)| Some((name, value.as_str()?)));
    short
        .filter(|(_, value)| value.len() <= LONGEST)
        .map(|(name, value)| (name.as_str().into(), value.into()))
        .collect()
}

/// An event of `v1` or of `events.k8s.io/v1`.
impl Thin for ObjectEvent {
    fn thin(_: &Origin, value: &Value) -> Self {
        let either = |old: &str, new: &str| {
            let said = text(value, old);
            if said.is_empty() { text(value, new) } else { said }
        };
        let about = ["/involvedObject", "/regarding"].iter().flat_map(|field| refs_of(value, field, "")).next();
        let count = ["/series/count", "/count", "/deprecatedCount"].iter().find_map(|field| whole(value, field));
        let first = ["/firstTimestamp", "/deprecatedFirstTimestamp", "/eventTime"];
        let seen = event_time(value).unwrap_or_default();
        Self {
            uid: line(text(value, "/metadata/uid")),
            at: seen,
            first: first.iter().find_map(|field| at(text(value, field))).filter(|first| *first != seen),
            count: count.and_then(|count| u32::try_from(count).ok()).unwrap_or(1).max(1),
            gravity: if text(value, "/type") == "Warning" { Gravity::Warning } else { Gravity::Normal },
            reason: line(text(value, "/reason")),
            message: line(either("/message", "/note")),
            about: about.unwrap_or_default(),
            by: line(match either("/reportingComponent", "/reportingController") {
                "" => either("/source/component", "/deprecatedSource/component"),
                said => said,
            }),
        }
    }
}

/// What an object is known by among those of its kind.
pub(super) fn key_of(value: &Value) -> (Arc<str>, Arc<str>) {
    (text(value, "/metadata/namespace").into(), text(value, "/metadata/name").into())
}

/// The version of an object's state, which watches go on from.
pub(super) fn resource_version(value: &Value) -> Option<&str> {
    value.pointer("/metadata/resourceVersion").and_then(Value::as_str).filter(|version| !version.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use serde_json::json;

    fn origin() -> Origin {
        Origin { cluster: "prod".into(), kind: Kind::new("databases.example", "Postgres"), version: "v1".into() }
    }

    #[test]
    fn references_are_found_in_both_places_and_manifests_are_left_out() {
        let value = json!({
            "metadata": {
                "name": "orders", "namespace": "shop", "generation": 3,
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": "{}", "a": "b", "long": "x".repeat(LONGEST + 1)},
                "labels": {"stagedoor.dev/request": "task-1"},
            },
            "spec": {
                "resourceRef": {"apiVersion": "databases.example/v1", "kind": "XPostgres", "name": "orders-x"},
                "crossplane": {"resourceRefs": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "orders"}]},
            },
            "status": {"observedGeneration": 2, "phase": "Making\u{1b}[31m"},
        });
        let object = Object::thin(&origin(), &value);
        let parts: Vec<String> = object.parts.iter().map(ToString::to_string).collect();
        assert_eq!(parts, ["XPostgres.databases.example/orders-x", "Deployment.apps/shop/orders"]);
        assert_eq!(object.annotations.len(), 1);
        assert_eq!(object.request(), Some("task-1"));
        assert!(!object.is_observed);
        assert_eq!(object.phase.as_str(), "Making");
    }

    #[test]
    fn a_condition_of_an_earlier_generation_does_not_tell_how_the_newest_state_does() {
        let observed = |name: &str, generation: Option<u64>| {
            let condition = json!({"type": name, "status": "True", "observedGeneration": generation});
            let value = json!({"metadata": {"generation": 3}, "status": {"conditions": [condition]}});
            Object::thin(&origin(), &value).is_observed
        };
        assert!(observed("Ready", Some(3)) && observed("Ready", None));
        assert!(!observed("Ready", Some(2)) && !observed("Synced", Some(2)) && !observed("Stalled", Some(1)));
        assert!(observed("Other", Some(2)), "it says nothing of being ready");
    }

    #[test]
    fn events_of_both_apis_are_read() {
        let old = json!({"metadata": {"uid": "1"}, "type": "Warning", "reason": "BackOff", "message": "again", "count": 7,
            "firstTimestamp": "2026-11-30T08:00:00Z", "lastTimestamp": "2026-11-30T08:01:00Z",
            "involvedObject": {"kind": "Pod", "name": "a", "namespace": "b"}, "source": {"component": "kubelet"}});
        let new = json!({"metadata": {"uid": "1"}, "type": "Warning", "reason": "BackOff", "note": "again",
            "series": {"count": 7, "lastObservedTime": "2026-11-30T08:01:00.000000Z"}, "eventTime": "2026-11-30T08:00:00.000000Z",
            "regarding": {"kind": "Pod", "name": "a", "namespace": "b"}, "reportingController": "kubelet"});
        let (old, new) = (ObjectEvent::thin(&origin(), &old), ObjectEvent::thin(&origin(), &new));
        assert_eq!(old, new);
        assert_eq!((old.count, old.at.since(old.first.unwrap_or(At(0))).as_secs()), (7, 60));
    }
}
