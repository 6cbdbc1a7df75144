//! Tasks of a workspace as they are kept: a folder each, so that other processes see them.
//!
//! ```text
//! RUNS/ID/task.json   what was asked for, without secrets
//!         log.jsonl   what was said, a line each
//!         plan.json   what is being put in its place; only while that goes on, or as long as it has to be undone
//!         end.json    how it ended
//!         lock        held by the process that runs it
//!         space/ aside-N/   what is being made; gone in the end
//! ```

use super::end::End;
use super::log_file::LogFile;
use super::stamp::Stamp;
use crate::domain::model::task::{StepState, Task, TaskId, TaskState, TaskStep};
use crate::domain::model::{At, EntityRef};
use crate::domain::template::{ActionStep, LogLine, StepStatus};
use crate::domain::text::Clean;
use crate::platform::repositories::Prepared;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What was asked for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Asked {
    pub(super) template: EntityRef,
    pub(super) title: String,
    pub(super) by: Option<EntityRef>,
    pub(super) created: At,
    pub(super) parameters: Value,
    pub(super) steps: Vec<ActionStep>,
    pub(super) skips: bool,
    /// Fields whose values are not among the parameters here, as nobody is to read them.
    #[serde(default)]
    pub(super) withheld: Vec<String>,
    /// The names of the secrets that were given.
    #[serde(default)]
    pub(super) secrets: Vec<String>,
}

/// A line of the log with its moment.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Said {
    pub(super) at: At,
    #[serde(flatten)]
    pub(super) line: LogLine,
}

/// What is being put in its place.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(super) struct Plan {
    pub(super) commits: Vec<Prepared>,
    /// A folder of the workspace that is made of the place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) folder: Option<PathBuf>,
    /// What that folder is like.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) stamp: Option<Stamp>,
    /// Everything is in its place: nothing of it is taken away any more.
    #[serde(default)]
    pub(super) placed: bool,
    /// How the run ended, while that is not kept by itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) end: Option<End>,
    /// Why it failed, without what is still to be taken away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) why: Option<String>,
}

/// The folder of one task.
#[derive(Clone, Debug)]
pub(super) struct Record {
    pub(super) id: TaskId,
    folder: PathBuf,
}

impl Record {
    pub(super) fn new(runs: &Path, id: TaskId) -> Self {
        Self { folder: runs.join(id.as_str()), id }
    }

    /// All tasks that are kept.
    pub(super) fn all(runs: &Path) -> Vec<Self> {
        let Ok(entries) = fs::read_dir(runs) else { return Vec::new() };
        let ids = entries.filter_map(|entry| TaskId::parse(entry.ok()?.file_name().to_str()?));
        ids.map(|id| Self::new(runs, id)).filter(|record| record.asked().is_ok()).collect()
    }

    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    pub(super) fn space(&self) -> PathBuf {
        self.folder.join("space")
    }

    fn read<T: DeserializeOwned>(&self, name: &str) -> Result<T> {
        let text = fs::read(self.folder.join(name))?;
        serde_json::from_slice(&text).map_err(|error| Error::new(ErrorKind::InvalidData, error))
    }

    /// Written aside and renamed: a reader sees all of it or none.
    pub(super) fn write<T: Serialize>(&self, name: &str, value: &T) -> Result<()> {
        let unfinished = self.folder.join(format!(".{name}"));
        drop(fs::remove_file(&unfinished));
        let written = write_whole(&unfinished, value).and_then(|()| fs::rename(&unfinished, self.folder.join(name)));
        if written.is_err() {
            drop(fs::remove_file(&unfinished));
        }
        written
    }

    pub(super) fn asked(&self) -> Result<Asked> {
        self.read("task.json")
    }

    pub(super) fn end(&self) -> Option<End> {
        self.read("end.json").ok().or_else(|| self.plan()?.end)
    }

    /// Whether its end is kept by itself.
    pub(super) fn has_ended(&self) -> bool {
        self.read::<End>("end.json").is_ok()
    }

    /// Whether nothing of it is left but what is kept.
    pub(super) fn is_over(&self) -> bool {
        let is_left = |name: &std::ffi::OsStr| is_made(name) || name == "plan.json";
        self.has_ended() && !self.names().iter().any(|name| is_left(name))
    }

    fn names(&self) -> Vec<std::ffi::OsString> {
        fs::read_dir(&self.folder).into_iter().flatten().flatten().map(|entry| entry.file_name()).collect()
    }

    pub(super) fn plan(&self) -> Option<Plan> {
        self.read("plan.json").ok()
    }

    pub(super) fn drop_plan(&self) {
        drop(fs::remove_file(self.folder.join("plan.json")));
    }

    pub(super) fn log(&self) -> Vec<Said> {
        let text = fs::read_to_string(self.folder.join("log.jsonl")).unwrap_or_default();
        text.lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// The log, to be written to.
    pub(super) fn open_log(&self) -> Result<LogFile> {
        crate::adapters::private::make_file(&self.folder.join("log.jsonl"), true).map(LogFile::new)
    }

    /// Takes the task: as long as the answer lives, it is seen to run.
    pub(super) fn take(&self) -> Result<Option<File>> {
        let lock = crate::adapters::private::make_file(&self.folder.join("lock"), false)?;
        match lock.try_lock() {
            Ok(()) => Ok(Some(lock)),
            Err(fs::TryLockError::WouldBlock) => Ok(None),
            Err(fs::TryLockError::Error(error)) => Err(error),
        }
    }

    /// Whether a process runs it.
    pub(super) fn is_held(&self) -> bool {
        matches!(self.take(), Ok(None))
    }

    /// Takes away all that was being made.
    pub(super) fn clear(&self) {
        for name in self.names().into_iter().filter(|name| is_made(name)) {
            drop(fs::remove_dir_all(self.folder.join(name)));
        }
    }

    /// The task as a list has it.
    pub(super) fn task(&self) -> Option<Task> {
        let (asked, end) = (self.asked().ok()?, self.end());
        let state = end.as_ref().and_then(|end| TaskState::of_word(&end.state));
        let running = || if self.is_held() { TaskState::Processing } else { TaskState::Failed };
        Some(Task {
            id: self.id.clone(),
            template: Some(asked.template),
            title: Clean::line(&asked.title),
            by: asked.by,
            created: asked.created,
            heard: end.map(|end| end.at),
            state: state.unwrap_or_else(running),
            parameters: Arc::new(asked.parameters),
        })
    }
}

fn write_whole<T: Serialize>(path: &Path, value: &T) -> Result<()> {
    let mut file = crate::adapters::private::make_file(path, true)?;
    serde_json::to_writer(&mut file, value).map_err(|error| Error::new(ErrorKind::InvalidData, error))?;
    file.sync_all()
}

/// Whether a run makes things in a folder of that name.
fn is_made(name: &std::ffi::OsStr) -> bool {
    name == "space" || name == "source" || name.to_string_lossy().starts_with("aside-")
}

/// The steps of a task before anything was heard of them.
pub(super) fn steps(asked: &Asked) -> Vec<TaskStep> {
    let step = |step: &ActionStep| TaskStep {
        id: Clean::line(&step.id),
        name: Clean::line(&step.name),
        action: Clean::line(&step.action),
        ..TaskStep::default()
    };
    asked.steps.iter().map(step).collect()
}

/// What a status is to the steps of a task.
pub(super) fn state_of(status: StepStatus) -> StepState {
    match status {
        StepStatus::Processing => StepState::Processing,
        StepStatus::Completed => StepState::Completed,
        StepStatus::Failed => StepState::Failed,
        StepStatus::Skipped => StepState::Skipped,
        StepStatus::Cancelled => StepState::Cancelled,
    }
}
