//! A task followed to its end: by the stream of its events, taken up again where it is cut; where no stream gets
//! through, by asking for what is new.

mod doubt;

use super::teller::Teller;
use crate::adapters::http::Failure;
use crate::adapters::systems::backstage::{Backstage, TaskEvents};
use crate::domain::model::task::{Fold, Task, TaskId, TaskRun};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Steps, Told};
use doubt::{Doubt, Doubted};
use std::time::Duration;
use tokio::time::{Instant, sleep, sleep_until};

/// So many streams in a row that end without a word: none gets through.
const BARREN: u32 = 3;
/// The longest pause before it is tried again, as a multiple of the first one.
const LONGEST: u32 = 100;
/// The time between two looks for what is new, likewise: Backstage looks each second itself.
const LOOK: u32 = 3;

/// A task that is followed.
pub(super) struct Following<'p> {
    backstage: &'p Backstage,
    id: TaskId,
    fold: Fold,
    /// The task as it was found.
    found: Task,
    teller: Teller,
    failures: u32,
    barren: u32,
}

/// How a way of following it came to its end.
enum Heard {
    /// The task ended.
    End,
    /// It was cut off, for that reason; the other side may ask to be left alone for a while.
    Cut(Clean, Option<Duration>),
    /// The stream was cut off before anything was heard.
    Barren(Clean),
    /// No stream gets through.
    NoStream,
    /// It cannot be followed any more.
    Refused(Fault),
}

impl<'p> Following<'p> {
    /// Reads a task, and tells what it is.
    ///
    /// # Errors
    /// When there is none, or it may not be read.
    pub(super) async fn begin(backstage: &'p Backstage, id: TaskId, steps: Steps<TaskRun>) -> Result<Self, Fault> {
        let (found, its_steps) = backstage.task(&id).await?;
        let mut fold = Fold::new(found.clone(), its_steps);
        let mut teller = Teller::new(steps);
        teller.tell(&mut fold);
        Ok(Self { backstage, id, fold, found, teller, failures: 0, barren: 0 })
    }

    /// Follows it until it has ended; what becomes known is told meanwhile.
    ///
    /// # Errors
    /// When it is not there any more, or may not be read any more.
    pub(super) async fn carry_on(mut self) -> Result<Told<TaskRun>, Fault> {
        let mut is_asked = false;
        loop {
            let heard = if is_asked { self.ask().await } else { self.listen().await };
            if matches!(heard, Heard::End) && !self.is_run_again().await {
                return Ok(Told::now(self.end()));
            }
            self.teller.tell_changes(&mut self.fold);
            match heard {
                Heard::End => {}
                Heard::Refused(fault) => return Err(fault),
                Heard::NoStream => is_asked = true,
                Heard::Barren(why) => {
                    self.barren += 1;
                    is_asked |= self.barren >= BARREN;
                    self.wait(&why, None).await;
                }
                Heard::Cut(why, wait) => self.wait(&why, wait).await,
            }
        }
    }

    /// Reads the stream until it ends.
    async fn listen(&mut self) -> Heard {
        let (backstage, id) = (self.backstage, self.id.clone());
        let mut stream = match backstage.task_stream(&id, self.fold.last()).await {
            Ok(stream) => stream,
            Err(failure) => return unopened(failure),
        };
        self.is_back();
        let (mut doubt, mut is_barren) = (Doubt::new(backstage, &id), true);
        loop {
            let after = self.fold.last();
            tokio::select! {
                next = stream.next() => match next {
                    Ok(Some(events)) => {
                        is_barren &= self.take(&events) == 0;
                        doubt.heard();
                    }
                    Ok(None) => return cut(is_barren, "the stream of its events ended".into()),
                    Err(failure) if failure.fault.kind == FaultKind::Malformed => return Heard::NoStream,
                    Err(failure) => return cut(is_barren, failure.fault.happened),
                },
                () = self.teller.time() => self.teller.tell(&mut self.fold),
                doubted = doubt.next(after) => match doubted {
                    Doubted::Silent => return Heard::NoStream,
                    Doubted::Asked(Err(failure)) if !is_held_back(&failure) => return lost(failure),
                    Doubted::Asked(asked) => {
                        let new = asked.map_or(0, |events| self.take(&events));
                        doubt.asked(new > 0);
                        if new == 0 && let Err(heard) = self.goes_on().await {
                            return heard;
                        }
                    }
                },
            }
            if self.fold.is_over() {
                return Heard::End;
            }
        }
    }

    /// Asks for what is new, again and again.
    async fn ask(&mut self) -> Heard {
        loop {
            let began = Instant::now();
            let new = match self.backstage.task_events(&self.id, self.fold.last()).await {
                Ok(events) => self.take(&events),
                Err(failure) if is_held_back(&failure) => 0,
                Err(failure) => return lost(failure),
            };
            if new == 0
                && let Err(heard) = self.goes_on().await
            {
                return heard;
            }
            self.is_back();
            self.teller.tell_changes(&mut self.fold);
            if self.fold.is_over() {
                return Heard::End;
            }
            sleep_until(began + self.backstage.pause() * LOOK).await;
        }
    }

    /// Takes what was heard; how much of it is new.
    fn take(&mut self, events: &TaskEvents) -> usize {
        let mut new = 0;
        events.each(|event| new += usize::from(self.fold.take(event)));
        if new > 0 {
            (self.failures, self.barren) = (0, 0);
            self.teller.changed();
        }
        new
    }

    /// Makes sure that the task goes on where nothing is heard of it: what ended without a word has ended too.
    async fn goes_on(&mut self) -> Result<(), Heard> {
        let (task, _) = self.backstage.task(&self.id).await.map_err(lost)?;
        if task.state.is_running() {
            return Ok(());
        }
        self.found = task;
        Err(Heard::End)
    }

    /// What is told may be behind, and why; it is tried again after a while.
    async fn wait(&mut self, why: &Clean, asked: Option<Duration>) {
        self.fold.behind(Some(Clean::line(&format!("{why}; it is taken up again"))));
        self.teller.tell(&mut self.fold);
        let times = 1_u32.checked_shl(self.failures).unwrap_or(LONGEST).min(LONGEST);
        self.failures += 1;
        sleep((self.backstage.pause() * times).max(asked.unwrap_or_default())).await;
    }

    /// What is told is not behind any more.
    fn is_back(&mut self) {
        if self.fold.behind(None) {
            self.teller.changed();
        }
    }

    /// Whether the end that was heard was not the last word: who runs a task again goes on behind it.
    async fn is_run_again(&mut self) -> bool {
        while self.found.state.is_running() {
            let Ok((task, _)) = self.backstage.task(&self.id).await else { return false };
            self.found = task;
            if !self.found.state.is_running() {
                return false;
            }
            // a portal that says it a moment later than its events has nothing new
            let new = match self.backstage.task_events(&self.id, self.fold.last()).await {
                Ok(events) => self.take(&events),
                Err(_) => 0,
            };
            if new == 0 || !self.fold.is_over() {
                return new > 0;
            }
        }
        false
    }

    /// The task has ended: how, the portal says.
    fn end(mut self) -> TaskRun {
        // a portal that says it a moment later than its events is not heard
        if !self.found.state.is_running() {
            self.fold.read(self.found);
        }
        self.fold.run()
    }
}

fn cut(is_barren: bool, why: Clean) -> Heard {
    if is_barren { Heard::Barren(why) } else { Heard::Cut(why, None) }
}

/// Whether asking again changes nothing: the portal itself says no.
fn is_final(failure: &Failure) -> bool {
    // a gateway that finds no portal says 404 too
    let may_pass = failure.fault.kind.passes() || failure.fault.kind == FaultKind::NotFound;
    failure.is_missing || !may_pass
}

/// Whether something on the way did not wait for the answer that Backstage holds back while nothing happens.
fn is_held_back(failure: &Failure) -> bool {
    failure.status == Some(504) || failure.fault.kind == FaultKind::TimedOut
}

/// Why nothing is heard.
fn lost(failure: Failure) -> Heard {
    match is_final(&failure) {
        true => Heard::Refused(failure.fault),
        false => Heard::Cut(failure.fault.happened, failure.fault.retry_after),
    }
}

/// Why there is no stream. One that is held back on its way looks as if the portal were slow.
fn unopened(failure: Failure) -> Heard {
    let is_away = failure.fault.kind == FaultKind::Unreachable || matches!(failure.status, Some(429 | 502 | 503));
    let refuses_streams = matches!(failure.status, Some(400 | 405 | 406 | 415));
    match (is_away, is_final(&failure) && !refuses_streams) {
        (true, _) | (_, true) => lost(failure),
        (false, false) => Heard::NoStream,
    }
}
