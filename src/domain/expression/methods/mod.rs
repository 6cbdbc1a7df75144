//! Methods of values, by name.

mod lists;
mod numbers;
mod records;
mod texts;

use super::callable::Method;
use super::engine::Engine;
use super::failure::{Outcome, fail};
use super::value::Value;

/// A method of a value, and how many arguments it takes: at least, at most.
pub(super) struct Known {
    pub run: Method,
    pub least: usize,
    pub most: usize,
}

const fn known(least: usize, most: usize, run: Method) -> Option<Known> {
    Some(Known { run, least, most })
}

/// A method of a value; more of them for cookiecutter.
pub(super) fn find(value: &Value, name: &str, cookiecutter: bool) -> Option<Known> {
    match value {
        Value::Text(_) | Value::Safe(_) => texts::find(name),
        Value::Number(_) => numbers::find(name),
        Value::List(_) => lists::find(name, cookiecutter),
        Value::Record(_) if cookiecutter => records::find(name),
        Value::Pattern(_) if name == "test" => known(1, 1, test),
        _ => None,
    }
}

fn test(engine: &Engine<'_>, receiver: &Value, arguments: &[Value]) -> Outcome<Value> {
    let Value::Pattern(regex) = receiver else { return fail("test needs a regular expression") };
    let text = argument(arguments, 0).to_str(&engine.bounds)?;
    Ok(Value::Bool(regex.test(&text, &engine.bounds)?))
}

/// An argument; undefined where there is none.
fn argument(arguments: &[Value], index: usize) -> Value {
    arguments.get(index).cloned().unwrap_or(Value::Undefined)
}

/// A place in something of a length: from the end where it is negative; `otherwise` where none is given.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn place(engine: &Engine<'_>, arguments: &[Value], index: usize, length: usize, otherwise: usize) -> Outcome<usize> {
    let value = argument(arguments, index);
    if value.is_undefined() {
        return Ok(otherwise);
    }
    let at = value.to_integer(&engine.bounds)?;
    let end = length as f64;
    Ok(if at < 0.0 { (end + at).max(0.0) } else { at.min(end) } as usize)
}

/// A place from the beginning, between 0 and a length.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped before")]
fn clamped(engine: &Engine<'_>, arguments: &[Value], index: usize, length: usize, otherwise: usize) -> Outcome<usize> {
    let value = argument(arguments, index);
    if value.is_undefined() {
        return Ok(otherwise);
    }
    Ok(value.to_integer(&engine.bounds)?.clamp(0.0, length as f64) as usize)
}
