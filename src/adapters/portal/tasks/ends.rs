//! How tasks ended that the portal calls failed: of those that were stopped it says so in their events alone.

use crate::adapters::portal::Portal;
use crate::domain::model::At;
use crate::domain::model::task::{Task, TaskFilter, TaskId, TaskPage, TaskState, What};
use crate::platform::fault::Fault;
use crate::platform::ports::{Step, Steps, Told};
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// So many tasks of a page are looked at, the newest first: each is a small request, once.
const LOOKED_AT: usize = 50;
/// How long is waited for that. What is not told by then is called what the portal calls it.
const PATIENCE: Duration = Duration::from_secs(5);

/// How tasks ended, as far as it is known. One that was run again is another one by the time of its end.
#[derive(Debug, Default)]
pub(in crate::adapters::portal) struct Ends(Mutex<HashMap<(TaskId, Option<At>), TaskState>>);

impl Ends {
    fn all(&self) -> MutexGuard<'_, HashMap<(TaskId, Option<At>), TaskState>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How a task ended is known.
    pub(super) fn know(&self, task: &Task, state: TaskState) {
        if task.state == TaskState::Failed && !state.is_running() {
            self.all().insert((task.id.clone(), task.heard), state);
        }
    }

    /// How a task ended, where that is known.
    fn of(&self, task: &Task) -> Option<TaskState> {
        self.all().get(&(task.id.clone(), task.heard)).copied()
    }
}

impl Portal {
    /// A page of tasks, each with how it really stands.
    pub(super) async fn listed(&self, wanted: TaskFilter, steps: &Steps<TaskPage>) -> Result<TaskPage, Fault> {
        let mut page = self.backstage.tasks(&wanted).await?.page;
        self.set_ends(&mut page);
        // what is looked at in passing is not worth a request a task
        if !wanted.is_in_passing() && self.unknown(&page).next().is_some() {
            if wanted.state.is_none() {
                steps.send(Step::Part(Told::now(page.clone())));
            }
            let looks = join_all(self.unknown(&page).map(|task| self.look_at_end(task)));
            drop(tokio::time::timeout(PATIENCE, looks).await);
            self.set_ends(&mut page);
        }
        page.tasks.retain(|task| wanted.state.is_none_or(|state| task.state == state));
        Ok(page)
    }

    fn set_ends(&self, page: &mut TaskPage) {
        let failed = page.tasks.iter_mut().filter(|task| task.state == TaskState::Failed);
        failed.for_each(|task| task.state = self.ends.of(task).unwrap_or(task.state));
    }

    fn unknown<'t>(&'t self, page: &'t TaskPage) -> impl Iterator<Item = &'t Task> + 't {
        let failed = page.tasks.iter().filter(|task| task.state == TaskState::Failed);
        failed.filter(|task| self.ends.of(task).is_none()).take(LOOKED_AT)
    }

    async fn look_at_end(&self, task: &Task) {
        let Ok(events) = self.backstage.task_end(&task.id).await else { return };
        let stopped = format!("of task {} has been cancelled", task.id);
        let mut state = TaskState::Failed;
        events.each(|event| match &event.what {
            What::Cancelled { .. } => state = TaskState::Cancelled,
            What::Completed { error: Some(error), .. } if error.contains(&stopped) => state = TaskState::Cancelled,
            _ => {}
        });
        self.ends.know(task, state);
    }
}
