//! Objects in files of YAML.

use super::{Manifest, is_asked_for, marks};
use crate::domain::model::cluster::{Kind, ObjectRef};
use crate::domain::model::yaml;
use crate::domain::text::Clean;
use serde_json::{Map, Value};
use std::sync::Arc;

/// Files of more bytes describe no object that somebody asked for.
const LARGEST: usize = 1 << 20;
/// Fields of `spec` that are told, and the names that they are told by.
const FACTS: &[(&str, &str)] = &[
    ("environment", "environment"),
    ("owner", "owner"),
    ("size", "size"),
    ("version", "version"),
    ("engineVersion", "version"),
    ("storageGB", "storage (GB)"),
    ("storage", "storage"),
    ("replicas", "replicas"),
    ("instances", "replicas"),
    ("partitions", "partitions"),
    ("backup", "backup"),
];

/// The objects that a file describes and that somebody may have asked for; what goes along with them is left out.
/// What of the text is no YAML, or no object, is left out too. Which commit brought it and whether it is there still
/// is for the caller to say.
pub fn manifests_in(repository: &str, path: &str, text: &str) -> Vec<Manifest> {
    if text.len() > LARGEST {
        return Vec::new();
    }
    let documents = yaml::documents(text).into_iter().filter_map(|document| document.content.ok());
    documents.filter_map(|parsed| manifest(repository, path, &parsed.value)).collect()
}

fn manifest(repository: &str, path: &str, value: &Value) -> Option<Manifest> {
    let word = |pointer: &str| value.pointer(pointer).and_then(Value::as_str).filter(|word| !word.is_empty());
    let kind = Kind::of_api_version(word("/apiVersion")?, word("/kind")?);
    let marks = marks_of(value);
    if !is_asked_for(&kind, marks.get(marks::PROVISION).map(|said| &**said)) {
        return None;
    }
    let namespace = word("/metadata/namespace").unwrap_or_default();
    Some(Manifest {
        object: ObjectRef::new(kind, namespace, word("/metadata/name")?),
        repository: Clean::line(repository),
        path: Clean::line(path),
        request: marks.get(marks::REQUEST).map(|id| Clean::line(id)),
        facts: facts(value),
        marks,
        ..Manifest::default()
    })
}

/// What is stagedoor's own of the labels and annotations.
fn marks_of(value: &Value) -> marks::Marks {
    let map = |pointer: &str| value.pointer(pointer).and_then(Value::as_object);
    let own = |map: &Map<String, Value>| -> Vec<(Arc<str>, Arc<str>)> {
        let own = map.iter().filter(|(name, _)| name.starts_with(marks::PREFIX));
        own.filter_map(|(name, value)| Some((name.as_str().into(), value.as_str()?.into()))).collect()
    };
    // the later one counts: a label before an annotation
    ["/metadata/annotations", "/metadata/labels"].into_iter().filter_map(map).flat_map(own).collect()
}

fn facts(value: &Value) -> Vec<(Clean, Clean)> {
    let fact = |(field, name): &(&str, &'static str)| {
        let text = match value.pointer("/spec")?.get(field)? {
            Value::String(text) => Clean::line(text),
            value @ (Value::Number(_) | Value::Bool(_)) => Clean::line(&value.to_string()),
            _ => return None,
        };
        Some((Clean::from(*name), text))
    };
    FACTS.iter().filter_map(fact).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAIM: &str = "\
apiVersion: databases.example/v1alpha1
kind: PostgresDatabase
metadata:
  name: orders
  namespace: databases
  labels: {stagedoor.dev/request: t1, app: x}
  annotations: {stagedoor.dev/approval: 'group:default/dbas'}
spec: {environment: production, storageGB: 100, extensions: [a]}
---
apiVersion: external-secrets.io/v1
kind: ExternalSecret
metadata: {name: orders}
---
a: {b
---
apiVersion: kafka.strimzi.io/v1
kind: KafkaTopic
metadata: {name: orders.v1}
";

    #[test]
    fn what_was_asked_for_is_read_out_of_a_file_whatever_else_stands_in_it() {
        let found = manifests_in("github.com/o/infra", "production/orders/claim.yaml", CLAIM);
        let names: Vec<String> = found.iter().map(|manifest| manifest.object.to_string()).collect();
        assert_eq!(
            names,
            ["PostgresDatabase.databases.example/databases/orders", "KafkaTopic.kafka.strimzi.io/orders.v1"]
        );
        let claim = &found[0];
        assert_eq!(claim.request, Some("t1".into()));
        assert_eq!(claim.marks.get(marks::APPROVAL).map(|it| &**it), Some("group:default/dbas"));
        assert_eq!(claim.marks.len(), 2);
        let facts: Vec<String> = claim.facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(facts, ["environment=production", "storage (GB)=100"]);
    }
}
