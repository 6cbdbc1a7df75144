//! `fs:readdir`: what lies in folders of the place.

use super::input::{is_set, texts};
use super::paths::below;
use super::space::Space;
use super::{copy, errors};
use crate::domain::template::Failure;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

pub(super) fn run(space: &Space, input: &Value) -> Result<Vec<(String, Value)>, Failure> {
    let (mut files, mut folders) = (Vec::new(), Vec::new());
    for path in texts(input, "paths") {
        let mut waiting = vec![below(&space.files, path.ok_or_else(Failure::no_path)?)?];
        // the folder that was found last is listed next
        while let Some(folder) = waiting.pop() {
            for (path, is_folder) in listed(&folder)? {
                let element = element(&space.files, &path);
                if is_folder {
                    folders.push(element);
                    waiting.extend(is_set(input, "recursive").then_some(path));
                } else {
                    files.push(element);
                }
            }
        }
    }
    Ok(vec![("files".into(), files.into()), ("folders".into(), folders.into())])
}

fn listed(folder: &Path) -> Result<Vec<(PathBuf, bool)>, Failure> {
    let entry = |name: std::ffi::OsString| {
        let path = folder.join(name);
        let meta = path.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &path))?;
        Ok((path, meta.is_dir()))
    };
    copy::names(folder)?.into_iter().map(entry).collect()
}

fn element(root: &Path, path: &Path) -> Value {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let below = path.strip_prefix(root).unwrap_or(path).to_string_lossy();
    json!({"name": name, "path": below, "fullPath": path.to_string_lossy()})
}
