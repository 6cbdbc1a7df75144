//! Fields whose values nobody should read over a shoulder, or on a disk.

use serde_json::Value;
use std::collections::BTreeSet;

/// The names of fields that are typed in unseen and sent among the values, wherever in a schema they stand.
pub fn password_names(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(schema, &mut names);
    names
}

/// The values without those of fields of these names.
#[must_use]
pub fn without_fields(values: &Value, names: &BTreeSet<String>) -> Value {
    match values {
        Value::Object(map) => {
            let kept = map.iter().filter(|(name, _)| !names.contains(*name));
            Value::Object(kept.map(|(name, value)| (name.clone(), without_fields(value, names))).collect())
        }
        Value::Array(items) => items.iter().map(|item| without_fields(item, names)).collect(),
        other => other.clone(),
    }
}

fn collect(schema: &Value, names: &mut BTreeSet<String>) {
    match schema {
        Value::Object(parts) => {
            let fields = parts.get("properties").and_then(Value::as_object).into_iter().flatten();
            names.extend(fields.filter(|(_, field)| is_password(field)).map(|(name, _)| name.clone()));
            parts.values().for_each(|part| collect(part, names));
        }
        Value::Array(parts) => parts.iter().for_each(|part| collect(part, names)),
        _ => {}
    }
}

/// A password, or a list of them.
fn is_password(field: &Value) -> bool {
    let word = |name: &str| field.get(name).and_then(Value::as_str);
    let widget = word("ui:widget").or_else(|| field.pointer("/ui:options/widget").and_then(Value::as_str));
    let is_by_widget = widget.is_some_and(|widget| matches!(widget, "password" | "PasswordWidget"));
    is_by_widget || word("format") == Some("password") || field.get("items").is_some_and(is_password)
}
