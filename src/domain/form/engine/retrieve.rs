//! A schema as it stands for the data at hand: without `$ref`, `dependencies`, `if` and `allOf`.

use std::borrow::Cow;

use serde_json::{Map, Value, json};

use super::{Engine, all_of};
use crate::domain::form::field::ADDED;
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// A schema with all that depends on the data resolved.
    pub(in crate::domain::form) fn retrieve<'s>(
        &self,
        schema: &'s Value,
        data: Option<&Value>,
    ) -> Result<Cow<'s, Value>, Broken> {
        let whole = data.filter(|_| std::ptr::eq(schema, self.root));
        if let Some((_, resolved)) = self.whole.borrow().as_ref().filter(|(of, _)| Some(of) == whole) {
            return Ok(Cow::Owned(resolved.clone()));
        }
        let resolved = self.retrieve_seen(schema, data, &mut Vec::new())?;
        if let (Some(data), Cow::Owned(resolved)) = (whole, &resolved) {
            self.whole.replace(Some((data.clone(), resolved.clone())));
        }
        Ok(resolved)
    }

    pub(super) fn retrieve_seen<'s>(
        &self,
        schema: &'s Value,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Cow<'s, Value>, Broken> {
        let Value::Object(map) = schema else { return Ok(Cow::Owned(json!({}))) };
        if !is_dynamic(schema, map) {
            return Ok(Cow::Borrowed(schema));
        }
        self.deeper(|| {
            let resolved = self.resolve(schema, map, data, seen)?;
            self.finish(resolved, data, seen)
        })
    }

    /// The first of `$ref`, `dependencies` and the schemas in `allOf`.
    fn resolve<'s>(
        &self,
        schema: &'s Value,
        map: &'s Map<String, Value>,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Cow<'s, Value>, Broken> {
        if let Some(updated) = self.resolved(schema, seen)? {
            return Ok(Cow::Owned(self.retrieve_seen(&updated, data, seen)?.into_owned()));
        }
        if map.contains_key("dependencies") {
            let resolved = self.with_dependencies(map, data, seen)?;
            return Ok(Cow::Owned(self.retrieve_seen(&resolved, data, seen)?.into_owned()));
        }
        let Some(Value::Array(parts)) = map.get("allOf") else { return Ok(Cow::Borrowed(schema)) };
        let mut resolved = Vec::with_capacity(parts.len());
        for part in parts {
            resolved.push(self.retrieve_seen(part, data, seen)?.into_owned());
        }
        let mut map = script::without(map, &[]);
        map.insert("allOf".to_owned(), Value::Array(resolved));
        Ok(Cow::Owned(Value::Object(map)))
    }

    /// `if`, the merging of `allOf`, and properties that the data has beyond those of the schema.
    fn finish<'s>(
        &self,
        schema: Cow<'s, Value>,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Cow<'s, Value>, Broken> {
        let Value::Object(map) = schema.as_ref() else { return Ok(schema) };
        if map.contains_key("if") {
            return Ok(Cow::Owned(self.with_condition(map, data, seen)?));
        }
        let merged = if map.contains_key("allOf") {
            match all_of::merged(map) {
                Ok(merged) => Cow::Owned(merged),
                Err(all_of::Incompatible) => return Ok(Cow::Owned(Value::Object(script::without(map, &["allOf"])))),
            }
        } else {
            schema
        };
        match merged.get("additionalProperties") {
            None | Some(Value::Bool(false)) => Ok(merged),
            Some(_) => Ok(Cow::Owned(self.with_added_properties(&merged, data)?)),
        }
    }

    /// A schema in which every property of the data has a schema.
    fn with_added_properties(&self, schema: &Value, data: Option<&Value>) -> Result<Value, Broken> {
        let mut schema = schema.clone();
        let Value::Object(map) = &mut schema else { return Ok(schema) };
        let template = map.get("additionalProperties").cloned().unwrap_or_default();
        let mut properties = match map.get("properties") {
            Some(Value::Object(properties)) => properties.clone(),
            _ => Map::new(),
        };
        if let Some(whole @ Value::Object(data)) = data {
            for (name, value) in data {
                if !properties.contains_key(name) {
                    let property = self.added_property(&template, whole, value)?;
                    properties.insert(name.clone(), property);
                }
            }
        }
        map.insert("properties".to_owned(), Value::Object(properties));
        Ok(schema)
    }

    fn added_property(&self, template: &Value, whole: &Value, value: &Value) -> Result<Value, Broken> {
        let has = |name: &str| template.get(name).is_some();
        let mut property = match template {
            Value::Object(_) if has("$ref") => {
                let reference = json!({ "$ref": template.get("$ref") });
                self.retrieve(&reference, Some(whole))?.into_owned()
            }
            Value::Object(map) if has("type") => Value::Object(map.clone()),
            Value::Object(map) if has("anyOf") || has("oneOf") => {
                let mut property = Map::from_iter([("type".to_owned(), json!("object"))]);
                property.extend(map.clone());
                Value::Object(property)
            }
            _ => json!({ "type": script::guess_type(Some(value)) }),
        };
        if let Value::Object(map) = &mut property {
            map.insert(ADDED.to_owned(), Value::Bool(true));
        }
        Ok(property)
    }
}

/// Whether anything in a schema depends on the data, or on what it refers to.
fn is_dynamic(schema: &Value, map: &Map<String, Value>) -> bool {
    let dynamic = ["dependencies", "allOf", "if", "additionalProperties"];
    dynamic.iter().any(|name| map.contains_key(*name)) || super::reference::mentions_reference(schema)
}
