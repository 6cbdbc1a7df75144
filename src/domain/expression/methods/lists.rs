//! Methods of lists.

use super::texts::found;
use super::{Known, argument, known, place};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::units::Str;
use crate::domain::expression::value::{List, Value};
use crate::domain::expression::{convert, sort};

pub(super) fn find(name: &str, cookiecutter: bool) -> Option<Known> {
    match name {
        "at" => known(1, 1, at),
        "concat" => known(0, usize::MAX, concat),
        "copyWithin" => known(1, 3, copy_within),
        "fill" => known(1, 3, fill),
        "flat" => known(0, 1, flat),
        "includes" => known(1, 2, includes),
        "indexOf" => known(1, 2, |engine, list, args| Ok(found(index_of(engine, list, args)?))),
        "join" => known(0, 1, join),
        "lastIndexOf" => known(1, 2, last_index_of),
        "pop" => known(0, usize::from(cookiecutter), pop),
        "push" => known(0, usize::MAX, |engine, list, args| insert(engine, list, args, false)),
        "reverse" => known(0, 0, |engine, list, _| change(engine, list, |items| items.reverse())),
        "shift" => {
            known(0, 0, |engine, list, _| Ok(taken(engine, own(list)?, 0, 1)?.pop().unwrap_or(Value::Undefined)))
        }
        "slice" => known(0, 2, slice),
        "sort" => known(0, 0, sorted),
        "splice" => known(0, usize::MAX, splice),
        "unshift" => known(0, usize::MAX, |engine, list, args| insert(engine, list, args, true)),
        "append" if cookiecutter => known(1, 1, |engine, list, args| insert(engine, list, args, false)),
        "count" if cookiecutter => known(1, 1, |engine, list, args| {
            engine.bounds.spend(own(list)?.len())?;
            Ok(Value::from(own(list)?.items().iter().filter(|item| item.is_same(&argument(args, 0))).count()))
        }),
        "find" | "index" if cookiecutter => known(1, 1, |engine, list, args| Ok(found(index_of(engine, list, args)?))),
        "insert" if cookiecutter => known(2, 2, |engine, list, args| {
            let at = argument(args, 0);
            splice(engine, list, &[at, Value::Number(0.0), argument(args, 1)])
        }),
        "remove" if cookiecutter => known(1, 1, |engine, list, args| {
            let place = index_of(engine, list, args)?;
            Ok(Value::from(match place {
                Some(place) => taken(engine, own(list)?, place, 1)?,
                None => Vec::new(),
            }))
        }),
        _ => None,
    }
}

fn own(value: &Value) -> Outcome<&List> {
    match value {
        Value::List(list) => Ok(list),
        _ => fail("the method needs a list"),
    }
}

fn items(engine: &Engine<'_>, value: &Value) -> Outcome<Vec<Value>> {
    let list = own(value)?;
    engine.bounds.spend(list.len())?;
    Ok(list.items())
}

/// Puts items in the place of those of a list.
fn put(engine: &Engine<'_>, list: &List, items: Vec<Value>) -> Outcome<()> {
    engine.bounds.hold(items.len())?;
    engine.change(list);
    list.replace(items);
    Ok(())
}

fn change(engine: &Engine<'_>, value: &Value, run: impl FnOnce(&mut Vec<Value>)) -> Outcome<Value> {
    let mut all = items(engine, value)?;
    run(&mut all);
    put(engine, own(value)?, all)?;
    Ok(value.clone())
}

/// Takes so many items out of a list.
fn taken(engine: &Engine<'_>, list: &List, from: usize, count: usize) -> Outcome<Vec<Value>> {
    let mut all = list.items();
    engine.bounds.spend(all.len())?;
    let from = from.min(all.len());
    let taken = all.drain(from..from.saturating_add(count).min(all.len())).collect();
    list.replace(all);
    Ok(taken)
}

fn at(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let index = argument(args, 0).to_integer(&engine.bounds)?;
    let length = Value::from(own(list)?.len()).to_number(&engine.bounds)?;
    engine.member(list, &Value::Number(if index < 0.0 { index + length } else { index }))
}

fn concat(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let mut all = items(engine, list)?;
    for more in args {
        match more {
            Value::List(more) => all.extend(more.items()),
            other => all.push(other.clone()),
        }
        engine.bounds.hold(all.len())?;
    }
    Ok(Value::from(all))
}

fn copy_within(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let length = own(list)?.len();
    let to = place(engine, args, 0, length, 0)?;
    let from = place(engine, args, 1, length, 0)?;
    let end = place(engine, args, 2, length, length)?;
    change(engine, list, |items| {
        let copied: Vec<Value> = items.get(from..end.max(from)).unwrap_or_default().to_vec();
        items.iter_mut().skip(to).zip(copied).for_each(|(slot, value)| *slot = value);
    })
}

fn fill(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let length = own(list)?.len();
    let start = place(engine, args, 1, length, 0)?;
    let end = place(engine, args, 2, length, length)?;
    let value = argument(args, 0);
    change(engine, list, |items| {
        items.iter_mut().take(end).skip(start).for_each(|slot| *slot = value.clone());
    })
}

fn flat(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let depth = match argument(args, 0) {
        Value::Undefined => 1.0,
        depth => depth.to_integer(&engine.bounds)?,
    };
    let mut flat = Vec::new();
    flatten(engine, &items(engine, list)?, depth, 0, &mut flat)?;
    Ok(Value::from(flat))
}

fn flatten(engine: &Engine<'_>, items: &[Value], depth: f64, level: usize, into: &mut Vec<Value>) -> Outcome<()> {
    crate::domain::expression::bounds::nest(level)?;
    for item in items {
        engine.bounds.spend(1)?;
        match item {
            Value::List(list) if depth >= 1.0 => flatten(engine, &list.items(), depth - 1.0, level + 1, into)?,
            other => into.push(other.clone()),
        }
    }
    engine.bounds.hold(into.len())
}

fn includes(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let wanted = argument(args, 0);
    let is_nan = |value: &Value| matches!(value, Value::Number(number) if number.is_nan());
    let all = items(engine, list)?;
    let from = place(engine, args, 1, all.len(), 0)?;
    let is = |item: &Value| item.is_same(&wanted) || (is_nan(item) && is_nan(&wanted));
    Ok(Value::Bool(all.iter().skip(from).any(is)))
}

fn index_of(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Option<usize>> {
    let all = items(engine, list)?;
    let from = place(engine, args, 1, all.len(), 0)?;
    let wanted = argument(args, 0);
    Ok(all.iter().skip(from).position(|item| item.is_same(&wanted)).map(|index| index + from))
}

fn last_index_of(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let all = items(engine, list)?;
    let from = argument(args, 1);
    let from = if from.is_undefined() { -1.0 } else { from.to_integer(&engine.bounds)? };
    let length = Value::from(all.len()).to_number(&engine.bounds)?;
    let last = if from < 0.0 { length + from } else { from };
    let count = crate::domain::expression::lookup::as_index(last.max(-1.0) + 1.0).unwrap_or(all.len());
    let wanted = argument(args, 0);
    Ok(found(all.iter().take(count).rposition(|item| item.is_same(&wanted))))
}

fn join(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let between = match argument(args, 0) {
        Value::Undefined => Str::from(","),
        between => between.to_str(&engine.bounds)?,
    };
    let mut units = Vec::new();
    let mut within = vec![own(list)?.identity()];
    convert::join(&items(engine, list)?, between.units(), &mut units, &mut within, &engine.bounds)?;
    Ok(Value::Text(units.into()))
}

fn pop(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let length = own(list)?.len();
    let at = argument(args, 0);
    if at.is_undefined() {
        return Ok(taken(engine, own(list)?, length.saturating_sub(1), 1)?.pop().unwrap_or(Value::Undefined));
    }
    let at = place(engine, args, 0, length, 0)?;
    Ok(taken(engine, own(list)?, at, 1)?.pop().unwrap_or(Value::Undefined))
}

fn insert(engine: &Engine<'_>, list: &Value, args: &[Value], in_front: bool) -> Outcome<Value> {
    let mut all = items(engine, list)?;
    let at = if in_front { 0 } else { all.len() };
    all.splice(at..at, args.iter().cloned());
    let length = all.len();
    put(engine, own(list)?, all)?;
    Ok(Value::from(length))
}

fn slice(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let all = items(engine, list)?;
    let start = place(engine, args, 0, all.len(), 0)?;
    let end = place(engine, args, 1, all.len(), all.len())?;
    Ok(Value::from(all.get(start..end.max(start)).unwrap_or_default().to_vec()))
}

/// By the texts of the items; undefined ones last.
fn sorted(engine: &Engine<'_>, list: &Value, _: &[Value]) -> Outcome<Value> {
    let (all, missing): (Vec<Value>, Vec<Value>) =
        items(engine, list)?.into_iter().partition(|item| !item.is_undefined());
    let keyed = all.into_iter().map(|item| Ok((item.to_str(&engine.bounds)?, item)));
    let keyed = keyed.collect::<Outcome<Vec<(Str, Value)>>>()?;
    let sorted = sort::sorted(keyed, &mut |one: &(Str, Value), two: &(Str, Value)| {
        engine.bounds.spend(1)?;
        Ok(one.0.cmp(&two.0) as i32)
    })?;
    put(engine, own(list)?, sorted.into_iter().map(|(_, item)| item).chain(missing).collect())?;
    Ok(list.clone())
}

fn splice(engine: &Engine<'_>, list: &Value, args: &[Value]) -> Outcome<Value> {
    let mut all = items(engine, list)?;
    if args.is_empty() {
        return Ok(Value::from(Vec::new()));
    }
    let start = place(engine, args, 0, all.len(), 0)?;
    let rest = all.len() - start;
    let count = super::clamped(engine, args, 1, rest, rest)?;
    let removed: Vec<Value> = all.splice(start..start + count, args.iter().skip(2).cloned()).collect();
    put(engine, own(list)?, all)?;
    Ok(Value::from(removed))
}
