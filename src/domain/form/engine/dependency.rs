//! `dependencies`: properties that ask for others.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::Engine;
use super::merge::merge_over;
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// A schema with what its dependencies ask for merged into it, and without them.
    pub(super) fn with_dependencies(
        &self,
        schema: &Map<String, Value>,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Value, Broken> {
        let rest = Value::Object(script::without(schema, &["dependencies"]));
        let chosen = self.with_branch(rest, data)?;
        match schema.get("dependencies") {
            Some(Value::Object(dependencies)) => self.process(dependencies, chosen, data, seen),
            _ => Ok(chosen),
        }
    }

    /// Applies the first dependency that is met, then the others to what came of it.
    fn process(
        &self,
        dependencies: &Map<String, Value>,
        schema: Value,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Value, Broken> {
        let mut left: Vec<(&String, &Value)> = dependencies.iter().collect();
        let mut schema = schema;
        while let Some(at) = left.iter().position(|(name, _)| is_met(name, &schema, data)) {
            let (name, dependency) = left.remove(at);
            schema = match dependency {
                Value::Array(names) => with_required(schema, names),
                Value::Object(_) => self.with_dependent(schema, name, dependency, data, seen)?,
                _ => schema,
            };
        }
        Ok(schema)
    }

    fn with_dependent(
        &self,
        schema: Value,
        name: &str,
        dependency: &Value,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Value, Broken> {
        let dependent = self.retrieve_seen(dependency, data, seen)?;
        let Value::Object(dependent) = dependent.as_ref() else { return Ok(schema) };
        let schema = merge_over(schema, &Value::Object(script::without(dependent, &["oneOf"])));
        let Some(branches) = dependent.get("oneOf") else { return Ok(schema) };
        let Value::Array(branches) = branches else {
            return Err(Broken::new("oneOf.map is not a function"));
        };
        let mut resolved = Vec::with_capacity(branches.len());
        for branch in branches {
            resolved.push(self.branch_without_reference(branch, data, seen)?);
        }
        self.with_only_branch(schema, name, &resolved, data, seen)
    }

    fn branch_without_reference<'s>(
        &self,
        branch: &'s Value,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Cow<'s, Value>, Broken> {
        if branch.get("$ref").is_none() {
            return Ok(Cow::Borrowed(branch));
        }
        match self.resolved(branch, seen)? {
            Some(updated) => Ok(Cow::Owned(self.retrieve_seen(&updated, data, seen)?.into_owned())),
            None => Ok(Cow::Borrowed(branch)),
        }
    }

    /// Merges the one branch whose condition about the property is met; with none or several of them nothing.
    fn with_only_branch(
        &self,
        schema: Value,
        name: &str,
        branches: &[Cow<'_, Value>],
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Value, Broken> {
        let mut met = Vec::new();
        for branch in branches {
            met.extend(self.meets(branch, name, data)?.then_some(branch));
        }
        let [branch] = met.as_slice() else { return Ok(schema) };
        let Value::Object(branch) = branch.as_ref() else { return Ok(schema) };
        let mut rest = branch.clone();
        if let Some(Value::Object(properties)) = branch.get("properties") {
            rest.insert("properties".to_owned(), Value::Object(script::without(properties, &[name])));
        }
        let rest = Value::Object(rest);
        let resolved = self.retrieve_seen(&rest, data, seen)?;
        Ok(merge_over(schema, &resolved))
    }

    fn meets(&self, branch: &Value, name: &str, data: Option<&Value>) -> Result<bool, Broken> {
        let condition = script::truthy(branch, "properties").and_then(|properties| script::truthy(properties, name));
        let Some(condition) = condition else { return Ok(false) };
        let properties = Map::from_iter([(name.to_owned(), condition.clone())]);
        let schema = json!({ "type": "object", "properties": properties });
        self.is_valid(&schema, data.unwrap_or(&Value::Null))
    }
}

/// Whether the data has the property, and the schema too.
fn is_met(name: &str, schema: &Value, data: Option<&Value>) -> bool {
    let there = data.and_then(|data| super::super::path::child(data, name)).is_some();
    let known = script::truthy(schema, "properties").is_none_or(|properties| properties.get(name).is_some());
    there && known
}

fn with_required(schema: Value, names: &[Value]) -> Value {
    let Value::Object(mut map) = schema else { return schema };
    let mut required = match map.get("required") {
        Some(Value::Array(required)) => required.clone(),
        _ => {
            map.insert("required".to_owned(), Value::Array(names.to_vec()));
            return Value::Object(map);
        }
    };
    required.extend_from_slice(names);
    map.insert("required".to_owned(), Value::Array(super::merge::unique(required)));
    Value::Object(map)
}
