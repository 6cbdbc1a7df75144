use crate::domain::model::At;
use crate::domain::text::Clean;
use std::sync::Arc;

/// A run of a pipeline, in one of several clusters.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RunId {
    /// The cluster.
    pub cluster: Arc<str>,
    /// The namespace.
    pub namespace: Arc<str>,
    /// The name of the `PipelineRun`.
    pub name: Arc<str>,
}

/// How a run, a task or a step of it stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum RunState {
    /// It has not begun.
    #[default]
    Waiting,
    /// It runs.
    Running,
    /// It went well.
    Succeeded,
    /// It failed.
    Failed,
    /// It was stopped.
    Cancelled,
    /// It was left out.
    Skipped,
}

/// A run of a pipeline, as a list has it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PipelineRun {
    /// Which.
    pub id: RunId,
    /// The pipeline.
    pub pipeline: Clean,
    /// How it stands.
    pub state: RunState,
    /// The system's word for that: `PipelineRunTimeout`.
    pub reason: Clean,
    /// The system's sentence.
    pub message: Clean,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub finished: Option<At>,
    /// The address for a browser; empty where that is not known.
    pub address: Clean,
}

/// A step of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunStep {
    /// Its name.
    pub name: Clean,
    /// The container that it runs in.
    pub container: Arc<str>,
    /// How it stands.
    pub state: RunState,
    /// What it ended with.
    pub exit_code: Option<i64>,
    /// Why it ended, in the system's word.
    pub reason: Clean,
}

/// A task of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunTask {
    /// Its name in the pipeline.
    pub name: Clean,
    /// The `TaskRun`.
    pub run: Arc<str>,
    /// The pod that it runs in; empty before it has one.
    pub pod: Arc<str>,
    /// How it stands.
    pub state: RunState,
    /// The system's word for that.
    pub reason: Clean,
    /// The system's sentence.
    pub message: Clean,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub finished: Option<At>,
    /// Its steps.
    pub steps: Vec<RunStep>,
}

/// A run in full.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RunDetail {
    /// The run.
    pub run: PipelineRun,
    /// Its tasks in the order they began.
    pub tasks: Vec<RunTask>,
    /// What came of it, by name.
    pub results: Vec<(Clean, Clean)>,
}
