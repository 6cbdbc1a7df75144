//! Values as JavaScript writes them: JSON with its numbers, and values as words.

use crate::domain::text::number_text;
use serde_json::{Map, Number, Value};
use std::fmt::Write as _;

/// The value with the keys of records in JavaScript's order: those that are indexes of a list first, by size, then
/// the others as they came.
#[must_use]
pub fn ordered(value: Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.into_iter().map(ordered).collect()),
        Value::Object(map) => {
            let (mut indexes, names): (Vec<_>, Vec<_>) = map.into_iter().partition(|(key, _)| index(key).is_some());
            indexes.sort_by_key(|(key, _)| index(key));
            let entries = indexes.into_iter().chain(names);
            Value::Object(entries.map(|(key, value)| (key, ordered(value))).collect())
        }
        plain => plain,
    }
}

/// The number that a key is an index by (ECMA-262, array index).
fn index(key: &str) -> Option<u32> {
    let number: u32 = key.parse().ok()?;
    (number < u32::MAX && number.to_string() == key).then_some(number)
}

/// `JSON.stringify(value)`.
#[must_use]
pub fn compact(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, None, 0);
    text
}

/// `JSON.stringify(value, undefined, 2)`.
#[must_use]
pub fn pretty(value: &Value) -> String {
    let mut text = String::new();
    write(&mut text, value, Some(2), 0);
    text
}

/// Compact, with the keys of records sorted by their UTF-16 units.
#[must_use]
pub fn sorted(value: &Value) -> String {
    compact(&by_key(value))
}

fn by_key(value: &Value) -> Value {
    match value {
        Value::Array(items) => Value::Array(items.iter().map(by_key).collect()),
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by(|(a, _), (b, _)| a.encode_utf16().cmp(b.encode_utf16()));
            Value::Object(entries.into_iter().map(|(key, value)| (key.clone(), by_key(value))).collect())
        }
        plain => plain.clone(),
    }
}

fn write(text: &mut String, value: &Value, indent: Option<usize>, depth: usize) {
    match value {
        Value::Null => text.push_str("null"),
        Value::Bool(yes) => text.push_str(if *yes { "true" } else { "false" }),
        Value::Number(number) => text.push_str(&number_json(number)),
        Value::String(string) => text.push_str(&quoted(string)),
        Value::Array(items) => write_list(text, items, indent, depth),
        Value::Object(map) => write_record(text, map, indent, depth),
    }
}

fn write_list(text: &mut String, items: &[Value], indent: Option<usize>, depth: usize) {
    text.push('[');
    for (n, item) in items.iter().enumerate() {
        text.push_str(if n > 0 { "," } else { "" });
        line(text, indent, depth + 1);
        write(text, item, indent, depth + 1);
    }
    if !items.is_empty() {
        line(text, indent, depth);
    }
    text.push(']');
}

fn write_record(text: &mut String, map: &Map<String, Value>, indent: Option<usize>, depth: usize) {
    text.push('{');
    for (n, (key, value)) in map.iter().enumerate() {
        text.push_str(if n > 0 { "," } else { "" });
        line(text, indent, depth + 1);
        text.push_str(&quoted(key));
        text.push_str(if indent.is_some() { ": " } else { ":" });
        write(text, value, indent, depth + 1);
    }
    if !map.is_empty() {
        line(text, indent, depth);
    }
    text.push('}');
}

fn line(text: &mut String, indent: Option<usize>, depth: usize) {
    if let Some(width) = indent {
        text.push('\n');
        text.extend(std::iter::repeat_n(' ', width * depth));
    }
}

/// A text in quotes, with JSON's escapes.
#[must_use]
pub fn quoted(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for character in text.chars() {
        match character {
            '"' => quoted.push_str("\\\""),
            '\\' => quoted.push_str("\\\\"),
            '\u{8}' => quoted.push_str("\\b"),
            '\u{c}' => quoted.push_str("\\f"),
            '\n' => quoted.push_str("\\n"),
            '\r' => quoted.push_str("\\r"),
            '\t' => quoted.push_str("\\t"),
            control if control < ' ' => drop(write!(quoted, "\\u{:04x}", u32::from(control))),
            other => quoted.push(other),
        }
    }
    quoted.push('"');
    quoted
}

/// A number in JSON: what is none is null, and -0 is 0.
fn number_json(number: &Number) -> String {
    match number.as_f64() {
        Some(double) if double.is_finite() => number_text(double),
        _ => "null".to_owned(),
    }
}

/// `String(value)`: lists are their items with commas, where null is nothing; records say no more than that.
#[must_use]
pub fn words(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(items) => {
            let words = |item: &Value| if item.is_null() { String::new() } else { words(item) };
            items.iter().map(words).collect::<Vec<_>>().join(",")
        }
        Value::Object(_) => "[object Object]".to_owned(),
        Value::Number(number) => number_text(number.as_f64().unwrap_or(f64::NAN)),
        plain => compact(plain),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn numbers_are_written_as_javascript_writes_them() {
        let written = |number: f64| number_text(number);
        assert_eq!(written(1.50), "1.5");
        assert_eq!(written(8080.0), "8080");
        assert_eq!(written(-0.25), "-0.25");
        assert_eq!(written(1e21), "1e+21");
        assert_eq!(written(123_456_789_012_345_680_000.0), "123456789012345680000");
        assert_eq!(written(0.000_001), "0.000001");
        assert_eq!(written(0.000_000_12), "1.2e-7");
        assert_eq!(compact(&json!([1.0, -0.0, 12_345_678_901_234_567_890_u64])), "[1,0,12345678901234567000]");
    }

    #[test]
    fn keys_that_are_indexes_come_first_by_size() {
        let value: Value = serde_json::from_str(r#"{"dev":1,"10":2,"02":3,"2":4,"4294967295":5}"#).unwrap();
        assert_eq!(compact(&ordered(value)), r#"{"2":4,"10":2,"dev":1,"02":3,"4294967295":5}"#);
    }

    #[test]
    fn pretty_json_has_two_spaces_and_nothing_in_what_is_empty() {
        let value = json!({"a": [], "b": {}, "c": [1, {"d": "x\u{1}\n"}]});
        assert_eq!(
            pretty(&value),
            "{\n  \"a\": [],\n  \"b\": {},\n  \"c\": [\n    1,\n    {\n      \"d\": \"x\\u0001\\n\"\n    }\n  ]\n}"
        );
        assert_eq!(sorted(&json!({"b": 1, "a": {"d": 1, "c": 2}})), r#"{"a":{"c":2,"d":1},"b":1}"#);
    }

    #[test]
    fn words_of_lists_leave_null_out() {
        assert_eq!(words(&json!([1, [null, true], {"a": 1}, "x"])), "1,,true,[object Object],x");
        assert_eq!(words(&Value::Null), "null");
    }
}
