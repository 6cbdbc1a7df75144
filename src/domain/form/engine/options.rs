//! `oneOf`, `anyOf` and `enum` as choices: which branch the data takes, and what there is to choose from.

use serde_json::{Map, Value, json};

use super::{Engine, merge_schemas};
use crate::domain::form::field::Choice;
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// A schema with the branch of its `oneOf` or `anyOf` that the data takes merged into it.
    pub(super) fn with_branch(&self, schema: Value, data: Option<&Value>) -> Result<Value, Broken> {
        let list = |name| schema.get(name).and_then(Value::as_array);
        let Some(branches) = list("oneOf").or_else(|| list("anyOf")) else { return Ok(schema) };
        let Value::Object(map) = &schema else { return Ok(schema) };
        let rest = Value::Object(script::without(map, &["oneOf", "anyOf"]));
        let branches = self.branches_resolved(branches)?;
        let taken = self.first_match(data, &branches, discriminator(&schema))?;
        Ok(branches.get(taken).map_or_else(|| rest.clone(), |branch| merge_schemas(&rest, branch)))
    }

    pub(super) fn branches_resolved(&self, branches: &[Value]) -> Result<Vec<Value>, Broken> {
        let resolve = |branch: &Value| Ok(self.resolved(branch, &mut Vec::new())?.unwrap_or_else(|| branch.clone()));
        branches.iter().map(resolve).collect()
    }

    /// The first branch that the data agrees with, at least in part; the first of all where there is none.
    fn first_match(&self, data: Option<&Value>, branches: &[Value], by: Option<&str>) -> Result<usize, Broken> {
        let Some(data) = data else { return Ok(0) };
        if let Some(found) = by_discriminator(Some(data), branches, by) {
            return Ok(found);
        }
        for (number, branch) in branches.iter().enumerate() {
            if self.matches(data, branch, by)? {
                return Ok(number);
            }
        }
        Ok(0)
    }

    /// Whether data agrees with a branch. An object has to have at least one of the branch's properties; required ones
    /// may be missing, as they may not be filled in yet.
    pub(super) fn matches(&self, data: &Value, branch: &Value, by: Option<&str>) -> Result<bool, Broken> {
        let tell = by.and_then(|name| branch.get("properties")?.get(name).map(|tell| (name, tell)));
        if let Some((name, tell)) = tell {
            return self.is_valid(tell, script::get(data, name).unwrap_or(&Value::Null));
        }
        match script::truthy(branch, "properties") {
            Some(properties) => self.is_valid(&with_any_property(branch, properties), data),
            None => self.is_valid(branch, data),
        }
    }

    /// Whether a schema is a choice of values.
    pub(in crate::domain::form) fn is_select(&self, schema: &Value) -> Result<bool, Broken> {
        let schema = self.retrieve(schema, None)?;
        if schema.get("enum").is_some_and(Value::is_array) {
            return Ok(true);
        }
        let branches = script::truthy(&schema, "oneOf").or_else(|| script::truthy(&schema, "anyOf"));
        let branches = branches.and_then(Value::as_array);
        Ok(branches.is_some_and(|all| all.iter().all(|branch| !branch.is_boolean() && is_constant(branch))))
    }

    /// Whether a list is a choice of several values.
    pub(in crate::domain::form) fn is_multi_select(&self, schema: &Value) -> Result<bool, Broken> {
        if script::truthy(schema, "uniqueItems").is_none() {
            return Ok(false);
        }
        match script::truthy(schema, "items").filter(|items| !items.is_boolean()) {
            Some(items) => self.is_select(items),
            None => Ok(false),
        }
    }

    /// Whether a list is one of files.
    pub(in crate::domain::form) fn is_list_of_files(&self, schema: &Value, ui: &Value) -> Result<bool, Broken> {
        if ui.get("ui:widget").is_some_and(|widget| widget == "files") {
            return Ok(true);
        }
        let Some(items) = script::truthy(schema, "items") else { return Ok(false) };
        let items = self.retrieve(items, None)?;
        Ok(items.get("type").is_some_and(|kind| kind == "string")
            && items.get("format").is_some_and(|format| format == "data-url"))
    }
}

/// A branch that asks for one of its properties and for none in particular.
fn with_any_property(branch: &Value, properties: &Value) -> Value {
    let names = properties.as_object().into_iter().flat_map(Map::keys);
    let any: Vec<Value> = names.map(|name| json!({ "required": [name] })).collect();
    let mut map = branch.as_object().map(|map| script::without(map, &["required"])).unwrap_or_default();
    if script::truthy(branch, "anyOf").is_none() {
        map.insert("anyOf".to_owned(), Value::Array(any));
        return Value::Object(map);
    }
    let mut all = map.get("allOf").and_then(Value::as_array).cloned().unwrap_or_default();
    all.push(json!({ "anyOf": any }));
    map.insert("allOf".to_owned(), Value::Array(all));
    Value::Object(map)
}

/// The branch whose value of the telling property is that of the data.
pub(super) fn by_discriminator(data: Option<&Value>, branches: &[Value], by: Option<&str>) -> Option<usize> {
    let (data, name) = (data.filter(|data| script::is_truthy(data))?, by.filter(|name| !name.is_empty())?);
    let value = script::get(data, name)?;
    branches.iter().position(|branch| {
        let Some(tell) = branch.get("properties").and_then(|properties| properties.get(name)) else { return false };
        if tell.get("type").is_some_and(|kind| kind == "object" || kind == "array") {
            return false;
        }
        let listed = tell.get("enum").and_then(Value::as_array);
        script::identical(tell.get("const"), Some(value))
            || listed.is_some_and(|all| all.iter().any(|one| script::identical(Some(one), Some(value))))
    })
}

/// The property that tells the branches of a schema from each other.
pub(in crate::domain::form) fn discriminator(schema: &Value) -> Option<&str> {
    schema.get("discriminator")?.get("propertyName")?.as_str()
}

/// Whether a schema allows one value only.
pub(super) fn is_constant(schema: &Value) -> bool {
    let only = schema.get("enum").and_then(Value::as_array).is_some_and(|values| values.len() == 1);
    only || schema.get("const").is_some()
}

/// Whether a list has a schema for each of its first items.
pub(in crate::domain::form) fn has_fixed_items(schema: &Value) -> bool {
    let items = schema.get("items").and_then(Value::as_array);
    items.is_some_and(|items| !items.is_empty() && items.iter().all(Value::is_object))
}

/// The values that a schema offers; `None` where it does not name them. Names in `names` go before its own.
pub(in crate::domain::form) fn option_list(
    schema: &Value,
    names: Option<&Value>,
) -> Result<Option<Vec<Choice>>, Broken> {
    if let Some(values) = script::truthy(schema, "enum") {
        let names = names.filter(|names| script::is_truthy(names)).or_else(|| script::truthy(schema, "enumNames"));
        let name = |number: usize| names.and_then(Value::as_array)?.get(number).filter(|name| script::is_truthy(name));
        let values = values.as_array().map(Vec::as_slice).unwrap_or_default();
        let choice = |(number, value): (usize, &Value)| Choice {
            value: Some(value.clone()),
            label: Some(name(number).cloned().unwrap_or_else(|| Value::String(script::text(value)))),
        };
        return Ok(Some(values.iter().enumerate().map(choice).collect()));
    }
    let branches = script::truthy(schema, "anyOf").or_else(|| script::truthy(schema, "oneOf"));
    match branches.and_then(Value::as_array) {
        Some(branches) => branches.iter().map(constant_choice).collect::<Result<_, _>>().map(Some),
        None => Ok(None),
    }
}

fn constant_choice(branch: &Value) -> Result<Choice, Broken> {
    let only = branch.get("enum").and_then(Value::as_array).filter(|values| values.len() == 1);
    let value = only.and_then(|values| values.first()).or_else(|| branch.get("const"));
    let value = value.ok_or_else(|| Broken::new("schema cannot be inferred as a constant"))?;
    let title = script::truthy(branch, "title").cloned();
    Ok(Choice { value: Some(value.clone()), label: Some(title.unwrap_or_else(|| Value::String(script::text(value)))) })
}
