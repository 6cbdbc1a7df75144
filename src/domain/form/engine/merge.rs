//! Laying schemas and values over each other.

use serde_json::{Map, Value};

use super::hole::{self, is_hole};
use crate::domain::form::script;

/// One schema with another laid over it: objects by property, the names of required properties joined, else the later.
pub(in crate::domain::form) fn merge_schemas(one: &Value, other: &Value) -> Value {
    merge_over(one.clone(), other)
}

/// The same, over a schema that is not needed any more.
pub(super) fn merge_over(one: Value, other: &Value) -> Value {
    let Value::Object(over) = other else { return one };
    let is_of_object = script::schema_type(&one) == Some("object") || script::schema_type(other) == Some("object");
    let mut merged = match one {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    for (name, right) in over {
        match merged.get_mut(name) {
            Some(left) if right.is_object() => *left = merge_over(left.take(), right),
            Some(Value::Array(left)) if name == "required" && is_of_object && right.is_array() => {
                left.extend(right.as_array().into_iter().flatten().cloned());
                *left = unique(std::mem::take(left));
            }
            Some(left) => *left = right.clone(),
            None => {
                merged.insert(name.clone(), right.clone());
            }
        }
    }
    Value::Object(merged)
}

/// Values each once, in the order of their first.
pub(super) fn unique(values: Vec<Value>) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        if !kept.iter().any(|one| script::identical(Some(one), Some(&value))) {
            kept.push(value);
        }
    }
    kept
}

/// One object with another laid over it, objects by property.
pub(super) fn merge_objects(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut merged = one.clone();
    for (name, right) in other {
        let value = match (one.get(name), right) {
            (Some(Value::Object(left)), Value::Object(right)) => Value::Object(merge_objects(left, right)),
            (Some(_), Value::Object(right)) => Value::Object(merge_objects(&Map::new(), right)),
            _ => right.clone(),
        };
        merged.insert(name.clone(), value);
    }
    merged
}

/// How defaults and data are put together.
#[derive(Clone, Copy, Default)]
pub(super) struct Mixing {
    /// Items of the defaults beyond those of the data are kept.
    pub(super) extra_items: bool,
    /// A default stands in for data that is not there.
    pub(super) fill: bool,
    /// Defaults win, as the data is in them already.
    pub(super) defaults_win: bool,
}

/// Defaults and data put together.
pub(super) fn mix(defaults: Option<&Value>, data: Option<&Value>, mixing: Mixing) -> Option<Value> {
    let defaults = defaults.filter(|defaults| !is_hole(defaults));
    match data.filter(|data| !is_hole(data)) {
        Some(Value::Array(items)) => Some(Value::Array(mix_items(defaults, items, mixing))),
        Some(Value::Object(map)) => Some(Value::Object(mix_properties(defaults, map, mixing))),
        data => {
            let is_nil = data.is_none_or(Value::is_null);
            let fills = mixing.fill && is_nil && defaults.is_some_and(|defaults| !defaults.is_null());
            let wins = mixing.defaults_win && !is_nil;
            if fills || wins { defaults.cloned() } else { data.cloned() }
        }
    }
}

fn mix_items(defaults: Option<&Value>, data: &[Value], mixing: Mixing) -> Vec<Value> {
    let defaults = defaults.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let (first, second) = if mixing.defaults_win { (defaults, data) } else { (data, defaults) };
    let mixed = first.iter().enumerate().map(|(number, item)| match second.get(number) {
        Some(other) if !is_hole(other) => hole::of(mix(defaults.get(number), data.get(number), mixing)),
        _ => item.clone(),
    });
    let mut mixed: Vec<Value> = mixed.collect();
    if mixing.extra_items || mixing.defaults_win {
        mixed.extend(second.iter().skip(mixed.len()).cloned());
    }
    mixed
}

fn mix_properties(defaults: Option<&Value>, data: &Map<String, Value>, mixing: Mixing) -> Map<String, Value> {
    let mut mixed = defaults.map(spread).unwrap_or_default();
    let nothing = Value::Object(Map::new());
    let has_defaults = defaults.is_some_and(script::is_truthy);
    for (name, value) in data {
        let is_in_defaults = defaults.and_then(Value::as_object).is_some_and(|defaults| defaults.contains_key(name));
        let default = if has_defaults { defaults.and_then(|all| script::get(all, name)) } else { Some(&nothing) };
        let mixing = Mixing { defaults_win: mixing.defaults_win && is_in_defaults, ..mixing };
        match mix(default, Some(value), mixing) {
            Some(value) => mixed.insert(name.clone(), value),
            None => mixed.shift_remove(name),
        };
    }
    mixed
}

/// What `{...value}` of JavaScript gives: lists and texts become objects by number.
fn spread(value: &Value) -> Map<String, Value> {
    let numbered = |items: Vec<Value>| items.into_iter().enumerate().map(|(n, item)| (n.to_string(), item)).collect();
    match value {
        Value::Object(map) => map.clone(),
        Value::Array(items) => numbered(items.clone()),
        Value::String(text) => {
            let units: Vec<u16> = text.encode_utf16().collect();
            numbered(units.iter().map(|unit| Value::String(String::from_utf16_lossy(&[*unit]))).collect())
        }
        _ => Map::new(),
    }
}
