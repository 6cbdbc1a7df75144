//! The file with all rows, written anew as a whole, and only when it would differ.

use super::files;
use crate::domain::model::At;
use crate::domain::model::listing::Listing;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};

const NAME: &str = "rows.v2.bin";

pub(super) struct RowsFile {
    folder: PathBuf,
    /// Version and moment of what this process wrote last.
    written: Mutex<Option<(u64, At)>>,
}

impl RowsFile {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, written: Mutex::default() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// The saved rows; nothing where there are none, or none that are whole.
    pub(super) fn read(&self) -> Option<Listing> {
        let mut file = File::open(self.path()).ok()?;
        let length = file.metadata().ok()?.len();
        match Listing::decode(&mut file, length) {
            Ok(listing) => {
                self.note(&listing, listing.as_of);
                Some(listing)
            }
            Err(error) => {
                tracing::debug!(%error, "the saved catalog is not used");
                None
            }
        }
    }

    /// Saves the rows as what was so at `as_of`.
    pub(super) fn write(&self, listing: &Listing, as_of: At) {
        let last = *self.written.lock().unwrap_or_else(PoisonError::into_inner);
        if last == Some((listing.version(), as_of)) {
            return;
        }
        let same = last.is_some_and(|(version, _)| version == listing.version()) || self.says_the_same(listing, as_of);
        let redated = same && self.redate(as_of).is_ok();
        match if redated { Ok(()) } else { self.replace(listing, as_of) } {
            Ok(()) => self.note(listing, as_of),
            Err(error) => tracing::warn!(%error, "the catalog is not saved"),
        }
    }

    fn note(&self, listing: &Listing, as_of: At) {
        *self.written.lock().unwrap_or_else(PoisonError::into_inner) = Some((listing.version(), as_of));
    }

    fn replace(&self, listing: &Listing, as_of: At) -> io::Result<()> {
        files::replace(&self.folder, NAME, |file| listing.encode(as_of, file))
    }

    fn says_the_same(&self, listing: &Listing, as_of: At) -> bool {
        let Ok(file) = File::open(self.path()) else { return false };
        let mut compared = Compared { file: BufReader::with_capacity(64 * 1024, file), at: 0 };
        listing.encode(as_of, &mut compared).is_ok() && compared.is_at_end()
    }

    /// Only the moment is newer: eight bytes instead of all.
    fn redate(&self, as_of: At) -> io::Result<()> {
        let mut file = File::options().write(true).open(self.path())?;
        file.seek(SeekFrom::Start(Listing::MOMENT.start))?;
        file.write_all(&as_of.0.to_le_bytes())
    }
}

/// Takes bytes as long as they are those of the file, except for the moment.
struct Compared {
    file: BufReader<File>,
    at: u64,
}

impl Compared {
    fn is_at_end(&mut self) -> bool {
        matches!(self.file.read(&mut [0]), Ok(0))
    }
}

impl Write for Compared {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut there = vec![0; bytes.len()];
        self.file.read_exact(&mut there)?;
        let differs =
            (self.at..).zip(there.iter().zip(bytes)).any(|(at, (a, b))| a != b && !Listing::MOMENT.contains(&at));
        self.at += bytes.len() as u64;
        if differs { Err(io::ErrorKind::InvalidData.into()) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
