//! What a tree of catalog files holds: its entities and what its Locations point to.

use std::collections::HashSet;

use serde_json::{Map, Value, json};

use super::paths::{Pattern, resolve, walk_order};
use super::reference::{is_truthy, loose_entity_ref};
use super::relation::location_targets;
use crate::domain::model::yaml::documents;

/// A target of a Location.
struct Target {
    file: String,
    target: String,
    /// Files of the tree, or none for a URL.
    matches: Option<Vec<String>>,
    escapes: bool,
}

/// The report on a tree, as JSON: `files, entities, roots, locations, byFile`.
///
/// `files` are the paths, relative to the tree and with `/`, and texts of all its YAML files;
/// others are left out.
#[must_use]
pub fn tree_report<'t>(files: impl IntoIterator<Item = (&'t str, &'t str)>) -> Value {
    let mut files: Vec<(&str, &str)> = files.into_iter().filter(|(path, _)| is_yaml(path)).collect();
    files.sort_by(|a, b| walk_order(a.0, b.0));
    let paths: Vec<&str> = files.iter().map(|(path, _)| *path).collect();
    let known: HashSet<&str> = paths.iter().copied().collect();
    let (mut by_file, mut targets, mut entities) = (Map::new(), Vec::new(), 0);
    for (path, text) in &files {
        let mut list = Vec::new();
        for document in documents(text) {
            let index = document.index;
            match document.content {
                Err(error) => list.push(json!({ "doc": index, "yamlError": error.code.name() })),
                Ok(parsed) if is_entity(&parsed.value) => {
                    let entity_ref = loose_entity_ref(&parsed.value);
                    entities += usize::from(entity_ref.is_some());
                    list.push(json!({ "doc": index, "ref": entity_ref }));
                    targets.extend(location(path, &parsed.value, &paths, &known));
                }
                Ok(_) => {}
            }
        }
        if !list.is_empty() {
            by_file.insert((*path).to_owned(), Value::Array(list));
        }
    }
    json!({
        "files": by_file.len(),
        "entities": entities,
        "roots": roots(&targets),
        "locations": targets.iter().map(target_json).collect::<Vec<_>>(),
        "byFile": by_file,
    })
}

fn is_yaml(path: &str) -> bool {
    path.ends_with(".yaml") || path.ends_with(".yml")
}

fn is_entity(value: &Value) -> bool {
    value.is_object() && ["kind", "apiVersion"].iter().all(|field| value.get(field).is_some_and(is_truthy))
}

fn location(file: &str, entity: &Value, paths: &[&str], known: &HashSet<&str>) -> Vec<Target> {
    let spec = entity.get("spec").unwrap_or(&Value::Null);
    if entity.get("kind").and_then(Value::as_str) != Some("Location") {
        return Vec::new();
    }
    location_targets(spec)
        .into_iter()
        .filter_map(Value::as_str)
        .map(|target| resolve_target(file, target, paths, known))
        .collect()
}

fn resolve_target(file: &str, target: &str, paths: &[&str], known: &HashSet<&str>) -> Target {
    let (file, target) = (file.to_owned(), target.to_owned());
    if target.starts_with("http:") || target.starts_with("https:") {
        return Target { file, target, matches: None, escapes: false };
    }
    let path = resolve(&file, &target);
    let matches = match Pattern::new(&path) {
        Some(pattern) => paths.iter().filter(|path| pattern.matches(path)).map(|path| (*path).to_owned()).collect(),
        None => known.get(path.as_str()).map(|path| (*path).to_owned()).into_iter().collect(),
    };
    Target { file, target, matches: Some(matches), escapes: path.starts_with("..") }
}

/// Files with Locations that no Location points to.
fn roots(targets: &[Target]) -> Vec<&str> {
    let targeted: HashSet<&String> = targets.iter().filter_map(|t| t.matches.as_ref()).flatten().collect();
    let mut seen = HashSet::new();
    let mut roots: Vec<&str> = Vec::new();
    for target in targets {
        if !targeted.contains(&target.file) && seen.insert(&target.file) {
            roots.push(&target.file);
        }
    }
    roots
}

fn target_json(target: &Target) -> Value {
    let mut json = Map::new();
    json.insert("file".into(), target.file.as_str().into());
    json.insert("target".into(), target.target.as_str().into());
    match &target.matches {
        None => {
            json.insert("remote".into(), true.into());
        }
        Some(matches) => {
            json.insert("matches".into(), matches.clone().into());
        }
    }
    if target.escapes {
        json.insert("escapesTree".into(), true.into());
    }
    Value::Object(json)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_location_that_nothing_points_to_is_a_root() {
        let location =
            "kind: Location\napiVersion: v\nmetadata: {name: l}\nspec: {targets: [./a/*.yaml, ../x.yaml, 'https://y']}";
        let entity = "kind: User\napiVersion: v\nmetadata: {name: U}";
        let report = tree_report([("l.yaml", location), ("a/u.yaml", entity), ("notes.txt", "a: [")]);
        assert_eq!(report["roots"], json!(["l.yaml"]));
        assert_eq!(report["entities"], 2);
        assert_eq!(report["locations"][0]["matches"], json!(["a/u.yaml"]));
        assert_eq!(report["locations"][1]["escapesTree"], true);
        assert_eq!(report["locations"][2]["remote"], true);
        assert_eq!(report["byFile"]["a/u.yaml"], json!([{"doc": 0, "ref": "user:default/u"}]));
    }
}
