//! Items of lists and objects, as steps take them one after the other.

use crate::domain::expression;
use crate::domain::template::js;
use serde_json::Value;

/// What a list or an object has under a key.
pub(super) fn item_of<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Array(items) => items.get(key.parse::<usize>().ok()?),
        Value::Object(map) => map.get(key),
        _ => None,
    }
}

/// Keys and values, in JavaScript's order; the keys of a list are its indexes, and what is not there has none.
pub(super) fn entries(value: Value) -> Vec<(String, Value)> {
    match js::ordered(value) {
        Value::Array(items) => {
            let items = items.into_iter().enumerate().filter(|(_, item)| *item != expression::hole());
            items.map(|(n, item)| (n.to_string(), item)).collect()
        }
        Value::Object(map) => map.into_iter().collect(),
        _ => Vec::new(),
    }
}

/// Whether an entry of a list was left empty at that path.
pub(super) fn is_hole(value: &Value, path: &[String]) -> bool {
    let found = path.iter().try_fold(value, |value, key| item_of(value, key));
    found.is_some_and(|found| *found == expression::hole())
}
