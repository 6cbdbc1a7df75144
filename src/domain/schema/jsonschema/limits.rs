//! Keywords about values that hold no others, and about sizes.

use super::super::SchemaError;
use super::super::value::{number_text, text};
use super::formats;
use super::quoted;
use super::run::{Found, Frame, Run};
use crate::domain::pattern::Pattern;
use serde_json::{Map, Value};

impl Run<'_> {
    /// A keyword about a value itself.
    pub(super) fn limits(&self, name: &str, value: &Value, map: &Map<String, Value>, frame: Frame<'_>) -> Found {
        let limit = number(value);
        let told = || text(value);
        match (name, frame.instance) {
            ("enum", Some(instance)) => allowed(instance, value, frame),
            ("const", Some(instance)) => frame.unless(is_same(value, instance), "const", || {
                format!("does not exactly match expected constant: {}", told())
            }),
            ("minimum" | "maximum" | "exclusiveMinimum" | "exclusiveMaximum", Some(Value::Number(instance))) => {
                bound(name, instance.as_f64().unwrap_or_default(), value, map, frame)
            }
            ("multipleOf", Some(Value::Number(_))) => {
                multiple("multipleOf", "a multiple of (divisible by)", value, frame)
            }
            ("divisibleBy", Some(Value::Number(_))) => {
                multiple("divisibleBy", "divisible by (multiple of)", value, frame)
            }
            ("pattern", Some(Value::String(instance))) => {
                let source = told();
                frame.unless(pattern(&source, instance)?, "pattern", || {
                    format!("does not match pattern {}", quoted(&source))
                })
            }
            ("format", Some(Value::String(instance))) => {
                let fits = formats::fits(&told(), instance)?;
                frame.unless(fits, "format", || format!("does not conform to the {value} format"))
            }
            ("minLength", Some(Value::String(instance))) => {
                at_least("minLength", length(instance), "", limit, &told(), frame)
            }
            ("maxLength", Some(Value::String(instance))) => {
                at_most("maxLength", length(instance), "", limit, &told(), frame)
            }
            ("minItems", Some(Value::Array(items))) => at_least("minItems", items.len(), "", limit, &told(), frame),
            ("maxItems", Some(Value::Array(items))) => at_most("maxItems", items.len(), "", limit, &told(), frame),
            ("minProperties", Some(Value::Object(data))) => {
                at_least("minProperties", data.len(), "property ", limit, &told(), frame)
            }
            ("maxProperties", Some(Value::Object(data))) => {
                at_most("maxProperties", data.len(), "property ", limit, &told(), frame)
            }
            ("uniqueItems", Some(Value::Array(items))) if *value == Value::Bool(true) => {
                let mut rest = items.iter();
                let mut unique = true;
                while let Some(item) = rest.next() {
                    unique &= !rest.as_slice().iter().any(|other| is_same(item, other));
                }
                frame.unless(unique, "uniqueItems", || "contains duplicate item".to_owned())
            }
            _ => Ok(Vec::new()),
        }
    }
}

fn length(text: &str) -> usize {
    text.chars().count()
}

fn at_least(name: &'static str, size: usize, what: &str, limit: f64, told: &str, frame: Frame<'_>) -> Found {
    frame.unless(size as f64 >= limit, name, || format!("does not meet minimum {what}length of {told}"))
}

fn at_most(name: &'static str, size: usize, what: &str, limit: f64, told: &str, frame: Frame<'_>) -> Found {
    frame.unless(size as f64 <= limit, name, || format!("does not meet maximum {what}length of {told}"))
}

/// A value as JavaScript compares it with a number.
fn number(value: &Value) -> f64 {
    match value {
        Value::Number(number) => number.as_f64().unwrap_or(f64::NAN),
        Value::Null => 0.0,
        Value::Bool(is_true) => f64::from(u8::from(*is_true)),
        Value::String(text) if text.trim().is_empty() => 0.0,
        Value::String(text) => text.trim().parse().unwrap_or(f64::NAN),
        Value::Array(_) | Value::Object(_) => f64::NAN,
    }
}

fn bound(name: &str, instance: f64, value: &Value, map: &Map<String, Value>, frame: Frame<'_>) -> Found {
    let limit = number(value);
    let is_exclusive = |keyword| map.get(keyword) == Some(&Value::Bool(true));
    let (name, holds, told) = match name {
        // the older form says with a yes or no what the limit itself means
        "exclusiveMinimum" | "exclusiveMaximum" if value.is_boolean() => return Ok(Vec::new()),
        "minimum" if is_exclusive("exclusiveMinimum") => ("minimum", instance > limit, "greater than"),
        "minimum" => ("minimum", instance >= limit, "greater than or equal to"),
        "maximum" if is_exclusive("exclusiveMaximum") => ("maximum", instance < limit, "less than"),
        "maximum" => ("maximum", instance <= limit, "less than or equal to"),
        "exclusiveMinimum" => ("exclusiveMinimum", instance > limit, "strictly greater than"),
        _ => ("exclusiveMaximum", instance < limit, "strictly less than"),
    };
    frame.unless(holds, name, || format!("must be {told} {}", text(value)))
}

fn multiple(name: &'static str, told: &str, value: &Value, frame: Frame<'_>) -> Found {
    let of = number(value);
    if of == 0.0 {
        return Err(SchemaError::new(format!("{name} cannot be zero")));
    }
    let instance = frame.instance.map(number).unwrap_or_default();
    let digits = decimals(frame.instance).max(decimals(Some(value)));
    let factor = 10f64.powi(digits);
    let round = |number: f64| (number * factor + 0.5).floor();
    frame.unless(round(instance) % round(of) == 0.0, name, || format!("is not {told} {value}"))
}

/// Digits behind the point of a number.
fn decimals(number: Option<&Value>) -> i32 {
    let Some(Value::Number(number)) = number else { return 0 };
    let text = number_text(number);
    let (digits, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    match exponent.strip_prefix('-') {
        None if exponent != "0" => 0,
        less => {
            let places = digits.split_once('.').map_or(0, |(_, places)| places.len());
            less.and_then(|less| less.parse::<i32>().ok()).unwrap_or_default()
                + i32::try_from(places).unwrap_or_default()
        }
    }
}

/// Whether a text matches: with the flag `u`, and where that refuses the pattern, without.
pub fn pattern(source: &str, text: &str) -> Result<bool, SchemaError> {
    let read = Pattern::new(source, "u").or_else(|_| Pattern::new(source, ""));
    let pattern = read.map_err(|error| SchemaError::new(error.message))?;
    pattern.is_match(text).map_err(|_| SchemaError::too_costly(source))
}

fn allowed(instance: &Value, value: &Value, frame: Frame<'_>) -> Found {
    let Value::Array(values) = value else { return Err(SchemaError::new("enum expects an array")) };
    frame.unless(values.iter().any(|value| is_same(instance, value)), "enum", || {
        let values: Vec<String> = values.iter().map(text).collect();
        format!("is not one of enum values: {}", values.join(","))
    })
}

/// Whether two values are the same all through; an empty list passes for an empty object.
fn is_same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| is_same(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| is_same(value, other)))
        }
        (Value::Object(one), Value::Array(other)) => one.is_empty() && other.is_empty(),
        (one, other) => one == other,
    }
}
