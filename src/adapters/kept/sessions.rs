//! What the screen keeps between two runs, in a file of its own. Several screens may be open at
//! once; each saves what it changed itself.

use super::files::{self, PATIENCE};
use super::merge::merged;
use super::theirs::Theirs;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Saved, SessionPort};
use serde_json::Value;
use std::fs::{File, TryLockError};
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const NAME: &str = "session.json";
/// Held while one process reads and replaces the session; nothing is ever in it.
const LOCK: &str = "session.lock";
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

    fn base(&self) -> MutexGuard<'_, Saved> {
        self.base.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whether it was saved: what is not its subject's any more is not.
    fn put(&self, folder: &Path, base: &Saved, saved: &Saved) -> io::Result<bool> {
        if !self.theirs.is_so()? {
            return Ok(false);
        }
        let _lock = lock(folder)?;
        // where nothing is, nobody else's changes are there to be kept
        let whole = there(folder)?.map_or_else(|| saved.clone(), |there| merged(base, saved, there));
        let text = serde_json::to_string_pretty(&whole)?;
        files::replace(folder, NAME, |file| {
            file.write_all(text.as_bytes())?;
            // stars are asked for nowhere else: a power cut must leave the old ones or the new
            file.sync_all()
        })?;
        Ok(true)
    }
}

/// What is on disk now; `None` where nothing is, or nothing of ours. What is there and cannot be read
/// is an error: it is not to be written over.
fn there(folder: &Path) -> io::Result<Option<Saved>> {
    match std::fs::read(folder.join(NAME)) {
        Ok(bytes) => Ok(serde_json::from_slice(&bytes).ok().and_then(readable)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// The lock, held until it is dropped. Without it, on a disk that knows none or against a process
/// that does not let go, the session is saved all the same; not where it is only files that are wanting.
fn lock(folder: &Path) -> io::Result<Option<File>> {
    files::make_folder(folder)?;
    let begun = Instant::now();
    let unlocked = |error: &dyn std::fmt::Display| tracing::warn!(%error, "the session is saved without its lock");
    let file = match files::make_file(&folder.join(LOCK), false) {
        Ok(file) => file,
        Err(error) if files::is_want_of_files(&error) => return Err(error),
        Err(error) => {
            unlocked(&error);
            return Ok(None);
        }
    };
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            // one that is stopped would hold it for ever
            Err(TryLockError::WouldBlock) if begun.elapsed() < PATIENCE => std::thread::sleep(BETWEEN_TRIES),
            Err(error) => {
                unlocked(&error);
                return Ok(None);
            }
        }
    }
}

fn fault(tried: &str, folder: &Path, error: &io::Error) -> Fault {
    let happened = format!("{}: {error}", folder.join(NAME).display());
    let cure = match files::is_want_of_files(error) {
        true => "close other programs, or allow more open files".to_owned(),
        false => format!("see that what is in {} can be read and written", folder.display()),
    };
    Fault::new(FaultKind::Local, tried, &happened, &cure)
}

impl SessionPort for Sessions {
    fn load(&self) -> Result<Saved, Fault> {
        let Some(folder) = &self.folder else {
            return Ok(self.base().clone());
        };
        let saved = files::patiently(|| there(folder)).map_err(|error| fault("read the session", folder, &error))?;
        let saved = saved.unwrap_or_default();
        *self.base() = saved.clone();
        Ok(saved)
    }

    /// Saves what was changed since it was loaded, on top of what other processes saved meanwhile:
    /// stars and entities looked at are merged, of all else this is the last word.
    fn save(&self, saved: &Saved) -> Result<(), Fault> {
        let mut base = self.base();
        let Some(folder) = &self.folder else {
            *base = saved.clone();
            return Ok(());
        };
        let put = files::patiently(|| self.put(folder, &base, saved));
        if put.map_err(|error| fault("save the session", folder, &error))? {
            *base = saved.clone();
        }
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
        assert_eq!(sessions.load().unwrap(), saved);
        assert_eq!(Sessions::in_memory().load().unwrap(), Saved::default());
    }
}
