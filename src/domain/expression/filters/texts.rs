//! Filters of texts.

use super::{Given, count, input, keep};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::units::{Str, is_space};
use crate::domain::expression::value::Value;

const SPACE: u16 = 0x20;

pub(super) fn upper(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    Ok(Value::Text(text.upper()))
}

pub(super) fn lower(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    Ok(Value::Text(text.lower()))
}

fn capitalized(text: &Str) -> Str {
    let lower = text.lower();
    let mut units = lower.part(0, 1).upper().units().to_vec();
    units.extend(lower.part(1, lower.len()).units());
    units.into()
}

pub(super) fn capitalize(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    Ok(keep(value, capitalized(&text)))
}

pub(super) fn title(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    let words = text.units().split(|unit| *unit == SPACE).map(|word| capitalized(&Str::new(word)));
    let words: Vec<Vec<u16>> = words.map(|word| word.units().to_vec()).collect();
    Ok(keep(value, words.join(&SPACE).into()))
}

/// In the middle of so many units.
pub(super) fn center(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let is_empty = matches!(value, Value::Undefined | Value::Null | Value::Bool(false));
    let value = if is_empty { &Value::text("") } else { value };
    let width = if given.is_true(0) { given.get(0).to_number(&engine.bounds)? } else { 80.0 };
    let length = engine.member(value, &Value::text("length"))?.to_number(&engine.bounds)?;
    if length >= width {
        return Ok(value.clone());
    }
    let text = value.to_str(&engine.bounds)?;
    let spaces = width - length;
    let before = count(&Value::Number((spaces / 2.0 - spaces % 2.0).ceil()), engine)?;
    let after = count(&Value::Number((spaces / 2.0).ceil()), engine)?;
    engine.bounds.spend_text(text.len().saturating_add(before).saturating_add(after))?;
    let mut units = vec![SPACE; before];
    units.extend(text.units());
    units.extend(vec![SPACE; after]);
    Ok(keep(value, units.into()))
}

pub(super) fn indent(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let text = input(value)?;
    if text.is_empty() {
        return Ok(Value::text(""));
    }
    let width = if given.is_true(0) { count(&given.get(0), engine)? } else { 4 };
    let lines = text.units().iter().filter(|unit| **unit == 0x0a).count() + 1;
    engine.bounds.spend_text(text.len().saturating_add(lines.saturating_mul(width)))?;
    let mut units = Vec::new();
    for (index, line) in text.units().split(|unit| *unit == 0x0a).enumerate() {
        if index > 0 {
            units.push(0x0a);
        }
        if index > 0 || given.is_true(1) {
            units.extend(std::iter::repeat_n(SPACE, width));
        }
        units.extend(line);
    }
    Ok(keep(value, units.into()))
}

pub(super) fn trim(_: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    match value.as_str() {
        Some(text) => Ok(keep(value, text.trim(true, true))),
        None => fail("Filter input must be a string"),
    }
}

/// So many units, ended at a word unless words may be cut.
pub(super) fn truncate(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let length = if given.is_true(0) { count(&given.get(0), engine)? } else { 255 };
    if let Value::List(list) = value
        && list.len() <= length
    {
        return Ok(value.clone());
    }
    let text = input(value)?;
    if text.len() <= length {
        return Ok(keep(value, text));
    }
    let end = if given.is_true(1) { length } else { text.find_last(&[SPACE], length).unwrap_or(length) };
    let mut units = text.part(0, end).units().to_vec();
    match given.get(2) {
        Value::Undefined | Value::Null => units.extend("...".encode_utf16()),
        more => units.extend(more.to_str(&engine.bounds)?.units()),
    }
    Ok(keep(value, units.into()))
}

pub(super) fn wordcount(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    if !value.is_true() {
        return Ok(Value::Null);
    }
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    let is_word = |unit: &u16| {
        *unit == 0x5f || char::from_u32((*unit).into()).is_some_and(|letter| letter.is_ascii_alphanumeric())
    };
    let words = text.units().split(|unit| !is_word(unit)).filter(|word| !word.is_empty()).count();
    Ok(if words == 0 { Value::Null } else { Value::from(words) })
}

/// Runs of space and of anything else, one after the other.
pub(super) fn runs(units: &[u16]) -> impl Iterator<Item = &[u16]> {
    units.chunk_by(|one, two| is_space(*one) == is_space(*two))
}
