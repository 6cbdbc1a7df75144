use super::{Base, Definition, PartKind, Schema, SchemaAt, Wrap};
use crate::domain::text::unsafe_to_show;
use serde_json::{Map, Number, Value, json};
use std::fmt::Write as _;

/// The most values that are made for an example.
const MAX_VALUES: usize = 400;
/// The most properties that are looked at for that, also those that are left out.
const MAX_LOOKED_AT: usize = 1_000;
/// How deep an example nests.
const MAX_DEPTH: usize = 12;

/// A value that fits a schema: what the definition gives as an example where it gives one, and else
/// one made from the types. What a schema holds of itself is left out, or empty where it has to be.
pub fn example(definition: &Definition, at: &SchemaAt) -> Value {
    Maker { definition, made: 0, looked_at: 0, inside: Vec::new() }.value(at)
}

/// A value as JSON on one line that a terminal shows as it is: what it would obey or hide is escaped.
pub fn example_text(value: &Value) -> String {
    let mut out = String::new();
    for c in value.to_string().chars() {
        if unsafe_to_show(c) {
            let mut units = [0; 2];
            for unit in c.encode_utf16(&mut units) {
                let _ = write!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    out
}

struct Maker<'d> {
    definition: &'d Definition,
    made: usize,
    looked_at: usize,
    inside: Vec<SchemaAt>,
}

impl Maker<'_> {
    fn value(&mut self, at: &SchemaAt) -> Value {
        let schema = self.definition.schema(at);
        self.of_schema(&schema)
    }

    fn of_schema(&mut self, schema: &Schema) -> Value {
        self.made += 1;
        if let Some(given) = &schema.given {
            return given.clone();
        }
        let inner = self.inner(schema);
        let wrap = |inner: Option<Value>, wrap: &Wrap| match (wrap, inner) {
            (Wrap::List, inner) => Some(Value::Array(inner.into_iter().collect())),
            (Wrap::Map, Some(inner)) => Some(json!({ "key": inner })),
            (Wrap::Map, None) => Some(json!({})),
        };
        schema.wraps.iter().rev().fold(inner, wrap).unwrap_or(Value::Null)
    }

    /// The value inside of lists and maps; nothing where the schema is inside of itself.
    fn inner(&mut self, schema: &Schema) -> Option<Value> {
        if !schema.values.is_empty() {
            let text = schema.values.first().map(ToString::to_string).unwrap_or_default();
            return Some(enumerated(schema.base, text));
        }
        let target = schema.target.clone();
        let again = target.as_ref().is_some_and(|target| self.inside.contains(target));
        let full = self.made > MAX_VALUES || self.inside.len() > MAX_DEPTH;
        if !schema.parts.is_empty() && (again || full) {
            return None;
        }
        self.inside.extend(target.clone());
        let value = self.of_parts(schema);
        if target.is_some() {
            self.inside.pop();
        }
        Some(value)
    }

    fn of_parts(&mut self, schema: &Schema) -> Value {
        let mut object = Map::new();
        for part in schema.parts.iter().filter(|part| part.kind == PartKind::Property) {
            if self.looked_at >= MAX_LOOKED_AT {
                break;
            }
            if self.made > MAX_VALUES && !part.required {
                continue;
            }
            self.looked_at += 1;
            let inner = self.definition.schema(&part.at);
            let again =
                inner.target.as_ref().is_some_and(|target| self.inside.contains(target)) && !inner.parts.is_empty();
            let read_only = inner.facts.iter().any(|(label, _)| *label == "read only");
            if (again || read_only) && !part.required {
                continue;
            }
            let value = self.of_schema(&inner);
            object.insert(super::tree::last_key_of(&part.at, &part.name), value);
        }
        let alternative = schema.parts.iter().find(|part| part.kind == PartKind::Alternative);
        match alternative.map(|part| self.value(&part.at)) {
            Some(Value::Object(more)) => {
                object.extend(more);
                Value::Object(object)
            }
            Some(other) if object.is_empty() => other,
            _ if !object.is_empty() || schema.base == Base::Object => Value::Object(object),
            _ => simple(schema),
        }
    }
}

fn enumerated(base: Base, text: String) -> Value {
    match base {
        Base::Integer | Base::Number => serde_json::from_str(&text).unwrap_or(Value::String(text)),
        _ => Value::String(text),
    }
}

fn simple(schema: &Schema) -> Value {
    let limit = |label: &str| {
        let fact = schema.facts.iter().find(|(said, _)| *said == label)?;
        fact.1.as_str().parse::<f64>().ok()
    };
    match schema.base {
        Base::String => Value::String(text(schema, limit("length at least"))),
        Base::Integer => json!(least(limit("at least"), limit("more than"), limit("at most")).ceil() as i64),
        Base::Number => Number::from_f64(least(limit("at least"), limit("more than"), limit("at most")))
            .map_or(json!(1), Value::Number),
        Base::Boolean => json!(true),
        Base::Object => json!({}),
        Base::Null => Value::Null,
        Base::Any => json!({}),
    }
}

fn least(at_least: Option<f64>, more_than: Option<f64>, at_most: Option<f64>) -> f64 {
    let from = at_least.or(more_than.map(|limit| limit + 1.0)).unwrap_or(1.0);
    at_most.map_or(from, |limit| from.min(limit))
}

fn text(schema: &Schema, at_least: Option<f64>) -> String {
    let text = match schema.format.as_str() {
        "date-time" => "2026-01-31T12:00:00Z",
        "date" => "2026-01-31",
        "time" => "12:00:00Z",
        "duration" => "PT1H",
        "email" => "someone@example.com",
        "uuid" => "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "uri" | "url" => "https://example.com",
        "hostname" => "example.com",
        "ipv4" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        _ => "text",
    };
    let least = at_least.map_or(0, |least| least.clamp(0.0, 100.0) as usize);
    let missing = least.saturating_sub(text.chars().count());
    format!("{text}{}", "x".repeat(missing))
}
