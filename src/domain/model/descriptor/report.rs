//! What the checks say of a file, one row a document.

use serde_json::{Map, Value, json};

use super::relation::Relation;
use super::{Checked, check};
use crate::domain::model::yaml::{Document, Position, documents};

/// What is said of one document.
#[derive(Clone, Debug)]
pub struct Row {
    /// Number of the document in its file, from 0.
    pub index: usize,
    /// Line where it starts, from 1.
    pub line: usize,
    /// Where the first error is, if there is one and its place is known.
    pub at: Option<Position>,
    /// The row as JSON: `file, index, line, apiVersion, kind, name, placeholders, ref, valid,
    /// stage, error` or `relations, targets`.
    pub json: Value,
}

/// The rows of one file; documents without content have none.
#[must_use]
pub fn catalog_rows(file: &str, text: &str) -> Vec<Row> {
    documents(text).into_iter().filter_map(|document| row(file, text, document)).collect()
}

fn row(file: &str, text: &str, document: Document) -> Option<Row> {
    let mut json = Map::new();
    json.insert("file".into(), file.into());
    json.insert("index".into(), document.index.into());
    json.insert("line".into(), document.line.into());
    let at = match &document.content {
        Err(error) => {
            not_yaml(&mut json, error.to_string());
            Some(Position { line: error.line, column: error.column })
        }
        Ok(parsed) => match &parsed.value {
            Value::Null => return None,
            Value::Object(_) => {
                let checked = check(&parsed.value);
                let pointer = checked.verdict.as_ref().err().and_then(|rejected| rejected.pointer.clone());
                entity(&mut json, checked);
                pointer.and_then(|pointer| parsed.position(text, &pointer))
            }
            other => {
                not_yaml(&mut json, format!("Expected object at root, got {}", type_name(other)));
                Some(Position { line: document.line, column: 1 })
            }
        },
    };
    Some(Row { index: document.index, line: document.line, at, json: Value::Object(json) })
}

fn not_yaml(json: &mut Map<String, Value>, error: String) {
    json.insert("valid".into(), false.into());
    json.insert("stage".into(), "yaml".into());
    json.insert("error".into(), error.into());
}

fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Null | Value::Array(_) | Value::Object(_) => "object",
    }
}

fn entity(json: &mut Map<String, Value>, checked: Checked) {
    let is_location = checked.kind.as_ref().is_some_and(|kind| kind == "Location");
    for (name, value) in [("apiVersion", checked.api_version), ("kind", checked.kind), ("name", checked.name)] {
        json.extend(value.map(|value| (name.to_owned(), value)));
    }
    if !checked.placeholders.is_empty() {
        json.insert("placeholders".into(), checked.placeholders.into());
    }
    json.extend(checked.entity_ref.map(|entity_ref| ("ref".to_owned(), entity_ref.into())));
    json.insert("valid".into(), checked.verdict.is_ok().into());
    match checked.verdict {
        Ok(accepted) => {
            json.insert("relations".into(), accepted.relations.iter().map(relation).collect());
            if is_location {
                json.insert("targets".into(), accepted.targets.into());
            }
        }
        Err(rejected) => {
            json.insert("stage".into(), rejected.stage.name().into());
            json.insert("error".into(), rejected.message.into());
        }
    }
}

fn relation(relation: &Relation) -> Value {
    json!({
        "field": relation.field,
        "source": relation.source,
        "type": relation.kind,
        "target": relation.target,
        "inverse": relation.inverse,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_points_at_the_field_that_is_wrong() {
        let text =
            "---\napiVersion: backstage.io/v1alpha1\nkind: User\nmetadata:\n  name: a b\nspec: {memberOf: []}\n---\n";
        let rows = catalog_rows("f.yaml", text);
        assert_eq!(rows.len(), 1, "the empty document has no row");
        assert_eq!(rows.first().and_then(|row| row.at), Some(Position { line: 5, column: 3 }));
        assert_eq!(rows.first().map(|row| row.json["stage"].clone()), Some("policy".into()));
    }
}
