//! What an entity of the catalog tells of the access that one may want to it.

use super::AccessKind;
use crate::domain::model::Entity;
use crate::domain::model::provision::marks::ENVIRONMENT;
use crate::domain::text::Clean;

/// Words in the type of a resource, and the sort of access that it takes.
const TYPES: [(&str, AccessKind); 14] = [
    ("database", AccessKind::Database),
    ("postgres", AccessKind::Database),
    ("mysql", AccessKind::Database),
    ("mongodb", AccessKind::Database),
    ("redis", AccessKind::Database),
    ("clickhouse", AccessKind::Database),
    ("kubernetes", AccessKind::Kubernetes),
    ("k8s", AccessKind::Kubernetes),
    ("server", AccessKind::Ssh),
    ("virtual-machine", AccessKind::Ssh),
    ("vm", AccessKind::Ssh),
    ("machine", AccessKind::Ssh),
    ("host", AccessKind::Ssh),
    ("node", AccessKind::Ssh),
];

/// Marks what runs in a Kubernetes cluster, in Backstage.
const KUBERNETES: [&str; 2] = ["backstage.io/kubernetes-id", "backstage.io/kubernetes-label-selector"];

/// What sort of access one may want to an entity: by the type of a resource, or because it runs in a cluster. None
/// where it is nothing of that sort.
pub fn kind_of(entity: &Entity) -> Option<AccessKind> {
    let of_type = |word: &str| {
        TYPES.iter().find(|(part, _)| word.split(['-', '_', '/', ' ']).any(|it| it == *part) || word == *part)
    };
    match entity.reference().kind() {
        "resource" => {
            let word = entity.text("/spec/type").as_str().to_lowercase();
            let starts = || TYPES.iter().find(|(part, _)| part.len() > 4 && word.starts_with(part));
            of_type(&word).or_else(starts).map(|(_, kind)| *kind)
        }
        "component" => {
            KUBERNETES.iter().any(|name| entity.annotation(name).is_some()).then_some(AccessKind::Kubernetes)
        }
        _ => None,
    }
}

/// The environment of an entity, by its label or its annotation; empty where neither tells.
pub fn environment_of(entity: &Entity) -> Clean {
    let label = entity.text("/metadata/labels/environment");
    if label.is_empty() { entity.annotation(ENVIRONMENT).map(Clean::line).unwrap_or_default() } else { label }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn entity(kind: &str, of_type: &str, metadata: serde_json::Value) -> Entity {
        let mut metadata = metadata;
        metadata["name"] = json!("it");
        let value = json!({"apiVersion": "backstage.io/v1alpha1", "kind": kind, "metadata": metadata,
            "spec": {"type": of_type}});
        Entity::new(value).unwrap()
    }

    #[test]
    fn an_entity_tells_what_sort_of_access_one_may_want() {
        let kind = |kind, of_type| kind_of(&entity(kind, of_type, json!({})));
        assert_eq!(kind("Resource", "database"), Some(AccessKind::Database));
        assert_eq!(kind("Resource", "database-cluster"), Some(AccessKind::Database));
        assert_eq!(kind("Resource", "PostgreSQL"), Some(AccessKind::Database));
        assert_eq!(kind("Resource", "linux-server"), Some(AccessKind::Ssh));
        assert_eq!(kind("Resource", "kubernetes-cluster"), Some(AccessKind::Kubernetes));
        assert_eq!(kind("Resource", "s3-bucket"), None);
        assert_eq!(kind("Component", "service"), None);
        let runs = json!({"annotations": {"backstage.io/kubernetes-id": "it"}});
        assert_eq!(kind_of(&entity("Component", "service", runs)), Some(AccessKind::Kubernetes));
    }

    #[test]
    fn its_environment_is_that_of_its_label_before_its_annotation() {
        let labelled = entity("Resource", "database", json!({"labels": {"environment": "staging"}}));
        assert_eq!(environment_of(&labelled).as_str(), "staging");
        let noted = entity("Resource", "database", json!({"annotations": {(ENVIRONMENT): "production"}}));
        assert_eq!(environment_of(&noted).as_str(), "production");
        assert!(environment_of(&entity("Resource", "database", json!({}))).is_empty());
    }
}
