//! Filters of lists and records.

use super::{Given, count, keep};
use crate::domain::expression::engine::{Engine, unknown_test};
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::units::Str;
use crate::domain::expression::value::{Record, Value};
use crate::domain::expression::{checks, convert, sort};

/// The items of whatever has a length: lists, texts, records with `length` in them.
fn items(engine: &Engine<'_>, value: &Value, name: &str) -> Outcome<Vec<Value>> {
    if value.is_nothing() { fail(format!("{name} requires a sequence")) } else { loose_items(engine, value) }
}

/// The items of whatever has a length; of nothing there are none.
pub(in crate::domain::expression) fn loose_items(engine: &Engine<'_>, value: &Value) -> Outcome<Vec<Value>> {
    if let Value::List(list) = value {
        engine.bounds.spend(list.len())?;
        return Ok(list.items());
    }
    if value.is_nothing() {
        return Ok(Vec::new());
    }
    let length = engine.member(value, &Value::text("length"))?;
    let length = if length.is_undefined() { 0 } else { count(&length, engine)? };
    engine.bounds.hold(length)?;
    (0..length).map(|index| engine.member(value, &Value::from(index))).collect()
}

fn list_of(value: &Value, name: &str) -> Outcome<Vec<Value>> {
    match value {
        Value::List(list) => Ok(list.items()),
        _ => fail(format!("{name} requires an array")),
    }
}

/// Rows of so many items.
pub(super) fn batch(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let size = given.get(0).to_number(&engine.bounds)?;
    if size.is_nan() || size < 1.0 || !size.is_finite() {
        return fail("Batch size must be a positive integer");
    }
    let size = count(&Value::Number(size), engine)?;
    let mut rows: Vec<Vec<Value>> = items(engine, value, "batch")?.chunks(size).map(<[Value]>::to_vec).collect();
    if let Some(last) = rows.last_mut().filter(|_| given.is_true(1)) {
        engine.bounds.hold(size)?;
        last.resize(size, given.get(1));
    }
    Ok(Value::from(rows.into_iter().map(Value::from).collect::<Vec<Value>>()))
}

/// So many parts, the first ones longer.
pub(super) fn slice(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let parts = given.get(0).to_number(&engine.bounds)?;
    if parts.is_nan() || parts < 1.0 || !parts.is_finite() {
        return fail("Slice count must be a positive integer");
    }
    let parts = count(&Value::Number(parts), engine)?;
    engine.bounds.hold(parts)?;
    if let Some(text) = value.as_str() {
        return sliced(text, parts, given);
    }
    if !matches!(value, Value::List(_)) {
        return fail("slice requires a sequence");
    }
    let all = loose_items(engine, value)?;
    let (each, more) = (all.len() / parts, all.len() % parts);
    let mut rest = all.as_slice();
    let mut rows = Vec::new();
    for index in 0..parts {
        let (row, after) = rest.split_at((each + usize::from(index < more)).min(rest.len()));
        let mut row = row.to_vec();
        if given.is_true(1) && index >= more {
            row.push(given.get(1));
        }
        rows.push(Value::from(row));
        rest = after;
    }
    Ok(Value::from(rows))
}

fn sliced(text: &Str, parts: usize, given: &Given) -> Outcome<Value> {
    if given.is_true(1) {
        return fail("slice cannot fill up a text");
    }
    let (each, more) = (text.len() / parts, text.len() % parts);
    let starts = |index: usize| index * each + index.min(more);
    let rows = (0..parts).map(|index| Value::Text(text.part(starts(index), starts(index + 1))));
    Ok(Value::from(rows.collect::<Vec<Value>>()))
}

pub(super) fn dictsort(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let Value::Record(record) = value else { return fail("dictsort requires a record") };
    let by = given.get(1);
    let is = |name: &str| by.as_str().is_some_and(|by| by.is(name));
    let by_value = match () {
        () if by.is_undefined() || is("key") => false,
        () if is("value") => true,
        () => return fail("dictsort can sort only by key or value"),
    };
    let folded = |value: &Value| match value.as_str() {
        Some(text) if !given.is_true(0) => Value::Text(text.upper()),
        _ => value.clone(),
    };
    let pairs = record.pairs().into_iter().map(|(key, value)| {
        let by = folded(&if by_value { value.clone() } else { Value::Text(key.clone()) });
        (by, Value::from(vec![Value::Text(key), value]))
    });
    let sorted = sort::sorted(pairs.collect(), &mut |one: &(Value, Value), two: &(Value, Value)| {
        engine.bounds.spend(1)?;
        let is_more = one.0.order(&two.0, &engine.bounds)?.is_some_and(std::cmp::Ordering::is_gt);
        Ok(if is_more {
            1
        } else if one.0.is_same(&two.0) {
            0
        } else {
            -1
        })
    })?;
    Ok(Value::from(sorted.into_iter().map(|(_, pair)| pair).collect::<Vec<Value>>()))
}

pub(super) fn first(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    if value.is_nothing() {
        return fail("first requires a sequence");
    }
    engine.member(value, &Value::from(0usize))
}

pub(super) fn last(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    if value.is_nothing() {
        return fail("last requires a sequence");
    }
    let length = engine.member(value, &Value::text("length"))?.to_number(&engine.bounds)?;
    engine.member(value, &Value::Number(length - 1.0))
}

/// A record of lists: the items by an attribute, which may be a path.
pub(super) fn groupby(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let mut groups: Vec<(Str, Vec<Value>)> = Vec::new();
    let mut places = std::collections::HashMap::new();
    for item in items(engine, value, "groupby")? {
        let key = sort::attribute(engine, &item, &given.get(0))?.to_str(&engine.bounds)?;
        let place = *places.entry(key.clone()).or_insert(groups.len());
        match groups.get_mut(place) {
            Some((_, group)) => group.push(item),
            None => groups.push((key, vec![item])),
        }
    }
    let groups = groups.into_iter().map(|(key, group)| (key, Value::from(group)));
    Ok(Value::Record(Record::new(groups.collect())))
}

pub(super) fn join(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let mut all = if given.is_true(1) { loose_items(engine, value)? } else { list_of(value, "join")? };
    engine.bounds.spend(all.len())?;
    if given.is_true(1) {
        all = all.iter().map(|item| member(engine, item, &given.get(1))).collect::<Outcome<_>>()?;
    }
    let between = if given.is_true(0) { given.get(0).to_str(&engine.bounds)? } else { Str::from("") };
    let mut units = Vec::new();
    convert::join(&all, between.units(), &mut units, &mut Vec::new(), &engine.bounds)?;
    Ok(Value::Text(units.into()))
}

/// A member of an item, which has to be something.
fn member(engine: &Engine<'_>, item: &Value, key: &Value) -> Outcome<Value> {
    if item.is_nothing() {
        return fail("Cannot read a template attribute from a nullish value");
    }
    sort::field(engine, item, key)
}

pub(super) fn list(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    match value {
        Value::Text(_) | Value::Safe(_) => {
            let Some(text) = value.as_str() else { return Ok(Value::Undefined) };
            engine.bounds.hold(text.len())?;
            let letters = (0..text.len()).filter_map(|index| text.at(index)).map(Value::Text);
            Ok(Value::from(letters.collect::<Vec<Value>>()))
        }
        Value::List(_) => Ok(value.clone()),
        Value::Record(record) => {
            let pair = |(key, value)| {
                Value::Record(Record::new(vec![("key".into(), Value::Text(key)), ("value".into(), value)]))
            };
            engine.bounds.spend(record.len())?;
            Ok(Value::from(record.pairs().into_iter().map(pair).collect::<Vec<Value>>()))
        }
        _ => fail("list requires an iterable value"),
    }
}

/// Any of the items. There is no chance in a rendering: it is the first.
pub(super) fn random(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    first(engine, value, given)
}

pub(super) fn select(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    chosen(engine, value, given, true)
}

pub(super) fn reject(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    chosen(engine, value, given, false)
}

fn chosen(engine: &Engine<'_>, value: &Value, given: &Given, wanted: bool) -> Outcome<Value> {
    let name = match given.get(0) {
        Value::Undefined => "truthy".to_owned(),
        name => name.to_str(&engine.bounds)?.to_text(),
    };
    if checks::find(&name).is_none() {
        return fail(unknown_test(&name).message.replace('"', ""));
    }
    let mut left = Vec::new();
    let all = match value {
        Value::List(_) | Value::Text(_) | Value::Safe(_) => items(engine, value, "select")?,
        Value::Undefined | Value::Null => return fail("select requires a sequence"),
        Value::Record(record) => array_like(engine, record)?,
        _ => Vec::new(),
    };
    for item in all {
        if checks::run(engine, &name, &item, given.rest(1))? == wanted {
            left.push(item);
        }
    }
    Ok(Value::from(left))
}

/// What a record with a length holds under indexes.
fn array_like(engine: &Engine<'_>, record: &Record) -> Outcome<Vec<Value>> {
    let length = record.get(&Str::from("length")).unwrap_or(Value::Undefined).to_integer(&engine.bounds)?;
    let has = |key: &Str| key.index().is_some_and(|index| f64::from(index) < length);
    Ok(record.pairs().into_iter().filter(|(key, _)| has(key)).map(|(_, value)| value).collect())
}

pub(super) fn selectattr(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    with_attribute(engine, value, &given.get(0), true, "selectattr")
}

pub(super) fn rejectattr(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    with_attribute(engine, value, &given.get(0), false, "rejectattr")
}

fn with_attribute(engine: &Engine<'_>, value: &Value, key: &Value, wanted: bool, name: &str) -> Outcome<Value> {
    let mut left = Vec::new();
    for item in list_of(value, name)? {
        engine.bounds.spend(1)?;
        if member(engine, &item, key)?.is_true() == wanted {
            left.push(item);
        }
    }
    Ok(Value::from(left))
}

pub(super) fn reverse(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    if let Some(text) = value.as_str() {
        engine.bounds.spend_text(text.len())?;
        return Ok(keep(value, text.units().iter().rev().copied().collect::<Vec<u16>>().into()));
    }
    let mut all = loose_items(engine, value)?;
    all.reverse();
    Ok(Value::from(all))
}

pub(super) fn sum(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let mut sum = Value::Number(0.0);
    let all = if given.is_true(0) { loose_items(engine, value)? } else { list_of(value, "sum")? };
    for item in all {
        engine.bounds.spend(1)?;
        let item = if given.is_true(0) { member(engine, &item, &given.get(0))? } else { item };
        sum = sum.plus(&item, &engine.bounds)?;
    }
    let start = given.get(1);
    let start = if start.is_undefined() { Value::Number(0.0) } else { start };
    start.plus(&sum, &engine.bounds)
}
