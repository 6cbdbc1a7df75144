//! `fetch:plain:file` and `fetch:template:file`: one file beside the template.

use super::copy::refused_kind;
use super::errors;
use super::fetch_template::{Rendering, write};
use super::input::{is_set, text};
use super::space::Space;
use crate::domain::template::run::Deed;
use crate::domain::template::{Failure, StepLog};
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};

/// The file as it is. Its folder has to be there.
pub(super) fn plain(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    log.info("Fetching plain content from remote URL");
    let target = space.path(text(input, "targetPath").unwrap_or_default())?;
    let source = space.source(text(input, "url").unwrap_or("."))?;
    space.count(size(&source)?)?;
    let copied =
        if source.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { fs::copy(&source, &target) };
    copied.map(|_| ()).map_err(|error| errors::of_two(&error, "copyfile", &source, &target))
}

/// The size of a file, before it is opened: who opens a pipe waits for whoever writes to it. What is not there, and
/// folders, have none.
fn size(source: &Path) -> Result<u64, Failure> {
    match source.metadata() {
        Ok(meta) if meta.is_file() => Ok(meta.len()),
        Ok(meta) if !meta.is_dir() => Err(refused_kind(meta.file_type(), source)),
        _ => Ok(0),
    }
}

/// The file, rendered. One that is there is left alone unless it is to be replaced.
pub(super) fn template(space: &Space, deed: &Deed<'_>, log: &mut StepLog<'_>) -> Result<(), Failure> {
    let input = deed.input;
    let name = text(input, "targetPath").unwrap_or_default();
    let target = space.path(name)?;
    if target.exists() && !is_set(input, "replace") {
        log.info(&format!("File {name} already exists in workspace, not replacing."));
        return Ok(());
    }
    log.info("Fetching template file content from remote URL");
    let source = space.source(text(input, "url").unwrap_or("."))?;
    space.refuse_large(size(&source)?)?;
    // the reference copies it aside first, and names that copy when it cannot
    let aside = PathBuf::from(format!("{}_step-{}-XXXXXX/tmp", space.files.display(), deed.step));
    let read = if source.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { fs::read(&source) };
    let bytes = read.map_err(|error| errors::of_two(&error, "copyfile", &source, &aside))?;
    log.info_with("Processing template file with input values", input.get("values"));
    let rendered = Rendering::of(input, deed.values)?.render(&String::from_utf8_lossy(&bytes))?;
    write(space, &target, rendered.as_bytes(), None)?;
    log.info(&format!("Template file has been written to {}", target.display()));
    Ok(())
}
