//! What is known of tasks that were started here, and of leaving while they run.

use crate::domain::model::task::{TaskId, TaskRun};
use crate::platform::query::{Ask, TaskById};
use std::sync::Arc;

#[derive(Debug)]
pub(super) struct Followed {
    pub(super) id: TaskId,
    /// What was known of it before it was begun: of one that is run again its end.
    pub(super) before: Option<Arc<TaskRun>>,
}

/// Tasks of this run of the program that have not ended, in the order they were started.
#[derive(Debug, Default)]
pub(super) struct Following {
    pub(super) tasks: Vec<Followed>,
    /// The one that ended last.
    pub(super) ended: Option<TaskId>,
}

impl Following {
    pub(super) fn begin(&mut self, id: TaskId, before: Option<Arc<TaskRun>>) {
        self.tasks.retain(|task| task.id != id);
        self.tasks.push(Followed { id, before });
    }

    pub(super) fn wants(&self) -> impl Iterator<Item = Ask> {
        self.tasks.iter().map(|task| TaskById { id: task.id.clone() }.into())
    }
}

/// How far the user is with quitting.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Leaving {
    /// It is not asked for.
    #[default]
    No,
    /// Once what runs has ended.
    Waits,
    /// What runs was told to stop; then.
    Stops,
}
