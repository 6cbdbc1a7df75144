//! The user's own journal: a line of JSON an entry, in a folder that only the user may read.

use crate::adapters::private::{make_folder, patiently};
use crate::domain::model::journal::{Entry, Journal};
use crate::platform::fault::{Fault, FaultKind};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Read as _, Seek as _, SeekFrom, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// When a file is put aside for a new one.
const FULL: u64 = 1 << 20;
/// Files that were put aside and are kept.
const ASIDE: u32 = 4;
/// The file that is locked.
const LOCK: &str = "journal.lock";
/// A longer line is no entry.
const LONGEST: u64 = 64 << 10;

/// The journal of one context and one subject on disk.
#[derive(Clone)]
pub struct Ledger {
    folder: Arc<dyn Fn() -> PathBuf + Send + Sync>,
    full: u64,
}

impl std::fmt::Debug for Ledger {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Ledger").field(&(self.folder)()).finish()
    }
}

impl Ledger {
    /// The journal in a folder that belongs to one context and one subject. Nothing is made before
    /// the first entry.
    pub fn new(folder: PathBuf) -> Self {
        Self::found(move || folder.clone())
    }

    /// The same in a folder that is known only when something is done with it.
    pub fn found(folder: impl Fn() -> PathBuf + Send + Sync + 'static) -> Self {
        Self { folder: Arc::new(folder), full: FULL }
    }

    /// The same, with files of another size.
    #[must_use]
    pub fn full_at(self, bytes: u64) -> Self {
        Self { full: bytes, ..self }
    }

    /// Adds an entry in one write; several programs may do so at once.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn append(&self, entry: &Entry) -> Result<(), Fault> {
        self.put(entry).map_err(|error| {
            let happened = format!("{}: {error}", (self.folder)().display());
            Fault::new(FaultKind::Local, "write the journal", &happened, "make the folder writable for you")
        })
    }

    fn put(&self, entry: &Entry) -> io::Result<()> {
        make_folder(&(self.folder)())?;
        // held while a file is put aside, so that none is put over another
        let lock = patiently(|| own(&(self.folder)().join(LOCK)))?;
        lock.lock()?;
        let path = self.path(0);
        if fs::metadata(&path).is_ok_and(|known| known.len() >= self.full) {
            self.put_aside();
        }
        append_line(&mut patiently(|| own(&path))?, entry)
    }

    /// A lock that readers share; none where nothing was written yet, or the disk knows no locks.
    fn held(&self) -> io::Result<Option<File>> {
        match patiently(|| File::open((self.folder)().join(LOCK))) {
            Ok(lock) => Ok(lock.lock_shared().ok().map(|()| lock)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    fn path(&self, nth: u32) -> PathBuf {
        match nth {
            0 => (self.folder)().join("journal.jsonl"),
            nth => (self.folder)().join(format!("journal.{nth}.jsonl")),
        }
    }

    /// Gives each file the next number; the last one goes. One that cannot be moved has none put over it:
    /// then the first one grows on.
    fn put_aside(&self) {
        for nth in (0..ASIDE).rev() {
            match fs::rename(self.path(nth), self.path(nth + 1)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => {
                    tracing::warn!(%error, "the journal is not put aside");
                    return;
                }
                _ => {}
            }
        }
    }

    /// Reads all there is, latest first. Lines that are no entries are counted.
    ///
    /// # Errors
    /// When a file is there and cannot be read.
    pub fn read(&self) -> Result<Journal, Fault> {
        // while it is held no file is put aside, which would hide one that was not read yet
        let _lock = self.held().map_err(|error| unread(&(self.folder)().join(LOCK), &error))?;
        let mut journal = Journal::default();
        for nth in (0..=ASIDE).rev() {
            let path = self.path(nth);
            match patiently(|| File::open(&path)) {
                Ok(file) => lines(file, &mut journal).map_err(|error| unread(&path, &error))?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(unread(&path, &error)),
            }
        }
        journal.entries.reverse();
        Ok(journal.settled())
    }
}

fn unread(path: &Path, error: &io::Error) -> Fault {
    let happened = format!("{}: {error}", path.display());
    Fault::new(FaultKind::Local, "read the journal", &happened, "make it readable for you")
}

fn lines(file: File, journal: &mut Journal) -> io::Result<()> {
    let mut reader = BufReader::new(file);
    let mut line = Vec::new();
    loop {
        line.clear();
        let read = (&mut reader).take(LONGEST).read_until(b'\n', &mut line)?;
        if read == 0 {
            return Ok(());
        }
        let is_blank = line.iter().all(u8::is_ascii_whitespace);
        match serde_json::from_slice::<Entry>(&line) {
            Ok(entry) => journal.entries.push(entry),
            Err(_) if is_blank => {}
            Err(_) => journal.damaged += 1,
        }
    }
}

/// Adds an entry as a line of its own, even behind one that broke off.
pub(super) fn append_line(file: &mut File, entry: &Entry) -> io::Result<()> {
    let mut line = serde_json::to_vec(entry)?;
    line.push(b'\n');
    if broke_off(file) {
        line.insert(0, b'\n');
    }
    file.write_all(&line)
}

fn broke_off(file: &mut File) -> bool {
    let mut last = [0];
    let found = file.seek(SeekFrom::End(-1)).and_then(|_| file.read_exact(&mut last));
    found.is_ok() && last != *b"\n"
}

/// A file for adding to, the owner's alone.
pub(super) fn own(path: &Path) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.read(true).append(true).create(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)
}
