//! States of a task on their way to whoever follows it: what comes within the time of a frame is one.

use crate::domain::model::task::{Fold, TaskRun};
use crate::platform::ports::{Step, Steps, Told};
use std::time::Duration;
use tokio::time::Instant;

/// The shortest time between two states: nobody sees more of them.
const FRAME: Duration = Duration::from_millis(16);

/// Tells states. While nothing changes there is nothing to wait for.
pub(super) struct Teller {
    steps: Steps<TaskRun>,
    last: Option<Instant>,
    due: Option<Instant>,
}

impl Teller {
    pub(super) fn new(steps: Steps<TaskRun>) -> Self {
        Self { steps, last: None, due: None }
    }

    /// There is something to tell.
    pub(super) fn changed(&mut self) {
        let now = Instant::now();
        self.due = self.due.or_else(|| Some(self.last.map_or(now, |last| now.max(last + FRAME))));
    }

    /// Tells what is known now.
    pub(super) fn tell(&mut self, fold: &mut Fold) {
        (self.due, self.last) = (None, Some(Instant::now()));
        self.steps.send(Step::Whole(Told::now(fold.run())));
    }

    /// Tells it where there is something to tell.
    pub(super) fn tell_changes(&mut self, fold: &mut Fold) {
        if self.due.is_some() {
            self.tell(fold);
        }
    }

    /// Waits until it is time to tell something; for ever where there is nothing.
    pub(super) async fn time(&self) {
        match self.due {
            Some(due) => tokio::time::sleep_until(due).await,
            None => std::future::pending().await,
        }
    }
}
