//! Between values and JSON.

use super::bounds::{Bounds, nest};
use super::convert::{NO_CALLABLES, enter};
use super::failure::{Outcome, fail};
use super::number;
use super::units::Str;
use super::value::{Record, Value};
use serde_json::{Map, Value as Json};

/// The key of what stands for a hole: a record with this key alone.
const HOLE: &str = "\u{0}stagedoor hole";

/// What stands for an entry of a list that is not there.
#[must_use]
pub fn hole() -> Json {
    Json::Object(Map::from_iter([(HOLE.to_owned(), Json::Null)]))
}

pub(super) fn is_hole(value: &Json) -> bool {
    value.as_object().is_some_and(|fields| fields.len() == 1 && fields.contains_key(HOLE))
}

/// A value without holes: where one was is null.
#[must_use]
pub fn without_holes(value: Json) -> Json {
    match value {
        value if is_hole(&value) => Json::Null,
        Json::Array(items) => Json::Array(items.into_iter().map(without_holes).collect()),
        Json::Object(fields) => {
            Json::Object(fields.into_iter().map(|(key, value)| (key, without_holes(value))).collect())
        }
        other => other,
    }
}

/// A value of JSON.
pub(super) fn from(value: &Json, bounds: &Bounds) -> Outcome<Value> {
    bounds.spend(1)?;
    Ok(match value {
        value if is_hole(value) => Value::Undefined,
        Json::Null => Value::Null,
        Json::Bool(is) => Value::Bool(*is),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Value::text(text),
        Json::Array(items) => {
            let items = items.iter().map(|item| from(item, bounds));
            Value::from(items.collect::<Outcome<Vec<Value>>>()?)
        }
        Json::Object(fields) => {
            let pairs = fields.iter().map(|(key, value)| Ok((Str::from(key.as_str()), from(value, bounds)?)));
            Value::Record(Record::new(pairs.collect::<Outcome<_>>()?))
        }
    })
}

/// `JSON.stringify(value, null, indent)`; `None` of undefined.
///
/// # Errors
/// For functions, for lists that hold themselves, and where it would be too much.
pub(super) fn dump(value: &Value, indent: &[u16], bounds: &Bounds) -> Outcome<Option<Str>> {
    if value.is_undefined() {
        return Ok(None);
    }
    let mut writer = Writer { into: Vec::new(), indent, within: Vec::new(), bounds };
    writer.value(value)?;
    Ok(Some(writer.into.into()))
}

struct Writer<'a> {
    into: Vec<u16>,
    indent: &'a [u16],
    within: Vec<usize>,
    bounds: &'a Bounds,
}

impl Writer<'_> {
    fn add(&mut self, text: &str) {
        self.into.extend(text.encode_utf16());
    }

    fn value(&mut self, value: &Value) -> Outcome<()> {
        match value {
            Value::Undefined | Value::Null => self.add("null"),
            Value::Bool(is) => self.add(if *is { "true" } else { "false" }),
            Value::Number(number) if number.is_finite() => self.add(&number::to_text(*number)),
            Value::Number(_) => self.add("null"),
            Value::Text(text) | Value::Safe(text) => quote(text.units(), &mut self.into),
            Value::Pattern(_) => self.add("{}"),
            Value::Callable(_) => return fail(NO_CALLABLES),
            Value::List(list) => {
                enter(&mut self.within, list.identity(), list.len(), self.bounds)?;
                let items = list.items();
                self.items('[', ']', items.len(), items.iter().map(|item| (None, item)))?;
            }
            Value::Record(record) => {
                enter(&mut self.within, record.identity(), record.len(), self.bounds)?;
                let pairs = record.pairs();
                let pairs: Vec<&(Str, Value)> = pairs.iter().filter(|(_, value)| !value.is_undefined()).collect();
                self.items('{', '}', pairs.len(), pairs.iter().map(|(key, value)| (Some(key), value)))?;
            }
        }
        self.bounds.spend_text(self.into.len() >> 12)?;
        if self.into.len() > super::bounds::UNITS { self.bounds.spend_text(self.into.len()) } else { Ok(()) }
    }

    fn items<'v>(
        &mut self,
        open: char,
        close: char,
        count: usize,
        items: impl Iterator<Item = (Option<&'v Str>, &'v Value)>,
    ) -> Outcome<()> {
        self.add(open.encode_utf8(&mut [0; 4]));
        for (index, (key, item)) in items.enumerate() {
            if index > 0 {
                self.add(",");
            }
            self.line(self.within.len());
            if let Some(key) = key {
                quote(key.units(), &mut self.into);
                self.add(if self.indent.is_empty() { ":" } else { ": " });
            }
            self.value(item)?;
        }
        self.within.pop();
        if count > 0 {
            self.line(self.within.len());
        }
        self.add(close.encode_utf8(&mut [0; 4]));
        Ok(())
    }

    fn line(&mut self, depth: usize) {
        if !self.indent.is_empty() {
            self.add("\n");
            (0..depth).for_each(|_| self.into.extend(self.indent));
        }
    }
}

/// A text in quotes, with halves that stand alone as escapes.
fn quote(units: &[u16], into: &mut Vec<u16>) {
    into.push(0x22);
    for unit in char::decode_utf16(units.iter().copied()) {
        match unit {
            Ok('"') => into.extend("\\\"".encode_utf16()),
            Ok('\\') => into.extend("\\\\".encode_utf16()),
            Ok('\n') => into.extend("\\n".encode_utf16()),
            Ok('\r') => into.extend("\\r".encode_utf16()),
            Ok('\t') => into.extend("\\t".encode_utf16()),
            Ok('\u{8}') => into.extend("\\b".encode_utf16()),
            Ok('\u{c}') => into.extend("\\f".encode_utf16()),
            Ok(letter) if letter < ' ' => into.extend(format!("\\u{:04x}", u32::from(letter)).encode_utf16()),
            Ok(letter) => into.extend(letter.encode_utf16(&mut [0; 2]).iter()),
            Err(half) => into.extend(format!("\\u{:04x}", half.unpaired_surrogate()).encode_utf16()),
        }
    }
    into.push(0x22);
}

/// What `JSON.parse` makes of a text, if it is JSON: numbers are doubles, keys in JavaScript's order.
pub(super) fn parse(text: &str) -> Option<Json> {
    serde_json::from_str(text).ok().map(ordered)
}

fn ordered(value: Json) -> Json {
    match value {
        Json::Number(number) => number_of(number.as_f64().unwrap_or(f64::NAN)),
        Json::Array(items) => Json::Array(items.into_iter().map(ordered).collect()),
        Json::Object(fields) => {
            let index = |key: &str| Str::from(key).index();
            let has_index = fields.keys().any(|key| index(key).is_some());
            let mut pairs: Vec<(String, Json)> = fields.into_iter().map(|(key, value)| (key, ordered(value))).collect();
            if has_index {
                pairs.sort_by_key(|(key, _)| index(key).map_or(u64::MAX, u64::from));
            }
            Json::Object(pairs.into_iter().collect())
        }
        other => other,
    }
}

/// A double as a number of JSON; null where it cannot be one.
#[expect(clippy::cast_possible_truncation, reason = "whole, and below 2^53")]
pub(super) fn number_of(number: f64) -> Json {
    if number.fract() == 0.0 && number.abs() <= 9_007_199_254_740_992.0 {
        return Json::from(number as i64);
    }
    serde_json::Number::from_f64(number).map_or(Json::Null, Json::Number)
}

/// A value as JSON, for those who want no text of it; `None` of undefined.
///
/// # Errors
/// As [`dump`].
pub(super) fn to(value: &Value, depth: usize, bounds: &Bounds) -> Outcome<Option<Json>> {
    nest(depth)?;
    bounds.spend(1)?;
    Ok(Some(match value {
        Value::Undefined => return Ok(None),
        Value::Null => Json::Null,
        Value::Bool(is) => Json::Bool(*is),
        Value::Number(number) => number_of(*number),
        Value::Text(text) | Value::Safe(text) => Json::String(text.to_text()),
        Value::Pattern(_) => Json::Object(Map::new()),
        Value::Callable(_) => return fail(NO_CALLABLES),
        Value::List(list) => {
            let items = list.items();
            let items = items.iter().map(|item| Ok(to(item, depth + 1, bounds)?.unwrap_or(Json::Null)));
            Json::Array(items.collect::<Outcome<_>>()?)
        }
        Value::Record(record) => {
            let mut fields = Map::new();
            for (key, value) in record.pairs() {
                if let Some(value) = to(&value, depth + 1, bounds)? {
                    fields.insert(key.to_text(), value);
                }
            }
            Json::Object(fields)
        }
    }))
}
