//! What the screen keeps between two runs, in a file of its own. Several screens may be open at
//! once; each saves what it changed itself.

use super::files;
use super::merge::merged;
use super::theirs::Theirs;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Saved, SessionPort};
use serde_json::Value;
use std::fs::{File, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

const NAME: &str = "session.json";
/// Held while one process reads and replaces the session; nothing is ever in it.
const LOCK: &str = "session.lock";
/// How long another process may hold the lock; one that is stopped would hold it for ever.
const PATIENCE: Duration = Duration::from_secs(5);
const BETWEEN_TRIES: Duration = Duration::from_millis(5);

/// The session of one context and one subject.
#[derive(Debug)]
pub struct Sessions {
    /// None where it lives in memory alone.
    folder: Option<PathBuf>,
    /// What this process loaded or saved last: whatever differs from it was changed here.
    base: Mutex<Saved>,
    theirs: Theirs,
}

impl Sessions {
    /// Keeps the session in `folder`, as `session.json`.
    pub fn new(folder: PathBuf) -> Self {
        Self { folder: Some(folder), base: Mutex::default(), theirs: Theirs::default() }
    }

    /// Keeps the session in memory, as long as this lives.
    pub fn in_memory() -> Self {
        Self { folder: None, base: Mutex::default(), theirs: Theirs::default() }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(self, theirs: Theirs) -> Self {
        Self { theirs, ..self }
    }
}

/// What is on disk now; nothing where that cannot be read.
fn there(folder: &Path) -> Option<Saved> {
    let bytes = std::fs::read(folder.join(NAME)).ok()?;
    serde_json::from_slice(&bytes).ok().and_then(readable)
}

/// The lock, held until it is dropped. Without it, on a disk that knows none or against a process
/// that does not let go, the session is saved all the same.
fn lock(folder: &Path) -> Option<File> {
    files::make_folder(folder).ok()?;
    let file = files::make_file(&folder.join(LOCK), false).ok()?;
    let begun = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Some(file),
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(BETWEEN_TRIES),
            Err(error) => {
                tracing::warn!(%error, "the session is saved without its lock");
                return None;
            }
        }
    }
}

fn fault(folder: &Path, error: &dyn std::fmt::Display) -> Fault {
    let happened = format!("{}: {error}", folder.join(NAME).display());
    let cure = format!("see that {} can be written", folder.display());
    Fault::new(FaultKind::Local, "save the session", &happened, &cure)
}

impl SessionPort for Sessions {
    fn load(&self) -> Saved {
        let Some(folder) = &self.folder else {
            return self.base.lock().unwrap_or_else(PoisonError::into_inner).clone();
        };
        let saved = there(folder).unwrap_or_default();
        *self.base.lock().unwrap_or_else(PoisonError::into_inner) = saved.clone();
        saved
    }

    /// Saves what was changed since it was loaded, on top of what other processes saved meanwhile:
    /// stars and entities looked at are merged, of all else this is the last word.
    fn save(&self, saved: &Saved) -> Result<(), Fault> {
        let mut base = self.base.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(folder) = &self.folder else {
            *base = saved.clone();
            return Ok(());
        };
        if !self.theirs.is_so() {
            return Ok(());
        }
        let _lock = lock(folder);
        // where nothing can be read, nobody else's changes are there to be kept
        let whole = there(folder).map_or_else(|| saved.clone(), |there| merged(&base, saved, there));
        let text = serde_json::to_string_pretty(&whole).map_err(|error| fault(folder, &error))?;
        let written = files::replace(folder, NAME, |file| {
            file.write_all(text.as_bytes())?;
            // stars are asked for nowhere else: a power cut must leave the old ones or the new
            file.sync_all()
        });
        written.map_err(|error| fault(folder, &error))?;
        *base = saved.clone();
        Ok(())
    }
}

/// What can be read of it: a field that another version wrote differently costs that field, and an
/// entry that is no reference costs that entry.
fn readable(value: Value) -> Option<Saved> {
    let Value::Object(fields) = value else { return None };
    let whole = |name: &str, value: Value| {
        let one = Value::Object(std::iter::once((name.to_owned(), value)).collect());
        serde_json::from_value::<Saved>(one).is_ok()
    };
    let fields = fields.into_iter().map(|(name, value)| match value {
        Value::Array(items) => {
            let items = items.into_iter().filter(|item| whole(&name, Value::Array(vec![item.clone()]))).collect();
            (name, Value::Array(items))
        }
        value => (name, value),
    });
    let fields = fields.filter(|(name, value)| whole(name, value.clone())).collect();
    serde_json::from_value(Value::Object(fields)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_session_in_memory_is_there_as_long_as_it_lives_and_no_longer() {
        let sessions = Sessions::in_memory();
        let saved = Saved { starred: vec!["component:default/payments".parse().unwrap()], ..Saved::default() };
        sessions.save(&saved).unwrap();
        assert_eq!(sessions.load(), saved);
        assert_eq!(Sessions::in_memory().load(), Saved::default());
    }
}
