//! What the locations and their entities were a moment ago: many entities are foreseen in one go,
//! and most of them come from the same few places.

use crate::adapters::systems::backstage::Location;
use crate::domain::model::EntityRef;
use crate::platform::fault::Fault;
use std::collections::HashMap;
use std::future::Future;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::sync::Mutex;

/// For so long what was read is good enough to foresee by.
const FRESH: Duration = Duration::from_secs(10);

/// What was read a moment ago. Whoever asks for the same meanwhile waits for the one answer.
#[derive(Debug, Default)]
pub(super) struct Origins {
    locations: Mutex<Option<Read<Location>>>,
    given: Mutex<HashMap<String, Read<EntityRef>>>,
}

#[derive(Debug)]
struct Read<T> {
    at: Instant,
    all: Arc<Vec<T>>,
}

impl<T> Read<T> {
    fn fresh(&self) -> Option<Arc<Vec<T>>> {
        (self.at.elapsed() < FRESH).then(|| Arc::clone(&self.all))
    }

    fn now(all: Vec<T>) -> Self {
        Self { at: Instant::now(), all: Arc::new(all) }
    }
}

impl Origins {
    pub(super) async fn locations(
        &self,
        read: impl Future<Output = Result<Vec<Location>, Fault>>,
    ) -> Result<Arc<Vec<Location>>, Fault> {
        let mut known = self.locations.lock().await;
        if let Some(fresh) = known.as_ref().and_then(Read::fresh) {
            return Ok(fresh);
        }
        Ok(Arc::clone(&known.insert(Read::now(read.await?)).all))
    }

    /// What came from an origin.
    pub(super) async fn given(
        &self,
        origin: &str,
        read: impl Future<Output = Result<Vec<EntityRef>, Fault>>,
    ) -> Result<Arc<Vec<EntityRef>>, Fault> {
        let mut known = self.given.lock().await;
        if let Some(fresh) = known.get(origin).and_then(Read::fresh) {
            return Ok(fresh);
        }
        let read = Read::now(read.await?);
        let all = Arc::clone(&read.all);
        known.insert(origin.to_owned(), read);
        Ok(all)
    }

    /// A change makes all of it old.
    pub(super) async fn forget(&self) {
        *self.locations.lock().await = None;
        self.given.lock().await.clear();
    }
}
