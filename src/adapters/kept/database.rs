//! A database of one small table in SQLite. A file that is broken, or no database at all, is removed and
//! begun anew.

use super::files;
use rusqlite::{Connection, ErrorCode};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// How long another process may hold the file.
const PATIENCE: Duration = Duration::from_millis(500);

pub(super) struct Database {
    folder: PathBuf,
    name: &'static str,
    schema: &'static str,
    /// Opened when first needed. Idle it holds one page cache of half a megabyte at most.
    connection: Mutex<Option<Connection>>,
}

impl Database {
    pub(super) fn in_folder(folder: PathBuf, name: &'static str, schema: &'static str) -> Self {
        Self { folder, name, schema, connection: Mutex::default() }
    }

    /// Runs something that reads, where there is a file: reading makes none.
    pub(super) fn read<T>(&self, run: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Option<T> {
        self.folder.join(self.name).is_file().then(|| self.with(run))?
    }

    /// Runs something that writes.
    pub(super) fn write<T>(&self, run: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Option<T> {
        if let Err(error) = files::make_folder(&self.folder) {
            tracing::warn!(%error, name = self.name, "nothing is saved");
            return None;
        }
        self.with(run)
    }

    /// Runs something on the database. When that shows the file to be broken, it is made anew, and
    /// the same is run once more.
    fn with<T>(&self, run: impl Fn(&mut Connection) -> rusqlite::Result<T>) -> Option<T> {
        let mut held = self.connection.lock().unwrap_or_else(PoisonError::into_inner);
        let result = self.attempt(&mut held, &run).or_else(|error| {
            *held = None;
            if !is_broken(&error) {
                return Err(error);
            }
            self.remove();
            self.attempt(&mut held, &run)
        });
        result.inspect_err(|error| tracing::warn!(%error, name = self.name, "what is saved is not used")).ok()
    }

    fn attempt<T>(
        &self,
        held: &mut Option<Connection>,
        run: &impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let connection = match held {
            Some(connection) => connection,
            None => held.insert(self.open()?),
        };
        run(connection)
    }

    fn open(&self) -> rusqlite::Result<Connection> {
        let path = self.folder.join(self.name);
        // SQLite gives its journals the permissions of the file
        files::make_file(&path, false).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
        let connection = Connection::open(&path)?;
        connection.busy_timeout(PATIENCE)?;
        let journal = if files::is_local(&self.folder) { "WAL" } else { "DELETE" };
        // this one lock is not waited for; who holds it is another program that sets the same mode
        match connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())) {
            Err(error) if !is_busy(&error) => return Err(error),
            _ => {}
        }
        connection.execute_batch(
            "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 256;",
        )?;
        connection.execute_batch(self.schema)?;
        Ok(connection)
    }

    fn remove(&self) {
        for ending in ["", "-wal", "-shm", "-journal"] {
            let _ = std::fs::remove_file(self.folder.join(format!("{}{ending}", self.name)));
        }
    }
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Whether the file itself is at fault, and not the moment or the disk.
fn is_broken(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    let damaged = matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase));
    // our own statements do not fit: a table of that name with other columns
    let foreign = matches!(error, rusqlite::Error::SqlInputError { .. } | rusqlite::Error::InvalidColumnType(..))
        || code == Some(ErrorCode::Unknown);
    damaged || foreign
}
