//! Replacing, by the filter and by the method.

use super::bounds::Bounds;
use super::engine::Engine;
use super::failure::{Outcome, fail};
use super::filters::Given;
use super::number;
use super::regex::{Match, Regex, Searched};
use super::units::Str;
use super::value::Value;

/// The filter `replace`: every occurrence, or so many of them; a regular expression as its flags say.
pub(super) fn filter(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let new = given.get(1);
    let old = match given.get(0) {
        Value::Pattern(regex) => {
            if !engine.powers.patterns {
                return fail("Regular-expression execution is disabled");
            }
            let Some(text) = value.as_str() else { return fail("Regular-expression replacement requires a string") };
            return Ok(Value::Text(by_pattern(text, &regex, &new.to_str(&engine.bounds)?, &engine.bounds)?));
        }
        Value::Number(number) => Str::from(number::to_text(number)),
        Value::Text(text) => text,
        _ => return Ok(value.clone()),
    };
    let text = match value {
        Value::Number(number) => Str::from(number::to_text(*number)),
        Value::Text(text) | Value::Safe(text) => text.clone(),
        _ => return Ok(value.clone()),
    };
    let count = match given.get(2) {
        Value::Undefined => f64::INFINITY,
        count => match count.to_number(&engine.bounds)? {
            -1.0 => f64::INFINITY,
            count => count,
        },
    };
    let replaced = plainly(&text, &old, &new.to_str(&engine.bounds)?, count, &engine.bounds)?;
    Ok(if matches!(value, Value::Safe(_)) { Value::Safe(replaced) } else { Value::Text(replaced) })
}

fn plainly(text: &Str, old: &Str, new: &Str, count: f64, bounds: &Bounds) -> Outcome<Str> {
    bounds.spend_text(text.len())?;
    let mut units = Vec::new();
    if old.is_empty() && text.is_empty() {
        return Ok([new.units(), new.units()].concat().into());
    }
    if old.is_empty() {
        bounds.spend_text((text.len() + 1).saturating_mul(new.len()).saturating_add(text.len()))?;
        units.extend(new.units());
        for unit in text.units() {
            units.push(*unit);
            units.extend(new.units());
        }
        return Ok(units.into());
    }
    let (mut at, mut done) = (0, 0.0);
    while done < count {
        let Some(found) = text.find(old.units(), at) else { break };
        units.extend(text.part(at, found).units());
        units.extend(new.units());
        bounds.spend(1)?;
        if units.len() > super::bounds::UNITS {
            bounds.spend_text(units.len())?;
        }
        at = found + old.len();
        done += 1.0;
    }
    units.extend(text.part(at, text.len()).units());
    Ok(units.into())
}

/// JavaScript's `text.replace(regex, new)`.
///
/// # Errors
/// When it costs too much.
pub(super) fn by_pattern(text: &Str, regex: &Regex, new: &Str, bounds: &Bounds) -> Outcome<Str> {
    let searched = Searched::new(text, bounds)?;
    let flags = regex.pattern.flags();
    let mut units = Vec::new();
    let mut at = 0;
    if flags.global {
        regex.rewind();
        let mut from = 0;
        while let Some(found) = searched.find(&regex.pattern, from)? {
            let whole = found.whole();
            bounds.spend(1)?;
            units.extend(text.part(at, whole.start).units());
            expand(text, &found, regex.pattern.names(), new, &mut units, bounds)?;
            at = whole.end;
            from = if whole.is_empty() { whole.end + 1 } else { whole.end };
        }
    } else if let Some(found) = regex.next(&searched)? {
        units.extend(text.part(0, found.whole().start).units());
        expand(text, &found, regex.pattern.names(), new, &mut units, bounds)?;
        at = found.whole().end;
    }
    units.extend(text.part(at, text.len()).units());
    Ok(units.into())
}

/// JavaScript's `text.replace(old, new)` of a text: the first occurrence.
///
/// # Errors
/// When it costs too much.
pub(super) fn first(text: &Str, old: &Str, new: &Str, bounds: &Bounds) -> Outcome<Str> {
    bounds.spend_text(text.len())?;
    let Some(at) = text.find(old.units(), 0) else { return Ok(text.clone()) };
    let mut units = text.part(0, at).units().to_vec();
    let found = Match(vec![Some(at..at + old.len())]);
    expand(text, &found, &[], new, &mut units, bounds)?;
    units.extend(text.part(at + old.len(), text.len()).units());
    Ok(units.into())
}

/// Appends what replaces a match: `$$`, `$&`, `` $` ``, `$'`, `$1` and `$<name>` have their meaning.
fn expand(
    text: &Str,
    found: &Match,
    names: &[(String, usize)],
    new: &Str,
    into: &mut Vec<u16>,
    bounds: &Bounds,
) -> Outcome<()> {
    let whole = found.whole();
    let mut rest = new.units();
    while let Some((unit, after)) = rest.split_first() {
        rest = after;
        if *unit != 0x24 {
            into.push(*unit);
            continue;
        }
        let group = |index: usize| found.0.get(index).cloned().flatten();
        let (range, length) = match after.first() {
            Some(0x24) => (None, 1),
            Some(0x26) => (Some(whole.clone()), 1),
            Some(0x60) => (Some(0..whole.start), 1),
            Some(0x27) => (Some(whole.end..text.len()), 1),
            Some(0x30..=0x39) => match number(after, found.0.len()) {
                Some((index, length)) => (Some(group(index).unwrap_or(0..0)), length),
                None => (None, 0),
            },
            Some(0x3c) if !names.is_empty() => match after.iter().position(|unit| *unit == 0x3e) {
                Some(end) => {
                    let name = String::from_utf16_lossy(after.get(1..end).unwrap_or_default());
                    let index = names.iter().filter(|(known, _)| *known == name).find_map(|(_, index)| group(*index));
                    (Some(index.unwrap_or(0..0)), end + 1)
                }
                None => (None, 0),
            },
            _ => (None, 0),
        };
        match range {
            Some(range) => into.extend(text.part(range.start, range.end).units()),
            None => into.push(0x24),
        }
        if into.len() > super::bounds::UNITS {
            bounds.spend_text(into.len())?;
        }
        rest = after.get(length..).unwrap_or_default();
    }
    Ok(())
}

/// A group's number of one or two digits, and how many they are.
fn number(units: &[u16], groups: usize) -> Option<(usize, usize)> {
    let digit = |index: usize| {
        units.get(index).filter(|unit| (0x30..=0x39).contains(*unit)).map(|unit| usize::from(unit - 0x30))
    };
    let first = digit(0)?;
    let both = digit(1).map(|second| first * 10 + second).filter(|both| *both > 0 && *both < groups);
    both.map(|both| (both, 2)).or_else(|| (first > 0 && first < groups).then_some((first, 1)))
}
