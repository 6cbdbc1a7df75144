//! Placeholders: `{ $text: ./file }` stands for a text that is read from elsewhere.
//!
//! See "Substitutions In The Descriptor Format" in Backstage's documentation. Nothing is read
//! here; where a text is wanted, a placeholder counts as one.

use std::borrow::Cow;

use serde_json::{Map, Value};

const KEYS: [&str; 7] = ["$text", "$json", "$yaml", "$openapi", "$asyncapi", "$graphql", "$grpc"];

/// The key and the target, if the value is a placeholder.
pub(super) fn stand_in(value: &Value) -> Option<(&str, &str)> {
    let map = value.as_object().filter(|map| map.len() == 1)?;
    let (key, target) = map.iter().next()?;
    Some((key.as_str(), target.as_str()?)).filter(|_| KEYS.contains(&key.as_str()))
}

/// The text that a value is or stands for.
pub(super) fn text_of(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        _ => stand_in(value).map(|(key, target)| Cow::Owned(format!("<{key} {target}>"))),
    }
}

/// All placeholders as `$text: ./file`, in the order of the document.
pub(super) fn placeholders(entity: &Map<String, Value>) -> Vec<String> {
    let mut found = Vec::new();
    entity.values().for_each(|value| collect(value, &mut found));
    found
}

fn collect(value: &Value, found: &mut Vec<String>) {
    if let Some((key, target)) = stand_in(value) {
        return found.push(format!("{key}: {target}"));
    }
    match value {
        Value::Array(list) => list.iter().for_each(|value| collect(value, found)),
        Value::Object(map) => map.values().for_each(|value| collect(value, found)),
        _ => {}
    }
}
