//! Filters of any value.

use super::{Given, keep};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::json;
use crate::domain::expression::units::Str;
use crate::domain::expression::value::Value;
use crate::domain::text::{is_component, percent_encoded};

pub(super) fn default(_: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let is_there = if given.is_true(1) { value.is_true() } else { !value.is_undefined() };
    Ok(if is_there { value.clone() } else { given.get(0) })
}

/// `JSON.stringify`, with an indent of so many spaces or of a text.
pub(super) fn dump(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let indent = match given.get(0) {
        Value::Number(number) => vec![0x20; super::count(&Value::Number(number.min(10.0)), engine)?],
        Value::Text(text) | Value::Safe(text) => text.part(0, 10).units().to_vec(),
        _ => Vec::new(),
    };
    Ok(json::dump(value, &indent, &engine.bounds)?.map_or(Value::Undefined, Value::Text))
}

pub(super) fn length(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    Ok(match value {
        Value::Undefined | Value::Null | Value::Bool(false) => Value::from(0usize),
        Value::Record(record) => Value::from(record.len()),
        other => engine.member(other, &Value::text("length"))?,
    })
}

pub(super) fn string(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    if value.is_nothing() {
        return fail("string requires a value");
    }
    Ok(keep(value, value.to_str(&engine.bounds)?))
}

/// `encodeURIComponent` of a text, or of pairs as a query.
pub(super) fn urlencode(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let bounds = &engine.bounds;
    let pairs: Vec<(Value, Value)> = match value {
        Value::Text(text) | Value::Safe(text) => return Ok(Value::Text(encoded(text)?)),
        Value::List(list) => {
            let pair = |item: &Value| {
                if item.is_nothing() {
                    return fail("urlencode pairs must be iterable");
                }
                Ok((engine.member(item, &Value::from(0usize))?, engine.member(item, &Value::from(1usize))?))
            };
            list.items().iter().map(pair).collect::<Outcome<_>>()?
        }
        Value::Record(record) => record.pairs().into_iter().map(|(key, value)| (Value::Text(key), value)).collect(),
        _ => Vec::new(),
    };
    let mut units = Vec::new();
    for (index, (key, value)) in pairs.iter().enumerate() {
        if index > 0 {
            units.push(0x26);
        }
        units.extend(encoded(&key.to_str(bounds)?)?.units());
        units.push(0x3d);
        units.extend(encoded(&value.to_str(bounds)?)?.units());
        bounds.spend_text(units.len() >> 12)?;
    }
    Ok(Value::Text(units.into()))
}

fn encoded(text: &Str) -> Outcome<Str> {
    let Ok(text) = String::from_utf16(text.units()) else { return fail("URI malformed") };
    Ok(Str::from(percent_encoded(&text, is_component)))
}
