//! Items of lists that are not there. JavaScript's lists have `undefined` in them, which is not `null`; here a marker
//! stands for it until a form's state is complete.

use serde_json::{Map, Value};

use crate::domain::form::path::Path;

/// No property of data that somebody typed is called so.
const MARK: &str = "\u{0}hole";

/// An item that is not there.
pub(super) fn hole() -> Value {
    Value::Object(Map::from_iter([(MARK.to_owned(), Value::Null)]))
}

pub(super) fn is_hole(value: &Value) -> bool {
    matches!(value, Value::Object(map) if map.len() == 1 && map.contains_key(MARK))
}

/// An item, or none where there is a hole.
pub(super) fn open(value: Value) -> Option<Value> {
    (!is_hole(&value)).then_some(value)
}

/// An item that may not be there.
pub(super) fn of(value: Option<Value>) -> Value {
    value.unwrap_or_else(hole)
}

/// The data without properties that are holes; `None` where it has none. Items that are holes stay: whatever type a
/// schema asks for, they are not of it.
pub(super) fn without_holes(data: &Value) -> Option<Value> {
    has_holes(data).then(|| {
        let mut data = data.clone();
        drop_properties(&mut data);
        data
    })
}

fn has_holes(data: &Value) -> bool {
    match data {
        Value::Array(items) => items.iter().any(|item| is_hole(item) || has_holes(item)),
        Value::Object(map) => map.values().any(|value| is_hole(value) || has_holes(value)),
        _ => false,
    }
}

fn drop_properties(data: &mut Value) {
    match data {
        Value::Array(items) => items.iter_mut().filter(|item| !is_hole(item)).for_each(drop_properties),
        Value::Object(map) => {
            map.retain(|_, value| !is_hole(value));
            map.values_mut().for_each(drop_properties);
        }
        _ => {}
    }
}

/// Puts `null` into the holes of lists, and tells where they are.
fn close(data: &mut Value, path: &Path, holes: &mut Vec<Path>) {
    match data {
        Value::Array(items) => {
            for (number, item) in items.iter_mut().enumerate() {
                let path = path.child(&number.to_string());
                if is_hole(item) {
                    *item = Value::Null;
                    holes.push(path);
                } else {
                    close(item, &path, holes);
                }
            }
        }
        Value::Object(map) => map.iter_mut().for_each(|(name, value)| close(value, &path.child(name), holes)),
        _ => {}
    }
}

/// A form's state: data, and which items of it are not there.
#[derive(Clone, Debug, Default, PartialEq)]
pub(in crate::domain::form) struct Filled {
    /// The data; `null` where an item is not there. `None` where there is none at all.
    pub(in crate::domain::form) data: Option<Value>,
    /// The items that are not there.
    pub(in crate::domain::form) holes: Vec<Path>,
    /// The data with its holes, where it has some.
    pub(in crate::domain::form) open: Option<Value>,
}

impl Filled {
    pub(super) fn of(data: Option<Value>) -> Filled {
        let mut holes = Vec::new();
        let Some(mut data) = data.and_then(open) else { return Filled::default() };
        let open = without_holes(&data);
        if let Some(open) = &open {
            data = open.clone();
            close(&mut data, &Path::root(), &mut holes);
        }
        Filled { data: Some(data), open: open.filter(|_| !holes.is_empty()), holes }
    }

    /// The data as schemas are to judge it.
    pub(in crate::domain::form) fn judged(&self) -> Option<&Value> {
        self.open.as_ref().or(self.data.as_ref())
    }
}
