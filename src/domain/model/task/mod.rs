//! Tasks: runs of templates, with their steps, their log and what came of them.

mod event;
mod fold;
mod log;
mod output;

pub use crate::domain::text::Shade;
pub use event::{TaskEvent, What};
pub use fold::Fold;
pub use log::{Log, LogLine, SeenLine};

use super::{At, EntityRef, Place};
use crate::domain::text::Clean;
use std::fmt;
use std::sync::Arc;

/// The id of a task. It stands in addresses and in names of files, so it holds letters, digits, `-` and
/// `_` alone.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TaskId(Arc<str>);

impl Default for TaskId {
    /// Of no task that is sent or kept anywhere.
    fn default() -> Self {
        Self("none".into())
    }
}

impl TaskId {
    /// The id that a text is; none where it can be none.
    pub fn parse(text: &str) -> Option<Self> {
        let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_');
        (!text.is_empty() && text.len() <= 64 && text.chars().all(fits)).then(|| Self(text.into()))
    }

    /// As it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for TaskId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How a task stands, in the words of Backstage.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum TaskState {
    /// It waits to be begun.
    #[default]
    Open,
    /// It runs.
    Processing,
    /// All its steps went well.
    Completed,
    /// A step failed.
    Failed,
    /// It was stopped.
    Cancelled,
}

impl TaskState {
    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Processing => "processing",
            Self::Completed => "completed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    /// What a word stands for.
    pub fn of_word(word: &str) -> Option<Self> {
        [Self::Open, Self::Processing, Self::Completed, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|state| state.word() == word)
    }

    /// Whether it goes on.
    pub fn is_running(self) -> bool {
        matches!(self, Self::Open | Self::Processing)
    }
}

/// A task as a list of them has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Task {
    /// Its id.
    pub id: TaskId,
    /// The template that is run.
    pub template: Option<EntityRef>,
    /// The template's title.
    pub title: Clean,
    /// Who asked for it; nobody is known where a token of a service did.
    pub by: Option<EntityRef>,
    /// When it was asked for.
    pub created: At,
    /// When it was last heard of, or ended.
    pub heard: Option<At>,
    /// How it stands.
    pub state: TaskState,
    /// What was filled in, without secrets.
    pub parameters: Arc<serde_json::Value>,
}

/// How a step stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum StepState {
    /// It has not begun.
    #[default]
    Waiting,
    /// It runs.
    Processing,
    /// It went well.
    Completed,
    /// It failed.
    Failed,
    /// Its condition did not hold.
    Skipped,
    /// It was stopped.
    Cancelled,
}

/// A step of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskStep {
    /// Its id, as lines of the log name it.
    pub id: Clean,
    /// Its name.
    pub name: Clean,
    /// The action that it runs.
    pub action: Clean,
    /// How it stands.
    pub state: StepState,
    /// When it began.
    pub started: Option<At>,
    /// When it ended.
    pub ended: Option<At>,
}

/// Something that came of a task and can be gone to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputLink {
    /// What it is called.
    pub title: Clean,
    /// Where it leads.
    pub to: OutputTarget,
}

/// Where a link of a task leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum OutputTarget {
    /// An address outside.
    Address(Clean),
    /// An entity of the catalog.
    Entity(EntityRef),
}

/// A text that came of a task.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutputText {
    /// What it is called.
    pub title: Clean,
    /// Markdown.
    pub content: String,
}

/// A commit that a task made, where whoever ran it knows of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OutputCommit {
    /// The folder or the repository that it is in.
    pub repository: Clean,
    /// Its branch.
    pub branch: Clean,
    /// Its id.
    pub commit: Clean,
}

/// What came of a task.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Output {
    /// Links.
    pub links: Vec<OutputLink>,
    /// Texts.
    pub texts: Vec<OutputText>,
    /// Commits, whether or not the template gives them.
    pub commits: Vec<OutputCommit>,
    /// All of it, as it came.
    pub whole: Arc<serde_json::Value>,
}

/// A task followed: all that is known of it so far. A clone is cheap.
#[derive(Clone, Debug)]
pub struct TaskRun {
    /// The task.
    pub task: Task,
    /// Its steps in their order.
    pub steps: Arc<[TaskStep]>,
    /// What it said.
    pub log: Log,
    /// What came of it.
    pub output: Arc<Output>,
    /// Why it failed.
    pub fault: Option<Clean>,
    /// Why what is told may be behind: the stream was cut and is taken up again.
    pub behind: Option<Clean>,
    /// Whether it can be run again from where it failed, or from its beginning.
    pub can_retry: bool,
}

/// Which tasks are wanted.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct TaskFilter {
    /// Only of this user.
    pub by: Option<EntityRef>,
    /// Only in this state.
    pub state: Option<TaskState>,
    /// After so many, newest first.
    pub offset: usize,
    /// At most so many.
    pub limit: usize,
}

impl TaskFilter {
    /// As many as are looked at in passing.
    pub const FEW: usize = 20;
    /// As many as a page of the list has.
    pub const PAGE: usize = 100;

    /// Whether they are only looked at in passing, and need not be of this very moment.
    pub fn is_in_passing(&self) -> bool {
        self.limit <= Self::FEW
    }
}

/// A page of tasks, newest first.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct TaskPage {
    /// They.
    pub tasks: Vec<Task>,
    /// How many there are in all.
    pub total: usize,
}

/// A file that a run makes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MadeFile {
    /// Its path with `/`.
    pub path: String,
    /// Whether it can be executed.
    pub executable: bool,
    /// What it holds.
    pub content: Arc<[u8]>,
}

/// What a run would make, without anything being changed.
#[derive(Clone, Debug, Default)]
pub struct DryRun {
    /// The files.
    pub files: Vec<MadeFile>,
    /// The steps as far as they came.
    pub steps: Arc<[TaskStep]>,
    /// What it said.
    pub log: Log,
    /// What would come of it.
    pub output: Arc<Output>,
    /// What was left out, and why: actions that need a server.
    pub left_out: Vec<Clean>,
}

impl TaskRun {
    /// Whether it was stopped. Backstage calls such a task `failed`.
    pub fn was_cancelled(&self) -> bool {
        self.task.state == TaskState::Cancelled || self.steps.iter().any(|step| step.state == StepState::Cancelled)
    }

    /// How it stands, as it is shown and printed everywhere. A list of tasks knows no steps, and has the word of
    /// the platform.
    pub fn state(&self) -> TaskState {
        let has_ended = !self.task.state.is_running();
        if has_ended && self.was_cancelled() { TaskState::Cancelled } else { self.task.state }
    }
}

impl OutputTarget {
    /// The place of an entity; none for an address.
    pub fn place(&self) -> Option<Place> {
        match self {
            Self::Entity(entity) => Some(Place::entity(entity.clone())),
            Self::Address(_) => None,
        }
    }
}
