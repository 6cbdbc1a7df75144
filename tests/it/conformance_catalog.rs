//! Real catalog files against what Backstage's catalog model says of them.

use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;
use stagedoor::domain::model::descriptor::{catalog_rows, tree_report};

/// The corpora, where they lie beside the project.
fn corpora() -> Option<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/corpora");
    if folder.is_dir() {
        return Some(folder);
    }
    println!("skipped: {} is not there", folder.display());
    None
}

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// Line and column as the last words of an error say them.
fn place(error: &str) -> Option<(usize, usize)> {
    let (line, column) = error.lines().next()?.rsplit_once("at line ")?.1.split_once(", column ")?;
    Some((line.parse().ok()?, column.trim_end_matches(':').parse().ok()?))
}

/// A row without what is not compared: the source, other kinds' rules, and the words of YAML errors.
fn comparable(row: &Value) -> Value {
    let mut row = row.clone();
    let map = row.as_object_mut().unwrap();
    for field in ["source", "aiResourceValid", "aiResourceError"] {
        map.remove(field);
    }
    if map.get("stage").is_some_and(|stage| stage == "yaml") {
        let place = place(map["error"].as_str().unwrap());
        map["error"] = format!("{place:?}").into();
    }
    row
}

fn yaml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    files
}

#[test]
fn every_document_gets_the_verdict_of_the_catalog() {
    let Some(corpora) = corpora() else { return };
    let expected = json(&corpora.join("catalogs/expected.json"));
    let mut rows = Vec::new();
    for path in yaml_files(&corpora.join("catalogs")) {
        let name = path.file_name().unwrap().to_str().unwrap().to_owned();
        rows.extend(catalog_rows(&name, &fs::read_to_string(&path).unwrap()).into_iter().map(|row| row.json));
    }
    let expected = expected["entities"].as_array().unwrap();
    for (row, wanted) in rows.iter().zip(expected) {
        assert_eq!(comparable(row), comparable(wanted));
    }
    assert_eq!(rows.len(), expected.len());
}

fn walk(folder: &Path, base: &Path, files: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, base, files);
        } else if let Ok(text) = fs::read_to_string(&path) {
            files.push((path.strip_prefix(base).unwrap().to_str().unwrap().to_owned(), text));
        }
    }
}

#[test]
fn every_tree_is_followed_as_expected() {
    let Some(corpora) = corpora() else { return };
    let expected = json(&corpora.join("trees/expected.json"));
    for (name, wanted) in expected.as_object().unwrap() {
        let base = corpora.join("trees").join(name);
        let mut files = Vec::new();
        walk(&base, &base, &mut files);
        let report = tree_report(files.iter().map(|(path, text)| (path.as_str(), text.as_str())));
        assert_eq!(&report, wanted, "{name}");
    }
}
