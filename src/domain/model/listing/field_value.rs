//! The values that an entity has in one of its fields.

use super::path::FieldPath;
use serde_json::Value;
use std::borrow::Cow;

/// Relations are told apart by their type, not by their place in the list.
const RELATIONS: &str = "relations.";

impl FieldPath {
    /// The values of an entity in this field: of a list each item, of an object its JSON, nothing for
    /// null, for an empty text and where there is no such field. Names of fields are compared
    /// without regard to case, as Backstage's filters do.
    pub fn values<'e>(&self, entity: &'e Value) -> Vec<Cow<'e, str>> {
        let mut values = Vec::new();
        match strip_folded(self.as_str(), RELATIONS) {
            Some(kind) => targets(entity, kind, &mut values),
            None => collect(entity, self.as_str(), &mut values),
        }
        values.retain(|value| !value.is_empty());
        values
    }
}

fn targets<'e>(entity: &'e Value, kind: &str, into: &mut Vec<Cow<'e, str>>) {
    let relations = entity.get("relations").and_then(Value::as_array).into_iter().flatten();
    for relation in relations {
        let text = |name| relation.get(name).and_then(Value::as_str);
        if text("type").is_some_and(|of| of.eq_ignore_ascii_case(kind)) {
            into.extend(text("targetRef").map(Cow::Borrowed));
        }
    }
}

/// Keys may hold dots themselves (annotations do), so every way to cut the path is tried.
fn collect<'e>(value: &'e Value, path: &str, into: &mut Vec<Cow<'e, str>>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| collect(item, path, into)),
        Value::Object(map) => map.iter().for_each(|(key, value)| match strip_folded(path, key) {
            Some("") => leaf(value, into),
            Some(rest) => {
                if let Some(rest) = rest.strip_prefix('.') {
                    collect(value, rest, into);
                }
            }
            None => {}
        }),
        _ => {}
    }
}

fn leaf<'e>(value: &'e Value, into: &mut Vec<Cow<'e, str>>) {
    match value {
        Value::Null => {}
        Value::String(text) => into.push(Cow::Borrowed(text)),
        Value::Array(items) => items.iter().for_each(|item| leaf(item, into)),
        other => into.push(Cow::Owned(other.to_string())),
    }
}

fn strip_folded<'t>(text: &'t str, start: &str) -> Option<&'t str> {
    let head = text.get(..start.len())?;
    head.eq_ignore_ascii_case(start).then(|| text.get(start.len()..)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_field_is_found_however_its_keys_are_written() {
        let entity = json!({
            "apiVersion": "v1",
            "metadata": {
                "annotations": {"backstage.io/orphan": "true", "a.b": {"c": 1}},
                "links": [{"title": "One"}, {"title": "Two"}, {"url": "x"}],
            },
            "spec": {"tier": 1, "on": true, "none": null, "empty": "", "parts": ["a", ["b", 2], null], "own": {"x": [1]}},
            "relations": [{"type": "dependsOn", "targetRef": "resource:default/db"}, {"type": "ownedBy", "targetRef": "group:default/a"}, 7],
        });
        let values = |path| FieldPath::parse(path).unwrap().values(&entity).join("|");
        for (path, wanted) in [
            ("apiVersion", "v1"),
            ("metadata.annotations.backstage.io/orphan", "true"),
            ("metadata.annotations.a.b.c", "1"),
            ("metadata.links.title", "One|Two"),
            ("spec.tier", "1"),
            ("spec.Tier", "1"),
            ("spec.on", "true"),
            ("spec.none", ""),
            ("spec.empty", ""),
            ("spec.parts", "a|b|2"),
            ("spec.own", r#"{"x":[1]}"#),
            ("spec.gone.x", ""),
            ("relations.dependsOn", "resource:default/db"),
            ("relations.dependson", "resource:default/db"),
        ] {
            assert_eq!(values(path), wanted, "{path}");
        }
    }
}
