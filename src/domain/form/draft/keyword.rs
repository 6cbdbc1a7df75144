//! Single keywords of a schema.

use serde_json::{Map, Value};

use super::{Draft, Valid, fits, is_error};
use crate::domain::form::script;

impl Draft<'_> {
    pub(super) fn list_meets(&self, name: &str, wanted: &Value, items: &[Value], schema: &Value) -> Valid {
        let count = items.len() as f64;
        match name {
            "maxItems" => Ok(wanted.as_f64().is_none_or(|most| count <= most)),
            "minItems" => Ok(wanted.as_f64().is_none_or(|least| count >= least)),
            "uniqueItems" => Ok(!script::is_truthy(wanted) || are_unique(items)),
            "contains" => match wanted {
                Value::Bool(true) => Ok(!items.is_empty()),
                Value::Object(_) => Ok(!items.is_empty() && self.any(items, |item| self.is_valid(Some(item), wanted))?),
                Value::Bool(false) => Ok(false),
                _ => Ok(true),
            },
            "items" if wanted == &Value::Bool(false) => Ok(items.is_empty()),
            "items" => {
                let whole = Value::Array(items.to_vec());
                let numbers: Vec<usize> = (0..items.len()).collect();
                self.all(&numbers, |number| match self.step(&number.to_string(), schema, Some(&whole))? {
                    Some(own) if is_error(&own) => Ok(false),
                    Some(own) => self.is_valid(items.get(*number), &own),
                    None => Ok(true),
                })
            }
            _ => Ok(true),
        }
    }

    pub(super) fn object_meets(&self, name: &str, wanted: &Value, map: &Map<String, Value>, schema: &Value) -> Valid {
        let count = map.len() as f64;
        match name {
            "maxProperties" => Ok(wanted.as_f64().is_none_or(|most| count <= most)),
            "minProperties" => Ok(wanted.as_f64().is_none_or(|least| count >= least)),
            "required" => {
                let names = wanted.as_array().map(Vec::as_slice).unwrap_or_default();
                Ok(names.iter().all(|name| map.contains_key(&script::text(name))))
            }
            "properties" => {
                let whole = Value::Object(map.clone());
                let names: Vec<&String> = wanted.as_object().into_iter().flat_map(Map::keys).collect();
                let there: Vec<&String> = names.into_iter().filter(|name| map.contains_key(*name)).collect();
                self.all(&there, |name| match self.step(name, schema, Some(&whole))? {
                    Some(own) => self.is_valid(map.get(*name), &own),
                    None => Ok(true),
                })
            }
            "propertyNames" => {
                let names: Vec<Value> = map.keys().map(|name| Value::String(name.clone())).collect();
                self.all(&names, |name| self.is_valid(Some(name), wanted))
            }
            "additionalProperties" => self.additional_meet(wanted, map, schema),
            "patternProperties" => self.patterns_meet(wanted, map, schema),
            "dependencies" => self.dependencies_meet(wanted, map),
            _ => Ok(true),
        }
    }

    fn additional_meet(&self, wanted: &Value, map: &Map<String, Value>, schema: &Value) -> Valid {
        let patterns = schema.get("patternProperties").and_then(Value::as_object);
        if wanted == &Value::Bool(true) || (patterns.is_some() && wanted == &Value::Bool(false)) {
            return Ok(true);
        }
        let known = schema.get("properties").and_then(Value::as_object);
        for (name, value) in map.iter().filter(|(name, _)| *name != "_id") {
            let is_known = known.is_some_and(|known| known.contains_key(name));
            let patterns: Vec<&String> = patterns.into_iter().flat_map(Map::keys).collect();
            let by_pattern = !patterns.is_empty() && self.any(&patterns, |pattern| fits(pattern, "", name))?;
            let is_met = is_known || by_pattern || (wanted.is_object() && self.is_valid(Some(value), wanted)?);
            if !is_met {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn patterns_meet(&self, wanted: &Value, map: &Map<String, Value>, schema: &Value) -> Valid {
        let Value::Object(patterns) = wanted else { return Ok(true) };
        let known = schema.get("properties");
        let is_closed = schema.get("additionalProperties") == Some(&Value::Bool(false));
        for (name, value) in map {
            let mut is_found = false;
            for (pattern, own) in patterns {
                if fits(pattern, "", name)? {
                    is_found = true;
                    if !self.is_valid(Some(value), own)? {
                        return Ok(false);
                    }
                }
            }
            let is_known = known.is_some_and(|known| script::truthy(known, name).is_some());
            if !is_found && !is_known && is_closed {
                return Ok(false);
            }
        }
        Ok(true)
    }

    fn dependencies_meet(&self, wanted: &Value, map: &Map<String, Value>) -> Valid {
        let Value::Object(dependencies) = wanted else { return Ok(true) };
        for dependency in map.keys().filter_map(|name| dependencies.get(name)) {
            let is_met = match dependency {
                Value::Bool(answer) => *answer,
                Value::Array(names) => names.iter().all(|name| map.contains_key(&script::text(name))),
                schema => self.is_valid(Some(&Value::Object(map.clone())), schema)?,
            };
            if !is_met {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

fn are_unique(items: &[Value]) -> bool {
    let rest = |number: usize| items.get(number + 1..).unwrap_or_default();
    items.iter().enumerate().all(|(number, item)| !rest(number).iter().any(|other| script::same(item, other)))
}

pub(super) fn string_meets(name: &str, wanted: &Value, text: &str) -> Valid {
    let length = text.chars().count() as f64;
    match name {
        "maxLength" => Ok(wanted.as_f64().is_none_or(|most| length <= most)),
        "minLength" => Ok(wanted.as_f64().is_none_or(|least| length >= least)),
        "pattern" => fits(&script::text(wanted), "u", text),
        _ => Ok(true),
    }
}

pub(super) fn number_meets(name: &str, wanted: &Value, number: f64) -> bool {
    let Some(wanted) = wanted.as_f64() else { return true };
    match name {
        // a limit of 0 is none: so it is there
        "maximum" => wanted == 0.0 || number <= wanted,
        "minimum" => number >= wanted,
        "exclusiveMaximum" => number < wanted,
        "exclusiveMinimum" => number > wanted,
        "multipleOf" => is_multiple(number, wanted),
        _ => true,
    }
}

fn is_multiple(number: f64, of: f64) -> bool {
    let places = |number: f64| number.to_string().split_once('.').map_or(0, |(_, places)| places.len());
    if places(number) > places(of) {
        return false;
    }
    let scale = 10f64.powi(i32::try_from(places(of)).unwrap_or(0));
    (number * scale).round() % (of * scale).round() == 0.0
}
