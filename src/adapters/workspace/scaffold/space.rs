//! The private place of one run: only its owner may look in, and nothing else is written to before the end.

use crate::domain::template::Failure;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Files that a run may make.
const FILES: u64 = 100_000;
/// Bytes that a run may write.
const BYTES: u64 = 2 * 1024 * 1024 * 1024;

/// Where a run works.
#[derive(Clone, Debug)]
pub struct Space {
    /// Where files are made.
    pub files: PathBuf,
    /// The folder of the template.
    pub source: PathBuf,
    written: Arc<Written>,
    stop: Arc<AtomicBool>,
}

#[derive(Debug, Default)]
struct Written {
    files: AtomicU64,
    bytes: AtomicU64,
}

impl Space {
    /// A place at a path that is not there yet, for a template that lies in a folder.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn make(files: &Path, source: &Path) -> std::io::Result<Self> {
        fs::create_dir_all(files)?;
        let files = files.canonicalize()?;
        let source = source.to_owned();
        Ok(Self { files, source, written: Arc::default(), stop: Arc::default() })
    }

    /// The same, stopped by a flag that somebody else holds.
    #[must_use]
    pub fn stopped_by(self, stop: Arc<AtomicBool>) -> Self {
        Self { stop, ..self }
    }

    /// What stops the run.
    pub(super) fn stop(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.stop)
    }

    /// Whether the run is to be stopped.
    #[must_use]
    pub fn is_stopped(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }

    /// Counts a file that is about to be written.
    pub(super) fn count(&self, bytes: u64) -> Result<(), Failure> {
        let files = self.written.files.fetch_add(1, Ordering::Relaxed);
        let all = self.written.bytes.fetch_add(bytes, Ordering::Relaxed).saturating_add(bytes);
        if self.is_stopped() {
            return Err(Failure::error("the run was cancelled"));
        }
        if files >= FILES || all > BYTES {
            return Err(too_much());
        }
        Ok(())
    }

    /// Refuses what is larger than all that a run may write, before it is read.
    pub(super) fn refuse_large(&self, bytes: u64) -> Result<(), Failure> {
        if bytes <= BYTES { Ok(()) } else { Err(too_much()) }
    }

    /// A path of the place, by what a step says.
    pub(super) fn path(&self, path: &str) -> Result<PathBuf, Failure> {
        super::paths::below(&self.files, path)
    }

    /// What a step fetches from, beside the template.
    pub(super) fn source(&self, url: &str) -> Result<PathBuf, Failure> {
        if is_address(url) {
            let happened = format!("{url} is not read: a workspace has only what lies beside the template");
            return Err(Failure::input(happened));
        }
        super::paths::below(&self.source, url)
    }
}

fn too_much() -> Failure {
    Failure::error(format!("a run may write {FILES} files and {BYTES} bytes, and no more"))
}

/// Whether a text is an address of its own (WHATWG URL: a scheme and a colon).
fn is_address(url: &str) -> bool {
    let Some((scheme, _)) = url.trim_start().split_once(':') else { return false };
    scheme.starts_with(|first: char| first.is_ascii_alphabetic())
        && scheme.chars().all(|character| character.is_ascii_alphanumeric() || "+-.".contains(character))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn space() -> (tempfile::TempDir, Space) {
        let folder = tempfile::tempdir().unwrap();
        let space = Space::make(&folder.path().join("files"), folder.path()).unwrap();
        (folder, space)
    }

    #[test]
    fn a_run_ends_with_the_first_file_too_many() {
        let (_folder, space) = space();
        assert!((0..100_000).all(|_| space.count(1).is_ok()));
        assert!(space.count(1).unwrap_err().message.contains("a run may write 100000 files"));
    }

    #[test]
    fn bytes_count_over_all_files_of_a_run_and_its_copies() {
        let (_folder, space) = space();
        let other = space.clone();
        assert!(space.count(1 << 30).is_ok() && other.count(1 << 30).is_ok());
        assert!(space.count(1).unwrap_err().message.contains("and no more"));
    }
}
