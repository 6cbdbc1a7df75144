//! Files that only their owner may read, whatever the umask says: replaced in one step, forced to
//! the disk before they are relied on, and refused when others could have read them.

pub(super) use crate::adapters::private::{is_want_of_files, make_file, make_folder, patiently};
use crate::platform::fault::{Fault, FaultKind};
use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;
use zeroize::Zeroizing;

/// The ending of a file that is being written.
const UNFINISHED: &str = ".new";
/// When an unfinished file was surely left behind by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(60);

/// A file's bytes; `None` where there is none.
///
/// # Errors
/// When it cannot be read, is a link or no file, is too long, or others can read it
/// ([`io::ErrorKind::PermissionDenied`] with words).
pub(super) fn read(path: &Path, longest: u64) -> io::Result<Option<Zeroizing<Vec<u8>>>> {
    let file = match patiently(|| reading().open(path)) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let known = file.metadata()?;
    if !known.is_file() {
        return Err(io::Error::other("it is not a file"));
    }
    if !is_private(&known) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "others can read it"));
    }
    if known.len() > longest {
        return Err(io::Error::other("it is too long to be ours"));
    }
    // all of it at once: a buffer that grows leaves copies behind
    let mut bytes = Zeroizing::new(Vec::with_capacity(usize::try_from(known.len()).unwrap_or(0) + 1));
    file.take(longest).read_to_end(&mut bytes)?;
    Ok(Some(bytes))
}

#[cfg(unix)]
fn reading() -> OpenOptions {
    use rustix::fs::OFlags;
    let mut options = OpenOptions::new();
    // neither over a link to another's file, nor waiting at a pipe
    let flags = (OFlags::NOFOLLOW | OFlags::NONBLOCK).bits();
    std::os::unix::fs::OpenOptionsExt::custom_flags(options.read(true), flags.cast_signed());
    options
}

#[cfg(not(unix))]
fn reading() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.read(true);
    options
}

#[cfg(unix)]
fn is_private(known: &Metadata) -> bool {
    use std::os::unix::fs::MetadataExt as _;
    known.mode() & 0o077 == 0
}

#[cfg(not(unix))]
fn is_private(_: &Metadata) -> bool {
    true
}

/// Puts a file in place of the one of that name: readers see the old or the new one, and so they do
/// after a power cut.
pub(super) fn replace(folder: &Path, name: &str, bytes: &[u8]) -> io::Result<()> {
    static NEXT: AtomicU64 = AtomicU64::new(0);
    make_folder(folder)?;
    sweep(folder);
    let nth = NEXT.fetch_add(1, Ordering::Relaxed);
    let unfinished = folder.join(format!("{name}.{}-{nth}{UNFINISHED}", std::process::id()));
    // only one that was killed can have left one of that name
    remove(&unfinished)?;
    let written = patiently(|| make_file(&unfinished, true))
        .and_then(|mut file| file.write_all(bytes).and_then(|()| file.sync_all()))
        .and_then(|()| fs::rename(&unfinished, folder.join(name)));
    match &written {
        Ok(()) => settle(folder),
        Err(_) => {
            let _ = fs::remove_file(&unfinished);
        }
    }
    written
}

/// The name of a file is forced to the disk with its folder; where that cannot be done, the file
/// system does it soon.
fn settle(folder: &Path) {
    if cfg!(unix)
        && let Ok(folder) = File::open(folder)
    {
        let _ = folder.sync_all();
    }
}

/// Removes a file; one that is not there is as good as removed.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Removes what killed processes left unfinished: there may be tokens in it.
fn sweep(folder: &Path) {
    let is_left = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|known| known.modified()).map(|at| at.elapsed().unwrap_or_default());
        entry.file_name().to_string_lossy().ends_with(UNFINISHED) && age.is_ok_and(|age| age > LEFT_BEHIND)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_left) {
        let _ = fs::remove_file(entry.path());
    }
}

/// Removes the folder with what is unfinished in it, unless something of others is there.
pub(super) fn remove_folder(folder: &Path) {
    let unfinished = |entry: &fs::DirEntry| entry.file_name().to_string_lossy().ends_with(UNFINISHED);
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(unfinished) {
        let _ = fs::remove_file(entry.path());
    }
    let _ = fs::remove_dir(folder);
}

/// A fault of a file or a folder.
pub(super) fn fault(tried: &str, path: &Path, error: &dyn std::fmt::Display) -> Fault {
    let cure = format!("see that {} can be written by you alone", path.display());
    Fault::new(FaultKind::Local, tried, &format!("{}: {error}", path.display()), &cure)
}
