//! Objects as a table (`meta.k8s.io/v1`): the columns of a definition, else name and age.

use super::routes::Target;
use serde_json::{Value, json};

pub fn of(target: &Target, objects: &[&Value], meta: &Value, now: &str) -> Value {
    let mut columns =
        vec![json!({"name": "Name", "type": "string", "format": "name", "description": "", "priority": 0})];
    let more = &target.kind.columns;
    let column = |column: &Value| {
        json!({"name": column["name"], "type": column["type"], "format": "", "description": "",
            "priority": column["priority"].as_i64().unwrap_or(0)})
    };
    match more.is_empty() {
        true => columns.push(json!({"name": "Age", "type": "date", "format": "", "description": "", "priority": 0})),
        false => columns.extend(more.iter().map(column)),
    }
    let row = |object: &&Value| {
        let mut cells = vec![object["metadata"]["name"].clone()];
        match more.is_empty() {
            true => cells.push(json!(age(object["metadata"]["creationTimestamp"].as_str().unwrap_or_default(), now))),
            false => {
                cells.extend(more.iter().map(|column| at(object, column["jsonPath"].as_str().unwrap_or_default())))
            }
        }
        json!({"cells": cells, "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": object["metadata"]}})
    };
    let rows: Vec<Value> = objects.iter().map(row).collect();
    json!({"kind": "Table", "apiVersion": "meta.k8s.io/v1", "metadata": meta, "columnDefinitions": columns, "rows": rows})
}

/// A simple JSONPath: `.status.phase`, `.status.conditions[?(@.type=='Ready')].status`.
fn at(object: &Value, path: &str) -> Value {
    let mut here = object.clone();
    let mut rest = path.to_owned();
    while !rest.is_empty() {
        if let Some(filter) = rest.clone().strip_prefix("[?(@.") {
            let (condition, more) = filter.split_once(")]").unwrap();
            let (field, wanted) = condition.split_once("==").unwrap();
            let wanted = wanted.trim_matches(['\'', '"']);
            let items = here.as_array().cloned().unwrap_or_default();
            here = items.into_iter().find(|item| item[field] == wanted).unwrap_or_default();
            rest = more.to_owned();
            continue;
        }
        let path = rest.trim_start_matches('.').to_owned();
        let end = path.find(['.', '[']).unwrap_or(path.len());
        here = here.get(&path[..end]).cloned().unwrap_or_default();
        rest = path[end..].to_owned();
    }
    here
}

fn age(created: &str, now: &str) -> String {
    let read = |text: &str| text.parse::<jiff::Timestamp>().map(|stamp| stamp.as_second()).unwrap_or_default();
    format!("{}s", (read(now) - read(created)).max(0))
}
