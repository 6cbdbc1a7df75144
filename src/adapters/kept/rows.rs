//! The file with all rows, written anew as a whole, and only when it would differ.

use super::files;
use crate::domain::model::At;
use crate::domain::model::listing::{CodecError, Header, Listing};
use crate::platform::clock::now;
use std::fs::File;
use std::io::{self, Seek, SeekFrom, Write};
use std::path::PathBuf;
use std::sync::{Mutex, MutexGuard, PoisonError};

const NAME: &str = "rows.v3.bin";

pub(super) struct RowsFile {
    folder: PathBuf,
    state: Mutex<State>,
}

/// What this process knows of the file.
#[derive(Default)]
struct State {
    /// What it read or wrote last.
    last: Option<Known>,
    /// The file was read and is not whole, whatever its header says.
    damaged: bool,
}

#[derive(Clone, Copy)]
struct Known {
    version: u64,
    checksum: u64,
    as_of: At,
}

impl RowsFile {
    pub(super) fn in_folder(folder: PathBuf) -> Self {
        Self { folder, state: Mutex::default() }
    }

    fn path(&self) -> PathBuf {
        self.folder.join(NAME)
    }

    /// The saved rows; nothing where there are none, or none that are whole.
    pub(super) fn read(&self) -> Option<Listing> {
        let file = File::open(self.path()).ok()?;
        match read_whole(&file) {
            Ok((header, listing)) => {
                self.note(listing.version(), header.checksum, header.as_of);
                Some(listing)
            }
            Err(error) => {
                tracing::debug!(%error, "the saved catalog is not used");
                // what cannot be read now may be whole
                self.state().damaged = !matches!(error, CodecError::Unreadable(_));
                None
            }
        }
    }

    /// Saves the rows as what was so at `as_of`, unless something later is there.
    pub(super) fn write(&self, listing: &Listing, as_of: At) {
        let last = self.state().last.filter(|last| last.version == listing.version());
        if last.is_some_and(|last| last.as_of == as_of) {
            return;
        }
        let checksum = last.map_or_else(|| listing.checksum(), |last| last.checksum);
        match self.save(listing, checksum, as_of) {
            Ok(()) => self.note(listing.version(), checksum, as_of),
            Err(error) => tracing::warn!(%error, "the catalog is not saved"),
        }
    }

    fn save(&self, listing: &Listing, checksum: u64, as_of: At) -> io::Result<()> {
        match self.there()? {
            // another process saw a later state; only a moment that is yet to come is a wrong clock's
            Some((_, there)) if there.as_of > as_of && there.as_of <= now() => Ok(()),
            Some((file, there)) if there.checksum == checksum => redate(file, as_of),
            _ => files::replace(&self.folder, NAME, |file| listing.encode(as_of, file)),
        }
    }

    /// The file as it is now, whoever wrote it; `None` where there is none, or none that is whole.
    fn there(&self) -> io::Result<Option<(File, Header)>> {
        if self.state().damaged {
            return Ok(None);
        }
        let mut file = match File::options().read(true).write(true).open(self.path()) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let length = file.metadata()?.len();
        match Header::read(&mut file, length) {
            Ok(header) => Ok(Some((file, header))),
            Err(CodecError::Unreadable(kind)) => Err(kind.into()),
            Err(_) => Ok(None),
        }
    }

    fn note(&self, version: u64, checksum: u64, as_of: At) {
        *self.state() = State { last: Some(Known { version, checksum, as_of }), damaged: false };
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Only the moment is newer: eight bytes instead of all. Whoever puts another file in this one's
/// place meanwhile loses nothing: this one is open, and has no name any more.
fn redate(mut file: File, as_of: At) -> io::Result<()> {
    file.seek(SeekFrom::Start(Header::MOMENT.start))?;
    file.write_all(&as_of.0.to_le_bytes())
}

fn read_whole(mut file: &File) -> Result<(Header, Listing), CodecError> {
    let unreadable = |error: io::Error| CodecError::Unreadable(error.kind());
    let length = file.metadata().map_err(unreadable)?.len();
    let header = Header::read(&mut file, length)?;
    file.rewind().map_err(unreadable)?;
    Ok((header, Listing::decode(&mut file, length)?))
}
