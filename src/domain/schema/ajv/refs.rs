//! Where references lead.

use super::super::SchemaError;
use super::super::pointer::{decoded, unescaped};
use super::super::value::equal;
use super::keywords::is_only_reference;
use serde_json::{Map, Value};
use std::collections::HashMap;
use url::Url;

/// References that lead to references that are followed.
const LONGEST: usize = 60;

/// A schema with the names that its parts have.
#[derive(Debug)]
pub struct Document<'s> {
    pub schema: &'s Value,
    /// What it is called itself.
    id: String,
    names: HashMap<String, &'s Value>,
}

/// Where a reference stands, or leads to.
#[derive(Debug, Clone, Copy)]
pub struct Base<'a, 's> {
    pub document: &'a Document<'s>,
    /// The document that `#` means, where it is another one.
    pub root: Option<&'a Document<'s>>,
    /// The part with a name of its own that this is inside of.
    pub inside: Option<&'s Value>,
}

/// What a reference leads to.
#[derive(Debug, Clone, Copy)]
pub struct Target<'a, 's> {
    pub schema: &'s Value,
    pub base: Base<'a, 's>,
    /// Whether it stands for itself: with paths that begin anew.
    pub apart: bool,
}

impl<'s> Document<'s> {
    /// Reads the names in a schema. With `named`, two parts of one name are refused.
    pub fn read(schema: &'s Value, named: bool) -> Result<Self, SchemaError> {
        let id = own_id(schema).map(without_end).unwrap_or_default().to_owned();
        let mut document = Self { schema, id, names: HashMap::new() };
        let base = document.id.clone();
        if holds_names(schema, true) {
            document.collect(schema, &base, true, named)?;
        }
        Ok(document)
    }

    fn collect(&mut self, schema: &'s Value, base: &str, is_top: bool, named: bool) -> Result<(), SchemaError> {
        let mut base = base.to_owned();
        if let (Value::Object(map), false) = (schema, is_top) {
            if let Some(id) = own_id(schema) {
                base = self.add(schema, &base, id, named)?;
            }
            if let Some(anchor) = map.get("$anchor").and_then(Value::as_str) {
                self.add(schema, &base, &format!("#{anchor}"), named)?;
            }
        }
        let below: Vec<&Value> = match schema {
            Value::Object(map) => map.values().collect(),
            Value::Array(items) => items.iter().collect(),
            _ => Vec::new(),
        };
        below.into_iter().try_for_each(|part| self.collect(part, &base, false, named))
    }

    fn add(&mut self, schema: &'s Value, base: &str, id: &str, named: bool) -> Result<String, SchemaError> {
        let full = without_end(&resolved(base, id)).to_owned();
        match self.names.insert(full.clone(), schema) {
            Some(other) if named && !equal(other, schema) => {
                Err(SchemaError::new(format!("reference \"{full}\" resolves to more than one schema")))
            }
            _ => Ok(full),
        }
    }
}

/// Most schemas name nothing.
fn holds_names(schema: &Value, is_top: bool) -> bool {
    match schema {
        Value::Object(map) => {
            !is_top && (map.contains_key("$id") || map.contains_key("$anchor"))
                || map.values().any(|part| holds_names(part, false))
        }
        Value::Array(items) => items.iter().any(|part| holds_names(part, false)),
        _ => false,
    }
}

fn own_id(schema: &Value) -> Option<&str> {
    schema.get("$id").and_then(Value::as_str)
}

fn without_end(id: &str) -> &str {
    id.strip_suffix("#/").or_else(|| id.strip_suffix('#')).unwrap_or(id)
}

/// A reference from a base (RFC 3986, 5.2).
fn resolved(base: &str, reference: &str) -> String {
    if let Some(fragment) = reference.strip_prefix('#') {
        return format!("{}#{fragment}", base.split('#').next().unwrap_or_default());
    }
    if let Ok(url) = Url::parse(base)
        && let Ok(joined) = url.join(reference)
    {
        return joined.to_string();
    }
    match base.rsplit_once('/') {
        Some((folder, _)) if !reference.contains(':') && !reference.starts_with('/') => format!("{folder}/{reference}"),
        _ => reference.to_owned(),
    }
}

impl<'a, 's> Base<'a, 's> {
    pub const fn new(document: &'a Document<'s>, root: Option<&'a Document<'s>>) -> Self {
        Self { document, root, inside: None }
    }

    /// The base inside of a schema that may have a name of its own.
    pub fn within(self, schema: &'s Value) -> Self {
        let named = own_id(schema).is_some() && !std::ptr::eq(schema, self.document.schema);
        if named { Self { inside: Some(schema), ..self } } else { self }
    }

    fn id(&self) -> String {
        let name = self.inside.and_then(|inside| {
            self.document.names.iter().find(|(_, schema)| std::ptr::eq(**schema, inside)).map(|(name, _)| name.clone())
        });
        name.unwrap_or_else(|| self.document.id.clone())
    }

    /// Follows a reference.
    pub fn follow(self, reference: &str) -> Result<Target<'a, 's>, SchemaError> {
        self.find(reference, 0)?.ok_or_else(|| {
            let of_root = if self.root.is_some() && reference.starts_with('#') { "__rjsf_rootSchema" } else { "" };
            let id = self.id();
            let id = if id.is_empty() { "#" } else { &id };
            SchemaError::new(format!("can't resolve reference {of_root}{reference} from id {id}"))
        })
    }

    fn find(self, reference: &str, steps: usize) -> Result<Option<Target<'a, 's>>, SchemaError> {
        if steps > LONGEST {
            return Err(SchemaError::too_deep());
        }
        if let (Some(root), true) = (self.root, reference.starts_with('#')) {
            return Base::new(root, None).find(reference, steps);
        }
        let full = resolved(&self.id(), reference);
        let full = without_end(&full);
        let top = Self { inside: None, ..self };
        if full == self.document.id {
            return Ok(Some(Target { schema: self.document.schema, base: top, apart: true }));
        }
        if let Some(schema) = self.document.names.get(full) {
            return Ok(Some(target(schema, top.within(schema))));
        }
        let (place, fragment) = full.split_once('#').unwrap_or((full, ""));
        let start = if place == self.document.id.split('#').next().unwrap_or_default() {
            Some((self.document.schema, top))
        } else {
            self.document.names.get(place).map(|schema| (*schema, top.within(schema)))
        };
        match start {
            Some((schema, base)) => base.point(schema, fragment, steps),
            None => Ok(None),
        }
    }

    /// Follows a JSON pointer, and where it ends at a mere reference, that one too.
    fn point(self, schema: &'s Value, fragment: &str, steps: usize) -> Result<Option<Target<'a, 's>>, SchemaError> {
        let Some(pointer) = fragment.strip_prefix('/') else { return Ok(None) };
        let (mut schema, mut base) = (schema, self);
        for part in pointer.split('/') {
            let key = unescaped(&decoded(part));
            let below = match schema {
                Value::Object(map) => map.get(&key),
                Value::Array(items) => key.parse::<usize>().ok().and_then(|index| items.get(index)),
                _ => None,
            };
            let Some(below) = below else { return Ok(None) };
            schema = below;
            if !matches!(part, "properties" | "patternProperties" | "enum" | "dependencies" | "definitions") {
                base = base.within(schema);
            }
        }
        if let Value::Object(map) = schema
            && is_only_reference(map)
            && let Some(further) = map.get("$ref").and_then(Value::as_str)
            && let Some(found) = base.find(further, steps + 1)?
        {
            return Ok(Some(found));
        }
        Ok(Some(target(schema, base)))
    }
}

fn target<'a, 's>(schema: &'s Value, base: Base<'a, 's>) -> Target<'a, 's> {
    Target { schema, base, apart: holds_references(schema) }
}

/// Whether a reference stands anywhere inside: such schemas are functions of their own.
fn holds_references(schema: &Value) -> bool {
    const WORDS: [&str; 5] = ["$ref", "$recursiveRef", "$recursiveAnchor", "$dynamicRef", "$dynamicAnchor"];
    match schema {
        Value::Object(map) => holds_word(map, &WORDS) || map.values().any(holds_references),
        Value::Array(items) => items.iter().any(holds_references),
        _ => false,
    }
}

fn holds_word(map: &Map<String, Value>, words: &[&str]) -> bool {
    words.iter().any(|word| map.contains_key(*word))
}
