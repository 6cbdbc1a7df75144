//! What `ajv` 8 says (draft-07), set up as Backstage's forms set it up: all errors, not strict, with `ajv-errors`,
//! `ajv-formats` and the formats of the form library.

mod compile;
mod formats;
mod keywords;
mod message;
mod path;
mod refs;
mod run;
#[cfg(test)]
mod tests;
mod types;

pub(in crate::domain) use formats::is_date;

use super::SchemaError;
use crate::domain::pattern::Pattern;
use serde_json::{Map, Value, json};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

/// Schemas in schemas that are looked at.
const DEEPEST: usize = 200;

/// An error as `ajv` tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct AjvError<'s> {
    /// The keyword that is broken: `required`, `errorMessage`.
    pub keyword: &'static str,
    /// Where in the data: a JSON pointer.
    pub instance_path: String,
    /// Where in the schema: a JSON pointer in a fragment, as `#/properties/name/pattern`.
    pub schema_path: String,
    /// What the keyword tells besides: `{"missingProperty": "name"}`.
    pub params: Map<String, Value>,
    /// What is wrong.
    pub message: String,
    /// The schema that holds the keyword.
    pub parent_schema: &'s Value,
    /// The name that is wrong, inside of `propertyNames`.
    pub property_name: Option<String>,
    /// Whether a message of the author's took its place.
    used: bool,
}

/// A validator. It keeps the regular expressions that it has read.
#[derive(Debug, Default)]
pub struct Ajv {
    patterns: RefCell<HashMap<String, Arc<Pattern>>>,
    /// Schemas that its roots looked at since [`Ajv::begin_anew`].
    visited: Cell<usize>,
}

/// A schema that others refer to with `#/...`. All that is asked of it together has one bound: what multiplies would
/// otherwise multiply the checks as well.
#[derive(Debug)]
pub struct Root<'a> {
    ajv: &'a Ajv,
    /// `None` for a schema that is no good.
    document: Option<refs::Document<'a>>,
    left: Cell<usize>,
    is_used_up: Cell<bool>,
}

/// Schemas that may be looked at for one [`Root`]: far more than any form needs, and done in a fraction of a second.
const OF_ROOT: usize = 200_000;
/// The same for all roots of a validator until it begins anew, so that many of them cost no more than a few.
const OF_ALL: usize = 4 * OF_ROOT;

static META: LazyLock<Value> =
    LazyLock::new(|| serde_json::from_str(include_str!("draft-07.json")).unwrap_or(json!(true)));

/// The schema of `errorMessage` itself.
static META_MESSAGE: LazyLock<Value> = LazyLock::new(|| {
    json!({
        "anyOf": [
            {"type": "string"},
            {
                "type": "object",
                "properties": {
                    "properties": {"$ref": "#/$defs/stringMap"},
                    "items": {"$ref": "#/$defs/stringList"},
                    "required": {"$ref": "#/$defs/stringOrMap"},
                    "dependencies": {"$ref": "#/$defs/stringOrMap"},
                },
                "additionalProperties": {"type": "string"},
            },
        ],
        "$defs": {
            "stringMap": {"type": "object", "additionalProperties": {"type": "string"}},
            "stringOrMap": {"anyOf": [{"type": "string"}, {"$ref": "#/$defs/stringMap"}]},
            "stringList": {"type": "array", "items": {"type": "string"}},
        },
    })
});

/// What is wrong with the data; references lead into the schema itself. See [`Ajv::check`].
///
/// # Errors
/// The schema is no good.
pub fn check<'s>(schema: &'s Value, data: &Value) -> Result<Vec<AjvError<'s>>, SchemaError> {
    Ajv::default().check(schema, data)
}

/// Whether the data is valid; references lead into `root`. See [`Root::is_valid`].
pub fn is_valid(schema: &Value, root: &Value, data: &Value) -> bool {
    Ajv::default().root(root).is_valid(schema, data)
}

impl Ajv {
    /// A validator that has read nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// What is wrong with the data, in the order of `ajv`; references lead into the schema itself.
    ///
    /// # Errors
    /// The schema is no good: what `ajv` throws when it compiles it, or goes round in circles. A regular expression
    /// that takes too long over the data is told here as well.
    pub fn check<'s>(&self, schema: &'s Value, data: &Value) -> Result<Vec<AjvError<'s>>, SchemaError> {
        self.check_schema(schema)?;
        self.check_again(schema, data)
    }

    /// What is wrong with the data, with a schema that was looked at before: `ajv` does not look a second time whether the
    /// schema keeps to the schema of schemas.
    ///
    /// # Errors
    /// The schema cannot be compiled; see [`Ajv::check`].
    pub fn check_again<'s>(&self, schema: &'s Value, data: &Value) -> Result<Vec<AjvError<'s>>, SchemaError> {
        let document = refs::Document::read(schema, true)?;
        compile::compile(self, &document, None, schema)?;
        run::errors(self, &document, None, schema, data, true)
    }

    /// A schema that others refer to.
    pub fn root<'a>(&'a self, schema: &'a Value) -> Root<'a> {
        let document = refs::Document::read(schema, false).ok();
        let document = document.filter(|document| compile::compile(self, document, None, schema).is_ok());
        let left = OF_ROOT.min(OF_ALL.saturating_sub(self.visited.get()));
        Root { ajv: self, document, left: Cell::new(left), is_used_up: Cell::new(false) }
    }

    /// Lets its roots look at as many schemas as one that has looked at none: whoever asked has asked for something new.
    pub fn begin_anew(&self) {
        self.visited.set(0);
    }

    /// Whether the schema keeps to the schema of schemas.
    fn check_schema(&self, schema: &Value) -> Result<(), SchemaError> {
        refs::Document::read(schema, true)?;
        match schema.get("$schema") {
            None => {}
            Some(Value::String(meta)) if meta.is_empty() || is_draft_07(meta) => {}
            Some(Value::String(meta)) => {
                return Err(SchemaError::new(format!("no schema with key or ref \"{meta}\"")));
            }
            Some(_) => return Err(SchemaError::new("$schema must be a string")),
        }
        if !matches!(schema, Value::Object(_) | Value::Bool(_)) {
            return Err(SchemaError::new("schema must be object or boolean"));
        }
        let document = refs::Document::read(&META, true)?;
        let errors = run::errors(self, &document, None, &META, schema, false)?;
        if errors.is_empty() {
            return Ok(());
        }
        Err(SchemaError::new(format!("schema is invalid: {}", texts(&errors))))
    }

    fn pattern(&self, source: &str) -> Result<Arc<Pattern>, SchemaError> {
        if let Some(pattern) = self.patterns.borrow().get(source) {
            return Ok(Arc::clone(pattern));
        }
        let read = Pattern::new(source, "u").map_err(|error| SchemaError::new(error.message))?;
        let pattern = Arc::new(read);
        self.patterns.borrow_mut().insert(source.to_owned(), Arc::clone(&pattern));
        Ok(pattern)
    }
}

impl Root<'_> {
    /// Whether the data is valid; references lead into the root. A schema that is no good makes nothing valid, nor does
    /// one for which nothing is left to look with: see [`Root::is_used_up`].
    pub fn is_valid(&self, schema: &Value, data: &Value) -> bool {
        let Some(root) = self.document.as_ref().filter(|_| !self.is_used_up.get()) else { return false };
        self.decide(root, schema, data).unwrap_or(false)
    }

    /// Whether so much was looked at that nothing more is: answers since then mean nothing.
    pub fn is_used_up(&self) -> bool {
        self.is_used_up.get()
    }

    fn decide(&self, root: &refs::Document<'_>, schema: &Value, data: &Value) -> Result<bool, SchemaError> {
        let document = refs::Document::read(schema, false)?;
        let mut left = self.left.get();
        let compiled = compile::compile_within(self.ajv, &document, Some(root), schema, &mut left);
        let valid = compiled.and_then(|()| run::is_valid(self.ajv, &document, Some(root), schema, data, &mut left));
        self.ajv.visited.set(self.ajv.visited.get() + (self.left.get() - left));
        self.left.set(left);
        self.is_used_up.set(left == 0);
        valid
    }
}

fn is_draft_07(meta: &str) -> bool {
    let meta = meta.strip_suffix("#/").or_else(|| meta.strip_suffix('#')).unwrap_or(meta);
    matches!(meta, "http://json-schema.org/draft-07/schema" | "http://json-schema.org/schema")
}

/// Errors in one line, as `ajv.errorsText`.
fn texts(errors: &[AjvError<'_>]) -> String {
    let texts = errors.iter().map(|error| format!("data{} {}", error.instance_path, error.message));
    texts.collect::<Vec<_>>().join(", ")
}
