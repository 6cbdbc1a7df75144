//! Runs of templates in a workspace: those of this process live, those of all others as they are kept.

use super::record::{Record, state_of, steps};
use super::trust::Trust;
use crate::domain::model::At;
use crate::domain::model::task::{Fold, Task, TaskEvent, TaskId, TaskRun, TaskState, What};
use crate::domain::template::LogLine;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::repositories::RepositoryPort;
use serde_json::Value;
use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Where runs are kept, and what they may reach.
#[derive(Clone)]
pub struct RunSetup {
    /// The folder of the tasks of one context and one subject.
    pub runs: PathBuf,
    /// The folder of bare repositories.
    pub repositories: PathBuf,
    /// The file of folders that are trusted.
    pub trusted: PathBuf,
    /// The folder is the bundled example, whose templates are stagedoor's own: nobody is asked whether it is trusted.
    pub is_own: bool,
    /// Who makes commits; none where nothing may be published.
    pub port: Option<Arc<dyn RepositoryPort>>,
}

impl std::fmt::Debug for RunSetup {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RunSetup").field("runs", &self.runs).finish_non_exhaustive()
    }
}

/// All runs of a workspace.
pub(in crate::adapters::workspace) struct Runs {
    pub(super) setup: RunSetup,
    live: Mutex<HashMap<TaskId, Arc<Live>>>,
    swept: Mutex<bool>,
}

/// A run of this process.
pub(super) struct Live {
    pub(super) stop: Arc<AtomicBool>,
    pub(super) state: watch::Sender<TaskRun>,
}

impl Runs {
    pub(in crate::adapters::workspace) fn new(setup: RunSetup) -> Self {
        Self { setup, live: Mutex::default(), swept: Mutex::default() }
    }

    pub(super) fn publishes(&self) -> bool {
        self.setup.port.is_some()
    }

    pub(super) fn trust(&self) -> Trust {
        Trust { file: self.setup.trusted.clone(), is_own: self.setup.is_own }
    }

    pub(super) fn live(&self, id: &TaskId) -> Option<Arc<Live>> {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    pub(super) fn begin(&self, id: TaskId, live: Arc<Live>) {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).insert(id, live);
    }

    /// The run is over; from now on it is read as it is kept.
    pub(super) fn end(&self, id: &TaskId) {
        self.live.lock().unwrap_or_else(PoisonError::into_inner).remove(id);
    }

    /// Stops a run. Whether this process runs it.
    pub(super) fn stop(&self, id: &TaskId) -> bool {
        let live = self.live(id);
        live.inspect(|live| live.stop.store(true, Ordering::Relaxed)).is_some()
    }

    /// Takes away what runs left behind whose processes died. Once, before the first look; again as long as
    /// something could not be taken away.
    pub(super) fn sweep(&self, driver: &tokio::runtime::Handle) {
        let mut swept = self.swept.lock().unwrap_or_else(PoisonError::into_inner);
        if !*swept {
            *swept = self.sweep_tasks(driver);
            self.sweep_tries();
        }
    }

    /// Something could not be taken away: the next look tries again.
    pub(super) fn unswept(&self) {
        *self.swept.lock().unwrap_or_else(PoisonError::into_inner) = false;
    }

    fn sweep_tasks(&self, driver: &tokio::runtime::Handle) -> bool {
        let mut all_done = true;
        for record in Record::all(&self.setup.runs) {
            if !record.is_over()
                && let Ok(Some(held)) = record.take()
            {
                let port = self.setup.port.as_deref();
                all_done &= super::placing::Placing { record: &record, port, driver }.abandon();
                drop(held);
            }
        }
        all_done
    }

    /// Tries that never became tasks.
    fn sweep_tries(&self) {
        for entry in std::fs::read_dir(&self.setup.runs).into_iter().flatten().flatten() {
            let id = entry.file_name().to_str().and_then(TaskId::parse);
            let record = id.map(|id| Record::new(&self.setup.runs, id));
            if let Some(record) = record.filter(|record| record.asked().is_err())
                && let Ok(Some(_held)) = record.take()
            {
                drop(std::fs::remove_dir_all(record.folder()));
            }
        }
    }

    /// All tasks, newest first.
    pub(super) fn tasks(&self) -> Vec<Task> {
        let mut tasks: Vec<Task> = Record::all(&self.setup.runs).iter().filter_map(Record::task).collect();
        tasks.sort_by(|a, b| (b.created, &b.id).cmp(&(a.created, &a.id)));
        tasks
    }
}

/// A task as it is kept.
pub(super) fn kept(record: &Record) -> Option<TaskRun> {
    let asked = record.asked().ok()?;
    let task = record.task()?;
    let state = task.state;
    let mut fold = Fold::new(task.clone(), steps(&asked));
    let mut id = 0;
    for said in record.log() {
        id += 1;
        fold.take(&event(id, said.at, &said.line));
    }
    let end = record.end();
    match &end {
        Some(end) => {
            let error = end.error.clone().map(Into::into);
            let what = What::Completed { message: ended(&end.state).into(), error, output: end.output.clone() };
            fold.take(&TaskEvent { id: id + 1, at: end.at, what });
        }
        None if state == TaskState::Failed => {
            let what = What::Completed { message: "".into(), error: Some(DIED.into()), output: Value::Null };
            fold.take(&TaskEvent { id: id + 1, at: At::default(), what });
        }
        None => {}
    }
    let mut run = fold.run();
    // the word that was kept says more than what was heard
    run.task = Task { state, heard: run.task.heard.or(task.heard), ..task };
    run.can_retry = matches!(state, TaskState::Failed | TaskState::Cancelled);
    end.iter().for_each(|end| end.add_to(&mut run));
    Some(run)
}

/// Why a run without an end is over.
pub(super) const DIED: &str = "the process that ran it ended before it did";

/// What is said at the end.
pub(super) fn ended(state: &str) -> String {
    format!("Run completed with status: {state}")
}

/// A line of the log, as an event.
pub(super) fn event(id: u64, at: At, line: &LogLine) -> TaskEvent<'_> {
    let what = What::Said {
        message: line.message.as_str().into(),
        step: line.step_id.as_deref().unwrap_or_default().into(),
        state: line.status.map(state_of),
    };
    TaskEvent { id, at, what }
}

/// The fault of a file of a task.
pub(super) fn unkept(folder: &Path, error: &std::io::Error) -> Fault {
    let happened = format!("{}: {error}", folder.display());
    Fault::new(FaultKind::Local, "keep the task", &happened, "make the folder writable for you")
}
