//! Several things that are followed at once, and how often what they come to is told.

use super::follow::Following;
use super::thin::Thin;
use futures_util::future::select_all;
use std::time::Duration;
use tokio::time::{Instant, sleep_until};

/// Between two states that are told: some five a second.
const FRAME: Duration = Duration::from_millis(200);

/// Waits until one of some that are followed has another state; for ever where there are none. The states are read
/// with [`Following::now`]. It may be dropped while it waits.
pub async fn any_of<'a, T: Thin>(all: impl Iterator<Item = &'a mut Following<T>>) {
    let waiting: Vec<_> = all.map(|one| Box::pin(one.next())).collect();
    match waiting.is_empty() {
        true => std::future::pending().await,
        false => drop(select_all(waiting).await),
    }
}

/// Keeps what is told at some five a second. The first is told at once.
#[derive(Debug, Default)]
pub struct Pace(Option<Instant>);

impl Pace {
    /// Waits until the next state may be told.
    pub async fn keep(&mut self) {
        if let Some(last) = self.0 {
            sleep_until(last + FRAME).await;
        }
        self.0 = Some(Instant::now());
    }
}
