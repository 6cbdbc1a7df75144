//! Keywords about objects.

use super::super::super::SchemaError;
use super::super::super::value::{keys, text};
use super::super::keywords::is_empty;
use super::super::path::Step;
use super::{Frame, Key, Level, Run, Verdict, Word};
use serde_json::{Map, Value, json};

type Properties = Map<String, Value>;

impl<'s> Run<'_, 's> {
    pub(super) fn object(&mut self, word: Word<'s>, data: &Properties, frame: Frame<'_, '_, 's>) -> Verdict {
        match (word.name, word.value) {
            ("maxProperties" | "minProperties", _) => self.size(data.len(), "properties", word, frame),
            ("required", Value::Array(names)) => {
                let mut valid = true;
                for name in names.iter().map(text).filter(|name| !data.contains_key(name)) {
                    valid = false;
                    let message = format!("must have required property '{name}'");
                    self.fail(word, frame, json!({"missingProperty": name}), message);
                }
                Ok(valid)
            }
            ("propertyNames", schema) => self.names(schema, data, word, frame),
            ("additionalProperties", schema) => self.additional(schema, data, word, frame),
            ("dependencies", Value::Object(needs)) => self.dependencies(needs, data, word, frame),
            ("properties", Value::Object(schemas)) => self.properties(schemas, data, frame),
            ("patternProperties", Value::Object(schemas)) => self.by_pattern(schemas, data, frame),
            _ => Ok(true),
        }
    }

    fn names(&mut self, schema: &'s Value, data: &Properties, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        if is_empty(schema) {
            return Ok(true);
        }
        let mut valid = true;
        for name in keys(data) {
            let value = Value::from(name.as_str());
            let level = Level { data: &value, key: None, above: Some(frame.level) };
            let inside = Frame { data: &value, level: &level, name: Some(name), ..frame };
            if !self.under(schema, Step::Word("propertyNames"), false, inside)? {
                valid = false;
                self.fail(word, frame, json!({"propertyName": name}), "property name must be valid".to_owned());
            }
        }
        Ok(valid)
    }

    fn additional(
        &mut self,
        schema: &'s Value,
        data: &Properties,
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        if is_empty(schema) {
            return Ok(true);
        }
        let map = |name| word.map.get(name).and_then(Value::as_object);
        let (known, patterns) = (map("properties"), map("patternProperties"));
        let mut valid = true;
        for name in keys(data) {
            if known.is_some_and(|known| known.contains_key(name)) || self.matches_any(patterns, name)? {
                continue;
            }
            if *schema == Value::Bool(false) {
                valid = false;
                let message = "must NOT have additional properties".to_owned();
                self.fail(word, frame, json!({"additionalProperty": name}), message);
            } else if let Some(value) = data.get(name) {
                valid &= self.inside(schema, Step::Word("additionalProperties"), value, Key::Name(name), frame)?;
            }
        }
        Ok(valid)
    }

    fn matches_any(&self, patterns: Option<&Properties>, name: &str) -> Verdict {
        for pattern in patterns.into_iter().flat_map(Map::keys) {
            if self.matches(pattern, name)? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    fn matches(&self, pattern: &str, name: &str) -> Verdict {
        self.ajv.pattern(pattern)?.is_match(name).map_err(|_| SchemaError::too_costly(pattern))
    }

    fn dependencies(
        &mut self,
        needs: &'s Properties,
        data: &Properties,
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        let present = |name: &&String| data.contains_key(*name);
        let mut valid = true;
        for name in keys(needs).into_iter().filter(present) {
            if let Some(Value::Array(others)) = needs.get(name) {
                valid &= self.needed(name, others, data, word, frame);
            }
        }
        for name in keys(needs).into_iter().filter(present) {
            match needs.get(name) {
                Some(schema) if !schema.is_array() && !is_empty(schema) => {
                    valid &= self.under(schema, Step::Named("dependencies", name), false, frame)?;
                }
                _ => {}
            }
        }
        Ok(valid)
    }

    fn needed(
        &mut self,
        name: &str,
        others: &[Value],
        data: &Properties,
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
    ) -> bool {
        let others: Vec<String> = others.iter().map(text).collect();
        let all = others.join(", ");
        let properties = if others.len() == 1 { "property" } else { "properties" };
        let mut valid = true;
        for missing in others.iter().filter(|other| !data.contains_key(*other)) {
            valid = false;
            let params = json!({"property": name, "missingProperty": missing, "depsCount": others.len(), "deps": all});
            self.fail(word, frame, params, format!("must have {properties} {all} when property {name} is present"));
        }
        valid
    }

    fn properties(&mut self, schemas: &'s Properties, data: &Properties, frame: Frame<'_, '_, 's>) -> Verdict {
        let mut valid = true;
        for name in keys(schemas) {
            if let (Some(schema), Some(value)) = (schemas.get(name), data.get(name)) {
                valid &= self.inside(schema, Step::Named("properties", name), value, Key::Name(name), frame)?;
            }
            if frame.quiet && !valid {
                return Ok(false);
            }
        }
        Ok(valid)
    }

    fn by_pattern(&mut self, schemas: &'s Properties, data: &Properties, frame: Frame<'_, '_, 's>) -> Verdict {
        let mut valid = true;
        for pattern in keys(schemas) {
            let Some(schema) = schemas.get(pattern).filter(|schema| !is_empty(schema)) else { continue };
            for name in keys(data) {
                if let (true, Some(value)) = (self.matches(pattern, name)?, data.get(name)) {
                    let step = Step::Named("patternProperties", pattern);
                    valid &= self.inside(schema, step, value, Key::Name(name), frame)?;
                }
            }
        }
        Ok(valid)
    }
}
