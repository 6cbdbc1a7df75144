//! One schema of a schema and the branches that the data is valid in.

use serde_json::{Map, Value, json};

use super::{Draft, is_error};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

const BRANCHING: [&str; 7] = ["allOf", "anyOf", "oneOf", "dependencies", "if", "then", "else"];
const DYNAMIC: [&str; 5] = ["allOf", "anyOf", "oneOf", "dependencies", "if"];

impl Draft<'_> {
    /// A schema with its branches merged into it, and without them.
    pub(super) fn reduced(&self, schema: &Value, data: Option<&Value>) -> Result<Value, Broken> {
        match self.branches(schema, data)? {
            Some(branches) => Ok(without_branching(&merged(schema, &branches))),
            None => Ok(schema.clone()),
        }
    }

    /// What the branches of a schema say for the data; `None` where they say nothing.
    fn branches(&self, schema: &Value, data: Option<&Value>) -> Result<Option<Value>, Broken> {
        self.deeper(|| {
            let schema = self.referred(schema)?;
            if !is_dynamic(schema) {
                return Ok(None);
            }
            let mut error = None;
            let mut all = None;
            if let Some(Value::Array(branches)) = schema.get("oneOf") {
                let only = self.nearest_branch(branches, data)?;
                if is_error(&only) { error = Some(only) } else { add(&mut all, only) }
            }
            for part in [
                self.of_all(schema, data)?,
                self.of_any(schema, data)?,
                self.of_dependencies(schema, data)?,
                self.of_condition(schema, data)?,
            ] {
                part.into_iter().for_each(|part| add(&mut all, part));
            }
            let Some(all) = all else { return Ok(error) };
            let all = match self.branches(&all, data)? {
                Some(nested) => merged(&all, &nested),
                None => all,
            };
            Ok(Some(without_branching(&all)))
        })
    }

    fn of_all(&self, schema: &Value, data: Option<&Value>) -> Result<Option<Value>, Broken> {
        let Some(Value::Array(parts)) = schema.get("allOf").filter(|parts| parts != &&json!([])) else {
            return Ok(None);
        };
        let mut all = json!({});
        for part in parts {
            let part = match is_dynamic(part) {
                false => self.referred(part)?.clone(),
                true => match self.branches(part, data)? {
                    Some(branches) => without_branching(&merged(part, &branches)),
                    // a part that says nothing now is no schema, and with nothing is merged nothing
                    None => continue,
                },
            };
            all = merged(&all, &part);
        }
        Ok(Some(all))
    }

    fn of_any(&self, schema: &Value, data: Option<&Value>) -> Result<Option<Value>, Broken> {
        let Some(Value::Array(branches)) = schema.get("anyOf") else { return Ok(None) };
        let mut all = None;
        for branch in branches {
            let branch = self.referred(branch)?;
            if self.is_valid(data, branch)? {
                all = Some(match all {
                    Some(all) => merged(&all, branch),
                    None => branch.clone(),
                });
            }
        }
        Ok(all)
    }

    fn of_dependencies(&self, schema: &Value, data: Option<&Value>) -> Result<Option<Value>, Broken> {
        let (Some(Value::Object(dependencies)), Some(Value::Object(data))) = (schema.get("dependencies"), data) else {
            return Ok(None);
        };
        let asks = |schema: &Value, name: &str| {
            schema.get("required").and_then(Value::as_array).is_some_and(|names| names.iter().any(|one| one == name))
        };
        let (mut all, mut is_updated) = (json!({ "required": [] }), false);
        for (name, dependency) in dependencies {
            let is_there = data.get(name).is_some_and(|value| !value.is_null());
            if !is_there && !asks(schema, name) && !asks(&all, name) {
                continue;
            }
            match dependency {
                Value::Array(_) => all = merged(&all, &json!({ "required": dependency })),
                Value::Object(_) => all = merged(&all, self.referred(dependency)?),
                _ => continue,
            }
            is_updated = true;
        }
        Ok(is_updated.then_some(all))
    }

    pub(super) fn of_condition(&self, schema: &Value, data: Option<&Value>) -> Result<Option<Value>, Broken> {
        let branch = |name: &str| script::truthy(schema, name);
        match schema.get("if") {
            None | Some(Value::Null) => Ok(None),
            Some(Value::Bool(false)) => Ok(schema.get("else").cloned()),
            Some(condition) if branch("then").is_some() || branch("else").is_some() => {
                let condition = self.referred(condition)?;
                let taken = if self.is_valid(data, condition)? { branch("then") } else { branch("else") };
                taken.map(|taken| self.referred(taken).cloned()).transpose()
            }
            Some(_) => Ok(None),
        }
    }
}

fn is_dynamic(schema: &Value) -> bool {
    DYNAMIC.iter().any(|name| schema.get(*name).is_some())
}

fn add(all: &mut Option<Value>, part: Value) {
    *all = Some(merged(&all.take().unwrap_or_else(|| json!({})), &part));
}

fn without_branching(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => Value::Object(script::without(map, &BRANCHING)),
        other => other.clone(),
    }
}

/// One schema with another laid over it: objects by property, lists joined with each value once.
pub(super) fn merged(one: &Value, other: &Value) -> Value {
    match (one, other) {
        (Value::Object(one), Value::Object(other)) => Value::Object(merged_objects(one, other)),
        (Value::Array(one), Value::Array(other)) => Value::Array(joined(one, other)),
        _ => one.clone(),
    }
}

fn merged_objects(one: &Map<String, Value>, other: &Map<String, Value>) -> Map<String, Value> {
    let mut all = one.clone();
    for (name, right) in other {
        let value = match (one.get(name), right) {
            (Some(left @ Value::Object(_)), Value::Object(_)) => merged(left, right),
            (Some(left @ Value::Array(_)), Value::Array(_)) => merged(left, right),
            _ => right.clone(),
        };
        all.insert(name.clone(), value);
    }
    all
}

fn joined(one: &[Value], other: &[Value]) -> Vec<Value> {
    let mut all: Vec<Value> = Vec::with_capacity(one.len() + other.len());
    for value in one.iter().chain(other) {
        if !all.iter().any(|known| script::identical(Some(known), Some(value))) {
            all.push(value.clone());
        }
    }
    all
}
