//! `$ref`: what it names, and putting it in its place.

use serde_json::{Map, Value};

use super::{DEEPEST, Engine};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::text;

impl Engine<'_> {
    /// The schema that a reference names, through references in it.
    pub(super) fn definition(&self, reference: Option<&Value>) -> Result<Value, Broken> {
        self.definition_through(reference, &[])
    }

    fn definition_through(&self, reference: Option<&Value>, through: &[String]) -> Result<Value, Broken> {
        let name = reference.map(script::text).unwrap_or_default();
        let missing = || Broken::new(format!("Could not find a definition for {name}."));
        let found = name.strip_prefix('#').and_then(|pointer| look_up(self.root, &percent_decoded(pointer)?));
        let found = found.ok_or_else(missing)?;
        let Some(next) = script::truthy(found, "$ref") else { return Ok(found.clone()) };
        let next_name = script::text(next);
        if through.contains(&next_name) {
            return Err(circle(&name, through));
        }
        if through.len() > DEEPEST as usize {
            return Err(Broken::new("the schema goes on without an end: its definitions lead to one another"));
        }
        let through = [through, std::slice::from_ref(&name)].concat();
        let target = self.definition_through(Some(next), &through)?;
        let Value::Object(own) = found else { return Ok(target) };
        Ok(spread(script::without(own, &["$ref"]), target))
    }

    /// A schema with all references in it, its properties and its items resolved; `None` where nothing changes.
    /// References in `seen` are left as they are, and those that were resolved are added.
    pub(super) fn resolved(&self, schema: &Value, seen: &mut Vec<String>) -> Result<Option<Value>, Broken> {
        if !mentions_reference(schema) {
            return Ok(None);
        }
        self.deeper(|| self.resolve_here(schema, seen))
    }

    fn resolve_here(&self, schema: &Value, seen: &mut Vec<String>) -> Result<Option<Value>, Broken> {
        let Value::Object(map) = schema else { return Ok(None) };
        let mut resolved = None;
        if let Some(reference) = map.get("$ref") {
            let name = script::text(reference);
            if seen.contains(&name) {
                return Ok(None);
            }
            seen.push(name);
            let target = self.definition(Some(reference))?;
            resolved = Some(under(target, script::without(map, &["$ref"])));
        }
        let mut resolved = resolved.unwrap_or_else(|| map.clone());
        self.resolve_properties(&mut resolved, seen)?;
        self.resolve_items(&mut resolved, seen)?;
        let resolved = Value::Object(resolved);
        Ok((!script::same(&resolved, schema)).then_some(resolved))
    }

    fn resolve_properties(&self, schema: &mut Map<String, Value>, seen: &mut Vec<String>) -> Result<(), Broken> {
        let Some(Value::Object(properties)) = schema.get_mut("properties") else { return Ok(()) };
        let mut all: Vec<String> = Vec::new();
        for property in properties.values_mut() {
            let mut own = seen.clone();
            if let Some(resolved) = self.resolved(property, &mut own)? {
                *property = resolved;
            }
            own.into_iter().for_each(|name| {
                if !all.contains(&name) {
                    all.push(name);
                }
            });
        }
        // the longer list comes to lie over the shorter one
        let longer = all.len();
        all.extend(seen.drain(..).skip(longer));
        *seen = all;
        Ok(())
    }

    fn resolve_items(&self, schema: &mut Map<String, Value>, seen: &mut Vec<String>) -> Result<(), Broken> {
        if let Some(items) = schema.get_mut("items").filter(|items| items.is_object())
            && let Some(resolved) = self.resolved(items, seen)?
        {
            *items = resolved;
        }
        Ok(())
    }
}

fn circle(name: &str, through: &[String]) -> Broken {
    let Some((first, rest)) = through.split_first().filter(|(_, rest)| !rest.is_empty()) else {
        return Broken::new(format!("Definition for {name} is a circular reference"));
    };
    let way = rest.iter().map(String::as_str).chain([name, first]).collect::<Vec<_>>().join(" -> ");
    Broken::new(format!("Definition for {first} contains a circular reference through {way}"))
}

/// Whether `$ref` stands where it would be resolved.
pub(super) fn mentions_reference(schema: &Value) -> bool {
    let Value::Object(map) = schema else { return false };
    let below = |name| match map.get(name) {
        Some(Value::Object(below)) if name == "properties" => below.values().any(mentions_reference),
        Some(items) => mentions_reference(items),
        None => false,
    };
    map.contains_key("$ref") || below("properties") || below("items")
}

/// The properties of `target` with those of `own` over them.
fn under(target: Value, own: Map<String, Value>) -> Map<String, Value> {
    let mut map = match target {
        Value::Object(map) => map,
        _ => Map::new(),
    };
    map.extend(own);
    map
}

/// The properties of `own` with those of `target` over them.
fn spread(mut own: Map<String, Value>, target: Value) -> Value {
    if own.is_empty() {
        return target;
    }
    if let Value::Object(target) = target {
        own.extend(target);
    }
    Value::Object(own)
}

/// What a JSON pointer (RFC 6901) names.
fn look_up<'a>(root: &'a Value, pointer: &str) -> Option<&'a Value> {
    root.pointer(pointer)
}

pub(in crate::domain::form) fn percent_decoded(text: &str) -> Option<String> {
    String::from_utf8(text::percent_decoded(text)?).ok()
}
