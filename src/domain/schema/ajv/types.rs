//! The keyword `type`.

use super::super::SchemaError;
use super::super::value::{is_truthy, text};
use super::keywords::{GROUPS, uses};
use serde_json::{Map, Value};

/// The types that a schema asks for.
#[derive(Debug)]
pub struct Types<'s> {
    pub names: Vec<&'s str>,
    /// Whether they are looked at before all keywords, and not with those of the one type.
    pub first: bool,
}

impl<'s> Types<'s> {
    pub fn of(map: &'s Map<String, Value>) -> Result<Self, SchemaError> {
        let names = names(map)?;
        let with_keywords = match names.as_slice() {
            [only] => GROUPS.iter().any(|group| group.of == Some(*only) && uses(map, group)),
            _ => false,
        };
        Ok(Self { first: !names.is_empty() && !with_keywords, names })
    }

    pub fn fits(&self, data: &Value) -> bool {
        self.names.iter().any(|name| is(data, name))
    }

    /// The types as they are told: as the schema writes them.
    pub fn told(&self, map: &Map<String, Value>) -> Value {
        match map.get("type") {
            // a list is the list that `nullable` adds to
            Some(Value::Array(_)) => self.names.iter().map(|name| Value::from(*name)).collect(),
            other => other.cloned().unwrap_or_default(),
        }
    }
}

fn names(map: &Map<String, Value>) -> Result<Vec<&str>, SchemaError> {
    let given: Vec<&Value> = match map.get("type") {
        Some(Value::Array(types)) => types.iter().collect(),
        Some(other) if is_truthy(other) => vec![other],
        _ => Vec::new(),
    };
    let mut names: Vec<&str> = given.iter().filter_map(|name| name.as_str()).filter(|name| is_type(name)).collect();
    if names.len() < given.len() {
        let all = Value::from(given.into_iter().cloned().collect::<Vec<_>>());
        return Err(SchemaError::new(format!("type must be JSONType or JSONType[]: {}", text(&all))));
    }
    match map.get("nullable") {
        Some(Value::Bool(false)) if names.contains(&"null") => {
            Err(SchemaError::new("type: null contradicts nullable: false"))
        }
        Some(_) if names.is_empty() => Err(SchemaError::new("\"nullable\" cannot be used without \"type\"")),
        Some(Value::Bool(true)) if !names.contains(&"null") => {
            names.push("null");
            Ok(names)
        }
        _ => Ok(names),
    }
}

fn is_type(name: &str) -> bool {
    matches!(name, "string" | "number" | "integer" | "boolean" | "null" | "object" | "array")
}

/// Whether the data is of this type.
pub fn is(data: &Value, name: &str) -> bool {
    match data {
        Value::Null => name == "null",
        Value::Bool(_) => name == "boolean",
        Value::Number(number) => {
            name == "number" || name == "integer" && number.as_f64().is_some_and(|number| number % 1.0 == 0.0)
        }
        Value::String(_) => name == "string",
        Value::Array(_) => name == "array",
        Value::Object(_) => name == "object",
    }
}
