//! Files of docs that were read, in a database: packed, and no more of them than a limit; those that
//! were looked at longest ago go first.

use super::database::Database;
use super::theirs::Theirs;
use crate::domain::model::{At, EntityRef};
use crate::platform::docs::{DocsFile, DocsKeep};
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use std::io::{Read as _, Write as _};
use std::path::PathBuf;

const NAME: &str = "docs.v1.sqlite";
/// Bytes on disk of all files together, as they are packed: some thousand pages.
const MOST: u64 = 64 << 20;
/// Bytes that a file may have when it is unpacked; what is larger was not written here.
const LARGEST: u64 = 16 << 20;

const SCHEMA: &str = "
    CREATE TABLE IF NOT EXISTS files (
        entity TEXT NOT NULL, path TEXT NOT NULL, at INTEGER NOT NULL, tag TEXT, packed BLOB NOT NULL,
        PRIMARY KEY (entity, path));
    CREATE INDEX IF NOT EXISTS files_by_age ON files (at);";
const READ: &str = "SELECT packed, tag, at FROM files WHERE entity = ?1 AND path = ?2";
const PATHS: &str = "SELECT path FROM files WHERE entity = ?1 ORDER BY path";
const SAVE: &str = "
    INSERT INTO files (entity, path, at, tag, packed) VALUES (?1, ?2, ?3, ?4, ?5)
    ON CONFLICT (entity, path) DO UPDATE SET at = excluded.at, tag = excluded.tag, packed = excluded.packed
    WHERE excluded.at >= at";
const STILL: &str = "UPDATE files SET at = max(at, ?3) WHERE entity = ?1 AND path = ?2";
const REMOVE: &str = "DELETE FROM files WHERE entity = ?1 AND path = ?2";
/// What lies beyond the limit, counted from the latest.
const TRIM: &str = "
    DELETE FROM files WHERE rowid IN (
        SELECT rowid FROM (SELECT rowid, sum(length(packed)) OVER (ORDER BY at DESC, rowid) AS until FROM files)
        WHERE until > ?1)";

/// The docs that were read, of one context and one subject.
pub struct KeptDocs {
    database: Database,
    most: u64,
    theirs: Theirs,
}

impl KeptDocs {
    /// Keeps them in `folder`. Nothing is read or made before it is needed.
    pub fn new(folder: PathBuf) -> Self {
        Self { database: Database::in_folder(folder, NAME, SCHEMA), most: MOST, theirs: Theirs::default() }
    }

    /// The same with another limit of bytes on disk.
    #[must_use]
    pub fn at_most(self, most: u64) -> Self {
        Self { most, ..self }
    }

    /// The same, written only as long as it is its subject's.
    #[must_use]
    pub fn while_theirs(self, theirs: Theirs) -> Self {
        Self { theirs, ..self }
    }

    fn write(&self, run: impl Fn(&mut Connection) -> rusqlite::Result<()>) {
        if self.theirs.is_so() {
            self.database.write(run);
        }
    }
}

impl DocsKeep for KeptDocs {
    fn load(&self, of: &EntityRef, path: &str) -> Option<DocsFile> {
        let found = self.database.read(|connection| {
            let mut statement = connection.prepare_cached(READ)?;
            let read = |row: &rusqlite::Row<'_>| Ok((row.get::<_, Vec<u8>>(0)?, row.get(1)?, row.get(2)?));
            statement.query_row([of.as_str(), path], read).optional()
        });
        let (packed, tag, at) = found??;
        Some(DocsFile { bytes: unpacked(&packed)?, tag, at: At(at) })
    }

    fn paths(&self, of: &EntityRef) -> Vec<String> {
        let found = self.database.read(|connection| {
            let mut statement = connection.prepare_cached(PATHS)?;
            statement.query_map([of.as_str()], |row| row.get(0))?.collect()
        });
        found.unwrap_or_default()
    }

    fn keep(&self, of: &EntityRef, path: &str, file: &DocsFile) {
        let Some(packed) = packed(&file.bytes) else { return };
        self.write(|connection| {
            // written from its start: one that begins by reading may not wait for its turn to write
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let row = params![of.as_str(), path, file.at.0, file.tag, packed];
            transaction.prepare_cached(SAVE)?.execute(row)?;
            transaction.prepare_cached(TRIM)?.execute([i64::try_from(self.most).unwrap_or(i64::MAX)])?;
            transaction.commit()
        });
    }

    fn still(&self, of: &EntityRef, path: &str, at: At) {
        self.write(|connection| connection.prepare_cached(STILL)?.execute(params![of.as_str(), path, at.0]).map(drop));
    }

    fn drop_file(&self, of: &EntityRef, path: &str) {
        // nothing of it is there: no file has to be made to say so
        if self.theirs.is_so() {
            self.database.read(|connection| connection.prepare_cached(REMOVE)?.execute([of.as_str(), path]));
        }
    }
}

fn packed(bytes: &[u8]) -> Option<Vec<u8>> {
    let mut packing = GzEncoder::new(Vec::new(), Compression::fast());
    packing.write_all(bytes).ok()?;
    packing.finish().ok()
}

fn unpacked(packed: &[u8]) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    GzDecoder::new(packed).take(LARGEST).read_to_end(&mut bytes).ok()?;
    Some(bytes)
}
