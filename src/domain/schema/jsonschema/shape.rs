//! Keywords about what is inside of objects and arrays.

use super::super::SchemaError;
use super::super::value::{is_truthy, keys, text};
use super::join::must_be_schema;
use super::limits::pattern;
use super::quoted;
use super::run::{Found, Frame, Path, Run, not_null};
use serde_json::{Map, Value};

type Properties = Map<String, Value>;

impl<'s> Run<'s> {
    pub(super) fn shape(&mut self, name: &str, value: &'s Value, map: &'s Properties, frame: Frame<'_>) -> Found {
        match (name, frame.instance, value) {
            ("items", Some(Value::Array(items)), _) => self.items(items, value, map, frame),
            ("contains", Some(Value::Array(items)), _) => self.contains(items, value, frame),
            ("properties", Some(Value::Object(data)), Value::Object(schemas)) => self.properties(data, schemas, frame),
            ("patternProperties", Some(Value::Object(data)), Value::Object(schemas)) => {
                self.by_pattern(data, schemas, map, frame)
            }
            ("additionalProperties", Some(Value::Object(data)), _)
                if !map.get("patternProperties").is_some_and(is_truthy) =>
            {
                let mut found = Vec::new();
                for name in keys(data) {
                    found.extend(self.additional(name, data, map, frame)?);
                }
                Ok(found)
            }
            ("propertyNames", Some(Value::Object(data)), _) => self.names(data, value, frame),
            ("dependencies", Some(Value::Object(data)), Value::Object(needs)) => self.dependencies(data, needs, frame),
            _ => Ok(Vec::new()),
        }
    }

    fn items(&mut self, items: &[Value], value: &'s Value, map: &'s Properties, frame: Frame<'_>) -> Found {
        let mut found = Vec::new();
        for (index, item) in items.iter().enumerate() {
            let schema = match value {
                Value::Array(schemas) => schemas.get(index).or_else(|| map.get("additionalItems")),
                one => Some(one),
            };
            match schema {
                None => {}
                Some(Value::Bool(false)) => {
                    found.push(frame.problem("items", "additionalItems not permitted"));
                    break;
                }
                Some(schema) => found.extend(self.inside(schema, Some(item), &index.to_string(), frame)?),
            }
        }
        Ok(found)
    }

    fn contains(&mut self, items: &[Value], schema: &'s Value, frame: Frame<'_>) -> Found {
        must_be_schema("contains", schema)?;
        for (index, item) in items.iter().enumerate() {
            if self.inside(schema, Some(item), &index.to_string(), frame)?.is_empty() {
                return Ok(Vec::new());
            }
        }
        Ok(vec![frame.problem("contains", "must contain an item matching given schema")])
    }

    fn properties(&mut self, data: &Properties, schemas: &'s Properties, frame: Frame<'_>) -> Found {
        let mut found = Vec::new();
        for name in keys(schemas) {
            let Some(schema) = schemas.get(name) else { continue };
            if schema.is_null() {
                return Err(SchemaError::new("Unexpected null, expected schema in \"properties\""));
            }
            found.extend(self.inside(schema, data.get(name), name, frame)?);
        }
        Ok(found)
    }

    fn by_pattern(
        &mut self,
        data: &Properties,
        schemas: &'s Properties,
        map: &'s Properties,
        frame: Frame<'_>,
    ) -> Found {
        let mut found = Vec::new();
        for name in keys(data) {
            let mut is_known = false;
            for source in keys(schemas) {
                let Some(schema) = schemas.get(source) else { continue };
                if schema.is_null() {
                    return Err(SchemaError::new("Unexpected null, expected schema in \"patternProperties\""));
                }
                if pattern(source, name)? {
                    is_known = true;
                    found.extend(self.inside(schema, data.get(name), name, frame)?);
                }
            }
            if !is_known {
                found.extend(self.additional(name, data, map, frame)?);
            }
        }
        Ok(found)
    }

    /// A property that is perhaps one too many.
    fn additional(&mut self, name: &str, data: &Properties, map: &'s Properties, frame: Frame<'_>) -> Found {
        if map.get("properties").is_some_and(|known| known.get(name).is_some()) {
            return Ok(Vec::new());
        }
        match map.get("additionalProperties") {
            Some(Value::Bool(false)) => {
                let message = format!("is not allowed to have the additional property {}", quoted(name));
                Ok(vec![frame.problem("additionalProperties", message)])
            }
            Some(schema) if is_truthy(schema) => self.inside(schema, data.get(name), name, frame),
            _ => Ok(Vec::new()),
        }
    }

    fn names(&mut self, data: &Properties, schema: &'s Value, frame: Frame<'_>) -> Found {
        if !matches!(schema, Value::Object(_) | Value::Array(_) | Value::Bool(_)) {
            return Err(SchemaError::new("Expected \"propertyNames\" to be a schema (object or boolean)"));
        }
        let mut found = Vec::new();
        for name in keys(data) {
            let name = Value::from(name.as_str());
            found.extend(self.schema(schema, Frame { instance: Some(&name), ..frame })?);
        }
        Ok(found)
    }

    fn dependencies(&mut self, data: &Properties, needs: &'s Properties, frame: Frame<'_>) -> Found {
        let mut found = Vec::new();
        for name in keys(needs).into_iter().filter(|name| data.contains_key(*name)) {
            let Some(need) = needs.get(name) else { continue };
            not_null(need)?;
            let others: Vec<String> = match need {
                Value::String(other) => vec![other.clone()],
                Value::Array(others) => others.iter().map(text).collect(),
                schema => {
                    found.extend(self.needed(name, schema, frame)?);
                    continue;
                }
            };
            for other in others.into_iter().filter(|other| !data.contains_key(other)) {
                let message = format!("property {other} not found, required by {}", frame.property_of(name));
                found.push(frame.problem("dependencies", message));
            }
        }
        Ok(found)
    }

    fn needed(&mut self, name: &str, schema: &'s Value, frame: Frame<'_>) -> Found {
        let path = Path::Step(frame.path, name);
        let inside = self.schema(schema, Frame { path: &path, ..frame })?;
        if inside.is_empty() {
            return Ok(inside);
        }
        let message = format!("does not meet dependency required by {}", frame.property_of(name));
        Ok([vec![frame.problem("dependencies", message)], inside].concat())
    }
}
