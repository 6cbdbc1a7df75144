//! Filters of numbers.

use super::Given;
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::Outcome;
use crate::domain::expression::number;
use crate::domain::expression::value::Value;

pub(super) fn abs(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    Ok(Value::Number(value.to_number(&engine.bounds)?.abs()))
}

pub(super) fn float(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let number = number::parse_float(&value.to_str(&engine.bounds)?);
    Ok(if number.is_nan() { given.get(0) } else { Value::Number(number) })
}

pub(super) fn int(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let radix = match given.get(1) {
        Value::Undefined => 10,
        radix => number::to_int32(radix.to_number(&engine.bounds)?),
    };
    let number = number::parse_int(&value.to_str(&engine.bounds)?, radix);
    Ok(if number.is_nan() { given.get(0) } else { Value::Number(number) })
}

/// To so many places, as `Math.round` does: halves go up.
pub(super) fn round(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let number = value.to_number(&engine.bounds)?;
    let places = if given.is_true(0) { given.get(0).to_number(&engine.bounds)? } else { 0.0 };
    let factor = 10f64.powf(places);
    let method = given.get(1);
    let is = |name: &str| method.as_str().is_some_and(|method| method.is(name));
    let scaled = number * factor;
    let rounded = if is("ceil") {
        scaled.ceil()
    } else if is("floor") {
        scaled.floor()
    } else {
        half_up(scaled)
    };
    Ok(Value::Number(rounded / factor))
}

/// `Math.round`.
fn half_up(number: f64) -> f64 {
    let floor = number.floor();
    if number - floor >= 0.5 { floor + 1.0 } else { floor }
}
