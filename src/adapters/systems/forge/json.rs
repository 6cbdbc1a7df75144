//! JSON read as far as it makes sense: what is missing or of another type is empty.

use crate::domain::model::At;
use crate::domain::text::Clean;
use serde_json::Value;

/// The text at a pointer (RFC 6901), raw; empty where there is none.
pub(super) fn raw<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The text at a pointer, in one line.
pub(super) fn text(value: &Value, pointer: &str) -> Clean {
    Clean::line(raw(value, pointer))
}

/// The text at a pointer, where it is not empty.
pub(super) fn some(value: &Value, pointer: &str) -> Option<Clean> {
    Some(text(value, pointer)).filter(|text| !text.is_empty())
}

/// The moment at a pointer (RFC 3339).
pub(super) fn moment(value: &Value, pointer: &str) -> Option<At> {
    At::of_rfc3339(raw(value, pointer))
}

/// The number at a pointer.
pub(super) fn number(value: &Value, pointer: &str) -> Option<u64> {
    value.pointer(pointer).and_then(Value::as_u64)
}

/// Whether there is a `true` at a pointer.
pub(super) fn is_set(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
}

/// The items of the list at a pointer; the list itself is at the empty one.
pub(super) fn items<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}
