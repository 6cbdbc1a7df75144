//! The schema of one value in a step's data, as Backstage's checks of fields and its review look it up (the behaviour of
//! `json-schema-library` 9.3, draft 07). It follows other rules than the form itself: branches are merged where the data
//! is valid in them, and what no schema knows has a schema made of its value.

mod format;
mod keyword;
mod reduce;
mod valid;

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::problem::Broken;
use super::script;
use crate::domain::pattern::Pattern;

const DEEPEST: u32 = 200;
const MOST: u32 = 200_000;

/// A schema that is looked up in.
pub(super) struct Draft<'a> {
    root: &'a Value,
    top: RefCell<Vec<(*const Value, Rc<Value>)>>,
    depth: Cell<u32>,
    work: Cell<u32>,
}

/// What a look-up gives: a schema, one that says in its `type` what is wrong, or nothing where no schema is known.
type Looked = Result<Option<Value>, Broken>;

/// Whether a value is valid.
type Valid = Result<bool, Broken>;

impl<'a> Draft<'a> {
    pub(super) fn new(root: &'a Value) -> Draft<'a> {
        Draft { root, top: RefCell::new(Vec::new()), depth: Cell::new(0), work: Cell::new(0) }
    }

    /// The schema of what stands at `pointer` in the data.
    pub(super) fn schema_at(&self, pointer: &str, data: &Value) -> Looked {
        let mut schema = None;
        let mut data = Some(data);
        for name in names(pointer) {
            let next = match &schema {
                Some(schema) => self.step(&name, schema, data)?,
                None => self.first_step(&name, data)?,
            };
            match next {
                Some(next) if is_error(&next) => return Ok(Some(next)),
                None => return Ok(None),
                next => schema = next,
            }
            data = data.and_then(|data| super::path::child(data, &name));
        }
        let root = self.root;
        self.referred(schema.as_ref().unwrap_or(root)).map(|schema| Some(schema.clone()))
    }

    /// The schema of a property of the whole data. All properties are asked for, so what the whole schema is for the data
    /// is kept.
    fn first_step(&self, name: &str, data: Option<&Value>) -> Looked {
        let root = self.referred(self.root)?;
        let is_object = root.get("type").is_none_or(|kind| kind == "object") && data.is_some_and(Value::is_object);
        let Some(data) = data.filter(|_| is_object) else { return self.step(name, root, data) };
        let kept = self.top.borrow().iter().find(|(of, _)| std::ptr::eq(*of, data)).map(|(_, top)| Rc::clone(top));
        let top = match kept {
            Some(top) => top,
            None => {
                let top = Rc::new(self.deeper(|| self.reduced(root, Some(data)))?);
                self.top.borrow_mut().push((std::ptr::from_ref(data), Rc::clone(&top)));
                top
            }
        };
        self.step_of(name, &top, Some(data))
    }

    /// A schema, or the one that it refers to.
    fn referred<'s>(&self, schema: &'s Value) -> Result<&'s Value, Broken>
    where
        'a: 's,
    {
        let mut schema = schema;
        for _ in 0..DEEPEST {
            match schema.get("$ref").filter(|reference| !reference.is_null()) {
                None => return Ok(schema),
                Some(reference) => {
                    let reference = script::text(reference);
                    let pointer = reference.trim_end_matches(['#', '/']).trim_start_matches('#').to_owned();
                    schema = self
                        .root
                        .pointer(&pointer)
                        .ok_or_else(|| Broken::new(format!("Could not find a definition for {reference}.")))?;
                }
            }
        }
        Err(Broken::new("a reference of the schema goes round in a circle"))
    }

    fn deeper<T>(&self, step: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
        let (depth, work) = (self.depth.get() + 1, self.work.get() + 1);
        if depth > DEEPEST || work > MOST {
            return Err(Broken::new("the schema goes on without an end"));
        }
        self.depth.set(depth);
        self.work.set(work);
        let result = step();
        self.depth.set(depth - 1);
        result
    }

    /// The schema of one property or item.
    fn step(&self, name: &str, schema: &Value, data: Option<&Value>) -> Looked {
        let own = type_of(data);
        let kind = match schema.get("type").filter(|kind| !kind.is_null()) {
            None => own.to_owned(),
            Some(Value::Array(kinds)) if kinds.iter().any(|kind| kind == own) => own.to_owned(),
            Some(Value::Array(_)) => return Ok(Some(error("type-error"))),
            Some(kind) => script::text(kind),
        };
        match kind.as_str() {
            "object" => self.deeper(|| self.step_into_object(name, schema, data)),
            "array" => self.deeper(|| self.step_into_list(name, schema, data)),
            // says nothing, and is no error for those who ask
            _ => Ok(Some(json!({}))),
        }
    }

    fn step_into_list(&self, name: &str, schema: &Value, data: Option<&Value>) -> Looked {
        let item = data.and_then(|data| super::path::child(data, name));
        let number = name.parse::<usize>().ok();
        match schema.get("items") {
            Some(items @ Value::Object(_)) => self.reduced(items, item).map(Some),
            Some(Value::Array(items)) => {
                match number
                    .and_then(|number| items.get(number))
                    .filter(|item| script::is_truthy(item) || item.is_boolean())
                {
                    Some(Value::Bool(true)) => return Ok(schema_of(item)),
                    Some(Value::Bool(false)) => return Ok(Some(error("invalid-data-error"))),
                    Some(own) => return self.referred(own).map(|own| Some(own.clone())),
                    None => {}
                }
                match schema.get("additionalItems") {
                    Some(Value::Bool(false)) => Ok(Some(error("additional-items-error"))),
                    None | Some(Value::Bool(true)) => Ok(schema_of(item)),
                    Some(additional @ Value::Object(_)) => Ok(Some(additional.clone())),
                    Some(_) => Err(Broken::new("Invalid schema")),
                }
            }
            _ if schema.get("additionalItems") != Some(&Value::Bool(false)) && item.is_some_and(script::is_truthy) => {
                Ok(schema_of(item))
            }
            _ => Ok(Some(json!({}))),
        }
    }

    fn step_into_object(&self, name: &str, schema: &Value, data: Option<&Value>) -> Looked {
        self.step_of(name, &self.reduced(schema, data)?, data)
    }

    /// The schema of a property, in a schema without branches.
    fn step_of(&self, name: &str, schema: &Value, data: Option<&Value>) -> Looked {
        let value = data.and_then(|data| super::path::child(data, name));
        match schema.get("properties").and_then(|properties| properties.get(name)) {
            Some(Value::Bool(false)) => return Ok(Some(error("forbidden-property-error"))),
            Some(Value::Bool(true)) => return Ok(schema_of(value)),
            Some(property) => {
                let target = self.referred(property)?;
                if is_error(target) {
                    return Ok(Some(target.clone()));
                }
                if let Some(branches @ Value::Array(_)) = target.get("oneOf") {
                    return self.with_branch(target, branches, value).map(Some);
                }
                if script::is_truthy(target) {
                    return Ok(Some(target.clone()));
                }
            }
            None => {}
        }
        self.step_beyond(name, schema, data, value)
    }

    /// The schema of a property that is not named.
    fn step_beyond(&self, name: &str, schema: &Value, data: Option<&Value>, value: Option<&Value>) -> Looked {
        if let Some(Value::Object(patterns)) = schema.get("patternProperties") {
            for (pattern, schema) in patterns {
                if fits(pattern, "", name)? {
                    return Ok(Some(schema.clone()));
                }
            }
        }
        match schema.get("additionalProperties") {
            Some(additional @ Value::Object(_)) => Ok(Some(additional.clone())),
            None | Some(Value::Bool(true)) if data.is_some_and(script::is_truthy) => Ok(schema_of(value)),
            _ => Ok(Some(error("unknown-property-error"))),
        }
    }

    /// The one branch that the value is valid in, with what stands around the branches.
    fn with_branch(&self, target: &Value, branches: &Value, value: Option<&Value>) -> Result<Value, Broken> {
        let branches = branches.as_array().map(Vec::as_slice).unwrap_or_default();
        let mut branch = self.only_branch(branches, value)?;
        if let (Value::Object(branch), Value::Object(target)) = (&mut branch, target) {
            for (name, value) in target.iter().filter(|(name, _)| *name != "oneOf") {
                branch.entry(name.clone()).or_insert_with(|| value.clone());
            }
        }
        Ok(branch)
    }

    /// The one branch that the data is valid in; where there is none or several, the one of which the most properties
    /// are valid.
    fn nearest_branch(&self, branches: &[Value], data: Option<&Value>) -> Result<Value, Broken> {
        let only = self.only_branch(branches, data)?;
        let Some(Value::Object(data)) = data.filter(|_| is_error(&only)) else { return Ok(only) };
        let (mut nearest, mut most) = (None, 0);
        for branch in branches {
            let mut fitting = 0;
            let properties = self.referred(branch)?.get("properties").and_then(Value::as_object);
            for (name, property) in properties.into_iter().flatten() {
                let value = data.get(name).filter(|value| !value.is_null());
                fitting += u32::from(value.is_some() && self.is_valid(value, property)?);
            }
            if fitting > most {
                (nearest, most) = (Some(branch), fitting);
            }
        }
        Ok(nearest.map_or_else(|| error("one-of-error"), Value::clone))
    }

    fn only_branch(&self, branches: &[Value], value: Option<&Value>) -> Result<Value, Broken> {
        let mut matching = Vec::new();
        for branch in branches {
            let branch = self.referred(branch)?;
            if self.is_valid(value, branch)? {
                matching.push(branch);
            }
        }
        Ok(match matching.as_slice() {
            [] => error("one-of-error"),
            [only @ Value::Object(_)] => (*only).clone(),
            [_] => json!({}),
            _ => error("multiple-one-of-error"),
        })
    }
}

/// Whether a pattern is found in a text.
fn fits(pattern: &str, flags: &str, text: &str) -> Result<bool, Broken> {
    let pattern = Pattern::new(pattern, flags).map_err(|error| Broken::new(error.to_string()))?;
    pattern.is_match(text).map_err(|error| Broken::new(error.to_string()))
}

/// What stands for a schema where something is wrong.
fn error(code: &str) -> Value {
    json!({ "type": "error", "name": code, "code": code, "message": code, "data": {} })
}

pub(super) fn is_error(schema: &Value) -> bool {
    schema.get("type").is_some_and(|kind| kind == "error")
}

fn type_of(value: Option<&Value>) -> &'static str {
    match value {
        None => "undefined",
        value => script::guess_type(value),
    }
}

/// A schema that a value has where no other is known; `None` for no value.
fn schema_of(value: Option<&Value>) -> Option<Value> {
    let value = value?;
    let mut schema = Map::from_iter([("type".to_owned(), json!(type_of(Some(value))))]);
    match value {
        Value::Object(map) => {
            let properties = map.iter().filter_map(|(name, value)| Some((name.clone(), schema_of(Some(value))?)));
            schema.insert("properties".to_owned(), Value::Object(properties.collect()));
        }
        Value::Array(items) => {
            let mut items: Vec<Value> = items.iter().filter_map(|item| schema_of(Some(item))).collect();
            let items = if items.len() == 1 { items.remove(0) } else { Value::Array(items) };
            schema.insert("items".to_owned(), items);
        }
        _ => {}
    }
    Some(Value::Object(schema))
}

/// The names of a pointer. Slashes in a row are one, and there are none at the ends.
fn names(pointer: &str) -> Vec<String> {
    let trimmed = pointer.trim_start_matches(['#', '/']).trim_end_matches('/');
    let parts = trimmed.split('/').filter(|name| !name.is_empty());
    let decode = |name: &str| super::engine::percent_decoded(name).unwrap_or_else(|| name.to_owned());
    parts.map(|name| decode(name).replace("~1", "/").replace("~0", "~")).collect()
}
