//! What a run made is put where it belongs: all of it, or nothing.

use super::end::{End, MadeCommit};
use super::record::{Plan, Record};
use super::runs::DIED;
use super::space::Space;
use super::stamp::Stamp;
use super::{copy, tree};
use crate::domain::model::task::TaskState;
use crate::domain::template::Failure;
use crate::platform::clock;
use crate::platform::repositories::{Prepared, RepositoryPort};
use serde_json::Value;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Who puts things in their places for one run, and takes them away again.
pub(super) struct Placing<'a> {
    pub(super) record: &'a Record,
    pub(super) port: Option<&'a dyn RepositoryPort>,
    pub(super) driver: &'a tokio::runtime::Handle,
}

/// Why it was not done, and what is to be said of what is there nevertheless.
pub(super) type Unplaced = (Failure, String);

impl Placing<'_> {
    /// Puts everything in its place, and keeps the end with it: from then on a crash takes nothing away any more.
    /// What is begun is kept before it is begun, so that the next start can take it away.
    pub(super) fn place(&self, space: &Space, mut plan: Plan, output: &Value) -> Result<(), Unplaced> {
        let begun = self.begin(space, &mut plan);
        begun.map_err(|failure| (failure, String::new()))?;
        let placed = self.put_all(space, &mut plan).and_then(|()| {
            let state = TaskState::Completed.word().to_owned();
            let commits = plan.commits.iter().map(MadeCommit::of).collect();
            let end = End { at: clock::now(), state, error: None, output: output.clone(), commits };
            self.keep(&Plan { placed: true, end: Some(end), ..plan.clone() })
        });
        placed.map_err(|failure| match self.undo(&plan) {
            Ok(kept) => {
                self.drop_plan(&plan);
                (failure, kept_note(&kept))
            }
            Err(left) => (failure, left_note(&left)),
        })
    }

    fn begin(&self, space: &Space, plan: &mut Plan) -> Result<(), Failure> {
        if plan.folder.is_some() {
            tree::refuse_links_out(&space.files)?;
            plan.stamp = Some(Stamp::of(&space.files)?);
        }
        self.keep(plan)
    }

    fn keep(&self, plan: &Plan) -> Result<(), Failure> {
        self.record.write("plan.json", plan).map_err(|error| Failure::error(error.to_string()))
    }

    fn put_all(&self, space: &Space, plan: &mut Plan) -> Result<(), Failure> {
        for prepared in &plan.commits {
            let Some(port) = self.port else { return Err(Failure::error("nothing may be published here")) };
            if space.is_stopped() {
                return Err(Failure::error("the run was cancelled"));
            }
            self.driver.block_on(port.settle(prepared)).map_err(|fault| Failure::error(fault.to_string()))?;
        }
        match plan.folder.clone() {
            Some(folder) => self.put(space, &folder, plan),
            None => Ok(()),
        }
    }

    /// Moves the place to where nothing is; between two file systems it is copied beside that first.
    fn put(&self, space: &Space, folder: &Path, plan: &mut Plan) -> Result<(), Failure> {
        let failed = |error: std::io::Error| Failure::error(format!("{}: {error}", folder.display()));
        if folder.symlink_metadata().is_ok() {
            return Err(Failure::error(format!("{} is there already", folder.display())));
        }
        match fs::rename(&space.files, folder) {
            Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
            moved => return moved.map_err(failed),
        }
        let beside = self.beside(folder);
        copy::copy_whole(&space.files, &beside)?;
        plan.stamp = Some(Stamp::of(&beside)?);
        self.keep(plan)?;
        fs::rename(&beside, folder).map_err(failed)
    }

    /// Where a folder is copied to before it gets its name: known by the task, so that it is found after a crash.
    fn beside(&self, folder: &Path) -> PathBuf {
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        folder.with_file_name(format!(".{name}.stagedoor-{}", self.record.id))
    }

    /// Takes away what was put in its place, as far as it came: what stays because somebody has worked on it since,
    /// or what could not be taken away.
    fn undo(&self, plan: &Plan) -> Result<Vec<String>, Vec<String>> {
        let (mut kept, mut left) = (Vec::new(), Vec::new());
        for prepared in &plan.commits {
            match self.port.map(|port| self.driver.block_on(port.undo(prepared))) {
                Some(Ok(more)) => kept.extend(more),
                Some(Err(fault)) => left.push(format!("{} ({})", place_of(prepared), fault.happened.as_str())),
                None => left.push(place_of(prepared)),
            }
        }
        if let Some(folder) = &plan.folder {
            match self.undo_folder(folder, plan.stamp.as_ref()) {
                Ok(true) => kept.push(folder.display().to_string()),
                Ok(false) => {}
                Err(error) => left.push(format!("{} ({error})", folder.display())),
            }
        }
        if left.is_empty() { Ok(kept) } else { Err(left) }
    }

    /// Whether the folder is the run's own and stays, because it was touched.
    fn undo_folder(&self, folder: &Path, stamp: Option<&Stamp>) -> std::io::Result<bool> {
        let beside = self.beside(folder);
        gone(&beside)?;
        let Some(stamp) = stamp.filter(|stamp| stamp.is_of(folder)) else { return Ok(false) };
        if !Stamp::of(folder).is_ok_and(|now| now == *stamp) {
            return Ok(true);
        }
        // renamed first: a folder that is half gone would look like one that somebody works on
        fs::rename(folder, &beside)?;
        gone(&beside).map(|()| false)
    }

    /// How the run ended is kept, and nothing else of it. As long as something of it has to be taken away the plan
    /// stays instead. Whether all is done.
    pub(super) fn end(&self, end: &End, why: &str) -> bool {
        let plan = self.record.plan();
        let kept = match &plan {
            Some(plan) if !plan.placed => {
                let stuck = Plan { end: Some(end.clone()), why: Some(why.to_owned()), ..plan.clone() };
                self.record.write("plan.json", &stuck).map(|()| false)
            }
            _ => self.record.write("end.json", end).map(|()| true),
        };
        let is_done = kept.unwrap_or_else(|error| {
            tracing::warn!("{}: {error}", self.record.folder().display());
            false
        });
        if let Some(plan) = plan.filter(|_| is_done) {
            self.drop_plan(&plan);
        }
        self.record.clear();
        is_done
    }

    fn drop_plan(&self, plan: &Plan) {
        if let Some(port) = self.port {
            plan.commits.iter().for_each(|prepared| port.release(prepared));
        }
        self.record.drop_plan();
    }

    /// A run whose process died: it completed where everything was in its place; otherwise what it began is taken
    /// away, and it failed. Whether nothing of it is left to do.
    pub(super) fn abandon(&self) -> bool {
        let plan = self.record.plan().unwrap_or_default();
        if self.record.has_ended() {
            self.drop_plan(&plan);
            self.record.clear();
            return true;
        }
        if let Some(end) = plan.end.as_ref().filter(|_| plan.placed) {
            return self.end(end, "");
        }
        let why = plan.why.clone().unwrap_or_else(|| DIED.to_owned());
        let note = match self.undo(&plan) {
            Ok(kept) => {
                self.drop_plan(&plan);
                kept_note(&kept)
            }
            Err(left) => left_note(&left),
        };
        let (state, error) = (TaskState::Failed.word().to_owned(), Some(format!("{why}{note}")));
        self.end(&End { at: clock::now(), state, error, output: Value::Null, commits: Vec::new() }, &why)
    }
}

fn place_of(prepared: &Prepared) -> String {
    let place = prepared.target.checkout.as_ref().unwrap_or(&prepared.target.repository);
    format!("{}, branch {}", place.display(), prepared.branch)
}

fn kept_note(kept: &[String]) -> String {
    match kept {
        [] => "; nothing was left behind".to_owned(),
        kept => format!("; kept, because it was changed since: {}", kept.join(", ")),
    }
}

fn left_note(left: &[String]) -> String {
    format!("; still there, to be taken away at the next start: {}", left.join(", "))
}

fn gone(folder: &Path) -> std::io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
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
