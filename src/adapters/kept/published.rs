//! Which permissions the plugins of a portal publish: they change when the portal is built anew.

use super::files;
use super::theirs::Theirs;
use crate::platform::permissions::{Published, PublishedKeep};
use std::io::Write as _;
use std::path::PathBuf;

const NAME: &str = "permissions.json";

/// What plugins publish, in a folder that belongs to one context and one subject.
pub struct KeptPublished {
    folder: PathBuf,
    theirs: Theirs,
}

impl KeptPublished {
    /// Keeps it in `folder`. Nothing is read or made before it is needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder, theirs: Theirs::default() }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(self, theirs: Theirs) -> Self {
        Self { theirs, ..self }
    }
}

impl PublishedKeep for KeptPublished {
    fn load(&self) -> Published {
        let bytes = std::fs::read(self.folder.join(NAME)).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn keep(&self, published: &Published) {
        if !self.theirs.is_surely_so() {
            return;
        }
        let written = serde_json::to_string(published)
            .map_err(std::io::Error::from)
            .and_then(|text| files::replace(&self.folder, NAME, |file| file.write_all(text.as_bytes())));
        if let Err(error) = written {
            tracing::warn!(%error, "which permissions the portal has is not saved");
        }
    }
}
