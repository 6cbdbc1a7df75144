//! Values as JavaScript sees them: order of keys, equality, numbers as text.

use crate::domain::text;
use serde_json::{Map, Number, Value};

/// The keys in the order of `Object.keys`: whole numbers first, by size, the others as they were written.
pub fn keys(map: &Map<String, Value>) -> Vec<&String> {
    let mut keys: Vec<&String> = map.keys().filter(|key| *key != "__proto__").collect();
    if keys.iter().any(|key| index(key).is_some()) {
        keys.sort_by_key(|key| index(key).map_or(u64::from(u32::MAX), u64::from));
    }
    keys
}

/// A key that counts as an index.
fn index(key: &str) -> Option<u32> {
    let is_plain = key == "0" || !key.starts_with('0') && key.bytes().all(|byte| byte.is_ascii_digit());
    key.parse().ok().filter(|index| is_plain && *index < u32::MAX)
}

/// Whether two values are the same all through; numbers by their size.
pub fn equal(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::Number(one), Value::Number(other)) => one.as_f64() == other.as_f64(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other).all(|(one, other)| equal(one, other))
        }
        (Value::Object(one), Value::Object(other)) => {
            one.len() == other.len()
                && one.iter().all(|(key, value)| other.get(key).is_some_and(|other| equal(value, other)))
        }
        (one, other) => one == other,
    }
}

/// Whether JavaScript takes the value for true.
pub fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(is_true) => *is_true,
        Value::Number(number) => number.as_f64().is_some_and(|number| number != 0.0 && !number.is_nan()),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// A number as text (ECMA-262, Number::toString).
pub fn number_text(number: &Number) -> String {
    text::number_text(number.as_f64().unwrap_or(f64::NAN))
}

/// A value as text, as JavaScript joins it with other text.
pub fn text(value: &Value) -> String {
    match value {
        Value::Null => "null".to_owned(),
        Value::Bool(is_true) => is_true.to_string(),
        Value::Number(number) => number_text(number),
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let texts = items.iter().map(|item| if item.is_null() { String::new() } else { text(item) });
            texts.collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_that_are_numbers_come_first() {
        let map = serde_json::json!({"b": 1, "10": 1, "a": 1, "2": 1, "01": 1});
        assert_eq!(keys(map.as_object().unwrap()), ["2", "10", "b", "a", "01"]);
    }
}
