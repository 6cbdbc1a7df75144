//! One schema of all in `allOf` (the behaviour of `json-schema-merge-allof` 0.8 with `deep: false`).

mod groups;
mod keywords;

use std::collections::HashSet;

use serde_json::{Map, Value};

use super::compare::{self, NoSchema};
use crate::domain::form::script;

/// The schemas cannot be made one.
#[derive(Debug)]
pub(in crate::domain::form) struct Incompatible;

impl From<NoSchema> for Incompatible {
    fn from(_: NoSchema) -> Incompatible {
        Incompatible
    }
}

type Merged = Result<Option<Value>, Incompatible>;

/// Keywords that are handled together: what is allowed as a property, and as an item.
const PROPERTIES: [&str; 3] = ["properties", "patternProperties", "additionalProperties"];
const ITEMS: [&str; 2] = ["items", "additionalItems"];

/// How deep merging may go into schemas; what is deeper does not merge.
const DEEPEST: u32 = 100;

/// A schema without its `allOf`: everything in it is merged into the schema. Those with `contains` stay in an `allOf`,
/// as a list may have to contain several things.
pub(in crate::domain::form) fn merged(schema: &Map<String, Value>) -> Result<Value, Incompatible> {
    let Some(Value::Array(parts)) = schema.get("allOf") else { return Err(Incompatible) };
    let (with, without): (Vec<&Value>, Vec<&Value>) =
        parts.iter().partition(|part| script::truthy(part, "contains").is_some());
    let mut schemas = vec![Value::Object(script::without(schema, &["allOf"]))];
    without.into_iter().for_each(|part| flatten(part, &mut schemas));
    let merged = merge(schemas.into_iter().map(Some).collect(), 0)?;
    let Some(Value::Object(mut merged)) = merged else { return Err(Incompatible) };
    if !with.is_empty() {
        merged.insert("allOf".to_owned(), Value::Array(with.into_iter().cloned().collect()));
    }
    Ok(Value::Object(merged))
}

/// A schema and those in its `allOf`, one after the other.
fn flatten(schema: &Value, all: &mut Vec<Value>) {
    let Value::Object(map) = schema else { return all.push(schema.clone()) };
    all.push(Value::Object(script::without(map, &["allOf"])));
    if let Some(Value::Array(parts)) = map.get("allOf") {
        parts.iter().for_each(|part| flatten(part, all));
    }
}

/// One schema of several; `None` for none.
pub(super) fn merge(schemas: Vec<Option<Value>>, depth: u32) -> Merged {
    let schemas: Vec<Value> = schemas.into_iter().flatten().collect();
    if schemas.is_empty() {
        return Ok(None);
    }
    if depth > DEEPEST {
        return Err(Incompatible);
    }
    if let [only @ Value::Object(map)] = schemas.as_slice()
        && is_plain(map)
    {
        return Ok(Some(only.clone()));
    }
    if schemas.contains(&Value::Bool(false)) {
        return Ok(Some(Value::Bool(false)));
    }
    if schemas.iter().all(|schema| schema == &Value::Bool(true)) {
        return Ok(Some(Value::Bool(true)));
    }
    let objects = schemas.into_iter().filter_map(|schema| match schema {
        Value::Object(map) => Some(map),
        _ => None,
    });
    merge_objects(objects.collect(), depth).map(|map| Some(Value::Object(map)))
}

/// Whether nothing in a schema is a schema itself: merged alone it stays as it is.
fn is_plain(schema: &Map<String, Value>) -> bool {
    let schemas = ["anyOf", "oneOf", "allOf", "not", "definitions", "dependencies", "contains", "propertyNames"];
    schemas.iter().chain(&PROPERTIES).chain(&ITEMS).all(|name| !schema.contains_key(*name))
}

fn merge_objects(schemas: Vec<Map<String, Value>>, depth: u32) -> Result<Map<String, Value>, Incompatible> {
    let mut merged = Map::new();
    for name in names_of(&schemas) {
        if PROPERTIES.contains(&name.as_str()) || ITEMS.contains(&name.as_str()) {
            continue;
        }
        let values = schemas.iter().filter_map(|schema| schema.get(&name)).cloned().collect();
        let value = keywords::resolve(&name, compare::compact(&name, values)?, depth)?;
        merged.insert(name, value);
    }
    if let Some(groups) = only(&schemas, &PROPERTIES)? {
        merged.extend(groups::properties(groups, depth)?);
    }
    if let Some(groups) = only(&schemas, &ITEMS)? {
        merged.extend(groups::items(groups, depth)?);
    }
    Ok(merged)
}

/// Names of all schemas, each once, in the order in which they are met.
pub(super) fn names_of(schemas: &[Map<String, Value>]) -> Vec<String> {
    let mut known = HashSet::new();
    schemas.iter().flat_map(Map::keys).filter(|name| known.insert(*name)).cloned().collect()
}

/// The schemas with only some of their keywords, no two saying the same; `None` where no schema has one of them.
fn only(schemas: &[Map<String, Value>], keywords: &[&str]) -> Result<Option<Vec<Map<String, Value>>>, Incompatible> {
    if !schemas.iter().any(|schema| keywords.iter().any(|name| schema.contains_key(*name))) {
        return Ok(None);
    }
    let names = names_of(schemas);
    let names: Vec<&String> = names.iter().filter(|name| keywords.contains(&name.as_str())).collect();
    let cut = |schema: &Map<String, Value>| {
        let pairs = names.iter().filter_map(|name| Some(((*name).clone(), schema.get(*name)?.clone())));
        Value::Object(pairs.collect())
    };
    let unique = compare::unique(schemas.iter().map(cut).collect())?;
    let maps = unique.into_iter().filter_map(|value| match value {
        Value::Object(map) => Some(map),
        _ => None,
    });
    Ok(Some(maps.collect()))
}
