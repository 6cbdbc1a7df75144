//! Properties and items of several schemas, which have to be seen together: what one allows another may not.

use serde_json::{Map, Value};

use super::{Incompatible, merge, names_of};
use crate::domain::form::engine::compare;
use crate::domain::pattern::Pattern;

type Group = Map<String, Value>;

/// `properties`, `patternProperties` and `additionalProperties` of several schemas.
pub(super) fn properties(mut groups: Vec<Group>, depth: u32) -> Result<Group, Incompatible> {
    for number in 0..groups.len() {
        restrict(&mut groups, number, depth)?;
    }
    for number in 0..groups.len() {
        drop_patterns(&mut groups, number);
    }
    let additional = groups.iter().map(|group| group.get("additionalProperties").cloned()).collect();
    let additional = merge(additional, depth + 1)?;
    let patterns = merged_group(&groups, "patternProperties", depth)?;
    let mut properties = merged_group(&groups, "properties", depth)?;
    if additional == Some(Value::Bool(false)) {
        properties.retain(|_, schema| schema != &Value::Bool(false));
    }
    let mut result = Group::new();
    put(&mut result, "additionalProperties", additional);
    put(&mut result, "patternProperties", Some(Value::Object(patterns)));
    put(&mut result, "properties", Some(Value::Object(properties)));
    Ok(result)
}

/// Keeps what is not empty.
fn put(result: &mut Group, name: &str, value: Option<Value>) {
    let is_empty = match &value {
        None => true,
        Some(Value::Object(map)) => map.is_empty(),
        Some(Value::Array(items)) => items.is_empty(),
        Some(Value::Bool(_)) => false,
        Some(_) => true,
    };
    if let Some(value) = value.filter(|_| !is_empty) {
        result.insert(name.to_owned(), value);
    }
}

fn names(group: &Group, keyword: &str) -> Vec<String> {
    group.get(keyword).and_then(Value::as_object).map(|map| map.keys().cloned().collect()).unwrap_or_default()
}

/// Properties that one schema does not know are, in the others, what it says of additional ones.
fn restrict(groups: &mut [Group], number: usize, depth: u32) -> Result<(), Incompatible> {
    let Some(own) = groups.get(number) else { return Ok(()) };
    let (known, additional) = (names(own, "properties"), own.get("additionalProperties").cloned());
    let patterns = names(own, "patternProperties");
    let patterns = patterns.iter().map(|pattern| Pattern::new(pattern, "").map_err(|_| Incompatible));
    let patterns = patterns.collect::<Result<Vec<_>, _>>()?;
    for (_, other) in groups.iter_mut().enumerate().filter(|(other, _)| *other != number) {
        let Some(Value::Object(properties)) = other.get_mut("properties") else { continue };
        for (name, property) in properties.iter_mut() {
            let fits = |pattern: &Pattern| pattern.is_match(name).unwrap_or(false);
            if !known.contains(name) && !patterns.iter().any(fits) {
                let merged = merge(vec![Some(property.clone()), additional.clone()], depth + 1)?;
                *property = merged.ok_or(Incompatible)?;
            }
        }
    }
    Ok(())
}

/// Patterns that one schema does not know are not allowed where it allows nothing additional.
fn drop_patterns(groups: &mut [Group], number: usize) {
    let Some(own) = groups.get(number) else { return };
    if own.get("additionalProperties") != Some(&Value::Bool(false)) {
        return;
    }
    let known = names(own, "patternProperties");
    for (_, other) in groups.iter_mut().enumerate().filter(|(other, _)| *other != number) {
        if let Some(Value::Object(patterns)) = other.get_mut("patternProperties") {
            patterns.retain(|name, _| known.contains(name));
        }
    }
}

fn merged_group(groups: &[Group], keyword: &str, depth: u32) -> Result<Group, Incompatible> {
    let maps: Vec<Group> = groups.iter().filter_map(|group| group.get(keyword)?.as_object().cloned()).collect();
    let mut merged = Group::new();
    for name in names_of(&maps) {
        let schemas = maps.iter().filter_map(|map| map.get(&name)).cloned().collect();
        let schemas = compare::unique(schemas)?;
        if let Some(schema) = merge(schemas.into_iter().map(Some).collect(), depth + 1)? {
            merged.insert(name, schema);
        }
    }
    Ok(merged)
}

/// `items` and `additionalItems` of several schemas.
pub(super) fn items(groups: Vec<Group>, depth: u32) -> Result<Group, Incompatible> {
    let lists: Vec<Option<&Value>> = groups.iter().map(|group| group.get("items")).collect();
    let there: Vec<&Value> = lists.iter().copied().flatten().collect();
    let is_schema = |value: &&Value| value.is_object() || value.is_boolean();
    let merged_items = if there.iter().all(is_schema) {
        merge(lists.iter().map(|items| items.cloned()).collect(), depth + 1)?
    } else {
        Some(Value::Array(by_place(&groups, &there, depth)?))
    };
    let rest: Option<Vec<Option<Value>>> = if there.iter().all(|items| items.is_array()) {
        Some(groups.iter().map(|group| group.get("additionalItems").cloned()).collect())
    } else if there.iter().any(|items| items.is_array()) {
        Some(groups.iter().map(schema_of_rest).collect())
    } else {
        None
    };
    let additional = match rest {
        Some(rest) => merge(rest, depth + 1)?,
        None => None,
    };
    let merged_items = match merged_items {
        Some(Value::Array(items)) if additional == Some(Value::Bool(false)) => {
            Some(Value::Array(items.into_iter().filter(|item| item != &Value::Bool(false)).collect()))
        }
        other => other,
    };
    let mut result = Group::new();
    put(&mut result, "items", merged_items);
    put(&mut result, "additionalItems", additional);
    Ok(result)
}

fn schema_of_rest(group: &Group) -> Option<Value> {
    let keyword = if group.get("items").is_some_and(Value::is_array) { "additionalItems" } else { "items" };
    group.get(keyword).cloned()
}

fn by_place(groups: &[Group], lists: &[&Value], depth: u32) -> Result<Vec<Value>, Incompatible> {
    let longest = lists.iter().filter_map(|items| items.as_array()).map(Vec::len).max().unwrap_or(0);
    let at = |group: &Group, place: usize| match group.get("items") {
        Some(Value::Array(items)) => match items.get(place) {
            Some(item) if item.is_object() || item.is_boolean() => Some(item.clone()),
            _ => group.get("additionalItems").cloned(),
        },
        other => other.cloned(),
    };
    let merged = (0..longest).map(|place| {
        let schemas = groups.iter().filter_map(|group| at(group, place)).collect();
        merge(compare::unique(schemas)?.into_iter().map(Some).collect(), depth + 1)?.ok_or(Incompatible)
    });
    merged.collect()
}
