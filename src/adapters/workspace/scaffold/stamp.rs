//! What a folder was like when it was put in its place: whether somebody has worked in it since.

use super::tree::walk;
use crate::domain::template::Failure;
use crate::platform::command::Seen;
use serde::{Deserialize, Serialize};
use std::fmt::Write as _;
use std::fs::Metadata;
use std::path::Path;

/// A folder as it was.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Stamp {
    /// Which folder it is, whatever it is called.
    folder: u64,
    /// All that is in it: paths, sizes, and when files were written.
    content: u64,
}

impl Stamp {
    pub(super) fn of(folder: &Path) -> Result<Self, Failure> {
        let mut all = String::new();
        walk(folder, &mut |path, full, meta| {
            let written = if meta.is_file() { meta.modified().ok() } else { None };
            let size = if meta.is_file() { meta.len() } else { 0 };
            let target = full.read_link().unwrap_or_default();
            let _ = writeln!(all, "{path:?} {} {size} {written:?} {target:?}", number(meta));
            Ok(())
        })?;
        Ok(Self {
            folder: folder.metadata().map(|meta| number(&meta)).unwrap_or_default(),
            content: Seen::of(all.as_bytes()).0,
        })
    }

    /// Whether a path is the very folder, touched or not.
    pub(super) fn is_of(&self, folder: &Path) -> bool {
        folder.symlink_metadata().is_ok_and(|meta| meta.is_dir() && number(&meta) == self.folder)
    }
}

#[cfg(unix)]
fn number(meta: &Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(meta)
}

#[cfg(not(unix))]
fn number(_: &Metadata) -> u64 {
    0
}
