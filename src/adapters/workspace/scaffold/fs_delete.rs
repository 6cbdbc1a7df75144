//! `fs:delete`: files by globs. Folders stay, empty as they may be.

use super::errors;
use super::input::texts;
use super::paths::below;
use super::space::Space;
use super::tree::candidates;
use crate::domain::template::glob::select;
use crate::domain::template::{Failure, StepLog};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::path::Path;

pub(super) fn run(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    for pattern in texts(input, "files") {
        let glob = within(space, pattern.ok_or_else(Failure::no_path)?)?;
        let there = candidates(&space.files)?;
        for n in select(&[glob], &there, true) {
            let Some(entry) = there.get(n) else { continue };
            let path = below(&space.files, &entry.path)?;
            match fs::remove_file(&path) {
                Err(error) if error.kind() != ErrorKind::NotFound => return Err(errors::of(&error, "unlink", &path)),
                _ => log.info(&format!("File {} deleted successfully", path.display())),
            }
        }
    }
    Ok(())
}

/// The glob from the root of the place, worked out as a path is.
fn within(space: &Space, pattern: &str) -> Result<String, Failure> {
    let path = below(&space.files, pattern)?;
    let glob = path.strip_prefix(&space.files).unwrap_or(Path::new("")).to_string_lossy().replace('\\', "/");
    // what begins with this takes nothing away here: in the reference it stands behind the path of the place
    Ok(match glob.strip_prefix('!') {
        Some(group) if group.starts_with('(') => format!("./!{group}"),
        Some(name) => format!("\\!{name}"),
        None => glob,
    })
}
