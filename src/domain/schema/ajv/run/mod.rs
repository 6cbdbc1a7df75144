//! Runs a schema over data.

mod array;
mod choice;
mod message;
mod object;
mod scalar;

use super::super::SchemaError;
use super::keywords::{GROUPS, Group, has_rules, is_only_reference, uses};
use super::path::{Path, Step};
use super::refs::{Base, Document};
use super::types::{Types, is};
use super::{Ajv, AjvError, DEEPEST};
use serde_json::{Map, Value, json};

/// Schemas that one run may look at: far more than any form has, and still done in a fraction of a second.
const VISITS: usize = 500_000;

/// Whether it is valid.
type Verdict = Result<bool, SchemaError>;

/// One run.
pub struct Run<'r, 's> {
    ajv: &'r Ajv,
    /// Whether formats are looked at: those of schemas are not.
    formats: bool,
    pub root_data: &'r Value,
    pub errors: Vec<AjvError<'s>>,
    visits: usize,
}

/// A value of the data, and how it hangs in those around it.
#[derive(Clone, Copy)]
pub struct Level<'p> {
    pub data: &'p Value,
    pub key: Option<Key<'p>>,
    pub above: Option<&'p Level<'p>>,
}

/// The key or index of a value.
#[derive(Clone, Copy, serde::Serialize)]
#[serde(untagged)]
pub enum Key<'p> {
    Name(&'p str),
    Index(usize),
}

/// Where a schema is laid against data.
#[derive(Clone, Copy)]
pub struct Frame<'p, 'd, 's> {
    pub data: &'p Value,
    pub level: &'p Level<'p>,
    pub instance: Path<'p>,
    pub schema_path: Path<'p>,
    base: Base<'d, 's>,
    /// The name that is looked at instead of a value.
    name: Option<&'p str>,
    /// Whether nobody wants to know the errors.
    pub quiet: bool,
    /// Whether `ajv-errors` measures the path of the instance right: its formula only holds for a path that is
    /// nothing but the names of properties, from the top or from where a reference led.
    pub measured: Measured,
    depth: usize,
}

/// How well the length of a path is known to `ajv-errors`.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Measured {
    /// It is the path that a function begins with, and whether that is empty.
    Start { empty: bool },
    /// It has only names that stand in the schema, from the top on.
    Well,
    /// It is taken for something that is no length.
    Badly,
}

impl Measured {
    fn then(self, is_named: bool) -> Self {
        match self {
            Self::Start { empty: true } | Self::Well if is_named => Self::Well,
            _ => Self::Badly,
        }
    }
}

/// A keyword where it is used.
#[derive(Clone, Copy)]
pub struct Word<'s> {
    pub name: &'static str,
    pub value: &'s Value,
    pub map: &'s Map<String, Value>,
    pub schema: &'s Value,
}

/// All errors of the data, with formats or without.
pub fn errors<'s>(
    ajv: &Ajv,
    document: &Document<'s>,
    root: Option<&Document<'s>>,
    schema: &'s Value,
    data: &Value,
    formats: bool,
) -> Result<Vec<AjvError<'s>>, SchemaError> {
    let mut run = Run { ajv, formats, root_data: data, errors: Vec::new(), visits: VISITS };
    let level = Level { data, key: None, above: None };
    run.schema(schema, Frame::start(&level, Base::new(document, root), false))?;
    Ok(run.errors)
}

/// Whether the data is valid, looking at so many schemas at most; fewer are left afterwards.
pub fn is_valid<'s>(
    ajv: &Ajv,
    document: &Document<'s>,
    root: Option<&Document<'s>>,
    schema: &'s Value,
    data: &Value,
    left: &mut usize,
) -> Verdict {
    let mut run = Run { ajv, formats: true, root_data: data, errors: Vec::new(), visits: *left };
    let level = Level { data, key: None, above: None };
    let valid = run.schema(schema, Frame::start(&level, Base::new(document, root), true));
    *left = run.visits;
    valid
}

impl<'p, 'd, 's> Frame<'p, 'd, 's> {
    fn start(level: &'p Level<'p>, base: Base<'d, 's>, quiet: bool) -> Self {
        Self {
            data: level.data,
            level,
            instance: Path::start(""),
            schema_path: Path::start("#"),
            base,
            name: None,
            quiet,
            measured: Measured::Start { empty: true },
            depth: 0,
        }
    }
}

impl<'s> Run<'_, 's> {
    /// Lays a schema against data.
    fn schema(&mut self, schema: &'s Value, frame: Frame<'_, '_, 's>) -> Verdict {
        self.visits = self.visits.checked_sub(1).ok_or_else(SchemaError::too_long)?;
        if frame.depth > DEEPEST {
            return Err(SchemaError::too_deep());
        }
        match schema {
            Value::Bool(false) => {
                self.push(schema, "false schema", frame, json!({}), "boolean schema is false".to_owned());
                Ok(false)
            }
            Value::Object(map) if has_rules(map) => {
                let base = frame.base.within(schema);
                self.keywords(schema, map, Frame { base, depth: frame.depth + 1, ..frame })
            }
            _ => Ok(true),
        }
    }

    fn keywords(&mut self, schema: &'s Value, map: &'s Map<String, Value>, frame: Frame<'_, '_, 's>) -> Verdict {
        let types = Types::of(map)?;
        let mut valid = !types.first || self.types(schema, map, &types, frame);
        if is_only_reference(map) {
            let followed = map.get("$ref").map_or(Ok(true), |reference| self.reference(reference, frame))?;
            return Ok(valid && followed);
        }
        for group in GROUPS.iter().filter(|group| uses(map, group)) {
            if frame.quiet && !valid {
                return Ok(false);
            }
            valid &= match group.of {
                Some(of) if !is(frame.data, of) => {
                    types.first || types.names != [of] || self.types(schema, map, &types, frame)
                }
                _ => self.group(group, schema, map, frame)?,
            };
        }
        Ok(valid)
    }

    fn group(
        &mut self,
        group: &Group,
        schema: &'s Value,
        map: &'s Map<String, Value>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        let mut valid = true;
        for keyword in group.keywords {
            if let Some(value) = map.get(keyword.name) {
                valid &= self.keyword(Word { name: keyword.name, value, map, schema }, frame)?;
            }
            if frame.quiet && !valid {
                return Ok(false);
            }
        }
        Ok(valid)
    }

    fn types(
        &mut self,
        schema: &'s Value,
        map: &Map<String, Value>,
        types: &Types<'_>,
        frame: Frame<'_, '_, 's>,
    ) -> bool {
        if types.fits(frame.data) {
            return true;
        }
        let told = types.told(map);
        let message = format!("must be {}", super::super::value::text(&told));
        self.push(schema, "type", frame, json!({"type": told}), message);
        false
    }

    fn keyword(&mut self, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        match word.name {
            "$ref" => self.reference(word.value, frame),
            "const"
            | "enum"
            | "maximum"
            | "minimum"
            | "exclusiveMaximum"
            | "exclusiveMinimum"
            | "multipleOf"
            | "maxLength"
            | "minLength"
            | "pattern"
            | "format"
            | "formatMaximum"
            | "formatMinimum"
            | "formatExclusiveMaximum"
            | "formatExclusiveMinimum" => self.scalar(word, frame),
            "not" | "anyOf" | "oneOf" | "allOf" | "if" => self.choice(word, frame),
            "maxItems" | "minItems" | "additionalItems" | "items" | "contains" | "uniqueItems" => {
                match frame.data.as_array() {
                    Some(items) => self.array(word, items, frame),
                    None => Ok(true),
                }
            }
            "maxProperties"
            | "minProperties"
            | "required"
            | "propertyNames"
            | "additionalProperties"
            | "dependencies"
            | "properties"
            | "patternProperties" => match frame.data.as_object() {
                Some(properties) => self.object(word, properties, frame),
                None => Ok(true),
            },
            "errorMessage" => {
                message::replace(self, word, frame);
                Ok(true)
            }
            _ => Ok(true),
        }
    }

    fn reference(&mut self, reference: &'s Value, frame: Frame<'_, '_, 's>) -> Verdict {
        let reference = reference.as_str().unwrap_or_default();
        let target = frame.base.follow(reference)?;
        let base = target.base;
        if !target.apart {
            return self.schema(target.schema, Frame { base, schema_path: Path::start(reference), ..frame });
        }
        // a function of its own: it knows its own errors only, and the data from here on
        let before = std::mem::take(&mut self.errors);
        let level = Level { data: frame.data, key: None, above: None };
        let schema_path = Path::start("#");
        let measured = Measured::Start { empty: frame.instance.text().is_empty() };
        let inside = Frame { base, schema_path, level: &level, name: None, measured, ..frame };
        let valid = self.schema(target.schema, inside)?;
        let inside = std::mem::replace(&mut self.errors, before);
        self.errors.extend(inside);
        Ok(valid)
    }

    /// A schema under a keyword, over the same data.
    fn under(&mut self, schema: &'s Value, step: Step<'_>, quiet: bool, frame: Frame<'_, '_, 's>) -> Verdict {
        let path = frame.schema_path;
        self.schema(schema, Frame { schema_path: path.then(step), quiet: quiet || frame.quiet, ..frame })
    }

    /// A schema under a keyword, over a value inside of the data.
    fn inside(
        &mut self,
        schema: &'s Value,
        step: Step<'_>,
        data: &Value,
        key: Key<'_>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        let (path, instance) = (frame.schema_path, frame.instance);
        let level = Level { data, key: Some(key), above: Some(frame.level) };
        let instance = instance.then(match key {
            Key::Name(name) => Step::Key(name),
            Key::Index(index) => Step::Index(index),
        });
        let is_named = matches!(step, Step::Named("properties", _) | Step::Counted("items", _));
        let measured = frame.measured.then(is_named);
        self.schema(schema, Frame { data, level: &level, instance, schema_path: path.then(step), measured, ..frame })
    }

    /// Tells that a keyword is broken.
    pub fn fail(&mut self, word: Word<'s>, frame: Frame<'_, '_, 's>, params: Value, message: String) {
        self.push(word.schema, word.name, frame, params, message);
    }

    fn push(
        &mut self,
        parent: &'s Value,
        keyword: &'static str,
        frame: Frame<'_, '_, 's>,
        params: Value,
        message: String,
    ) {
        if frame.quiet {
            return;
        }
        self.errors.push(AjvError {
            keyword,
            instance_path: frame.instance.text(),
            schema_path: format!("{}/{keyword}", frame.schema_path.text()),
            params: match params {
                Value::Object(params) => params,
                _ => Map::new(),
            },
            message,
            parent_schema: parent,
            property_name: frame.name.map(str::to_owned),
            used: false,
        });
    }

    /// `true`, or the keyword is broken.
    fn expect(
        &mut self,
        holds: bool,
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
        told: impl FnOnce() -> (Value, String),
    ) -> Verdict {
        if !holds && !frame.quiet {
            let (params, message) = told();
            self.fail(word, frame, params, message);
        }
        Ok(holds)
    }
}
