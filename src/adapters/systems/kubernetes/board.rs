//! What all clusters have told so far, handed on as it changes.

use crate::domain::model::cluster::{ClusterPart, Runtime};
use crate::domain::model::timeline::Known;
use crate::platform::steps::{Step, Steps, Told};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::sync::Notify;

/// What all have told.
pub(super) struct Board {
    parts: Mutex<Vec<ClusterPart>>,
    changed: Notify,
}

/// Where one cluster puts what it tells.
#[derive(Clone, Copy)]
pub(super) struct Slot<'a> {
    board: &'a Board,
    n: usize,
}

impl Board {
    pub(super) fn new(clusters: usize) -> Self {
        Self { parts: Mutex::new(vec![ClusterPart::default(); clusters]), changed: Notify::new() }
    }

    pub(super) fn place(&self, n: usize) -> Slot<'_> {
        Slot { board: self, n }
    }

    /// Hands on each change, at most one a frame.
    pub(super) async fn hand_on(&self, steps: &Steps<Runtime>, frame: Duration) {
        loop {
            self.changed.notified().await;
            let clusters = self.parts.lock().unwrap_or_else(PoisonError::into_inner).clone();
            let asking = |part: &ClusterPart| {
                part.known.is_empty() || part.known.iter().any(|(_, known)| *known == Known::Asking)
            };
            let is_whole = !clusters.iter().any(asking);
            let told = Told::now(Runtime { clusters });
            steps.send(if is_whole { Step::Whole(told) } else { Step::Part(told) });
            tokio::time::sleep(frame).await;
        }
    }
}

impl Slot<'_> {
    /// The cluster tells this now.
    pub(super) fn put(self, part: ClusterPart) {
        let mut parts = self.board.parts.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(place) = parts.get_mut(self.n).filter(|place| **place != part) {
            *place = part;
            self.board.changed.notify_one();
        }
    }
}
