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

/// The entries of a list; one that is no text is not there.
pub(super) fn texts<'v>(input: &'v Value, name: &str) -> Vec<Option<&'v str>> {
    input.get(name).and_then(Value::as_array).into_iter().flatten().map(Value::as_str).collect()
}
