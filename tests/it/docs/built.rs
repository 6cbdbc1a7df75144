//! The pages of the docs project as they were built, and what a browser tells of each.

use serde_json::Value;
use stagedoor::domain::docs::{Page, html};
use std::path::{Path, PathBuf};

/// A page that was built.
pub struct Built {
    /// Its path within the site.
    pub path: String,
    pub html: String,
    /// What a browser tells of it.
    pub told: Value,
}

impl Built {
    pub fn page(&self) -> Page {
        html::read(&self.html, &self.path)
    }
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/docs")
}

/// One page.
pub fn page(path: &str) -> Built {
    let html = std::fs::read(folder().join("site").join(path)).unwrap();
    let told = std::fs::read(folder().join("expected").join(path).with_extension("json")).unwrap();
    Built {
        path: path.to_owned(),
        html: String::from_utf8(html).unwrap(),
        told: serde_json::from_slice(&told).unwrap(),
    }
}

/// Every page of the site.
pub fn pages() -> Vec<Built> {
    let mut found = Vec::new();
    let mut folders = vec![folder().join("site")];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|end| end == "html") {
                found.push(path);
            }
        }
    }
    found.sort();
    assert!(found.len() > 20, "the site is there");
    let site = folder().join("site");
    found.iter().map(|path| page(path.strip_prefix(&site).unwrap().to_str().unwrap())).collect()
}
