//! Methods of numbers.

use super::{Known, argument, known};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::number;
use crate::domain::expression::units::Str;
use crate::domain::expression::value::Value;

pub(super) fn find(name: &str) -> Option<Known> {
    match name {
        "toFixed" => known(0, 1, to_fixed),
        "toExponential" => known(0, 1, to_exponential),
        "toPrecision" => known(0, 1, to_precision),
        "toString" => known(0, 1, to_string),
        _ => None,
    }
}

fn own(value: &Value) -> Outcome<f64> {
    match value {
        Value::Number(number) => Ok(*number),
        _ => fail("the method needs a number"),
    }
}

fn text(text: &str) -> Outcome<Value> {
    Ok(Value::Text(Str::from(text)))
}

fn sign(number: f64) -> &'static str {
    if number < 0.0 { "-" } else { "" }
}

/// An argument between two bounds; `None` where none is given.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "between the bounds")]
fn digits(engine: &Engine<'_>, args: &[Value], least: f64, most: f64, refused: &str) -> Outcome<Option<usize>> {
    let value = argument(args, 0);
    if value.is_undefined() {
        return Ok(None);
    }
    let digits = value.to_integer(&engine.bounds)?;
    if digits < least || digits > most {
        return fail(format!("{refused} must be between {least} and {most}"));
    }
    Ok(Some(digits as usize))
}

/// The decimal digits of a number, exactly, and where the point stands in them.
fn exact(number: f64) -> (Vec<u8>, usize) {
    let written = format!("{:.1080}", number.abs());
    let (whole, part) = written.split_once('.').unwrap_or((&written, ""));
    (whole.bytes().chain(part.bytes()).collect(), whole.len())
}

/// The first so many digits, the rest rounded with halves up; whether one more came in front.
fn rounded(digits: &[u8], keep: usize) -> (String, bool) {
    let mut kept: Vec<u8> = digits.iter().copied().chain(std::iter::repeat(b'0')).take(keep).collect();
    let mut carries = digits.get(keep).is_some_and(|digit| *digit >= b'5');
    for digit in kept.iter_mut().rev() {
        if !carries {
            break;
        }
        carries = *digit == b'9';
        *digit = if carries { b'0' } else { *digit + 1 };
    }
    if carries {
        kept.insert(0, b'1');
    }
    (kept.into_iter().map(char::from).collect(), carries)
}

fn to_fixed(engine: &Engine<'_>, value: &Value, args: &[Value]) -> Outcome<Value> {
    let places = digits(engine, args, 0.0, 100.0, "toFixed() digits argument")?.unwrap_or(0);
    let number = own(value)?;
    if !number.is_finite() || number.abs() >= 1e21 {
        return text(&number::to_text(number));
    }
    let (all, point) = exact(number);
    let (kept, more) = rounded(&all, point + places);
    let (whole, part) = kept.split_at(point + usize::from(more));
    let dot = if places > 0 { "." } else { "" };
    text(&format!("{}{whole}{dot}{part}", sign(number)))
}

/// The significant digits of a number, so many of them, and its exponent.
fn significant(number: f64, count: usize) -> (String, i32) {
    if number == 0.0 {
        return ("0".repeat(count), 0);
    }
    let (all, point) = exact(number);
    let first = all.iter().position(|digit| *digit != b'0').unwrap_or(0);
    let (mut kept, more) = rounded(all.get(first..).unwrap_or_default(), count);
    kept.truncate(count);
    let place = |index: usize| i32::try_from(index).unwrap_or(0);
    (kept, place(point) - place(first) - 1 + i32::from(more))
}

fn to_exponential(engine: &Engine<'_>, value: &Value, args: &[Value]) -> Outcome<Value> {
    let number = own(value)?;
    if !number.is_finite() {
        argument(args, 0).to_integer(&engine.bounds)?;
        return text(&number::to_text(number));
    }
    let (kept, exponent) = match digits(engine, args, 0.0, 100.0, "toExponential() argument")? {
        Some(places) => significant(number, places + 1),
        None if number == 0.0 => ("0".to_owned(), 0),
        None => number::shortest(number.abs()),
    };
    let exponent = if argument(args, 0).is_undefined() && number != 0.0 { exponent - 1 } else { exponent };
    text(&format!("{}{}", sign(number), number::scientific(&kept, exponent)))
}

fn to_precision(engine: &Engine<'_>, value: &Value, args: &[Value]) -> Outcome<Value> {
    let number = own(value)?;
    if argument(args, 0).is_undefined() || !number.is_finite() {
        return text(&number::to_text(number));
    }
    let count = digits(engine, args, 1.0, 100.0, "toPrecision() argument")?.unwrap_or(1);
    let (kept, exponent) = significant(number, count);
    let written = match usize::try_from(exponent) {
        Err(_) if exponent >= -6 => {
            let zeros = usize::try_from(-exponent - 1).unwrap_or(0);
            format!("0.{}{kept}", "0".repeat(zeros))
        }
        Ok(place) if place + 1 == count => kept,
        Ok(place) if place < count => {
            let (whole, part) = kept.split_at(place + 1);
            format!("{whole}.{part}")
        }
        _ => number::scientific(&kept, exponent),
    };
    text(&format!("{}{written}", sign(number)))
}

fn to_string(engine: &Engine<'_>, value: &Value, args: &[Value]) -> Outcome<Value> {
    let number = own(value)?;
    let radix = digits(engine, args, 2.0, 36.0, "toString() radix argument")?.unwrap_or(10);
    if radix == 10 || !number.is_finite() {
        return text(&number::to_text(number));
    }
    text(&format!("{}{}", sign(number), number::in_base(number.abs(), radix)))
}
