//! What a run made is put where it belongs: all of it, or nothing.

use super::copy;
use super::record::{End, Plan, Record};
use super::runs::DIED;
use super::space::Space;
use crate::domain::model::task::TaskState;
use crate::domain::template::Failure;
use crate::platform::clock;
use crate::platform::repositories::{Prepared, RepositoryPort};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Puts everything in its place. What is begun is kept before it is begun, so that the next start can take it away.
pub(super) fn place(
    record: &Record,
    space: &Space,
    plan: &Plan,
    port: Option<&dyn RepositoryPort>,
    driver: &tokio::runtime::Handle,
) -> Result<(), Failure> {
    record.write("plan.json", plan).map_err(|error| Failure::error(error.to_string()))?;
    let placed = put_all(space, plan, port, driver);
    if placed.is_err() {
        undo(record, plan, port, driver);
    }
    placed
}

fn put_all(
    space: &Space,
    plan: &Plan,
    port: Option<&dyn RepositoryPort>,
    driver: &tokio::runtime::Handle,
) -> Result<(), Failure> {
    for prepared in &plan.commits {
        let Some(port) = port else { return Err(Failure::error("nothing may be published here")) };
        if space.is_stopped() {
            return Err(Failure::error("the run was cancelled"));
        }
        driver.block_on(port.settle(prepared)).map_err(|fault| Failure::error(fault.to_string()))?;
    }
    match &plan.folder {
        Some(folder) => put(space, folder),
        None => Ok(()),
    }
}

/// Moves the place to where nothing is; between two file systems it is copied beside that first.
fn put(space: &Space, folder: &Path) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::error(format!("{}: {error}", folder.display()));
    if folder.symlink_metadata().is_ok() {
        return Err(Failure::error(format!("{} is there already", folder.display())));
    }
    match fs::rename(&space.files, folder) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
        moved => return moved.map_err(failed),
    }
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let beside = folder.with_file_name(format!(".{name}.stagedoor-{}", std::process::id()));
    copy::copy(space, &space.files, &beside)?;
    fs::rename(&beside, folder).map_err(failed)?;
    fs::remove_dir_all(&space.files).map_err(failed)
}

/// Takes away what was put in its place, as far as it came.
fn undo(record: &Record, plan: &Plan, port: Option<&dyn RepositoryPort>, driver: &tokio::runtime::Handle) {
    for prepared in &plan.commits {
        undo_commit(prepared, port, driver);
    }
    // the place is gone only once it has become that folder
    if let Some(folder) = plan.folder.as_ref().filter(|_| record.space().symlink_metadata().is_err()) {
        drop(fs::remove_dir_all(folder));
    }
    record.drop_plan();
}

fn undo_commit(prepared: &Prepared, port: Option<&dyn RepositoryPort>, driver: &tokio::runtime::Handle) {
    if let Some(port) = port
        && let Err(fault) = driver.block_on(port.undo(prepared))
    {
        tracing::warn!("{fault}");
    }
}

/// A run whose process died: what it began is taken away, and it failed.
pub(super) fn abandon(record: &Record, port: Option<&dyn RepositoryPort>, driver: &tokio::runtime::Handle) {
    if let Some(plan) = record.plan() {
        undo(record, &plan, port, driver);
    }
    let state = TaskState::Failed.word().to_owned();
    let end = End { at: clock::now(), state, error: Some(DIED.to_owned()), output: Value::Null };
    if let Err(error) = record.write("end.json", &end) {
        tracing::warn!("{}: {error}", record.folder().display());
    }
    record.clear();
}

/// Parameters that say what a new thing is called, the likeliest first.
const NAMES: [&str; 6] = ["name", "componentName", "component_id", "repoName", "serviceName", "appName"];

/// Where what is published nowhere goes: a new folder of the workspace; none where nothing was made.
pub(super) fn folder(
    space: &Space,
    workspace: &Path,
    parameters: &Value,
    template: &str,
    task: &str,
) -> Result<Option<PathBuf>, Failure> {
    if copy::names(&space.files)?.is_empty() {
        return Ok(None);
    }
    let fits = |name: &&str| {
        let plain = |character: char| character.is_alphanumeric() || "-_.".contains(character);
        !name.is_empty() && name.len() <= 100 && !name.starts_with(['.', '-']) && name.chars().all(plain)
    };
    let named = NAMES.iter().filter_map(|name| parameters.get(name)?.as_str()).find(fits).unwrap_or(template);
    let folder = workspace.join(named);
    if folder.symlink_metadata().is_err() {
        return Ok(Some(folder));
    }
    let short = task.get(..8).unwrap_or(task);
    Ok(Some(workspace.join(format!("{named}-{short}"))))
}
