use crate::adapters::cluster::{Origin, Thin, text};
use crate::domain::model::cluster::{Object, Truth};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// The label of everything that a composite is made of: the composite at the root.
pub(super) const COMPOSITE: &str = "crossplane.io/composite";
/// Facts that are kept of one.
const FACTS: usize = 12;
/// Characters of the value of one.
const LONGEST: usize = 200;

/// A claim or a composite, with what its own fields say of size, version and the like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Composite(pub Arc<Object>);

impl Thin for Composite {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let facts = facts(value);
        Self(Arc::new(Object { facts, ..Object::thin(origin, value) }))
    }
}

/// Plain values of `spec.parameters` and of `spec`, and the composition.
fn facts(value: &Value) -> Vec<(Clean, Clean)> {
    let fields = |pointer: &str| value.pointer(pointer).and_then(Value::as_object).into_iter().flatten();
    let own = fields("/spec/parameters").chain(fields("/spec")).filter(|(name, _)| !is_machinery(name));
    let plain = own.filter_map(|(name, value)| Some((Clean::line(name), plain(value)?)));
    let mut facts: Vec<_> = plain.take(FACTS).collect();
    let names = ["/spec/crossplane/compositionRef/name", "/spec/compositionRef/name"];
    let composition = names.iter().map(|pointer| text(value, pointer)).find(|name| !name.is_empty());
    facts.extend(composition.map(|name| ("composition".into(), Clean::line(name))));
    facts
}

/// Fields that Crossplane itself has in `spec`.
fn is_machinery(name: &str) -> bool {
    let begins = ["composition", "composite", "writeConnection", "publishConnection"];
    begins.iter().any(|begin| name.starts_with(begin))
}

fn plain(value: &Value) -> Option<Clean> {
    let text = match value {
        Value::String(text) => text.chars().take(LONGEST).collect(),
        Value::Number(number) => number.to_string(),
        Value::Bool(is) => is.to_string(),
        _ => return None,
    };
    Some(Clean::line(&text)).filter(|text| !text.is_empty())
}

/// Whether it is as it should be: nothing below it has to be looked at.
pub(super) fn is_well(object: &Object) -> bool {
    let holds = |name: &str| object.condition(name).map(|condition| condition.holds);
    holds("Ready") == Some(Truth::Yes) && holds("Synced") != Some(Truth::No) && object.is_observed
}

/// The name that the parts of a composite have in their label: that of the composite at the root.
pub(super) fn root_of(composite: &Object) -> &str {
    composite.labels.get(COMPOSITE).unwrap_or(&composite.id.object.name)
}

/// A value of a label that can stand in a selector.
pub(super) fn is_label(value: &str) -> bool {
    value.len() <= 63 && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::cluster::Kind;
    use serde_json::json;

    #[test]
    fn what_was_filled_in_is_told_and_machinery_is_not() {
        let value = json!({"metadata": {"name": "orders"}, "spec": {
            "parameters": {"size": "large", "replicas": 3, "nested": {"a": 1}},
            "version": "16", "compositionUpdatePolicy": "Automatic", "compositionRef": {"name": "postgres-aws"},
        }});
        let origin = Origin { cluster: "c".into(), kind: Kind::new("db.example", "Postgres"), version: "v1".into() };
        let Composite(object) = Composite::thin(&origin, &value);
        let facts: Vec<String> = object.facts.iter().map(|(name, value)| format!("{name}={value}")).collect();
        assert_eq!(facts, ["size=large", "replicas=3", "version=16", "composition=postgres-aws"]);
        assert!(!is_well(&object));
    }
}
