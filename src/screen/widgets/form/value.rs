//! Values as texts, and the next larger and smaller ones.

use crate::domain::form::Field;
use crate::domain::model::days_on;
use serde_json::Value;

/// A value as it is typed.
pub fn text_of(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// The number that is `by` steps larger, within what the field allows; none where the field has no number.
pub fn stepped(field: &Field, by: i32) -> Option<Value> {
    let bound = |name: &str| field.schema.get(name).and_then(Value::as_f64);
    let (least, most) = (bound("minimum"), bound("maximum"));
    let step = bound("multipleOf").filter(|step| *step > 0.0).unwrap_or(1.0);
    let now = field.value.as_ref().and_then(Value::as_f64);
    let next = match now {
        Some(now) => now + step * f64::from(by),
        None => least.unwrap_or(0.0),
    };
    let next = most.map_or(next, |most| next.min(most));
    let next = least.map_or(next, |least| next.max(least));
    // whole numbers stay whole, and sums of tenths tenths
    let rounded = (next * 1e9).round() / 1e9;
    if rounded.fract() == 0.0 && rounded.abs() < 9e15 {
        return Some(Value::from(rounded as i64));
    }
    serde_json::Number::from_f64(rounded).map(Value::Number)
}

/// The day so many days after the one that a text begins with; the rest of the text stays.
pub(super) fn day_after(text: &str, by: i32) -> Option<String> {
    let (day, rest) = text.split_at_checked(10)?;
    days_on(day, by).map(|day| format!("{day}{rest}"))
}
