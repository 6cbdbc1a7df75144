//! `fs:rename`: files and folders get other names.

use super::errors;
use super::input::{is_set, text};
use super::space::Space;
use crate::domain::template::{Failure, StepLog};
use serde_json::{Value, json};
use std::fs;
use std::io::Error;
use std::path::Path;

pub(super) fn run(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    for file in input.get("files").and_then(Value::as_array).into_iter().flatten() {
        let (from, to) = (text(file, "from").unwrap_or_default(), text(file, "to").unwrap_or_default());
        if from.is_empty() || to.is_empty() {
            return Err(Failure::input("each file must have a from and to property"));
        }
        let (from, to) = (space.path(from)?, space.path(to)?);
        if let Err(refused) = moved(&from, &to, is_set(file, "overwrite")) {
            let (failure, parts) = *refused;
            let message = format!("Failed to rename file {} to {}:", from.display(), to.display());
            log.error_with(&message, &failure.message, &parts);
            return Err(failure);
        }
        log.info(&format!("File {} renamed to {} successfully", from.display(), to.display()));
    }
    Ok(())
}

/// Why it was not done, and what else the reference writes about it.
type Refused = Box<(Failure, Value)>;

fn refused(error: &Error, call: &str, path: &Path) -> Refused {
    Box::new((errors::of(error, call, path), errors::parts(error, call, path)))
}

fn said(message: String) -> Refused {
    Box::new((Failure::error(message), json!({})))
}

fn moved(from: &Path, to: &Path, overwrite: bool) -> Result<(), Refused> {
    let meta = from.symlink_metadata().map_err(|error| refused(&error, "lstat", from))?;
    let there = to.symlink_metadata().ok();
    if from == to {
        return Err(said("Source and destination must not be the same.".into()));
    }
    if meta.is_dir() && to.starts_with(from) {
        let (from, to) = (from.display(), to.display());
        return Err(said(format!("Cannot move '{from}' to a subdirectory of itself, '{to}'.")));
    }
    if let Some(there) = &there {
        let (from, to) = (from.display(), to.display());
        match (meta.is_dir(), there.is_dir()) {
            (true, false) => {
                return Err(said(format!("Cannot overwrite non-directory '{to}' with directory '{from}'.")));
            }
            (false, true) => {
                return Err(said(format!("Cannot overwrite directory '{to}' with non-directory '{from}'.")));
            }
            _ => {}
        }
    }
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| refused(&error, "mkdir", parent))?;
    }
    match there {
        Some(_) if !overwrite => return Err(said("dest already exists.".into())),
        Some(there) => remove(to, there.is_dir()).map_err(|error| refused(&error, "rm", to))?,
        None => {}
    }
    fs::rename(from, to).map_err(|error| refused(&error, "rename", from))
}

fn remove(path: &Path, is_folder: bool) -> std::io::Result<()> {
    if is_folder { fs::remove_dir_all(path) } else { fs::remove_file(path) }
}
