//! The templates of `tests/templates`.

use super::case::{Case, entries};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The folders of the templates.
pub fn folders() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/templates");
    let mut folders: Vec<PathBuf> = fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders
}

/// A file of JSON.
pub fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

/// A template as it is run: of the modes git keeps one bit, and what it does not keep is planted.
pub fn case(folder: &Path) -> Case {
    let mut entries = entries(folder);
    entries.retain(|entry| !matches!(entry["path"].as_str(), Some("values.json" | "expected.json")));
    for entry in &mut entries {
        let is_executable = entry["mode"].as_str().is_some_and(|mode| mode.starts_with("07"));
        entry["mode"] = if is_executable { "0755".into() } else { "0644".into() };
    }
    let values = json(&folder.join("values.json"));
    entries.extend(values["plant"].as_array().cloned().unwrap_or_default());
    let mut case = Case::new(&entries, values["parameters"].clone());
    case.secrets = values["secrets"].as_object().cloned().unwrap_or_default();
    case
}
