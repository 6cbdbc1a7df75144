//! What a schema says beside its type and its parts.

use super::tree::{items, last_key, pairs, text};
use crate::domain::text::Clean;
use serde_json::Value;

/// The longest value that is shown on a line, in characters.
const MAX_SHOWN: usize = 200;

/// What limits a value: key and label.
pub(super) const LIMITS: &[(&str, &str)] = &[
    ("default", "default"),
    ("const", "always"),
    ("pattern", "pattern"),
    ("minimum", "at least"),
    ("exclusiveMinimum", "more than"),
    ("maximum", "at most"),
    ("exclusiveMaximum", "less than"),
    ("multipleOf", "multiple of"),
    ("minLength", "length at least"),
    ("maxLength", "length at most"),
    ("minItems", "items at least"),
    ("maxItems", "items at most"),
    ("uniqueItems", "items differ"),
    ("minProperties", "properties at least"),
    ("maxProperties", "properties at most"),
    ("contentEncoding", "encoding"),
    ("contentMediaType", "media type"),
    ("readOnly", "read only"),
    ("writeOnly", "write only"),
    ("example", "example"),
];

pub(super) fn fact(value: &Value, key: &str, label: &'static str) -> Option<(&'static str, Clean)> {
    match value.get(key)? {
        Value::Bool(false) if key != "default" && key != "const" && key != "example" => None,
        Value::Bool(true) if matches!(key, "uniqueItems" | "readOnly" | "writeOnly") => Some((label, Clean::default())),
        other => Some((label, shown(other))),
    }
}

pub(super) fn examples(value: &Value) -> Option<(&'static str, Clean)> {
    let list: Vec<String> = items(value, "examples").take(3).map(|value| shown(value).to_string()).collect();
    (!list.is_empty()).then(|| ("examples", Clean::line(&list.join(", "))))
}

/// A value that the schema itself gives.
pub(super) fn given(value: &Value) -> Option<Value> {
    let first = |key: &str| items(value, key).next();
    let keys = [value.get("example"), first("examples"), value.get("const"), value.get("default"), first("enum")];
    keys.into_iter().flatten().next().cloned()
}

pub(super) fn discriminated(discriminator: &Value) -> Clean {
    let property = discriminator.as_str().unwrap_or_else(|| text(discriminator, "propertyName"));
    let mapping = pairs(discriminator, "mapping")
        .take(20)
        .map(|(value, to)| format!("{value} is {}", last_key(to.as_str().unwrap_or_default())));
    let mapping: Vec<String> = mapping.collect();
    if mapping.is_empty() { Clean::line(property) } else { Clean::line(&format!("{property}: {}", mapping.join(", "))) }
}

/// A value on one line, texts without their quotes.
pub(super) fn shown(value: &Value) -> Clean {
    let whole = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    match whole.char_indices().nth(MAX_SHOWN) {
        Some((at, _)) => Clean::line(&format!("{}...", whole.get(..at).unwrap_or_default())),
        None => Clean::line(&whole),
    }
}
