//! Whole entities in SQLite. One small table; a file that is broken, or no database at all, is
//! removed and begun anew.

use super::files;
use crate::domain::model::{At, Entity, EntityRef};
use rusqlite::{Connection, ErrorCode, OptionalExtension as _, TransactionBehavior, params};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const NAME: &str = "bodies.v1.sqlite";
/// Bodies that are kept; the ones saved longest ago go first.
const MOST: u32 = 5_000;
/// Bytes of JSON above which a body is not worth its place.
const LARGEST: usize = 1_000_000;
/// How long another process may hold the file.
const PATIENCE: Duration = Duration::from_millis(500);

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS bodies (reference TEXT PRIMARY KEY, saved INTEGER NOT NULL, body TEXT NOT NULL);
    CREATE INDEX IF NOT EXISTS bodies_by_age ON bodies (saved);";
const READ: &str = "SELECT body, saved FROM bodies WHERE reference = ?1";
const SAVE: &str = "
    INSERT INTO bodies (reference, saved, body) VALUES (?1, ?2, ?3)
    ON CONFLICT (reference) DO UPDATE SET saved = excluded.saved, body = excluded.body WHERE excluded.saved >= saved";
const REMOVE: &str = "DELETE FROM bodies WHERE reference = ?1";
const TRIM: &str = "
    DELETE FROM bodies WHERE rowid IN (SELECT rowid FROM bodies ORDER BY saved DESC LIMIT -1 OFFSET ?1)";

/// Something to note about one entity.
pub(super) enum Change {
    /// It was so at that moment.
    Seen(Arc<Entity>, At),
    /// It is no more.
    Gone(EntityRef),
}

pub(super) struct Bodies {
    folder: PathBuf,
    /// Opened when first needed. Idle it holds one page cache of half a megabyte at most.
    connection: Mutex<Option<Connection>>,
}

impl Bodies {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, connection: Mutex::default() }
    }

    /// A saved entity, and when it was so.
    pub(super) fn get(&self, reference: &EntityRef) -> Option<(Entity, At)> {
        // reading makes no file
        if !self.folder.join(NAME).is_file() {
            return None;
        }
        let (body, saved) = self.with(|connection| read(connection, reference))??;
        let entity = Entity::new(serde_json::from_str(&body).ok()?)?;
        (entity.reference() == reference).then_some((entity, At(saved)))
    }

    /// Notes changes, in their order and in one transaction.
    pub(super) fn apply(&self, changes: &[Change]) {
        if let Err(error) = files::make_folder(&self.folder) {
            tracing::warn!(%error, "entities are not saved");
            return;
        }
        self.with(|connection| note(connection, changes));
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
            remove(&self.folder);
            self.attempt(&mut held, &run)
        });
        result.inspect_err(|error| tracing::warn!(%error, "saved entities are not used")).ok()
    }

    fn attempt<T>(
        &self,
        held: &mut Option<Connection>,
        run: &impl Fn(&mut Connection) -> rusqlite::Result<T>,
    ) -> rusqlite::Result<T> {
        let connection = match held {
            Some(connection) => connection,
            None => held.insert(open(&self.folder)?),
        };
        run(connection)
    }
}

fn open(folder: &Path) -> rusqlite::Result<Connection> {
    let path = folder.join(NAME);
    // SQLite gives its journals the permissions of the file
    files::make_file(&path, false).map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let connection = Connection::open(&path)?;
    connection.busy_timeout(PATIENCE)?;
    let journal = if files::is_local(folder) { "WAL" } else { "DELETE" };
    // this one lock is not waited for; who holds it is another program that sets the same mode
    match connection.pragma_update_and_check(None, "journal_mode", journal, |_| Ok(())) {
        Err(error) if !is_busy(&error) => return Err(error),
        _ => {}
    }
    connection.execute_batch(
        "PRAGMA synchronous = NORMAL; PRAGMA cache_size = -512; PRAGMA mmap_size = 0; PRAGMA wal_autocheckpoint = 256;",
    )?;
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

fn read(connection: &Connection, reference: &EntityRef) -> rusqlite::Result<Option<(String, i64)>> {
    let mut statement = connection.prepare_cached(READ)?;
    statement.query_row([reference.as_str()], |row| Ok((row.get(0)?, row.get(1)?))).optional()
}

fn note(connection: &mut Connection, changes: &[Change]) -> rusqlite::Result<()> {
    // written from its start: one that begins by reading may not wait for its turn to write
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for change in changes {
        match change {
            Change::Seen(entity, at) => save(&transaction, entity, *at)?,
            Change::Gone(reference) => {
                transaction.prepare_cached(REMOVE)?.execute([reference.as_str()])?;
            }
        }
    }
    transaction.prepare_cached(TRIM)?.execute([MOST])?;
    transaction.commit()
}

fn save(connection: &Connection, entity: &Entity, at: At) -> rusqlite::Result<()> {
    let body = entity.value().to_string();
    if body.len() <= LARGEST {
        connection.prepare_cached(SAVE)?.execute(params![entity.reference().as_str(), at.0, body])?;
    }
    Ok(())
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

fn remove(folder: &Path) {
    for ending in ["", "-wal", "-shm", "-journal"] {
        let _ = std::fs::remove_file(folder.join(format!("{NAME}{ending}")));
    }
}
