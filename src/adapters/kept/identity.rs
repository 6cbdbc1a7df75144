//! Who the user is, as the platform said last: without it nothing on a saved catalog would be known
//! as the user's own. Nothing is allowed by that: what rules are about is not kept.

use super::files;
use super::theirs::Theirs;
use crate::domain::model::{At, Identity};
use crate::platform::clock::now;
use crate::platform::ports::{Answering, IdentityPort, Step, Steps, Told};
use serde::{Deserialize, Serialize};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

const NAME: &str = "identity.json";

/// An identity port with its copy on disk.
pub struct KeptIdentity {
    inner: Arc<dyn IdentityPort>,
    folder: PathBuf,
    offline: bool,
    /// Whether the platform has answered in this run: the copy is older.
    answered: AtomicBool,
    theirs: Theirs,
}

#[derive(Serialize, Deserialize)]
struct SavedIdentity {
    as_of: i64,
    identity: Identity,
}

impl KeptIdentity {
    /// Keeps what `inner` says in `folder`, which belongs to one context and one subject. When
    /// `offline`, `inner` is asked only where nothing is kept: it cannot know more.
    pub fn new(inner: Arc<dyn IdentityPort>, folder: PathBuf, offline: bool) -> Self {
        Self { inner, folder, offline, answered: AtomicBool::new(false), theirs: Theirs::default() }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(self, theirs: Theirs) -> Self {
        Self { theirs, ..self }
    }

    /// Something with the folder, off the thread that all answers come over.
    async fn blocking<T: Send + 'static>(&self, work: impl FnOnce(&Path) -> T + Send + 'static) -> Option<T> {
        let folder = self.folder.clone();
        tokio::task::spawn_blocking(move || work(&folder)).await.ok()
    }
}

fn saved(folder: &Path) -> Option<Told<Identity>> {
    let bytes = std::fs::read(folder.join(NAME)).ok()?;
    let saved: SavedIdentity = serde_json::from_slice(&bytes).ok()?;
    Some(Told { answer: Arc::new(saved.identity), as_of: Some(At(saved.as_of)) })
}

fn save(folder: &Path, identity: Identity) {
    let saved = SavedIdentity { as_of: now().0, identity };
    let written = serde_json::to_string(&saved)
        .map_err(std::io::Error::from)
        .and_then(|text| files::replace(folder, NAME, |file| file.write_all(text.as_bytes())));
    if let Err(error) = written {
        tracing::warn!(%error, "who the user is is not saved");
    }
}

impl IdentityPort for KeptIdentity {
    fn who_am_i<'a>(&'a self, steps: Steps<Identity>) -> Answering<'a, Identity> {
        Box::pin(async move {
            let saved = match self.answered.load(Ordering::Relaxed) {
                true => None,
                false => self.blocking(saved).await.flatten(),
            };
            match (saved, self.offline) {
                (Some(told), true) => return Ok(told),
                (Some(told), false) => steps.send(Step::Part(told)),
                (None, _) => {}
            }
            let told = self.inner.who_am_i(steps).await?;
            if !self.offline {
                self.answered.store(true, Ordering::Relaxed);
            }
            if !self.offline && self.theirs.is_surely_so() {
                let identity = Identity::clone(&told.answer);
                self.blocking(move |folder| save(folder, identity)).await;
            }
            Ok(told)
        })
    }
}
