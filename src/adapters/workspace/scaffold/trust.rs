//! Folders whose templates may run: asked once for each, and kept by context and real path.

use crate::adapters::private;
use std::collections::BTreeSet;
use std::fs;
use std::io::Result;
use std::path::{Path, PathBuf};

/// What is known of folders.
#[derive(Clone, Debug)]
pub(super) struct Trust {
    /// The file with the paths; none where nothing is kept.
    pub(super) file: PathBuf,
    /// The folder needs no trust.
    pub(super) is_own: bool,
}

impl Trust {
    fn known(&self) -> BTreeSet<String> {
        let text = fs::read_to_string(&self.file).unwrap_or_default();
        serde_json::from_str(&text).unwrap_or_default()
    }

    /// Whether the user said of this folder that it is trusted, or nobody has to.
    pub(super) fn is_trusted(&self, folder: &Path) -> bool {
        if self.is_own {
            return true;
        }
        let real = folder.canonicalize().ok();
        real.and_then(|real| real.to_str().map(|real| self.known().contains(real))).unwrap_or_default()
    }

    /// Keeps that it is.
    pub(super) fn trust(&self, folder: &Path) -> Result<()> {
        let real = folder.canonicalize()?;
        let mut known = self.known();
        if !known.insert(real.to_string_lossy().into_owned()) {
            return Ok(());
        }
        let parent = self.file.parent().unwrap_or(Path::new("."));
        private::make_folder(parent)?;
        let unfinished = parent.join(format!(".trusted-{}", std::process::id()));
        drop(fs::remove_file(&unfinished));
        let file = private::make_file(&unfinished, true)?;
        serde_json::to_writer(&file, &known).map_err(std::io::Error::other)?;
        fs::rename(unfinished, &self.file)
    }
}
