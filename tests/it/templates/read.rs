//! Reading the templates as they lie in the sources.

use serde_json::Value;
use stagedoor::domain::model::yaml;
use std::path::{Path, PathBuf};

/// A bundled template: its entity, and the folder that it lies in.
pub struct Bundled {
    pub name: String,
    pub folder: PathBuf,
    pub entity: Value,
}

impl Bundled {
    pub fn text(&self, pointer: &str) -> &str {
        self.entity.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
    }

    pub fn annotation(&self, name: &str) -> Option<&str> {
        self.entity.pointer("/metadata/annotations")?.get(name)?.as_str()
    }

    pub fn steps(&self) -> &[Value] {
        self.entity.pointer("/spec/steps").and_then(Value::as_array).map_or(&[], Vec::as_slice)
    }

    /// The fillings that the tests keep for it, by name.
    pub fn fillings(&self) -> Vec<(String, Value)> {
        let path = root().join(format!("tests/it/data/templates/{}.json", self.name));
        let all: Value = serde_json::from_str(&read(&path)).unwrap();
        all.as_object().unwrap().iter().map(|(name, values)| (name.clone(), values.clone())).collect()
    }
}

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

pub fn example() -> PathBuf {
    root().join("assets/example")
}

pub fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The values of all documents of a YAML text.
pub fn values(text: &str) -> Vec<Value> {
    yaml::documents(text).into_iter().map(|document| document.content.unwrap().value).collect()
}

/// All bundled templates by name.
pub fn bundled() -> Vec<Bundled> {
    let mut all: Vec<_> = folders(&example().join("templates")).into_iter().map(one).collect();
    all.sort_by(|a, b| a.name.cmp(&b.name));
    all
}

/// The bundled template of a name.
pub fn named(name: &str) -> Bundled {
    one(example().join("templates").join(name))
}

fn one(folder: PathBuf) -> Bundled {
    let entity = values(&read(&folder.join("template.yaml"))).remove(0);
    Bundled { name: folder.file_name().unwrap().to_str().unwrap().to_owned(), folder, entity }
}

pub fn folders(of: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(of).unwrap().map(|entry| entry.unwrap().path());
    entries.filter(|path| path.is_dir()).collect()
}

/// The names of all groups, as references.
pub fn groups() -> Vec<String> {
    let groups = values(&read(&example().join("catalog/org/groups.yaml")));
    groups
        .iter()
        .map(|it| format!("group:default/{}", it.pointer("/metadata/name").unwrap().as_str().unwrap()))
        .collect()
}

/// All files below a folder, as paths from it with slashes, and what is in them.
pub fn files(of: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![of.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(&folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else {
                let name = path.strip_prefix(of).unwrap().to_str().unwrap().replace('\\', "/");
                found.push((name, read(&path)));
            }
        }
    }
    found.sort();
    found
}
