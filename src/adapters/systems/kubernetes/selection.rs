//! What is an entity's: by the annotations that Backstage's plugin for Kubernetes reads.

use crate::adapters::cluster::{Cluster, Wanted};
use crate::domain::model::Entity;
use crate::domain::model::cluster::Kind;
use std::sync::Arc;

/// The annotation, and the label of the same name on what runs.
const ID: &str = "backstage.io/kubernetes-id";
const NAMESPACE: &str = "backstage.io/kubernetes-namespace";
const SELECTOR: &str = "backstage.io/kubernetes-label-selector";
const CLUSTER: &str = "backstage.io/kubernetes-cluster";

/// What is an entity's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Selection {
    /// The selector of labels.
    pub(super) labels: Arc<str>,
    /// Only in this namespace.
    pub(super) namespace: Option<Arc<str>>,
    /// Only in this cluster.
    pub(super) cluster: Option<Arc<str>>,
}

impl Selection {
    /// What an entity says; none where it says nothing of what runs.
    pub(super) fn of(entity: &Entity) -> Option<Self> {
        let said = |name: &str| entity.annotation(name).map(str::trim).filter(|value| !value.is_empty());
        let labels = match said(SELECTOR) {
            Some(selector) => selector.into(),
            None => format!("{ID}={}", said(ID)?).into(),
        };
        Some(Self { labels, namespace: said(NAMESPACE).map(Arc::from), cluster: said(CLUSTER).map(Arc::from) })
    }

    /// Whether a cluster of that name is meant.
    pub(super) fn takes(&self, cluster: &str) -> bool {
        self.cluster.as_deref().is_none_or(|named| named == cluster)
    }

    /// What of a kind is wanted in a cluster.
    pub(super) fn wanted(&self, cluster: &Cluster, kind: Kind) -> Wanted {
        let own: Vec<Arc<str>> = self.namespace.iter().cloned().collect();
        let within = if own.is_empty() { cluster.namespaces() } else { &own };
        Wanted::all(kind).within(within).labelled(&self.labels)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entity(annotations: serde_json::Value) -> Entity {
        let raw = json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
            "metadata": {"name": "shop", "annotations": annotations}, "spec": {}});
        Entity::new(raw).unwrap()
    }

    #[test]
    fn the_id_is_a_label_and_a_selector_is_taken_before_it() {
        let of = |annotations| Selection::of(&entity(annotations)).map(|selection| selection.labels.to_string());
        assert_eq!(of(json!({ID: "shop"})).as_deref(), Some("backstage.io/kubernetes-id=shop"));
        assert_eq!(of(json!({ID: "shop", SELECTOR: "app in (a,b)"})).as_deref(), Some("app in (a,b)"));
        assert_eq!(of(json!({NAMESPACE: "shop"})), None);
        let named = Selection::of(&entity(json!({ID: "shop", CLUSTER: "prod"}))).unwrap();
        assert!(named.takes("prod") && !named.takes("test"));
    }
}
