//! Doubt about a stream that is silent: is there nothing to say, or does something on the way hold it back, or is
//! it dead? After a while the portal is asked what is new, which it answers when something is. Where the stream
//! does not say that too, it is of no use.

use crate::adapters::http::Failure;
use crate::adapters::systems::backstage::{Backstage, TaskEvents};
use crate::domain::model::task::TaskId;
use futures_util::future::BoxFuture;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// One that has proved itself is doubted so many times later.
const TRUSTED: u32 = 6;

type Asking<'p> = BoxFuture<'p, Result<TaskEvents, Failure>>;

pub(super) struct Doubt<'p> {
    backstage: &'p Backstage,
    id: TaskId,
    now: State<'p>,
}

enum State<'p> {
    /// All is well until then.
    Trust(Instant),
    /// It was asked what is new.
    Asking(Asking<'p>),
    /// Until then the stream has to say what the answer said.
    Waiting(Instant),
}

/// What became of a doubt.
pub(super) enum Doubted {
    /// What is new, or why that cannot be had.
    Asked(Result<TaskEvents, Failure>),
    /// Something happened, and the stream does not say it.
    Silent,
}

impl<'p> Doubt<'p> {
    pub(super) fn new(backstage: &'p Backstage, id: &TaskId) -> Self {
        let now = State::Trust(Instant::now() + backstage.patience());
        Self { backstage, id: id.clone(), now }
    }

    /// The stream said something.
    pub(super) fn heard(&mut self) {
        let times = match self.now {
            // what comes at once may be all that fits into what holds it back
            State::Trust(_) => 1,
            State::Asking(_) | State::Waiting(_) => TRUSTED,
        };
        self.trust(self.backstage.patience() * times);
    }

    /// The answer was taken in; whether there was something new in it.
    pub(super) fn asked(&mut self, is_new: bool) {
        match is_new {
            true => self.now = State::Waiting(Instant::now() + self.backstage.patience()),
            false => self.trust(self.backstage.patience()),
        }
    }

    fn trust(&mut self, span: Duration) {
        self.now = State::Trust(Instant::now() + span);
    }

    /// Waits until there is something to be said against it. Whoever stops waiting loses nothing.
    pub(super) async fn next(&mut self, after: Option<u64>) -> Doubted {
        loop {
            match &mut self.now {
                State::Trust(until) => {
                    sleep_until(*until).await;
                    let (backstage, id) = (self.backstage, self.id.clone());
                    self.now = State::Asking(Box::pin(async move { backstage.task_events(&id, after).await }));
                }
                State::Asking(asking) => {
                    let asked = asking.await;
                    // not to be waited for twice, whatever becomes of the answer
                    self.trust(self.backstage.patience());
                    return Doubted::Asked(asked);
                }
                State::Waiting(until) => {
                    sleep_until(*until).await;
                    return Doubted::Silent;
                }
            }
        }
    }
}
