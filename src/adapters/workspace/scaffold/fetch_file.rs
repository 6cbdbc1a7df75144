//! `fetch:plain:file` and `fetch:template:file`: one file beside the template.

use super::errors;
use super::fetch_template::{Rendering, write};
use super::input::{is_set, text};
use super::space::Space;
use crate::domain::template::run::Deed;
use crate::domain::template::{Failure, StepLog};
use serde_json::Value;
use std::fs;

/// The file as it is. Its folder has to be there.
pub(super) fn plain(space: &Space, input: &Value, log: &mut StepLog<'_>) -> Result<(), Failure> {
    log.info("Fetching plain content from remote URL");
    let target = space.path(text(input, "targetPath").unwrap_or_default())?;
    let source = space.source(text(input, "url").unwrap_or("."))?;
    space.count(source.metadata().map(|meta| meta.len()).unwrap_or_default())?;
    let copied =
        if source.is_dir() { Err(std::io::ErrorKind::IsADirectory.into()) } else { fs::copy(&source, &target) };
    copied.map(|_| ()).map_err(|error| errors::of_two(&error, "copyfile", &source, &target))
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
    let bytes = fs::read(&source).map_err(|error| match source.is_dir() {
        true => errors::of_two(&std::io::ErrorKind::IsADirectory.into(), "copyfile", &source, &target),
        false => errors::of_two(&error, "copyfile", &source, &target),
    })?;
    log.info_with("Processing template file with input values", input.get("values"));
    let rendered = Rendering::of(input, deed.values)?.render(&String::from_utf8_lossy(&bytes))?;
    write(space, &target, rendered.as_bytes(), None)?;
    log.info(&format!("Template file has been written to {}", target.display()));
    Ok(())
}
