//! Methods of texts.

use super::{Known, argument, clamped, known, place};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::number;
use crate::domain::expression::regex::Searched;
use crate::domain::expression::replace;
use crate::domain::expression::units::Str;
use crate::domain::expression::value::Value;

pub(super) fn find(name: &str) -> Option<Known> {
    match name {
        "charAt" => {
            known(0, 1, |engine, text, args| Ok(Value::Text(at(engine, text, args)?.unwrap_or_else(|| Str::from("")))))
        }
        "charCodeAt" => known(0, 1, |engine, text, args| {
            let unit = at(engine, text, args)?.and_then(|text| text.units().first().copied());
            Ok(Value::Number(unit.map_or(f64::NAN, f64::from)))
        }),
        "concat" => known(0, usize::MAX, concat),
        "endsWith" => known(1, 2, ends_with),
        "includes" => known(1, 2, |engine, text, args| Ok(Value::Bool(index_of(engine, text, args)?.is_some()))),
        "indexOf" => known(1, 2, |engine, text, args| Ok(found(index_of(engine, text, args)?))),
        "lastIndexOf" => known(1, 2, last_index_of),
        "replace" => known(2, 2, replaced),
        "slice" => known(0, 2, slice),
        "split" => known(0, 2, split),
        "startsWith" => known(1, 2, starts_with),
        "substring" => known(0, 2, substring),
        "toLowerCase" => known(0, 0, |_, text, _| Ok(Value::Text(own(text)?.lower()))),
        "toUpperCase" => known(0, 0, |_, text, _| Ok(Value::Text(own(text)?.upper()))),
        "trim" => known(0, 0, |_, text, _| Ok(Value::Text(own(text)?.trim(true, true)))),
        "trimEnd" => known(0, 0, |_, text, _| Ok(Value::Text(own(text)?.trim(false, true)))),
        "trimStart" => known(0, 0, |_, text, _| Ok(Value::Text(own(text)?.trim(true, false)))),
        _ => None,
    }
}

fn own(value: &Value) -> Outcome<&Str> {
    value.as_str().map_or_else(|| fail("the method needs a text"), Ok)
}

pub(super) fn found(index: Option<usize>) -> Value {
    index.map_or(Value::Number(-1.0), Value::from)
}

fn at(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Option<Str>> {
    let index = argument(args, 0).to_integer(&engine.bounds)?;
    Ok(crate::domain::expression::lookup::as_index(index.abs())
        .filter(|_| index >= 0.0)
        .and_then(|index| own(text).ok()?.at(index)))
}

fn concat(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    args.iter().try_fold(Value::Text(own(text)?.clone()), |joined, more| joined.joined(more, &engine.bounds))
}

fn ends_with(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    let end = clamped(engine, args, 1, text.len(), text.len())?;
    let other = argument(args, 0).to_str(&engine.bounds)?;
    Ok(Value::Bool(text.part(0, end).units().ends_with(other.units())))
}

fn starts_with(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    let start = clamped(engine, args, 1, text.len(), 0)?;
    let other = argument(args, 0).to_str(&engine.bounds)?;
    Ok(Value::Bool(text.part(start, text.len()).units().starts_with(other.units())))
}

fn index_of(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Option<usize>> {
    let text = own(text)?;
    engine.bounds.spend_text(text.len())?;
    let from = clamped(engine, args, 1, text.len(), 0)?;
    Ok(text.find(argument(args, 0).to_str(&engine.bounds)?.units(), from))
}

fn last_index_of(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    engine.bounds.spend_text(text.len())?;
    let from = match argument(args, 1).to_number(&engine.bounds)? {
        from if from.is_nan() => text.len(),
        _ => clamped(engine, args, 1, text.len(), text.len())?,
    };
    Ok(found(text.find_last(argument(args, 0).to_str(&engine.bounds)?.units(), from)))
}

fn replaced(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    let new = argument(args, 1).to_str(&engine.bounds)?;
    let replaced = match argument(args, 0) {
        Value::Pattern(_) if !engine.powers.patterns => return fail("Regular-expression execution is disabled"),
        Value::Pattern(regex) => replace::by_pattern(text, &regex, &new, &engine.bounds)?,
        old => replace::first(text, &old.to_str(&engine.bounds)?, &new, &engine.bounds)?,
    };
    Ok(Value::Text(replaced))
}

fn slice(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    let start = place(engine, args, 0, text.len(), 0)?;
    let end = place(engine, args, 1, text.len(), text.len())?;
    Ok(Value::Text(text.part(start, end.max(start))))
}

fn substring(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    let start = clamped(engine, args, 0, text.len(), 0)?;
    let end = clamped(engine, args, 1, text.len(), text.len())?;
    Ok(Value::Text(text.part(start.min(end), start.max(end))))
}

fn split(engine: &Engine<'_>, text: &Value, args: &[Value]) -> Outcome<Value> {
    let text = own(text)?;
    engine.bounds.spend_text(text.len())?;
    let limit = match argument(args, 1) {
        Value::Undefined => u32::MAX,
        limit => number::to_int32(limit.to_number(&engine.bounds)?).cast_unsigned(),
    };
    let mut parts = match argument(args, 0) {
        Value::Undefined => vec![Value::Text(text.clone())],
        Value::Pattern(_) if !engine.powers.patterns => return fail("Regular-expression execution is disabled"),
        Value::Pattern(regex) => by_pattern(engine, text, &regex.pattern)?,
        separator => by_text(engine, text, &separator.to_str(&engine.bounds)?)?,
    };
    parts.truncate(limit as usize);
    engine.bounds.hold(parts.len())?;
    Ok(Value::from(parts))
}

fn by_text(engine: &Engine<'_>, text: &Str, separator: &Str) -> Outcome<Vec<Value>> {
    if separator.is_empty() {
        return Ok((0..text.len()).filter_map(|index| text.at(index)).map(Value::Text).collect());
    }
    let mut parts = Vec::new();
    let mut at = 0;
    while let Some(found) = text.find(separator.units(), at) {
        engine.bounds.spend(1)?;
        parts.push(Value::Text(text.part(at, found)));
        at = found + separator.len();
    }
    parts.push(Value::Text(text.part(at, text.len())));
    Ok(parts)
}

fn by_pattern(engine: &Engine<'_>, text: &Str, pattern: &crate::domain::pattern::Pattern) -> Outcome<Vec<Value>> {
    let searched = Searched::new(text, &engine.bounds)?;
    if text.is_empty() {
        let is_match = searched.find(pattern, 0)?.is_some();
        return Ok(if is_match { Vec::new() } else { vec![Value::Text(text.clone())] });
    }
    let mut parts = Vec::new();
    let (mut at, mut from) = (0, 0);
    while from < text.len() {
        let Some(found) = searched.find(pattern, from)? else { break };
        engine.bounds.spend(1)?;
        let whole = found.whole();
        if whole.end == at || whole.start >= text.len() {
            from = whole.end.max(from) + 1;
            continue;
        }
        parts.push(Value::Text(text.part(at, whole.start)));
        let groups = found.0.iter().skip(1);
        parts.extend(groups.map(|group| {
            group.clone().map_or(Value::Undefined, |group| Value::Text(text.part(group.start, group.end)))
        }));
        at = whole.end;
        from = if whole.is_empty() { whole.end + 1 } else { whole.end };
    }
    parts.push(Value::Text(text.part(at, text.len())));
    Ok(parts)
}
