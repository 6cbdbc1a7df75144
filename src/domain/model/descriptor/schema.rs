//! A small schema language, and the first violation of it in the order and words of ajv 8.
//!
//! The catalog's own schemas are JSON Schema draft 7, checked by ajv. Which violation is reported
//! first follows from ajv's order of keywords: the type, then for an object its required, foreign
//! and known properties, each in the order of the schema or, for foreign ones, of the data.

use serde_json::{Map, Value};

use super::stand_in::stand_in;

/// What a value must be.
#[derive(Clone, Copy, Debug)]
pub(super) enum Rule {
    /// Any text.
    Text,
    /// A text of at least one character.
    Word,
    /// One of these texts.
    OneOf(&'static [&'static str]),
    /// A text of letters, digits and `_` only.
    Name,
    /// A text or true or false.
    TextOrFlag,
    List(&'static Rule),
    Object(&'static Object),
    /// An object whose named entries are all texts.
    Texts,
    /// One of several; the first one's violation is told if none fits.
    Either(&'static [Rule]),
}

/// An object's properties.
#[derive(Debug)]
pub(super) struct Object {
    pub(super) required: &'static [&'static str],
    pub(super) properties: &'static [(&'static str, Rule)],
    pub(super) others: Others,
}

/// What properties may be that are not named.
#[derive(Debug)]
pub(super) enum Others {
    Anything,
    Nothing,
    Text,
}

/// Where a value breaks its rule, and how.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Violation {
    /// JSON pointer of the value.
    pub(super) pointer: String,
    /// In ajv's words.
    pub(super) message: String,
    /// What ajv adds about the rule, such as `type: string`.
    pub(super) detail: String,
}

impl Violation {
    /// The pointer as ajv's users see it.
    pub(super) fn place(&self) -> &str {
        if self.pointer.is_empty() { "<root>" } else { &self.pointer }
    }
}

/// Checks values; placeholders such as `$text` count as texts where `stand_ins` is set.
pub(super) struct Checker {
    pub(super) stand_ins: bool,
}

/// The path to the value being checked, written out only when something is wrong.
#[derive(Clone, Copy)]
enum Path<'a> {
    Root,
    Key(&'a Path<'a>, &'a str),
    Index(&'a Path<'a>, usize),
}

impl Path<'_> {
    fn write(&self, out: &mut String) {
        match self {
            Path::Root => {}
            Path::Key(parent, key) => {
                parent.write(out);
                out.push('/');
                out.push_str(&key.replace('~', "~0").replace('/', "~1"));
            }
            Path::Index(parent, index) => {
                parent.write(out);
                out.push_str(&format!("/{index}"));
            }
        }
    }

    fn violation(&self, message: impl Into<String>, detail: String) -> Violation {
        let mut pointer = String::new();
        self.write(&mut pointer);
        Violation { pointer, message: message.into(), detail }
    }

    fn wrong_type(&self, wanted: &str) -> Violation {
        self.violation(format!("must be {wanted}"), format!("type: {wanted}"))
    }
}

impl Checker {
    /// The first violation of an object's rules.
    pub(super) fn object(&self, object: &Object, value: &Value) -> Result<(), Violation> {
        self.object_at(object, value, Path::Root)
    }

    fn is_text(&self, value: &Value) -> bool {
        value.is_string() || (self.stand_ins && stand_in(value).is_some())
    }

    fn as_object<'v>(&self, value: &'v Value) -> Option<&'v Map<String, Value>> {
        value.as_object().filter(|_| !self.is_text(value))
    }

    fn check(&self, rule: Rule, value: &Value, path: Path) -> Result<(), Violation> {
        match rule {
            Rule::TextOrFlag if value.is_boolean() || self.is_text(value) => Ok(()),
            Rule::TextOrFlag => Err(path.wrong_type("string,boolean")),
            Rule::List(entry) => self.list(*entry, value, path),
            Rule::Object(object) => self.object_at(object, value, path),
            Rule::Texts => self.texts(value, path),
            Rule::Either(rules) => self.either(rules, value, path),
            Rule::Text | Rule::Word | Rule::Name | Rule::OneOf(_) => self.text(rule, value, path),
        }
    }

    fn text(&self, rule: Rule, value: &Value, path: Path) -> Result<(), Violation> {
        if !self.is_text(value) {
            return Err(path.wrong_type("string"));
        }
        // A stand-in is never empty and never one of a list of words.
        let text = value.as_str().unwrap_or("<>");
        let word = |b: u8| b.is_ascii_alphanumeric() || b == b'_';
        match rule {
            Rule::Word | Rule::Name if text.is_empty() => {
                Err(path.violation("must NOT have fewer than 1 characters", "limit: 1".to_owned()))
            }
            Rule::Name if !text.bytes().all(word) => {
                Err(path.violation("must match pattern \"^\\w+$\"", "pattern: ^\\w+$".to_owned()))
            }
            Rule::OneOf(allowed) if !allowed.contains(&text) => Err(path.violation(
                "must be equal to one of the allowed values",
                format!("allowedValues: {}", allowed.join(",")),
            )),
            _ => Ok(()),
        }
    }

    fn list(&self, entry: Rule, value: &Value, path: Path) -> Result<(), Violation> {
        let Value::Array(list) = value else {
            return Err(path.wrong_type("array"));
        };
        list.iter().enumerate().try_for_each(|(n, value)| self.check(entry, value, Path::Index(&path, n)))
    }

    fn texts(&self, value: &Value, path: Path) -> Result<(), Violation> {
        let Some(map) = self.as_object(value) else {
            return Err(path.wrong_type("object"));
        };
        let named = |key: &str| !key.is_empty() && !key.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
        map.iter()
            .filter(|(key, _)| named(key))
            .try_for_each(|(key, v)| self.check(Rule::Text, v, Path::Key(&path, key)))
    }

    fn either(&self, rules: &[Rule], value: &Value, path: Path) -> Result<(), Violation> {
        let mut first = None;
        for rule in rules {
            match self.check(*rule, value, path) {
                Ok(()) => return Ok(()),
                Err(violation) => first = first.or(Some(violation)),
            }
        }
        first.map_or(Ok(()), Err)
    }

    fn object_at(&self, object: &Object, value: &Value, path: Path) -> Result<(), Violation> {
        let Some(map) = self.as_object(value) else {
            return Err(path.wrong_type("object"));
        };
        if let Some(missing) = object.required.iter().find(|name| !map.contains_key(**name)) {
            let message = format!("must have required property '{missing}'");
            return Err(path.violation(message, format!("missingProperty: {missing}")));
        }
        self.others(object, map, path)?;
        object.properties.iter().try_for_each(|(name, rule)| match map.get(*name) {
            Some(value) => self.check(*rule, value, Path::Key(&path, name)),
            None => Ok(()),
        })
    }

    fn others(&self, object: &Object, map: &Map<String, Value>, path: Path) -> Result<(), Violation> {
        if matches!(object.others, Others::Anything) {
            return Ok(());
        }
        let known = |key: &str| object.properties.iter().any(|(name, _)| *name == key);
        map.iter().filter(|(key, _)| !known(key)).try_for_each(|(key, value)| match object.others {
            Others::Text => self.check(Rule::Text, value, Path::Key(&path, key)),
            _ => Err(path.violation("must NOT have additional properties", format!("additionalProperty: {key}"))),
        })
    }
}
