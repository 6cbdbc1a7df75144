//! What operators do.

use super::bounds::Bounds;
use super::failure::{Outcome, fail};
use super::tree::Operator;
use super::value::Value;
use std::cmp::Ordering;

/// An operator applied to two values.
///
/// # Errors
/// For functions, and where it would be too much.
pub(super) fn apply(operator: Operator, one: &Value, two: &Value, bounds: &Bounds) -> Outcome<Value> {
    let number = |run: fn(f64, f64) -> f64| Ok(Value::Number(run(one.to_number(bounds)?, two.to_number(bounds)?)));
    let order = |is: fn(Ordering) -> bool| Ok(Value::Bool(one.order(two, bounds)?.is_some_and(is)));
    match operator {
        Operator::Plus => one.plus(two, bounds),
        Operator::Minus => number(|one, two| one - two),
        Operator::Join => one.joined(two, bounds),
        Operator::Times => number(|one, two| one * two),
        Operator::Over => number(|one, two| one / two),
        Operator::Rest => number(|one, two| one % two),
        Operator::Like => Ok(Value::Bool(one.is_like(two, bounds)?)),
        Operator::Unlike => Ok(Value::Bool(!one.is_like(two, bounds)?)),
        Operator::Same => Ok(Value::Bool(one.is_same(two))),
        Operator::Other => Ok(Value::Bool(!one.is_same(two))),
        Operator::Less => order(Ordering::is_lt),
        Operator::AtMost => order(Ordering::is_le),
        Operator::More => order(Ordering::is_gt),
        Operator::AtLeast => order(Ordering::is_ge),
    }
}

/// `**`, where one to the power of what is no number is no number either.
pub(super) fn power(base: f64, exponent: f64) -> f64 {
    if exponent.is_nan() || (base.abs() == 1.0 && exponent.is_infinite()) {
        return f64::NAN;
    }
    base.powf(exponent)
}

/// Whether a value is in a list, a key of a record, or part of a text.
///
/// # Errors
/// For anything else.
pub(super) fn is_in(value: &Value, within: &Value, bounds: &Bounds) -> Outcome<bool> {
    match within {
        Value::List(list) => {
            bounds.spend(list.len())?;
            Ok(list.items().iter().any(|item| item.is_same(value)))
        }
        Value::Record(record) => Ok(record.has(&value.to_str(bounds)?)),
        Value::Text(text) => {
            bounds.spend_text(text.len())?;
            Ok(text.find(value.to_str(bounds)?.units(), 0).is_some())
        }
        Value::Safe(text) => {
            let key = value.to_str(bounds)?;
            Ok(key.is("length") || key.index().is_some_and(|index| (index as usize) < text.len()))
        }
        _ => fail("Membership requires an array, record, or string"),
    }
}
