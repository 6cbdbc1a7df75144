//! Values as JavaScript sees them: which are true, which are equal, what they are as texts.

use std::borrow::Cow;

use serde_json::{Map, Value};

/// Whether a value counts as true.
pub(super) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(value) => *value,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The property of a schema that counts as true.
pub(super) fn truthy<'a>(map: &'a Value, name: &str) -> Option<&'a Value> {
    map.get(name).filter(|value| is_truthy(value))
}

/// Whether two values are equal in depth. The order of properties says nothing, `1` and `1.0` are one.
pub(super) fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one == other || one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(name, value)| other.get(name).is_some_and(|other| same(value, other)))
        }
        _ => one == other,
    }
}

/// Whether two values are one (`===`): lists and objects never are, as they were read apart.
pub(super) fn identical(one: Option<&Value>, other: Option<&Value>) -> bool {
    match (one, other) {
        (None, None) => true,
        (Some(Value::Array(_) | Value::Object(_)), _) => false,
        (Some(one), Some(other)) => same(one, other),
        _ => false,
    }
}

/// A value as `String(value)` gives it.
pub(super) fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Number(number) => number_text(number),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(item_text).collect::<Vec<_>>().join(","),
        Value::Object(_) => "[object Object]".to_owned(),
    }
}

fn item_text(item: &Value) -> Cow<'_, str> {
    match item {
        Value::Null => Cow::Borrowed(""),
        Value::String(text) => Cow::Borrowed(text),
        other => Cow::Owned(text(other)),
    }
}

/// A number as ECMA-262 writes it (`Number::toString`).
pub(super) fn number_text(number: &serde_json::Number) -> String {
    crate::domain::text::number_text(number.as_f64().unwrap_or(f64::NAN))
}

/// The type that a value looks like.
pub(super) fn guess_type(value: Option<&Value>) -> &'static str {
    match value {
        None | Some(Value::Null) => "null",
        Some(Value::Array(_)) => "array",
        Some(Value::String(_)) => "string",
        Some(Value::Bool(_)) => "boolean",
        Some(Value::Number(_)) => "number",
        Some(Value::Object(_)) => "object",
    }
}

/// The type that a schema is about; of several the first, of two the one that is not `null`.
pub(super) fn schema_type(schema: &Value) -> Option<&str> {
    match truthy(schema, "type") {
        Some(Value::String(name)) => return Some(name),
        Some(Value::Array(names)) => return first_type(names),
        Some(_) => return None,
        None => {}
    }
    if let Some(value) = truthy(schema, "const") {
        return Some(guess_type(Some(value)));
    }
    if truthy(schema, "enum").is_some() {
        return Some("string");
    }
    (truthy(schema, "properties").is_some() || truthy(schema, "additionalProperties").is_some()).then_some("object")
}

fn first_type(names: &[Value]) -> Option<&str> {
    let mut texts = names.iter().map(Value::as_str);
    if names.len() == 2 && names.iter().any(|name| name == "null") {
        return texts.find(|name| *name != Some("null"))?;
    }
    texts.next()?
}

/// A property by name, or by a way with dots where no property is called so (lodash's `get`).
pub(super) fn get<'a>(data: &'a Value, name: &str) -> Option<&'a Value> {
    let Value::Object(map) = data else { return super::path::child(data, name) };
    if let Some(value) = map.get(name) {
        return Some(value);
    }
    if !name.contains('.') {
        return None;
    }
    name.split('.').try_fold(data, |at, name| super::path::child(at, name))
}

/// Whether a value is an object (and not a list).
pub(super) fn is_object(value: Option<&Value>) -> bool {
    matches!(value, Some(Value::Object(_)))
}

/// A copy of an object without one of its properties, those after it in their places.
pub(super) fn without(map: &Map<String, Value>, names: &[&str]) -> Map<String, Value> {
    let kept = map.iter().filter(|(name, _)| !names.contains(&name.as_str()));
    kept.map(|(name, value)| (name.clone(), value.clone())).collect()
}

/// The order of lodash's `sortBy`: numbers and booleans by size, texts by UTF-16 units, null last.
pub(super) fn order(one: &Value, other: &Value) -> std::cmp::Ordering {
    use std::cmp::Ordering;
    match (one, other) {
        (Value::Null, Value::Null) => Ordering::Equal,
        (Value::Null, _) => Ordering::Greater,
        (_, Value::Null) => Ordering::Less,
        (Value::String(one), Value::String(other)) => one.encode_utf16().cmp(other.encode_utf16()),
        _ => match (size(one), size(other)) {
            (Some(one), Some(other)) => one.partial_cmp(&other).unwrap_or(Ordering::Equal),
            _ => Ordering::Equal,
        },
    }
}

fn size(value: &Value) -> Option<f64> {
    match value {
        Value::Bool(value) => Some(f64::from(u8::from(*value))),
        Value::Number(number) => number.as_f64(),
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

/// A number of JavaScript as a value: a whole one without a point.
pub(super) fn number(number: f64) -> Value {
    if number.fract() == 0.0 && number.abs() < 9e15 {
        return Value::from(number as i64);
    }
    serde_json::Number::from_f64(number).map_or(Value::Null, Value::Number)
}
