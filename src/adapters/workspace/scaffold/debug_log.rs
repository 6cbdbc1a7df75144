//! `debug:log`: a message, and what lies in the place.

use super::input::text;
use super::space::Space;
use super::{copy, errors};
use crate::domain::template::{Failure, StepLog, js};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

pub(super) fn run(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    log.info(&js::pretty(input));
    if let Some(message) = text(input, "message").filter(|message| !message.is_empty()) {
        log.info(message);
    }
    let (is_listed, with_contents) = match input.get("listWorkspace") {
        Some(Value::Bool(yes)) => (*yes, false),
        Some(Value::String(how)) => (true, how == "with-contents"),
        _ => (false, false),
    };
    if is_listed {
        let mut files = Vec::new();
        collect(&space.files, &mut files)?;
        log.info(&format!("Workspace:\n{}", listing(space, &files, with_contents)?));
    }
    Ok(())
}

/// All files, those of a folder where the folder stands. A link to a folder is gone into, as in the reference, but
/// not out of the place.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) -> Result<(), Failure> {
    if folder.components().count() > 256 {
        return Err(Failure::error(format!(
            "ELOOP: too many symbolic links encountered, scandir '{}'",
            folder.display()
        )));
    }
    for name in copy::names(folder)? {
        let path = folder.join(name);
        let meta = fs::metadata(&path).map_err(|error| errors::of(&error, "stat", &path))?;
        if meta.is_dir() && super::paths::is_child(folder, &path)? {
            collect(&path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}

/// Bytes of a listing; whoever wants to read more looks at the files themselves.
const LONGEST: usize = 4 << 20;

fn listing(space: &Space, files: &[PathBuf], with_contents: bool) -> Result<String, Failure> {
    let mut lines: Vec<String> = Vec::new();
    let mut room = LONGEST;
    for (n, file) in files.iter().enumerate() {
        if space.is_stopped() {
            return Err(Failure::error("the run was cancelled"));
        }
        let size = file.metadata().map_or(0, |meta| usize::try_from(meta.len()).unwrap_or(usize::MAX));
        let line = line(&space.files, file, with_contents && size < room);
        room = room.saturating_sub(line.len());
        if room == 0 {
            lines.push(format!("  and {} more", files.len() - n));
            break;
        }
        lines.push(line);
    }
    Ok(lines.join("\n"))
}

fn line(root: &Path, file: &Path, with_contents: bool) -> String {
    let path = file.strip_prefix(root).unwrap_or(file).display().to_string();
    if !with_contents {
        return format!("  - {path}");
    }
    match super::paths::below(root, &path).ok().and_then(|file| fs::read(file).ok()) {
        Some(bytes) => format!(" - {path}:\n\n  {}", String::from_utf8_lossy(&bytes)),
        None => format!(" - {path}: [skipped]"),
    }
}
