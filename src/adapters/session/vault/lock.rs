//! One process at a time renews and keeps the tokens of a context.

use super::super::tokens::RENEWAL;
use super::file;
use crate::platform::fault::{Fault, FaultKind};
use std::fs::{File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Held while one process reads, renews and keeps tokens; nothing is ever in it.
const NAME: &str = "tokens.lock";
/// How long another process may hold it: longer than a renewal takes ([`RENEWAL`]). One that is
/// stopped would hold it for ever.
pub(super) const PATIENCE: Duration = Duration::from_secs(RENEWAL.as_secs() + 4);
const BETWEEN_TRIES: Duration = Duration::from_millis(10);

/// The lock of a folder, held until it is dropped; `None` on a disk that knows no locks.
///
/// # Errors
/// When another process does not let go, or the folder cannot be written.
pub(super) async fn held(folder: &Path, patience: Duration) -> Result<Option<File>, Fault> {
    let begun = Instant::now();
    loop {
        let path = folder.to_owned();
        let tried = tokio::task::spawn_blocking(move || attempt(&path)).await;
        match tried.unwrap_or_else(|_| Err(io::Error::other("it fell over"))) {
            Ok(Attempt::Held(file)) => return Ok(Some(file)),
            Ok(Attempt::Unknown) => return Ok(None),
            Ok(Attempt::Taken) if begun.elapsed() < patience => tokio::time::sleep(BETWEEN_TRIES).await,
            Ok(Attempt::Taken) => return Err(taken(folder)),
            Err(error) if file::is_want_of_files(&error) && begun.elapsed() < patience => {
                tokio::time::sleep(BETWEEN_TRIES).await;
            }
            Err(error) => return Err(file::fault("lock the tokens", folder, &error)),
        }
    }
}

enum Attempt {
    Held(File),
    Taken,
    Unknown,
}

fn attempt(folder: &Path) -> io::Result<Attempt> {
    file::make_folder(folder)?;
    let path = path(folder);
    let file = file::make_file(&path, false)?;
    match file.try_lock() {
        // whoever signed out removed the file; what is locked then is no one's lock any more
        Ok(()) if !is_at(&file, &path) => Ok(Attempt::Taken),
        Ok(()) => Ok(Attempt::Held(file)),
        Err(TryLockError::WouldBlock) => Ok(Attempt::Taken),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(%error, "tokens are kept without a lock");
            Ok(Attempt::Unknown)
        }
    }
}

pub(super) fn path(folder: &Path) -> PathBuf {
    folder.join(NAME)
}

#[cfg(unix)]
fn is_at(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    let same = |a: std::fs::Metadata, b: std::fs::Metadata| (a.dev(), a.ino()) == (b.dev(), b.ino());
    file.metadata().is_ok_and(|ours| path.metadata().is_ok_and(|there| same(ours, there)))
}

#[cfg(not(unix))]
fn is_at(_: &File, _: &Path) -> bool {
    true
}

fn taken(folder: &Path) -> Fault {
    let happened = format!("another stagedoor holds {} and does not let go", path(folder).display());
    Fault::new(FaultKind::Local, "lock the tokens", &happened, "end the one that hangs, then try again")
}
