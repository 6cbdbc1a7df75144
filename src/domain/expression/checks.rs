//! What can be asked after `is`.

use super::convert::NO_CALLABLES;
use super::engine::{Engine, unknown_test};
use super::failure::{Failure, Outcome, fail};
use super::value::Value;
use std::cmp::Ordering;

type Check = fn(&Engine<'_>, &Value, &Value) -> Outcome<bool>;

/// How many arguments a test takes, and what it asks.
pub(super) fn find(name: &str) -> Option<(usize, Check)> {
    let check: (usize, Check) = match name {
        "callable" => (0, |_, value, _| Ok(matches!(value, Value::Callable(_)))),
        "defined" => (0, |_, value, _| Ok(!value.is_undefined())),
        "divisibleby" => (1, |engine, value, by| Ok(rest(engine, value, by)? == 0.0)),
        "eq" | "equalto" | "sameas" => (1, |_, value, other| Ok(value.is_same(other))),
        "escaped" => (0, |_, value, _| Ok(matches!(value, Value::Safe(_)))),
        "even" => (0, |engine, value, _| Ok(rest(engine, value, &Value::Number(2.0))? == 0.0)),
        "falsy" => (0, |_, value, _| Ok(!value.is_true())),
        "ge" => (1, |engine, value, other| ordered(engine, value, other, Ordering::is_ge)),
        "greaterthan" | "gt" => (1, |engine, value, other| ordered(engine, value, other, Ordering::is_gt)),
        "iterable" => (0, iterable),
        "le" => (1, |engine, value, other| ordered(engine, value, other, Ordering::is_le)),
        "lessthan" | "lt" => (1, |engine, value, other| ordered(engine, value, other, Ordering::is_lt)),
        "lower" => (0, |_, value, _| cased(value, super::units::Str::lower)),
        "mapping" => (0, |_, value, _| Ok(matches!(value, Value::Record(_) | Value::Safe(_) | Value::Pattern(_)))),
        "ne" => (1, |_, value, other| Ok(!value.is_same(other))),
        "none" | "null" => (0, |_, value, _| Ok(matches!(value, Value::Null))),
        "number" => (0, |_, value, _| Ok(matches!(value, Value::Number(_)))),
        "odd" => (0, |engine, value, _| Ok(rest(engine, value, &Value::Number(2.0))? == 1.0)),
        "string" => (0, |_, value, _| Ok(matches!(value, Value::Text(_)))),
        "truthy" => (0, |_, value, _| Ok(value.is_true())),
        "undefined" => (0, |_, value, _| Ok(value.is_undefined())),
        "upper" => (0, |_, value, _| cased(value, super::units::Str::upper)),
        _ => return None,
    };
    Some(check)
}

fn rest(engine: &Engine<'_>, value: &Value, by: &Value) -> Outcome<f64> {
    Ok(value.to_number(&engine.bounds)? % by.to_number(&engine.bounds)?)
}

fn ordered(engine: &Engine<'_>, value: &Value, other: &Value, is: fn(Ordering) -> bool) -> Outcome<bool> {
    Ok(value.order(other, &engine.bounds)?.is_some_and(is))
}

fn iterable(_: &Engine<'_>, value: &Value, _: &Value) -> Outcome<bool> {
    match value {
        Value::Undefined | Value::Null => fail("iterable test requires a value"),
        value => Ok(matches!(value, Value::Text(_) | Value::Safe(_) | Value::List(_))),
    }
}

/// Whether a text is as a change of case would have it. A safe text is an object, which no text equals.
fn cased(value: &Value, change: fn(&super::units::Str) -> super::units::Str) -> Outcome<bool> {
    match value {
        Value::Text(text) => Ok(change(text) == *text),
        Value::Safe(_) => Ok(false),
        _ => fail("Filter input must be a string"),
    }
}

/// Whether there is a test that takes so many arguments.
///
/// # Errors
/// When there is none.
pub(super) fn expect(name: &str, given: usize) -> Outcome<()> {
    let (count, _) = find(name).ok_or_else(|| unknown_test(name))?;
    if given == count {
        return Ok(());
    }
    let plural = if count == 1 { "" } else { "s" };
    let name = if name == "none" { "null" } else { name };
    fail(format!("Template test {name} requires {count} positional argument{plural}"))
}

/// Whether a test holds.
///
/// # Errors
/// When there is none of that name, or it takes no such value or arguments.
pub(super) fn run(engine: &Engine<'_>, name: &str, value: &Value, arguments: &[Value]) -> Outcome<bool> {
    expect(name, arguments.len())?;
    let (_, check) = find(name).ok_or_else(|| unknown_test(name))?;
    let told = |failure: Failure| match failure.at {
        None => Failure::new(format!("Test \"{name}\" failed for {} input: {}", value.kind(), failure.message)),
        Some(_) => failure,
    };
    if matches!(value, Value::Callable(_)) && !matches!(name, "callable" | "eq" | "equalto" | "sameas" | "ne") {
        return Err(told(Failure::new(NO_CALLABLES)));
    }
    check(engine, value, arguments.first().unwrap_or(&Value::Undefined)).map_err(told)
}
