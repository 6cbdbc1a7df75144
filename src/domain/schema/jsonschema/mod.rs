//! What `jsonschema` 1.5 says: the check of parameters and of inputs of actions in Backstage's backend.

mod formats;
mod join;
mod limits;
mod run;
mod shape;
#[cfg(test)]
mod tests;

use super::SchemaError;
use serde_json::Value;

/// Something that is wrong with an instance.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Keys and indices from the top.
    pub path: Vec<String>,
    /// The same as one text: `instance.owner.team`.
    pub property: String,
    /// The keyword that is broken.
    pub name: &'static str,
    /// What is wrong.
    pub message: String,
}

impl Problem {
    /// Where and what in one text: `instance.owner is not of a type(s) string`.
    pub fn stack(&self) -> String {
        format!("{} {}", self.property, self.message)
    }
}

/// What is wrong with the instance, in the order of the keywords in the schema.
///
/// # Errors
/// What `jsonschema` throws: a schema that is none, a reference that leads nowhere or in circles, a regular
/// expression that is none. One that takes too long over the instance is told here as well.
pub fn check(schema: &Value, instance: &Value) -> Result<Vec<Problem>, SchemaError> {
    if !matches!(schema, Value::Object(_) | Value::Array(_) | Value::Bool(_)) {
        return Err(SchemaError::new("Expected `schema` to be an object or boolean"));
    }
    run::Run::new(schema).all(instance)
}

/// A path as one text.
fn property(path: &[String]) -> String {
    path.iter().fold("instance".to_owned(), |sum, key| sum + &suffix(key))
}

fn suffix(key: &str) -> String {
    let begins_with_digit = key.starts_with(|first: char| first.is_ascii_digit());
    if !begins_with_digit && !key.contains(|letter: char| matches!(letter, '.' | '[' | ']') || letter.is_whitespace()) {
        return format!(".{key}");
    }
    if begins_with_digit && key.bytes().all(|byte| byte.is_ascii_digit()) {
        return format!("[{key}]");
    }
    format!("[{}]", quoted(key))
}

/// As `JSON.stringify` writes a text.
fn quoted(text: &str) -> String {
    Value::from(text).to_string()
}
