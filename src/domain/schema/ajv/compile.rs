//! What `ajv` refuses when it makes a validator of a schema: every part that it would look at is visited once, in its
//! order.

use super::super::SchemaError;
use super::super::value::{is_truthy, keys};
use super::keywords::{GROUPS, Keyword, has_rules, is_empty, is_only_reference, uses};
use super::path::{Path, Step};
use super::refs::{Base, Document};
use super::types::Types;
use super::{Ajv, DEEPEST, META_MESSAGE, formats, message, run, texts};
use serde_json::{Map, Value};
use std::collections::HashSet;

pub fn compile(ajv: &Ajv, document: &Document, root: Option<&Document>, schema: &Value) -> Result<(), SchemaError> {
    compile_within(ajv, document, root, schema, &mut usize::MAX.to_owned())
}

/// The same, looking at so many schemas at most; fewer are left afterwards.
pub fn compile_within(
    ajv: &Ajv,
    document: &Document,
    root: Option<&Document>,
    schema: &Value,
    left: &mut usize,
) -> Result<(), SchemaError> {
    let mut compiler = Compiler { ajv, seen: HashSet::from([address(schema)]), broken: None, left };
    let place = Place { base: Base::new(document, root), path: Path::start("#"), depth: 0, level: 0, quiet: false };
    compiler.schema(schema, place)?;
    compiler.broken.map_or(Ok(()), Err)
}

struct Compiler<'a> {
    ajv: &'a Ajv,
    /// Schemas with functions of their own, by where they lie in memory.
    seen: HashSet<usize>,
    /// What breaks the whole in the end.
    broken: Option<SchemaError>,
    left: &'a mut usize,
}

/// Where in the schema, and how deep in the data.
#[derive(Clone, Copy)]
struct Place<'p, 's> {
    base: Base<'p, 's>,
    path: Path<'p>,
    depth: usize,
    level: usize,
    /// Whether nobody wants to know the errors here, so that no message is written.
    quiet: bool,
}

fn address(schema: &Value) -> usize {
    std::ptr::from_ref(schema).addr()
}

impl<'s> Compiler<'_> {
    fn schema(&mut self, schema: &'s Value, place: Place<'_, 's>) -> Result<(), SchemaError> {
        *self.left = self.left.checked_sub(1).ok_or_else(SchemaError::too_long)?;
        let map = match schema {
            Value::Object(map) if has_rules(map) => map,
            // JavaScript looks for keys in it
            Value::Null => return Err(SchemaError::new("Cannot convert undefined or null to object")),
            _ => return Ok(()),
        };
        if place.depth > DEEPEST {
            return Err(SchemaError::too_deep());
        }
        if place.depth > 0 && map.get("$async").is_some_and(is_truthy) {
            return Err(SchemaError::new("async schema in sync schema"));
        }
        let place = Place { base: place.base.within(schema), depth: place.depth + 1, ..place };
        Types::of(map)?;
        if is_only_reference(map) {
            return map.get("$ref").map_or(Ok(()), |reference| self.reference(reference, place));
        }
        for group in GROUPS.iter().filter(|group| uses(map, group)) {
            for keyword in group.keywords {
                if let Some(value) = map.get(keyword.name) {
                    self.keyword(keyword, value, map, place)?;
                }
            }
        }
        Ok(())
    }

    fn keyword(
        &mut self,
        keyword: &Keyword,
        value: &'s Value,
        map: &'s Map<String, Value>,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        if keyword.name == "errorMessage" {
            self.message(value, place.path)?;
        }
        if keyword.name.starts_with("format") && keyword.name != "format" && !map.contains_key("format") {
            let name = keyword.name;
            return Err(SchemaError::new(format!("parent schema must have dependencies of {name}: format")));
        }
        keyword.check(value)?;
        match (keyword.name, value) {
            ("id", _) => Err(SchemaError::new("NOT SUPPORTED: keyword \"id\", use \"$id\" for schema ID")),
            ("$ref", _) => self.reference(value, place),
            ("enum", Value::Array(values)) if values.is_empty() => {
                Err(SchemaError::new("enum must have non-empty array"))
            }
            ("pattern", Value::String(pattern)) => self.ajv.pattern(pattern).map(drop),
            ("uniqueItems", Value::Bool(true)) => match map.get("items") {
                Some(Value::Object(items)) => Types::of(items).map(drop),
                _ => Ok(()),
            },
            ("errorMessage", _) if place.quiet => Ok(()),
            ("errorMessage", _) => {
                self.broken = self.broken.take().or_else(|| message::broken_name(value));
                message::compile(value, place.level)
            }
            (name, Value::String(_)) if name.starts_with("format") && name != "format" => {
                formats::compile_limit(name, map)
            }
            _ => self.schemas(keyword.name, value, map, place),
        }
    }

    /// Schemas inside of a keyword.
    fn schemas(
        &mut self,
        name: &'static str,
        value: &'s Value,
        map: &'s Map<String, Value>,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        match (name, value) {
            ("anyOf", Value::Array(schemas)) if has_empty(schemas)? => Ok(()),
            ("anyOf" | "oneOf" | "allOf", Value::Array(schemas)) => self.list(name, schemas, 0, place),
            ("items", Value::Array(schemas)) => self.list(name, schemas, 1, place),
            ("if", _) => self.condition(value, map, place),
            ("not", _) => self.one(name, value, 0, Place { quiet: true, ..place }),
            ("items" | "contains" | "propertyNames", _) => self.one(name, value, 1, place),
            ("additionalItems", Value::Object(_)) if map.get("items").is_some_and(Value::is_array) => {
                self.one(name, value, 1, place)
            }
            ("additionalProperties", _) if !is_empty(value) => {
                self.property_patterns(map)?;
                self.one(name, value, 1, place)
            }
            ("properties", Value::Object(schemas)) => self.named(name, schemas, 1, place),
            ("dependencies", Value::Object(schemas)) => self.named(name, schemas, 0, place),
            ("patternProperties", Value::Object(schemas)) => {
                let empty = schemas.values().map(checked_empty).collect::<Result<Vec<_>, _>>()?;
                if empty.into_iter().all(|is_empty| is_empty) {
                    return Ok(());
                }
                for pattern in keys(schemas) {
                    self.ajv.pattern(pattern)?;
                    if let Some(schema) = schemas.get(pattern) {
                        let path = place.path.then(Step::Named(name, pattern));
                        self.schema(schema, Place { path, level: place.level + 1, ..place })?;
                    }
                }
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn list(
        &mut self,
        name: &'static str,
        schemas: &'s [Value],
        levels: usize,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        for (index, schema) in schemas.iter().enumerate() {
            let path = place.path.then(Step::Counted(name, index));
            self.schema(schema, Place { path, level: place.level + levels, ..place })?;
        }
        Ok(())
    }

    fn named(
        &mut self,
        name: &'static str,
        schemas: &'s Map<String, Value>,
        levels: usize,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        for key in keys(schemas) {
            match schemas.get(key) {
                Some(schema) if !schema.is_array() || name != "dependencies" => {
                    let path = place.path.then(Step::Named(name, key));
                    self.schema(schema, Place { path, level: place.level + levels, ..place })?;
                }
                _ => {}
            }
        }
        Ok(())
    }

    fn one(
        &mut self,
        name: &'static str,
        schema: &'s Value,
        levels: usize,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        let path = place.path.then(Step::Word(name));
        self.schema(schema, Place { path, level: place.level + levels, ..place })
    }

    fn condition(
        &mut self,
        condition: &'s Value,
        map: &'s Map<String, Value>,
        place: Place<'_, 's>,
    ) -> Result<(), SchemaError> {
        let ways: Vec<(&'static str, &Value)> = ["then", "else"]
            .into_iter()
            .filter_map(|name| map.get(name).map(|way| (name, way)))
            .filter(|(_, way)| !is_empty(way))
            .collect();
        if ways.is_empty() {
            return Ok(());
        }
        self.one("if", condition, 0, Place { quiet: true, ..place })?;
        ways.into_iter().try_for_each(|(name, way)| self.one(name, way, 0, place))
    }

    /// Patterns that decide which properties are additional.
    fn property_patterns(&self, map: &Map<String, Value>) -> Result<(), SchemaError> {
        let Some(Value::Object(schemas)) = map.get("patternProperties") else { return Ok(()) };
        keys(schemas).into_iter().try_for_each(|pattern| self.ajv.pattern(pattern).map(drop))
    }

    fn reference(&mut self, reference: &Value, place: Place<'_, 's>) -> Result<(), SchemaError> {
        let Value::String(reference) = reference else {
            return Err(SchemaError::new("$ref value must be [\"string\"]"));
        };
        let target = place.base.follow(reference)?;
        if !target.apart {
            let path = Path::start(reference);
            return self.schema(target.schema, Place { base: target.base, path, ..place });
        }
        if !self.seen.insert(address(target.schema)) {
            return Ok(());
        }
        // a function of its own is written at once, and breaks at once
        let outer = self.broken.take();
        let place = Place { base: target.base, path: Path::start("#"), depth: place.depth, level: 0, quiet: false };
        self.schema(target.schema, place)?;
        let inner = std::mem::replace(&mut self.broken, outer);
        inner.map_or(Ok(()), Err)
    }

    /// Whether messages of the author's are written as they have to be.
    fn message(&self, value: &Value, path: Path<'_>) -> Result<(), SchemaError> {
        let document = Document::read(&META_MESSAGE, true)?;
        let errors = run::errors(self.ajv, &document, None, &META_MESSAGE, value, false)?;
        if errors.is_empty() {
            return Ok(());
        }
        let what = texts(&errors);
        Err(SchemaError::new(format!("keyword \"errorMessage\" value is invalid at path \"{}\": {what}", path.text())))
    }
}

fn has_empty(schemas: &[Value]) -> Result<bool, SchemaError> {
    for schema in schemas {
        if checked_empty(schema)? {
            return Ok(true);
        }
    }
    Ok(false)
}

fn checked_empty(schema: &Value) -> Result<bool, SchemaError> {
    match schema {
        Value::Null => Err(SchemaError::new("Cannot convert undefined or null to object")),
        _ => Ok(is_empty(schema)),
    }
}
