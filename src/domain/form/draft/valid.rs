//! Whether a value is valid.

use serde_json::Value;

use super::{Draft, Valid, is_error, type_of};
use crate::domain::form::script;

const OF_LISTS: [&str; 11] =
    ["allOf", "anyOf", "contains", "enum", "if", "items", "maxItems", "minItems", "not", "oneOf", "uniqueItems"];
const OF_OBJECTS: [&str; 15] = [
    "additionalProperties",
    "allOf",
    "anyOf",
    "dependencies",
    "enum",
    "format",
    "if",
    "maxProperties",
    "minProperties",
    "not",
    "oneOf",
    "patternProperties",
    "properties",
    "propertyNames",
    "required",
];
const OF_STRINGS: [&str; 10] =
    ["allOf", "anyOf", "enum", "format", "if", "maxLength", "minLength", "not", "oneOf", "pattern"];
const OF_NUMBERS: [&str; 12] = [
    "allOf",
    "anyOf",
    "enum",
    "exclusiveMaximum",
    "exclusiveMinimum",
    "format",
    "if",
    "maximum",
    "minimum",
    "multipleOf",
    "not",
    "oneOf",
];
const OF_OTHERS: [&str; 5] = ["allOf", "anyOf", "enum", "not", "oneOf"];

impl Draft<'_> {
    /// Whether a value is valid; no value is valid only where the schema says so itself.
    pub(super) fn is_valid(&self, value: Option<&Value>, schema: &Value) -> Valid {
        self.deeper(|| {
            let schema = self.referred(schema)?;
            if let Value::Bool(answer) = schema {
                return Ok(*answer);
            }
            if is_error(schema) {
                return Ok(false);
            }
            if let Some(constant) = schema.get("const") {
                return Ok(value.is_some_and(|value| script::same(constant, value)));
            }
            match value {
                Some(value) if has_type(schema, value) => self.meets_keywords(value, schema),
                _ => Ok(false),
            }
        })
    }

    fn meets_keywords(&self, value: &Value, schema: &Value) -> Valid {
        let keywords: &[&str] = match value {
            Value::Array(_) => &OF_LISTS,
            Value::Object(_) => &OF_OBJECTS,
            Value::String(_) => &OF_STRINGS,
            Value::Number(_) => &OF_NUMBERS,
            _ => &OF_OTHERS,
        };
        for name in keywords {
            if let Some(wanted) = schema.get(*name).filter(|wanted| !wanted.is_null())
                && !self.meets(name, wanted, value, schema)?
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn meets(&self, name: &str, wanted: &Value, value: &Value, schema: &Value) -> Valid {
        match name {
            "allOf" => self.all(list(wanted), |part| self.is_valid(Some(value), part)),
            "anyOf" => self.any(list(wanted), |part| self.is_valid(Some(value), part)),
            "oneOf" => Ok(!is_error(&self.only_branch(list(wanted), Some(value))?)),
            "not" => Ok(!self.is_valid(Some(value), wanted)?),
            "if" => match self.of_condition(schema, Some(value))? {
                Some(branch) => self.is_valid(Some(value), &branch),
                None => Ok(true),
            },
            "enum" => Ok(list(wanted).iter().any(|one| script::same(one, value))),
            "format" => Ok(super::format::is_met(wanted, value)),
            _ => match value {
                Value::Array(items) => self.list_meets(name, wanted, items, schema),
                Value::Object(map) => self.object_meets(name, wanted, map, schema),
                Value::String(text) => super::keyword::string_meets(name, wanted, text),
                Value::Number(number) => Ok(super::keyword::number_meets(name, wanted, number.as_f64().unwrap_or(0.0))),
                _ => Ok(true),
            },
        }
    }

    pub(super) fn all<T>(&self, values: &[T], check: impl Fn(&T) -> Valid) -> Valid {
        for value in values {
            if !check(value)? {
                return Ok(false);
            }
        }
        Ok(true)
    }

    pub(super) fn any<T>(&self, values: &[T], check: impl Fn(&T) -> Valid) -> Valid {
        for value in values {
            if check(value)? {
                return Ok(true);
            }
        }
        Ok(values.is_empty())
    }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

fn has_type(schema: &Value, value: &Value) -> bool {
    let own = type_of(Some(value));
    let is_whole = value.as_f64().is_some_and(|number| number.fract() == 0.0);
    let fits = |kind: &Value| kind == own || (kind == "integer" && own == "number" && is_whole);
    match schema.get("type").filter(|kind| script::is_truthy(kind)) {
        None => true,
        Some(Value::Array(kinds)) => {
            let asks_whole = kinds.iter().any(|kind| kind == "integer");
            let is_named_whole = asks_whole && own == "number" && is_whole;
            if is_named_whole { true } else { kinds.iter().any(|kind| kind == own) }
        }
        Some(kind) => fits(kind),
    }
}
