//! Whole entities in a database.

use super::database::Database;
use crate::domain::model::{At, Entity, EntityRef};
use rusqlite::{Connection, OptionalExtension as _, TransactionBehavior, params};
use std::path::PathBuf;
use std::sync::Arc;

const NAME: &str = "bodies.v1.sqlite";
/// Bodies that are kept; the ones saved longest ago go first.
const MOST: u32 = 5_000;
/// Bytes of JSON above which a body is not worth its place.
const LARGEST: usize = 1_000_000;

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

pub(super) struct Bodies(Database);

impl Bodies {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self(Database::in_folder(folder, NAME, SCHEMA))
    }

    /// A saved entity, and when it was so.
    pub(super) fn get(&self, reference: &EntityRef) -> Option<(Entity, At)> {
        let (body, saved) = self.0.read(|connection| read(connection, reference))??;
        let entity = Entity::new(serde_json::from_str(&body).ok()?)?;
        (entity.reference() == reference).then_some((entity, At(saved)))
    }

    /// Notes changes, in their order and in one transaction.
    pub(super) fn apply(&self, changes: &[Change]) {
        self.0.write(|connection| note(connection, changes));
    }
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
