//! Whether two schemas say the same (the behaviour of `json-schema-compare` 0.2).

use serde_json::{Map, Value};

use crate::domain::form::script;

/// Properties that count as equal where one side does not have them and the other says nothing by them.
const MAY_BE_MISSING: [&str; 8] = [
    "properties",
    "patternProperties",
    "dependencies",
    "uniqueItems",
    "minLength",
    "minItems",
    "minProperties",
    "required",
];
const SCHEMAS: [&str; 5] = ["additionalProperties", "additionalItems", "contains", "propertyNames", "not"];

/// Why two values cannot be compared: one of them is no schema.
pub(super) struct NoSchema;

type Compared = Result<bool, NoSchema>;

/// Whether two schemas say the same; `None` is no schema at all.
pub(super) fn alike(one: Option<&Value>, other: Option<&Value>) -> Compared {
    if is_empty(one) && is_empty(other) {
        return Ok(true);
    }
    match (one, other) {
        (Some(Value::Bool(one)), Some(Value::Bool(other))) => Ok(one == other),
        (Some(Value::Object(one)), Some(Value::Object(other))) => alike_objects(one, other),
        (one, other) if is_schema(one) && is_schema(other) => Ok(other.is_some() && one.is_some() && {
            // a boolean beside an object: only an object without anything says as little
            let map = one.and_then(Value::as_object).or_else(|| other.and_then(Value::as_object));
            map.is_none_or(Map::is_empty)
        }),
        _ => Err(NoSchema),
    }
}

fn is_schema(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.is_object() || value.is_boolean())
}

fn is_empty(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Bool(true)) => true,
        Some(Value::Object(map)) => map.is_empty(),
        _ => false,
    }
}

fn alike_objects(one: &Map<String, Value>, other: &Map<String, Value>) -> Compared {
    let names = one.keys().chain(other.keys().filter(|name| !one.contains_key(*name)));
    for name in names {
        if !alike_values(name, one.get(name), other.get(name))? {
            return Ok(false);
        }
    }
    Ok(true)
}

fn alike_values(name: &str, one: Option<&Value>, other: Option<&Value>) -> Compared {
    if SCHEMAS.contains(&name) {
        return alike(one, other);
    }
    if let (Some(one), Some(other)) = (one, other)
        && script::same(one, other)
    {
        return Ok(true);
    }
    if !MAY_BE_MISSING.contains(&name) && (one.is_none() || other.is_none()) {
        return Ok(false);
    }
    alike_by_name(name, one, other)
}

fn alike_by_name(name: &str, one: Option<&Value>, other: Option<&Value>) -> Compared {
    match name {
        "uniqueItems" => Ok(stands_for(one, other, &Value::Bool(false))),
        "minLength" | "minItems" | "minProperties" => Ok(stands_for(one, other, &Value::from(0))),
        "required" if is_empty_list(one) && is_empty_list(other) => Ok(true),
        "required" | "enum" | "type" => Ok(same_sets(one, other)),
        "items" => match (one, other) {
            (Some(Value::Object(_)), Some(Value::Object(_))) => alike(one, other),
            (Some(Value::Array(_)), Some(Value::Array(_))) => alike_groups(one, other),
            _ => Ok(false),
        },
        "anyOf" | "allOf" | "oneOf" => alike_lists(one, other),
        "properties" | "patternProperties" | "dependencies" => alike_groups(one, other),
        _ => Ok(false),
    }
}

/// Whether one side is missing and the other has the value that says nothing.
fn stands_for(one: Option<&Value>, other: Option<&Value>, nothing: &Value) -> bool {
    match (one, other) {
        (None, Some(value)) | (Some(value), None) => script::same(value, nothing),
        _ => false,
    }
}

fn is_empty_list(value: Option<&Value>) -> bool {
    value.is_none_or(|value| value.as_array().is_some_and(Vec::is_empty))
}

fn same_sets(one: Option<&Value>, other: Option<&Value>) -> bool {
    let (one, other) = (sorted(one), sorted(other));
    one.len() == other.len() && one.iter().zip(&other).all(|(one, other)| script::same(one, other))
}

fn sorted(value: Option<&Value>) -> Vec<Value> {
    let values = match value {
        Some(Value::Array(values)) => values.clone(),
        Some(value) => vec![value.clone()],
        None => Vec::new(),
    };
    let mut values = super::merge::unique(values);
    values.sort_by(script::order);
    values
}

fn alike_lists(one: Option<&Value>, other: Option<&Value>) -> Compared {
    let list = |value: Option<&Value>| value.and_then(Value::as_array).cloned().unwrap_or_default();
    let (one, other) = (unique(list(one))?, unique(list(other))?);
    let mut shared = 0;
    for value in &one {
        for another in &other {
            if alike(Some(value), Some(another))? {
                shared += 1;
                break;
            }
        }
    }
    Ok(shared == one.len().max(other.len()))
}

/// Values of which no two say the same, each the first of its kind.
pub(super) fn unique(values: Vec<Value>) -> Result<Vec<Value>, NoSchema> {
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        let mut is_known = false;
        for one in &kept {
            is_known = is_known || alike(Some(&value), Some(one))?;
        }
        if !is_known {
            kept.push(value);
        }
    }
    Ok(kept)
}

/// Schemas by name, or by their places in a list.
fn alike_groups(one: Option<&Value>, other: Option<&Value>) -> Compared {
    let (one, other) = (entries(one), entries(other));
    if one.is_empty() != other.is_empty() {
        return Ok(false);
    }
    for (name, value) in &one {
        let another = other.iter().find(|(other, _)| other == name).map(|(_, value)| *value);
        let fits = match (value, another) {
            (_, None) => false,
            (Value::Array(_), Some(Value::Array(_))) => script::same(value, another.unwrap_or(&Value::Null)),
            (Value::Array(_), _) | (_, Some(Value::Array(_))) => false,
            _ => alike(Some(value), another)?,
        };
        if !fits {
            return Ok(false);
        }
    }
    Ok(other.iter().all(|(name, _)| one.iter().any(|(other, _)| other == name)))
}

fn entries(value: Option<&Value>) -> Vec<(String, &Value)> {
    match value {
        Some(Value::Object(map)) => map.iter().map(|(name, value)| (name.clone(), value)).collect(),
        Some(Value::Array(items)) => items.iter().enumerate().map(|(n, value)| (n.to_string(), value)).collect(),
        _ => Vec::new(),
    }
}

/// Values of one keyword, each the first of those that say the same.
pub(super) fn compact(name: &str, values: Vec<Value>) -> Result<Vec<Value>, NoSchema> {
    let mut kept: Vec<Value> = Vec::with_capacity(values.len());
    for value in values {
        let mut is_known = false;
        for one in &kept {
            is_known = is_known || alike_values(name, Some(&value), Some(one))?;
        }
        if !is_known {
            kept.push(value);
        }
    }
    Ok(kept)
}
