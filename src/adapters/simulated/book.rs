//! The ledger on disk: a table of what happened, in SQLite, for its owner alone. Processes take turns at it; each
//! reads what others wrote before it writes, so that all of them judge by the same history.

use crate::adapters::private::{make_file, make_folder};
use crate::domain::model::At;
use crate::domain::model::access::{AccessEvent, AccessLedger, Colleagues, RequestId};
use crate::platform::fault::{Fault, FaultKind};
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

const NAME: &str = "access.db";
/// How long others may be at it.
const PATIENCE: Duration = Duration::from_secs(5);
/// Things that happened, of which the requests are kept; older ones go.
const KEPT: i64 = 20_000;

const SCHEMA: &str = "CREATE TABLE IF NOT EXISTS events (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    request TEXT NOT NULL,
    at INTEGER NOT NULL,
    by TEXT NOT NULL,
    deed TEXT NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS requests ON events (request);";

/// Where the file says how often it was begun anew.
const BEGUN: &str = "user_version";

const PRUNE: &str = "DELETE FROM events WHERE request IN (SELECT request FROM events GROUP BY request
    HAVING MAX(number) <= (SELECT MAX(number) FROM events) - ?1)";

pub(super) struct Book {
    folder: Option<PathBuf>,
    open: Mutex<Option<Open>>,
}

struct Open {
    connection: Connection,
    ledger: Arc<AccessLedger>,
    /// The number of what was read last.
    read: i64,
    /// How often it was begun anew, when it was read last.
    begun: i64,
}

type Done<T> = Result<T, Broken>;

/// What went wrong.
enum Broken {
    /// Nothing was written.
    Unwritten(rusqlite::Error),
    /// Whether it was written is not known.
    InDoubt(rusqlite::Error),
}

impl From<rusqlite::Error> for Broken {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unwritten(error)
    }
}

impl Book {
    pub(super) fn in_folder(folder: Option<PathBuf>) -> Self {
        Self { folder, open: Mutex::default() }
    }

    /// The ledger as it is at a moment. Where nothing was ever written, looking writes nothing.
    pub(super) fn look(&self, now: At, colleagues: Option<&Colleagues>) -> Result<Arc<AccessLedger>, Fault> {
        if self.is_empty() {
            return Ok(Arc::default());
        }
        self.with("read the ledger of access", |open| {
            open.catch_up()?;
            if open.ledger.is_due(now, colleagues) {
                open.turn(|ledger| (ledger.settle(now, colleagues), ()))?;
            }
            Ok(Arc::clone(&open.ledger))
        })
    }

    /// Does something to it while nobody else does, and gives what it is then. What came to its end before comes first
    /// and is kept also where the deed is refused.
    ///
    /// # Errors
    /// When it cannot be written. A fault of the kind [`FaultKind::TimedOut`] leaves open whether it was.
    pub(super) fn write<E>(
        &self,
        now: At,
        colleagues: Option<&Colleagues>,
        deed: impl FnOnce(&mut AccessLedger) -> Result<AccessEvent, E>,
    ) -> Result<Result<Arc<AccessLedger>, E>, Fault> {
        self.with("write to the ledger of access", |open| {
            let done = open.turn(|ledger| {
                let mut happened = ledger.settle(now, colleagues);
                let done = deed(ledger).map(|event| happened.push(event));
                (happened, done)
            })?;
            Ok(done.map(|()| Arc::clone(&open.ledger)))
        })
    }

    /// Forgets all that happened; programs that are at it begin anew as well. The file stays: others have it open.
    ///
    /// # Errors
    /// When it cannot be written.
    pub(super) fn clear(&self) -> Result<(), Fault> {
        if self.is_empty() {
            return Ok(());
        }
        self.with("begin the ledger of access anew", Open::clear)
    }

    fn is_empty(&self) -> bool {
        let is_open = self.open.lock().unwrap_or_else(PoisonError::into_inner).is_some();
        !is_open && self.folder.as_ref().is_none_or(|folder| !folder.join(NAME).is_file())
    }

    /// Works on the open file. After a fault it is opened anew, so that nothing is held that is not written.
    fn with<T>(&self, tried: &str, work: impl FnOnce(&mut Open) -> Done<T>) -> Result<T, Fault> {
        let mut held = self.open.lock().unwrap_or_else(PoisonError::into_inner);
        let open = match held.as_mut() {
            Some(open) => open,
            None => held.insert(self.opened(tried)?),
        };
        work(open).map_err(|broken| {
            // what is in memory has no other place
            if self.folder.is_some() {
                *held = None;
            }
            fault(tried, self.folder.as_deref(), &broken)
        })
    }

    fn opened(&self, tried: &str) -> Result<Open, Fault> {
        let connection = match &self.folder {
            None => Connection::open_in_memory().map_err(Broken::from),
            Some(folder) => on_disk(folder),
        };
        connection.and_then(Open::of).map_err(|broken| fault(tried, self.folder.as_deref(), &broken))
    }
}

fn on_disk(folder: &Path) -> Done<Connection> {
    let path = folder.join(NAME);
    // SQLite gives its journals the permissions of the file
    let made = make_folder(folder).and_then(|()| make_file(&path, false));
    made.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    Ok(Connection::open(&path)?)
}

impl Open {
    fn of(connection: Connection) -> Done<Self> {
        connection.busy_timeout(PATIENCE)?;
        connection.execute_batch(SCHEMA)?;
        connection.execute(PRUNE, [KEPT])?;
        Ok(Self { connection, ledger: Arc::default(), read: 0, begun: 0 })
    }

    fn clear(&mut self) -> Done<()> {
        let writing = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let begun = times_begun(&writing)?;
        writing.execute("DELETE FROM events", [])?;
        // what others hold in memory is of the time before
        writing.pragma_update(None, BEGUN, begun.wrapping_add(1) & i64::from(i32::MAX))?;
        Ok(writing.commit()?)
    }

    fn catch_up(&mut self) -> Done<()> {
        let reading = self.connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
        catch_up(&reading, &mut self.ledger, (&mut self.read, &mut self.begun))?;
        Ok(reading.commit()?)
    }

    /// One turn at the ledger: nobody writes between what is read and what is written.
    fn turn<T>(&mut self, work: impl FnOnce(&mut AccessLedger) -> (Vec<AccessEvent>, T)) -> Done<T> {
        let writing = self.connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        catch_up(&writing, &mut self.ledger, (&mut self.read, &mut self.begun))?;
        // only what is written is held
        let mut after = self.ledger.as_ref().clone();
        let (happened, done) = work(&mut after);
        for event in &happened {
            insert(&writing, event)?;
        }
        let read = if happened.is_empty() { self.read } else { writing.last_insert_rowid() };
        writing
            .commit()
            .map_err(|error| if is_busy(&error) { Broken::Unwritten(error) } else { Broken::InDoubt(error) })?;
        (self.ledger, self.read) = (Arc::new(after), read);
        Ok(done)
    }
}

/// Takes in what others wrote. What cannot be read, or cannot have happened, is left out.
fn catch_up(
    reading: &Transaction<'_>,
    ledger: &mut Arc<AccessLedger>,
    (read, begun): (&mut i64, &mut i64),
) -> Done<()> {
    let now_begun = times_begun(reading)?;
    if now_begun != *begun {
        (*ledger, *read, *begun) = (Arc::default(), 0, now_begun);
    }
    let mut rows =
        reading.prepare_cached("SELECT number, request, at, by, deed FROM events WHERE number > ?1 ORDER BY number")?;
    let mut rows = rows.query([*read])?;
    while let Some(row) = rows.next()? {
        *read = row.get(0)?;
        let (request, at, by, deed): (String, i64, String, String) =
            (row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?);
        let (Some(request), Ok(deed)) = (RequestId::parse(&request), serde_json::from_str(&deed)) else { continue };
        let _ = Arc::make_mut(ledger).take(&AccessEvent { request, at: At(at), by, deed });
    }
    Ok(())
}

fn times_begun(reading: &Transaction<'_>) -> Done<i64> {
    Ok(reading.pragma_query_value(None, BEGUN, |row| row.get(0))?)
}

fn insert(writing: &Transaction<'_>, event: &AccessEvent) -> Done<()> {
    let deed = serde_json::to_string(&event.deed);
    let deed = deed.map_err(|error| rusqlite::Error::ToSqlConversionFailure(Box::new(error)))?;
    let row = (event.request.as_str(), event.at.0, event.by.as_str(), deed);
    writing.execute("INSERT INTO events (request, at, by, deed) VALUES (?1, ?2, ?3, ?4)", row)?;
    Ok(())
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

fn fault(tried: &str, folder: Option<&Path>, broken: &Broken) -> Fault {
    let file = folder.map(|folder| folder.join(NAME).display().to_string()).unwrap_or_default();
    let (kind, error) = match broken {
        Broken::Unwritten(error) => (FaultKind::Local, error),
        Broken::InDoubt(error) => (FaultKind::TimedOut, error),
    };
    let cure = match is_busy(error) {
        true => "another program is at it; try again".to_owned(),
        false => format!("see that {file} can be read and written, or remove it: nothing in it is real"),
    };
    Fault::new(kind, tried, &format!("{file}: {error}"), &cure)
}
