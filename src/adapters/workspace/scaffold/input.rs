//! The parts of an input, which were found to be of their kinds before.

use serde_json::Value;

/// A text by its name.
pub(super) fn text<'v>(input: &'v Value, name: &str) -> Option<&'v str> {
    input.get(name).and_then(Value::as_str)
}

/// Whether something is asked for.
pub(super) fn is_set(input: &Value, name: &str) -> bool {
    input.get(name).and_then(Value::as_bool).unwrap_or_default()
}

/// Texts of a list.
pub(super) fn texts(input: &Value, name: &str) -> Option<Vec<String>> {
    let list = input.get(name)?.as_array()?;
    Some(list.iter().filter_map(Value::as_str).map(str::to_owned).collect())
}
