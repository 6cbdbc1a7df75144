//! One value of several for a keyword of a schema.

use serde_json::{Map, Value, json};

use super::{Incompatible, merge};
use crate::domain::form::engine::compare;
use crate::domain::form::engine::merge::unique;
use crate::domain::form::script;

type Resolved = Result<Value, Incompatible>;

/// One value for a keyword out of values of which no two say the same.
pub(super) fn resolve(name: &str, values: Vec<Value>, depth: u32) -> Resolved {
    let is_one = values.len() == 1;
    match name {
        "anyOf" | "oneOf" if is_one => each_alone(values, depth),
        "anyOf" | "oneOf" => combined(values, depth),
        "definitions" | "dependencies" => by_name(values, depth),
        "contains" | "propertyNames" => merge(values.into_iter().map(Some).collect(), depth + 1)?.ok_or(Incompatible),
        "not" => Ok(json!({ "anyOf": values })),
        _ if is_one => values.into_iter().next().ok_or(Incompatible),
        _ => of_several(name, &values),
    }
}

fn of_several(name: &str, values: &[Value]) -> Resolved {
    match name {
        "$id" | "$ref" | "$schema" | "default" | "description" | "title" => values.first().cloned().ok_or(Incompatible),
        "type" => shared_type(values),
        "enum" => shared_values(values),
        "required" => Ok(Value::Array(sorted_names(values))),
        "uniqueItems" => Ok(Value::Bool(values.contains(&Value::Bool(true)))),
        "examples" => Ok(Value::Array(examples(values))),
        "pattern" => Ok(Value::String(values.iter().map(|value| format!("(?={})", script::text(value))).collect())),
        "multipleOf" => multiple(values),
        "exclusiveMaximum" | "maximum" | "maxItems" | "maxLength" | "maxProperties" => extreme(values, f64::min),
        "exclusiveMinimum" | "minimum" | "minItems" | "minLength" | "minProperties" => extreme(values, f64::max),
        _ => Err(Incompatible),
    }
}

/// Branches of one schema: each is merged with itself, which leaves it as it is but for what says nothing.
fn each_alone(values: Vec<Value>, depth: u32) -> Resolved {
    let Some(Value::Array(branches)) = values.into_iter().next() else { return Err(Incompatible) };
    let merged = branches.into_iter().map(|branch| {
        let over = branch.as_object().cloned();
        let merged = merge(vec![Some(branch)], depth + 1)?.ok_or(Incompatible)?;
        Ok(laid_over(over, merged))
    });
    Ok(Value::Array(merged.collect::<Result<_, Incompatible>>()?))
}

/// What was merged lies over what it was merged from.
fn laid_over(under: Option<Map<String, Value>>, merged: Value) -> Value {
    match (under, merged) {
        (Some(mut under), Value::Object(merged)) => {
            under.extend(merged);
            Value::Object(under)
        }
        (_, merged) => merged,
    }
}

/// Branches of several schemas: every one of the first with every one of the second, and so on; those that cannot be
/// merged fall away.
fn combined(values: Vec<Value>, depth: u32) -> Resolved {
    let mut groups: Vec<Vec<Value>> = Vec::new();
    for (number, list) in values.into_iter().enumerate() {
        let Value::Array(list) = list else { return Err(Incompatible) };
        groups = if number == 0 {
            list.into_iter().map(|one| vec![one]).collect()
        } else {
            let with = |group: &Vec<Value>| -> Vec<Vec<Value>> {
                list.iter().map(|one| std::iter::once(one.clone()).chain(group.iter().cloned()).collect()).collect()
            };
            groups.iter().flat_map(with).collect()
        };
        if groups.len() > 10_000 {
            return Err(Incompatible);
        }
    }
    let merge_group = |group: Vec<Value>| merge(group.into_iter().map(Some).collect(), depth + 1).ok().flatten();
    let merged = compare::unique(groups.into_iter().filter_map(merge_group).collect())?;
    if merged.is_empty() { Err(Incompatible) } else { Ok(Value::Array(merged)) }
}

/// Schemas by name, and names of properties that one asks for.
fn by_name(values: Vec<Value>, depth: u32) -> Resolved {
    let maps: Vec<Map<String, Value>> = values.into_iter().filter_map(|value| value.as_object().cloned()).collect();
    let mut merged = Map::new();
    for name in super::names_of(&maps) {
        let mut all: Vec<Value> = Vec::new();
        for value in maps.iter().filter_map(|map| map.get(&name)) {
            if !all.iter().any(|one| script::same(one, value)) {
                all.push(value.clone());
            }
        }
        merged.insert(name, dependency(all, depth)?);
    }
    Ok(Value::Object(merged))
}

fn dependency(all: Vec<Value>, depth: u32) -> Resolved {
    let lists = all.iter().filter(|value| value.is_array()).count();
    if lists == all.len() {
        return Ok(Value::Array(sorted_names(&all)));
    }
    let schemas = if lists == 0 {
        compare::unique(all)?
    } else {
        let (lists, schemas): (Vec<Value>, Vec<Value>) = all.into_iter().partition(Value::is_array);
        let lists = lists.into_iter().map(|names| json!({ "required": names }));
        schemas.into_iter().chain(lists).collect()
    };
    merge(schemas.into_iter().map(Some).collect(), depth + 1)?.ok_or(Incompatible)
}

/// All names in all lists, each once, sorted.
fn sorted_names(values: &[Value]) -> Vec<Value> {
    let mut names = Vec::new();
    values.iter().for_each(|value| flatten(value, &mut names));
    let mut names = unique(names);
    names.sort_by(script::order);
    names
}

fn flatten(value: &Value, all: &mut Vec<Value>) {
    match value {
        Value::Array(values) => values.iter().for_each(|value| flatten(value, all)),
        value => all.push(value.clone()),
    }
}

fn shared_type(values: &[Value]) -> Resolved {
    if !values.iter().any(Value::is_array) {
        return Err(Incompatible);
    }
    let list = |value: &Value| match value {
        Value::Array(names) => names.clone(),
        name => vec![name.clone()],
    };
    let mut shared = values.first().map(list).unwrap_or_default();
    for value in values.iter().skip(1) {
        let names = list(value);
        shared.retain(|name| names.contains(name));
    }
    let shared = unique(shared);
    match shared.as_slice() {
        [] => Err(Incompatible),
        [only] => Ok(only.clone()),
        _ => Ok(Value::Array(shared)),
    }
}

fn shared_values(values: &[Value]) -> Resolved {
    let list = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut shared = values.first().map(list).unwrap_or_default();
    for value in values.iter().skip(1) {
        let others = list(value);
        shared.retain(|one| others.iter().any(|other| script::same(one, other)));
    }
    if shared.is_empty() {
        return Err(Incompatible);
    }
    let mut kept: Vec<Value> = Vec::new();
    for value in shared {
        if !kept.iter().any(|one| script::same(one, &value)) {
            kept.push(value);
        }
    }
    kept.sort_by(script::order);
    Ok(Value::Array(kept))
}

fn examples(values: &[Value]) -> Vec<Value> {
    let mut kept: Vec<Value> = Vec::new();
    for value in values.iter().filter_map(Value::as_array).flatten() {
        if !kept.iter().any(|one| script::same(one, value)) {
            kept.push(value.clone());
        }
    }
    kept
}

fn extreme(values: &[Value], choose: fn(f64, f64) -> f64) -> Resolved {
    let numbers: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
    let chosen = numbers.ok_or(Incompatible)?.into_iter().reduce(choose).ok_or(Incompatible)?;
    let same = values.iter().find(|value| value.as_f64() == Some(chosen));
    same.cloned().ok_or(Incompatible)
}

/// The least number that is a multiple of all.
fn multiple(values: &[Value]) -> Resolved {
    let numbers: Option<Vec<f64>> = values.iter().map(Value::as_f64).collect();
    let mut numbers = numbers.ok_or(Incompatible)?;
    let mut factor = 1.0;
    while numbers.iter().any(|number| number.fract() != 0.0) && factor < 1e12 {
        numbers.iter_mut().for_each(|number| *number *= 10.0);
        factor *= 10.0;
    }
    let least =
        numbers.into_iter().reduce(|one, other| one / common_divisor(one, other) * other).ok_or(Incompatible)?;
    Ok(json!(least / factor))
}

fn common_divisor(one: f64, other: f64) -> f64 {
    let (mut one, mut other) = (one.abs(), other.abs());
    while other > 0.0 {
        (one, other) = (other, one % other);
    }
    if one == 0.0 { 1.0 } else { one }
}
