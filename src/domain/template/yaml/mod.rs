//! YAML as it is written into a new repository: what the package `yaml` 2.9 for JavaScript makes of a value.
//!
//! YAML 1.2 with the core schema, two spaces, lines folded after some 80 columns. Texts stand plain wherever they
//! are read as texts again.

mod block;
mod fold;
mod quoted;
mod scalar;

use super::js;
use scalar::{Spot, scalar};
use serde_json::{Map, Value};

/// Letters of a key up to which it stands on one line with its value.
const LONGEST_KEY: usize = 1024;

/// The value as a YAML document.
#[must_use]
pub fn stringify(value: &Value) -> String {
    format!("{}\n", node(value, &Spot::default()))
}

fn node(value: &Value, spot: &Spot) -> String {
    match value {
        Value::String(text) => scalar(text, spot),
        Value::Array(items) if !items.is_empty() => list(items, spot),
        Value::Object(map) if !map.is_empty() => record(map, spot),
        plain => js::compact(plain),
    }
}

fn list(items: &[Value], spot: &Spot) -> String {
    let inner = Spot { indent: spot.indent + 2, ..Spot::default() };
    lines(items.iter().map(|item| format!("- {}", node(item, &inner))), spot.indent)
}

fn record(map: &Map<String, Value>, spot: &Spot) -> String {
    lines(map.iter().map(|(key, value)| pair(key, value, spot.indent)), spot.indent)
}

fn lines(items: impl Iterator<Item = String>, indent: usize) -> String {
    items.collect::<Vec<_>>().join(&format!("\n{}", " ".repeat(indent)))
}

fn pair(key: &str, value: &Value, indent: usize) -> String {
    let inner = indent + 2;
    let key = scalar(key, &Spot { indent: inner, is_key: true, taken: None });
    let length = key.encode_utf16().count();
    if length > LONGEST_KEY {
        let value = node(value, &Spot { indent: inner, ..Spot::default() });
        return format!("? {key}\n{}: {value}", " ".repeat(indent));
    }
    let is_scalar = !matches!(value, Value::Array(_) | Value::Object(_));
    let value_text = node(value, &Spot { indent: inner, is_key: false, taken: is_scalar.then_some(length + 2) });
    let is_empty = matches!(value_text.as_str(), "[]" | "{}");
    let between = match is_scalar {
        false if !is_empty => format!("\n{}", " ".repeat(inner)),
        true if value_text.is_empty() || value_text.starts_with('\n') => String::new(),
        _ => " ".to_owned(),
    };
    format!("{key}:{between}{value_text}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_entity_is_written_as_a_person_would() {
        let entity = json!({
            "kind": "Component",
            "metadata": {"name": "shop", "annotations": {}, "tags": ["a", "b"]},
            "spec": {"dependsOn": [["x"], {"a": 1, "b": [null]}], "weight": 1.5, "on": true},
        });
        let expected = "kind: Component\nmetadata:\n  name: shop\n  annotations: {}\n  tags:\n    - a\n    - b\nspec:\n  \
                        dependsOn:\n    - - x\n    - a: 1\n      b:\n        - null\n  weight: 1.5\n  on: true\n";
        assert_eq!(stringify(&entity), expected);
    }

    #[test]
    fn texts_are_quoted_only_where_they_would_be_something_else() {
        let written = |text: &str| stringify(&json!({ "a": text }));
        assert_eq!(written("yes"), "a: yes\n");
        assert_eq!(written("true"), "a: \"true\"\n");
        assert_eq!(written(""), "a: \"\"\n");
        assert_eq!(written("a: b"), "a: \"a: b\"\n");
        assert_eq!(written("say \"x\": y"), "a: 'say \"x\": y'\n");
        assert_eq!(written("0o14"), "a: \"0o14\"\n");
        assert_eq!(written("2024-01-02"), "a: 2024-01-02\n");
        assert_eq!(written("one\n  two\n"), "a: |\n  one\n    two\n");
        assert_eq!(written("one\ntwo"), "a: |-\n  one\n  two\n");
    }
}
