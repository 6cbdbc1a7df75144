//! Runs a schema over an instance.

use super::super::SchemaError;
use super::super::value::{is_truthy, keys, text};
use super::{Problem, property};
use serde_json::{Map, Value};

/// Schemas in schemas that are looked at.
const DEEPEST: usize = 200;
/// Schemas that one check may look at.
const VISITS: usize = 500_000;

/// Problems, or the schema is no good.
pub type Found = Result<Vec<Problem>, SchemaError>;

/// One check.
pub struct Run<'s> {
    root: &'s Value,
    visits: usize,
}

/// An instance, or none where a property is not there, and where it is.
#[derive(Clone, Copy)]
pub struct Frame<'p> {
    pub instance: Option<&'p Value>,
    pub path: &'p Path<'p>,
    pub depth: usize,
}

/// A path as a chain.
#[derive(Clone, Copy)]
pub enum Path<'p> {
    Top,
    Step(&'p Path<'p>, &'p str),
}

impl Path<'_> {
    fn keys(&self) -> Vec<String> {
        match self {
            Path::Top => Vec::new(),
            Path::Step(above, key) => {
                let mut keys = above.keys();
                keys.push((*key).to_owned());
                keys
            }
        }
    }
}

impl Frame<'_> {
    /// A problem here.
    pub fn problem(&self, name: &'static str, message: impl Into<String>) -> Problem {
        let path = self.path.keys();
        Problem { property: property(&path), path, name, message: message.into() }
    }

    /// A problem here where something does not hold.
    pub fn unless(&self, holds: bool, name: &'static str, message: impl FnOnce() -> String) -> Found {
        Ok(if holds { Vec::new() } else { vec![self.problem(name, message())] })
    }

    /// Where the path leads as one text.
    pub fn property_of(&self, key: &str) -> String {
        property(&Path::Step(self.path, key).keys())
    }
}

impl<'s> Run<'s> {
    pub const fn new(root: &'s Value) -> Self {
        Self { root, visits: VISITS }
    }

    pub fn all(mut self, instance: &Value) -> Found {
        let root = self.root;
        self.schema(root, Frame { instance: Some(instance), path: &Path::Top, depth: 0 })
    }

    /// Lays a schema against the instance.
    pub fn schema(&mut self, schema: &'s Value, frame: Frame<'_>) -> Found {
        self.visits = self.visits.checked_sub(1).ok_or_else(SchemaError::too_long)?;
        if frame.depth > DEEPEST {
            return Err(SchemaError::too_deep());
        }
        let frame = Frame { depth: frame.depth + 1, ..frame };
        match schema {
            Value::Bool(false) => frame.unless(frame.instance.is_none(), "type", || "is not of a type(s) ".to_owned()),
            Value::Null => Err(SchemaError::new("schema is undefined")),
            Value::String(reference) if !reference.is_empty() => {
                let target = self.target(reference)?;
                self.schema(target, frame)
            }
            Value::Object(map) => match map.get("$ref") {
                Some(Value::String(reference)) if !reference.is_empty() => {
                    let target = self.target(reference)?;
                    self.schema(target, frame)
                }
                _ => self.keywords(map, frame),
            },
            _ => Ok(Vec::new()),
        }
    }

    /// Lays a schema against a value inside of the instance.
    pub fn inside(&mut self, schema: &'s Value, instance: Option<&Value>, key: &str, frame: Frame<'_>) -> Found {
        not_null(schema)?;
        let path = Path::Step(frame.path, key);
        self.schema(schema, Frame { instance, path: &path, depth: frame.depth })
    }

    /// Whether the instance fits the schema.
    pub fn fits(&mut self, schema: &'s Value, frame: Frame<'_>) -> Result<bool, SchemaError> {
        Ok(self.schema(schema, frame)?.is_empty())
    }

    fn keywords(&mut self, map: &'s Map<String, Value>, frame: Frame<'_>) -> Found {
        let mut found = Vec::new();
        for name in keys(map) {
            if let Some(value) = map.get(name) {
                found.extend(self.keyword(name, value, map, frame)?);
            }
        }
        Ok(found)
    }

    fn keyword(&mut self, name: &str, value: &'s Value, map: &'s Map<String, Value>, frame: Frame<'_>) -> Found {
        match name {
            "required" => required(value, frame),
            // what is not there is only looked into for what is required of it
            _ if frame.instance.is_none() => Ok(Vec::new()),
            "type" => self.types(value, frame),
            "anyOf" | "allOf" | "oneOf" | "if" | "not" | "disallow" => self.join(name, value, map, frame),
            "properties"
            | "patternProperties"
            | "additionalProperties"
            | "propertyNames"
            | "dependencies"
            | "items"
            | "contains" => self.shape(name, value, map, frame),
            _ => self.limits(name, value, map, frame),
        }
    }

    /// The keyword `type`.
    fn types(&mut self, value: &'s Value, frame: Frame<'_>) -> Found {
        let types: Vec<&Value> = match value {
            Value::Array(types) => types.iter().collect(),
            one => vec![one],
        };
        for one in &types {
            if self.is_of_type(one, frame)? {
                return Ok(Vec::new());
            }
        }
        let list: Vec<String> = types.into_iter().map(told_type).collect();
        Ok(vec![frame.problem("type", format!("is not of a type(s) {}", list.join(",")))])
    }

    /// Whether the instance is of a type, by its name or by a schema. Names that mean nothing fit everything.
    pub fn is_of_type(&mut self, of: &'s Value, frame: Frame<'_>) -> Result<bool, SchemaError> {
        match of {
            Value::Null => Err(SchemaError::new("Unexpected null in \"type\" keyword")),
            Value::String(name) => Ok(frame.instance.is_some_and(|instance| is_named(instance, name))),
            Value::Object(_) | Value::Array(_) => self.fits(of, frame),
            _ => Ok(true),
        }
    }

    /// What a reference leads to.
    fn target(&self, reference: &str) -> Result<&'s Value, SchemaError> {
        let own = own_id(self.root).unwrap_or_default();
        let place = reference.strip_prefix(own.trim_end_matches('#')).unwrap_or(reference);
        if place.is_empty() || place == "#" {
            return Ok(self.root);
        }
        if let Some(named) = named(self.root, reference) {
            return Ok(named);
        }
        let Some(pointer) = place.strip_prefix('#') else {
            return Err(SchemaError::new(format!("no such schema </{reference}>")));
        };
        let mut found = Some(self.root);
        for part in pointer.split('/').skip(1) {
            let key = super::super::pointer::decoded(&part.replacen("~0", "~", 1).replace("~1", "/"));
            found = found.and_then(|schema| match schema {
                Value::Object(map) => map.get(&key),
                Value::Array(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            });
        }
        let document = if own.is_empty() { "/undefined" } else { own };
        found.ok_or_else(|| SchemaError::new(format!("no such schema {place} located in <{document}>")))
    }
}

fn is_named(instance: &Value, name: &str) -> bool {
    match name {
        "string" => instance.is_string(),
        "number" => instance.is_number(),
        "integer" => instance.as_f64().is_some_and(|number| number % 1.0 == 0.0),
        "boolean" => instance.is_boolean(),
        "array" => instance.is_array(),
        "null" => instance.is_null(),
        "object" => instance.is_object(),
        "date" => false,
        _ => true,
    }
}

/// A type as it is told: by its name.
fn told_type(of: &Value) -> String {
    match own_id(of) {
        Some(id) => format!("<{id}>"),
        None if is_truthy(of) => text(of),
        None => String::new(),
    }
}

/// What a schema calls itself.
pub fn own_id(schema: &Value) -> Option<&str> {
    let id = |name| schema.get(name).and_then(Value::as_str).filter(|id| !id.is_empty());
    id("$id").or_else(|| id("id"))
}

/// A part of a schema by what it calls itself.
fn named<'s>(schema: &'s Value, id: &str) -> Option<&'s Value> {
    if own_id(schema) == Some(id) {
        return Some(schema);
    }
    match schema {
        Value::Object(map) => map.values().find_map(|part| named(part, id)),
        Value::Array(items) => items.iter().find_map(|part| named(part, id)),
        _ => None,
    }
}

/// JavaScript looks for a name in every schema below.
pub fn not_null(schema: &Value) -> Result<(), SchemaError> {
    if schema.is_null() {
        return Err(SchemaError::new("Cannot read properties of null (reading '$id')"));
    }
    Ok(())
}

fn required(value: &Value, frame: Frame<'_>) -> Found {
    match (value, frame.instance) {
        (Value::Bool(true), None) => Ok(vec![frame.problem("required", "is required")]),
        (Value::Array(names), Some(Value::Object(properties))) => {
            let missing = names.iter().filter(|name| !properties.contains_key(&text(name)));
            Ok(missing.map(|name| frame.problem("required", format!("requires property {name}"))).collect())
        }
        _ => Ok(Vec::new()),
    }
}
