//! The log of one container as it goes on: over cuts, and over the container's being started anew.

use super::pods::{Known, Whose};
use super::source::{Line, Source};
use crate::adapters::cluster::{Limits, Refusal};
use crate::domain::text::Clean;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// What a log has to tell.
pub(super) enum News {
    /// A line.
    Line(Line),
    /// It is behind, and why; or it is not any more.
    Behind(u16, Option<Clean>),
}

/// A container's log that goes on.
pub(super) struct Pump {
    pub(super) whose: Whose,
    pub(super) source: Source,
    pub(super) known: watch::Receiver<Arc<Known>>,
    pub(super) to: mpsc::Sender<News>,
    pub(super) limits: Limits,
}

/// How a log stands to its container.
enum Stands {
    /// It has something to say, started so many times anew.
    Begun(u32),
    /// It has not begun, or ended and may begin again.
    Waits,
    /// It says no more.
    Over,
}

impl Pump {
    /// Hands on what it says, until it says no more.
    pub(super) async fn run(mut self) {
        let (mut pause, mut seen, mut is_cut) = (self.limits.pause, None, false);
        loop {
            let Some(start) = self.begun(seen, is_cut).await else { return self.end(is_cut).await };
            if seen != Some(start) {
                pause = self.limits.pause;
                // what it said between the cut and its end is in the log of before
                let is_next = seen.is_some_and(|seen| start == seen.saturating_add(1));
                if is_cut && is_next && self.read(true).await.is_err() {
                    let words =
                        format!("{}: what it said last before it was started anew is not known", self.whose.pod);
                    self.tell(Some(Clean::line(&words))).await;
                }
            }
            seen = Some(start);
            match self.read(false).await {
                Ok(count) => {
                    is_cut = false;
                    pause = if count > 0 { self.limits.pause } else { pause };
                }
                Err(refusal) => {
                    is_cut = true;
                    let words = format!("{}: {}; trying again", self.whose.pod, refusal.fault.happened);
                    self.tell(Some(Clean::line(&words))).await;
                    if self.whose.is_blind() && !refusal.fault.kind.passes() {
                        return;
                    }
                }
            }
            if self.whose.is_blind() && !is_cut {
                return;
            }
            self.rest(pause).await;
            pause = (pause * 2).min(self.limits.longest_pause);
        }
    }

    /// It says no more; what it said between a cut and its end nobody knows.
    async fn end(&mut self, is_cut: bool) {
        let words = format!("{} is gone, and what it said last is not known", self.whose.pod);
        self.tell(is_cut.then(|| Clean::line(&words))).await;
    }

    /// Waits until there is something to read; how often it was started anew by then.
    async fn begun(&mut self, seen: Option<u32>, is_cut: bool) -> Option<u32> {
        if self.whose.is_blind() {
            return Some(0);
        }
        loop {
            let stands = self.stands(seen, is_cut);
            match stands {
                Stands::Begun(restarts) => return Some(restarts),
                Stands::Over => return None,
                Stands::Waits => self.known.changed().await.ok()?,
            }
        }
    }

    fn stands(&mut self, seen: Option<u32>, is_cut: bool) -> Stands {
        let known = Arc::clone(&self.known.borrow_and_update());
        let Some((pod, run)) = self.whose.find(&known) else {
            return Stands::Over;
        };
        let is_read = seen == Some(run.restarts) && !is_cut;
        match () {
            // it ended, and all that it said was read
            () if is_read && !run.is_running && pod.is_over => Stands::Over,
            () if is_read && !run.is_running => Stands::Waits,
            () if run.has_begun => Stands::Begun(run.restarts),
            () if pod.is_over => Stands::Over,
            () => Stands::Waits,
        }
    }

    /// Reads what is open to its end; how many lines were new.
    async fn read(&mut self, previous: bool) -> Result<usize, Refusal> {
        self.source.open(!previous, previous).await?;
        self.tell(None).await;
        let mut count = 0;
        while let Some(line) = self.source.next().await? {
            count += 1;
            // nobody listens any more where this fails, and all of it is dropped soon
            drop(self.to.send(News::Line(line)).await);
        }
        Ok(count)
    }

    async fn tell(&mut self, behind: Option<Clean>) {
        drop(self.to.send(News::Behind(self.source.stream, behind)).await);
    }

    /// Waits a while, or until something of the pods is another.
    async fn rest(&mut self, pause: Duration) {
        tokio::select! {
            () = tokio::time::sleep(pause) => {}
            changed = self.known.changed() => if changed.is_err() { std::future::pending().await },
        }
    }
}
