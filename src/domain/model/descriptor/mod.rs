//! Whether a document is an entity that Backstage's catalog takes, and what it relates to.
//!
//! The stages and their order are those of the catalog backend: envelope, placeholders, policies,
//! the kind, relations. Messages are worded as the catalog model 1.10 words them, so that people
//! find them in its documentation.

mod field_format;
mod kinds;
mod paths;
mod reference;
mod relation;
mod report;
mod schema;
mod stand_in;
mod tree_report;
mod web_address;

use std::borrow::Cow;

use serde_json::{Map, Value};

pub use field_format::is_object_name;
pub use reference::{DEFAULT_NAMESPACE, EntityRef, loose_entity_ref, parse_entity_ref, stringify_entity_ref};
pub use relation::{Relation, inverse_of};
pub use report::{Row, catalog_rows};
pub use tree_report::tree_report;

use schema::Checker;
use stand_in::{placeholders, text_of};

/// Where an entity was rejected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// It has no apiVersion, kind, metadata or name.
    Envelope,
    /// A field breaks the rules for all entities.
    Policy,
    /// It breaks the rules of its kind, or its kind is unknown.
    Kind,
    /// A reference in its spec cannot be read.
    Relations,
}

impl Stage {
    /// The name in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Stage::Envelope => "envelope",
            Stage::Policy => "policy",
            Stage::Kind => "kind",
            Stage::Relations => "relations",
        }
    }
}

/// Why an entity is not taken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rejected {
    /// Where it was rejected.
    pub stage: Stage,
    /// JSON pointer (RFC 6901) to the part that is wrong, where one part is.
    pub pointer: Option<String>,
    /// In the catalog's words. Holds text of the document.
    pub message: String,
}

/// What a valid entity states.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Accepted {
    /// Relations in the order of the kind's fields.
    pub relations: Vec<Relation>,
    /// Targets of a Location.
    pub targets: Vec<String>,
}

/// What is known of an entity after its check.
#[derive(Clone, Debug, PartialEq)]
pub struct Checked {
    /// The `apiVersion`, whatever it is.
    pub api_version: Option<Value>,
    /// The `kind`, whatever it is.
    pub kind: Option<Value>,
    /// The name in `metadata`, whatever it is.
    pub name: Option<Value>,
    /// The reference, once the policies let it pass.
    pub entity_ref: Option<String>,
    /// Placeholders as `$text: ./file`; nothing of them was read.
    pub placeholders: Vec<String>,
    /// Taken or not.
    pub verdict: Result<Accepted, Rejected>,
}

/// Checks an entity. Anything but a mapping is rejected as an envelope.
#[must_use]
pub fn check(entity: &Value) -> Checked {
    let mut checked = Checked {
        api_version: entity.get("apiVersion").cloned(),
        kind: entity.get("kind").cloned(),
        name: entity.get("metadata").and_then(|metadata| metadata.get("name")).cloned(),
        entity_ref: None,
        placeholders: Vec::new(),
        verdict: Ok(Accepted::default()),
    };
    checked.verdict = stages(entity, &mut checked);
    checked
}

fn stages(entity: &Value, checked: &mut Checked) -> Result<Accepted, Rejected> {
    envelope(entity)?;
    let Some(map) = entity.as_object() else {
        return Ok(Accepted::default());
    };
    checked.placeholders = placeholders(map);
    policy(entity, map)?;
    let (kind, metadata) = (text_at(entity, "kind"), map.get("metadata"));
    let namespace = metadata.and_then(|m| m.get("namespace")).and_then(text_of);
    let namespace = namespace.as_deref().unwrap_or(DEFAULT_NAMESPACE);
    let source = stringify_entity_ref(&kind, namespace, &metadata.map(|m| text_at(m, "name")).unwrap_or_default());
    checked.entity_ref = Some(source.clone());
    of_kind(entity, &kind, &text_at(entity, "apiVersion"))?;
    let spec = map.get("spec").unwrap_or(&Value::Null);
    let relations = relation::relations(&kind, spec, &source, namespace).map_err(|(field, message)| Rejected {
        stage: Stage::Relations,
        pointer: Some(format!("/spec/{field}")),
        message,
    })?;
    let targets = if kind == "Location" { relation::location_targets(spec) } else { Vec::new() };
    let targets = targets.into_iter().filter_map(text_of).map(Cow::into_owned).collect();
    Ok(Accepted { relations, targets })
}

fn text_at<'v>(value: &'v Value, name: &str) -> Cow<'v, str> {
    value.get(name).and_then(text_of).unwrap_or_default()
}

fn envelope(entity: &Value) -> Result<(), Rejected> {
    let checker = Checker { stand_ins: false };
    checker.object(&kinds::ENVELOPE, entity).map_err(|v| Rejected {
        stage: Stage::Envelope,
        message: format!("{} {} - {}", v.place(), v.message, v.detail),
        pointer: Some(v.pointer),
    })
}

fn policy(entity: &Value, map: &Map<String, Value>) -> Result<(), Rejected> {
    let reject = |pointer: String, message: String| Rejected { stage: Stage::Policy, pointer: Some(pointer), message };
    let checker = Checker { stand_ins: true };
    checker
        .object(&kinds::ENTITY, entity)
        .map_err(|v| reject(v.pointer.clone(), format!("Malformed envelope, {} {}", v.place(), v.message)))?;
    let foreign = map.keys().find(|key| !matches!(key.as_str(), "apiVersion" | "kind" | "metadata" | "spec"));
    if let Some(foreign) = foreign {
        return Err(reject(format!("/{foreign}"), format!("Unknown field {foreign}")));
    }
    field_format::check(map).map_err(|(pointer, message)| reject(pointer, message))
}

const UNKNOWN_KIND: &str =
    "No processor recognized the entity as valid, possibly caused by a foreign kind or apiVersion";

fn of_kind(entity: &Value, kind: &str, api_version: &str) -> Result<(), Rejected> {
    let Some(known) = kinds::find(kind, api_version) else {
        let pointer = Some("/kind".to_owned());
        return Err(Rejected { stage: Stage::Kind, pointer, message: UNKNOWN_KIND.to_owned() });
    };
    let checker = Checker { stand_ins: true };
    checker.object(&known.rules, entity).map_err(|v| Rejected {
        stage: Stage::Kind,
        message: format!("{} {} - {}", sorted_place(entity, v.place()), v.message, v.detail),
        pointer: Some(v.pointer),
    })
}

/// Lists of references are put in order before the check, which makes an empty one the first.
fn sorted_place<'v>(entity: &Value, place: &'v str) -> Cow<'v, str> {
    let parts = place.strip_prefix("/spec/").and_then(|rest| rest.split_once('/'));
    let Some((field, _)) = parts.filter(|(field, _)| relation::SORTED.contains(field)) else {
        return place.into();
    };
    let list = entity.get("spec").and_then(|spec| spec.get(field)).and_then(Value::as_array);
    let texts = list.is_some_and(|list| list.iter().all(|value| text_of(value).is_some()));
    if texts { format!("/spec/{field}/0").into() } else { place.into() }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn message(entity: Value) -> (Stage, String) {
        let rejected = check(&entity).verdict.unwrap_err();
        (rejected.stage, rejected.message)
    }

    fn component(spec: Value) -> Value {
        json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component", "metadata": {"name": "A"}, "spec": spec})
    }

    #[test]
    fn relations_are_stated_both_ways_and_lists_in_order() {
        let checked = check(&component(json!({
            "type": "t", "lifecycle": "l", "owner": "team", "consumesApis": ["b", "a"]
        })));
        assert_eq!(checked.entity_ref.as_deref(), Some("component:default/a"));
        let relations = checked.verdict.unwrap().relations;
        let told: Vec<_> = relations.iter().map(|r| (r.kind, r.target.as_str(), r.inverse)).collect();
        let api = |name| ("consumesApi", name, "apiConsumedBy");
        assert_eq!(told, [("ownedBy", "group:default/team", "ownerOf"), api("api:default/a"), api("api:default/b")]);
    }

    #[test]
    fn each_stage_has_the_catalogs_words() {
        assert_eq!(
            message(json!({"apiVersion": "v", "kind": "K", "metadata": {"name": {}}})),
            (Stage::Envelope, "/metadata/name must be string - type: string".to_owned())
        );
        assert_eq!(
            message(json!({"apiVersion": "v", "kind": "K", "metadata": {"name": "n", "tags": "x"}})),
            (Stage::Policy, "Malformed envelope, /metadata/tags must be array".to_owned())
        );
        let missing = "/spec must have required property 'owner' - missingProperty: owner";
        assert_eq!(message(component(json!({"type": "t", "lifecycle": "l"}))), (Stage::Kind, missing.to_owned()));
        let (stage, _) = message(component(json!({"type": "t", "lifecycle": "l", "owner": "a:/b"})));
        assert_eq!(stage, Stage::Relations);
    }

    #[test]
    fn a_placeholder_counts_as_a_text() {
        let api = json!({
            "apiVersion": "backstage.io/v1alpha1", "kind": "API", "metadata": {"name": "a"},
            "spec": {"type": "t", "lifecycle": "l", "owner": "o", "definition": {"$text": "./a.yaml"}}
        });
        let checked = check(&api);
        assert!(checked.verdict.is_ok());
        assert_eq!(checked.placeholders, ["$text: ./a.yaml"]);
    }
}
