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

/// The moment at a pointer.
pub(super) fn moment(value: &Value, pointer: &str) -> Option<At> {
    At::of_rfc3339(raw(value, pointer))
}

/// The items of the list at a pointer; none where there is none (Argo CD says `null` for an empty one).
pub(super) fn items<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// Texts of the list at a pointer that are not empty.
pub(super) fn texts(value: &Value, pointer: &str) -> Vec<Clean> {
    items(value, pointer).filter_map(Value::as_str).map(Clean::line).filter(|text| !text.is_empty()).collect()
}

/// A whole number, which gateways of gRPC may write as a text.
pub(super) fn number(value: &Value, pointer: &str) -> Option<i64> {
    match value.pointer(pointer)? {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    }
}

/// Whether there is a `true` at a pointer.
pub(super) fn is_set(value: &Value, pointer: &str) -> bool {
    value.pointer(pointer).and_then(Value::as_bool).unwrap_or_default()
}

/// One text, or several: `revision` of an application with one source, `revisions` of one with more.
pub(super) fn one_or_more(value: &Value, one: &str, more: &str) -> Vec<Clean> {
    let several = texts(value, more);
    let single = text(value, one);
    if several.is_empty() && !single.is_empty() { vec![single] } else { several }
}
