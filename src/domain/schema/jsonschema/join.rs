//! Keywords that join schemas.

use super::super::SchemaError;
use super::super::value::{is_truthy, text};
use super::run::{Found, Frame, Run, own_id};
use serde_json::{Map, Value};

impl<'s> Run<'s> {
    pub(super) fn join(
        &mut self,
        name: &str,
        value: &'s Value,
        map: &'s Map<String, Value>,
        frame: Frame<'_>,
    ) -> Found {
        match (name, value) {
            ("if", condition) => self.condition(condition, map, frame),
            ("not" | "disallow", _) => {
                let not = map.get("not").filter(|not| is_truthy(not)).or_else(|| map.get("disallow"));
                not.map_or(Ok(Vec::new()), |not| self.not(not, frame))
            }
            (_, Value::Array(schemas)) => match name {
                "anyOf" => self.any_of(schemas, frame),
                "allOf" => self.all_of(schemas, frame),
                _ => self.one_of(schemas, frame),
            },
            _ => Err(SchemaError::new(format!("{name} must be an array"))),
        }
    }

    fn any_of(&mut self, schemas: &'s [Value], frame: Frame<'_>) -> Found {
        for schema in schemas {
            if self.fits(schema, frame)? {
                return Ok(Vec::new());
            }
        }
        let list = schemas.iter().enumerate().map(|(index, schema)| match own_id(schema) {
            Some(id) => format!("<{id}>"),
            None => told(schema, index),
        });
        let list = list.collect::<Vec<_>>().join(",");
        Ok(vec![frame.problem("anyOf", format!("is not any of {list}"))])
    }

    fn all_of(&mut self, schemas: &'s [Value], frame: Frame<'_>) -> Found {
        let mut found = Vec::new();
        for (index, schema) in schemas.iter().enumerate() {
            let inside = self.schema(schema, frame)?;
            if !inside.is_empty() {
                let name = own_id(schema).map_or_else(|| told(schema, index), str::to_owned);
                let message = format!("does not match allOf schema {name} with {} error[s]:", inside.len());
                found.push(frame.problem("allOf", message));
                found.extend(inside);
            }
        }
        Ok(found)
    }

    fn one_of(&mut self, schemas: &'s [Value], frame: Frame<'_>) -> Found {
        let mut fitting = 0;
        for schema in schemas {
            fitting += usize::from(self.fits(schema, frame)?);
        }
        frame.unless(fitting == 1, "oneOf", || {
            let list = schemas.iter().enumerate();
            let list = list.map(|(index, schema)| own_id(schema).map_or_else(|| told(schema, index), str::to_owned));
            format!("is not exactly one from {}", list.collect::<Vec<_>>().join(","))
        })
    }

    fn condition(&mut self, condition: &'s Value, map: &'s Map<String, Value>, frame: Frame<'_>) -> Found {
        must_be_schema("if", condition)?;
        let name = if self.fits(condition, frame)? { "then" } else { "else" };
        let Some(way) = map.get(name) else { return Ok(Vec::new()) };
        must_be_schema(name, way)?;
        self.schema(way, frame)
    }

    fn not(&mut self, not: &'s Value, frame: Frame<'_>) -> Found {
        let types = match not {
            Value::Array(types) => types.iter().collect(),
            one if is_truthy(one) => vec![one],
            _ => Vec::new(),
        };
        let mut found = Vec::new();
        for one in types {
            if self.is_of_type(one, frame)? {
                let name = own_id(one).map_or_else(|| text(one), str::to_owned);
                found.push(frame.problem("not", format!("is of prohibited type {name}")));
            }
        }
        Ok(found)
    }
}

pub(super) fn must_be_schema(name: &str, schema: &Value) -> Result<(), SchemaError> {
    match schema {
        Value::Object(_) | Value::Array(_) | Value::Bool(_) => Ok(()),
        _ => Err(SchemaError::new(format!("Expected \"{name}\" keyword to be a schema"))),
    }
}

/// A schema that has no name as it is told: by its title, by its reference, by its index.
fn told(schema: &Value, index: usize) -> String {
    let given = |name| schema.get(name).filter(|value| is_truthy(value));
    match (given("title"), given("$ref")) {
        (Some(title), _) => title.to_string(),
        (None, Some(reference)) => format!("<{}>", text(reference)),
        (None, None) => format!("[subschema {index}]"),
    }
}
