//! The checks of field extensions (Backstage's `createAsyncValidators`): they run for what the data has, whatever its
//! schema says of it.

use serde_json::Value;

use super::draft::{self, Draft};
use super::path::Path;
use super::problem::{Broken, FieldError};
use super::{script, step};
use crate::domain::model::descriptor::{is_object_name, parse_entity_ref};

/// What the checks of a step's field extensions do not allow.
///
/// # Errors
/// Where the schema of a value cannot be told: then no check has a say.
pub(super) fn field_errors(merged: &Value, data: &Value) -> Result<Vec<FieldError>, Broken> {
    let mut check = Check { draft: Draft::new(merged), data, errors: Vec::new() };
    check.visit("#", &Path::root(), data)?;
    Ok(check.errors)
}

struct Check<'a> {
    draft: Draft<'a>,
    data: &'a Value,
    errors: Vec<FieldError>,
}

impl Check<'_> {
    fn visit(&mut self, prefix: &str, path: &Path, current: &Value) -> Result<(), Broken> {
        for (name, value) in current.as_object().into_iter().flatten() {
            let pointer = format!("{prefix}/{name}");
            let Some(schema) = self.draft.schema_at(&pointer, self.data)? else { continue };
            if draft::is_error(&schema) {
                return Err(Broken::new(schema.get("message").map(script::text).unwrap_or_default()));
            }
            if !schema.is_object() {
                return Err(Broken::new(format!("the schema of {name} is none")));
            }
            let path = path.child(name);
            if let Some(field) = schema.get("ui:field") {
                self.run(field, &pointer, &path, value);
                continue;
            }
            match schema.get("items").filter(|items| script::is_truthy(items)) {
                Some(items) if items.get("ui:field").is_some() => {
                    self.run(items.get("ui:field").unwrap_or(&Value::Null), &pointer, &path, value);
                }
                Some(items) if items.get("type").is_some_and(|kind| kind == "object") => {
                    self.visit_items(items, prefix, &path, value);
                }
                _ if value.is_object() => self.visit(&pointer, &path, value)?,
                _ => {}
            }
        }
        Ok(())
    }

    /// Fields of the objects in a list: those that are always there are given the whole list.
    fn visit_items(&mut self, items: &Value, prefix: &str, path: &Path, value: &Value) {
        let name = path.last().unwrap_or_default().to_owned();
        let pointer = format!("{prefix}/{name}");
        for property in items.get("properties").and_then(Value::as_object).into_iter().flat_map(|all| all.values()) {
            if let Some(field) = property.get("ui:field") {
                self.run(field, &pointer, path, value);
            }
        }
        for dependency in items.get("dependencies").and_then(Value::as_object).into_iter().flat_map(|all| all.values())
        {
            if !dependency.is_object() {
                continue;
            }
            let (_, ui) = step::split(dependency);
            self.run(dependency.get("ui:field").unwrap_or(&Value::Null), &pointer, path, value);
            let list = value.as_array().map_or(std::slice::from_ref(value), Vec::as_slice);
            for (name, value) in list.iter().filter_map(Value::as_object).flatten() {
                if let Some(field) = ui.get(name).and_then(|node| script::truthy(node, "ui:field")) {
                    self.run(field, &format!("{prefix}/{name}"), path, value);
                }
            }
        }
    }

    fn run(&mut self, field: &Value, pointer: &str, path: &Path, value: &Value) {
        let Some(field) = field.as_str() else { return };
        for message in messages(field, value) {
            let property = pointer.get(2..).unwrap_or_default().to_owned();
            self.errors.push(FieldError { property, field: field.to_owned(), message, path: path.clone() });
        }
    }
}

/// What the check of a field extension says about a value.
fn messages(field: &str, value: &Value) -> Vec<String> {
    match field {
        "EntityNamePicker" if !value.as_str().is_some_and(is_object_name) => vec![
            "Must start and end with an alphanumeric character, and contain only alphanumeric characters, hyphens, \
             underscores, and periods. Maximum length is 63 characters."
                .to_owned(),
        ],
        "RepoUrlPicker" => repository(&script::text(value)),
        "MultiEntityPicker" => references(value),
        _ => Vec::new(),
    }
}

/// What is missing in the address of a repository.
fn repository(address: &str) -> Vec<String> {
    let Ok(url) = url::Url::parse(&format!("https://{address}")) else {
        return vec!["Unable to parse the Repository URL".to_owned()];
    };
    let host = match (url.host_str().unwrap_or_default(), url.port()) {
        (host, Some(port)) => format!("{host}:{port}"),
        (host, None) => host.to_owned(),
    };
    let wanted: &[&str] = match host.as_str() {
        "bitbucket.org" => &["workspace", "project", "repo"],
        "dev.azure.com" => &["project", "repo"],
        _ => &["owner", "repo"],
    };
    let is_missing = |name: &&&str| {
        let given = url.query_pairs().find(|(one, _)| one == **name);
        given.is_none_or(|(_, value)| value.is_empty())
    };
    let missing = wanted.iter().filter(is_missing);
    missing.map(|name| format!("Incomplete repository location provided, {name} not provided")).collect()
}

fn references(value: &Value) -> Vec<String> {
    let wrong = |text: &str| format!("{text} is not a valid entity ref");
    match value {
        Value::Array(items) => {
            items.iter().filter(|item| !is_reference(item)).map(|item| wrong(&script::text(item))).collect()
        }
        Value::String(text) => {
            let letters = text.chars().map(String::from);
            letters
                .filter(|letter| parse_entity_ref(letter, None, "default").is_err())
                .map(|letter| wrong(&letter))
                .collect()
        }
        _ => vec!["values is not iterable".to_owned()],
    }
}

fn is_reference(value: &Value) -> bool {
    match value {
        Value::String(text) => parse_entity_ref(text, None, "default").is_ok(),
        Value::Object(map) => {
            let given = |name: &str| map.get(name).filter(|value| !value.is_null()).is_some_and(script::is_truthy);
            given("kind") && given("name") && map.get("namespace").is_none_or(script::is_truthy)
        }
        _ => false,
    }
}
