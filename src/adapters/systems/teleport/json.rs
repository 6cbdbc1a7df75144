//! JSON of `tsh`, read as far as it makes sense: what is missing or of another type is empty.

use crate::domain::model::At;
use crate::domain::text::Clean;
use serde_json::{Deserializer, Value};

/// The moment that stands for none in Go.
const ZERO: &str = "0001-01-01T00:00:00Z";

/// The first JSON value that a program printed. Text may come after it (`tsh status` goes on with access lists to be
/// reviewed) and before it (warnings). Nothing at all is `null`, as an empty list is.
pub(super) fn first(output: &[u8]) -> Option<Value> {
    let text = String::from_utf8_lossy(output);
    let mut rest: &str = &text;
    loop {
        rest = rest.trim_start();
        if rest.is_empty() {
            let is_silent = text.trim().is_empty();
            return is_silent.then_some(Value::Null);
        }
        if rest.starts_with(['{', '[', 'n'])
            && let Some(Ok(value)) = Deserializer::from_str(rest).into_iter::<Value>().next()
        {
            return Some(value);
        }
        rest = rest.split_once('\n').map_or("", |(_, rest)| rest);
    }
}

/// The text at a pointer (RFC 6901), raw; empty where there is none.
pub(super) fn raw<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

/// The text at a pointer, in one line.
pub(super) fn text(value: &Value, pointer: &str) -> Clean {
    Clean::line(raw(value, pointer))
}

/// The first of several texts that is not empty, in one line.
pub(super) fn one_of(value: &Value, pointers: &[&str]) -> Clean {
    pointers.iter().map(|pointer| text(value, pointer)).find(|text| !text.is_empty()).unwrap_or_default()
}

/// The moment at a pointer; none where it is that of zero, or none at all (a duration where an older `tsh` has one).
pub(super) fn moment(value: &Value, pointer: &str) -> Option<At> {
    let text = raw(value, pointer);
    if text == ZERO { None } else { At::of_rfc3339(text) }
}

/// The items of a list, or of the one at a pointer; none where it is `null`.
pub(super) fn items<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// Texts of the list at a pointer that are not empty, in one line each.
pub(super) fn texts(value: &Value, pointer: &str) -> Vec<Clean> {
    items(value, pointer).filter_map(Value::as_str).map(Clean::line).filter(|text| !text.is_empty()).collect()
}

/// A whole number that is not negative; 0 where it is left out, as protobuf leaves it out.
pub(super) fn count(value: &Value, pointer: &str) -> u64 {
    match value.pointer(pointer) {
        Some(Value::String(text)) => text.trim().parse().unwrap_or_default(),
        Some(other) => other.as_u64().unwrap_or_default(),
        None => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn only_the_first_value_counts_whatever_stands_around_it() {
        let status = b"WARNING: old client\n{\"active\": null}\n\nAccess lists that need to be reviewed:\n- [x]\n";
        assert_eq!(first(status), Some(json!({"active": null})));
        assert_eq!(first(b"null\n"), Some(Value::Null));
        assert_eq!(first(b"  \n"), Some(Value::Null));
        assert_eq!(first(b"[1]"), Some(json!([1])));
        assert_eq!(first(b"<html>"), None);
        assert_eq!(first(b"{\"half\": "), None);
    }

    #[test]
    fn what_is_no_moment_is_none() {
        let value = json!({"zero": "0001-01-01T00:00:00Z", "span": "2h0m0s", "at": "2026-01-02T03:04:05.678901234Z"});
        assert_eq!((moment(&value, "/zero"), moment(&value, "/span"), moment(&value, "/not")), (None, None, None));
        assert_eq!(moment(&value, "/at"), Some(At(1_767_323_045_678)));
    }
}
