//! The files of a commit, and what git says of them.

use crate::platform::fault::{Fault, FaultKind};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

/// What all of this is for.
pub(super) const TRIED: &str = "commit";

/// A file's path from the top of its repository, as git writes it.
pub(super) fn within(top: &Path, path: &Path) -> Result<OsString, Fault> {
    let name = path.file_name().ok_or_else(|| no_file(path))?;
    let parent = path.parent().unwrap_or(path);
    // the folder may be reached over a link, and git knows it by its own path
    let parent = parent.canonicalize().unwrap_or_else(|_| parent.to_owned());
    let inside = parent.strip_prefix(top.canonicalize().as_deref().unwrap_or(top)).map_err(|_| {
        let happened = format!("{} does not lie in the repository {}", path.display(), top.display());
        refuse(FaultKind::Invalid, &happened, "commit it in its own")
    })?;
    Ok(slashes(&inside.join(name)))
}

/// git's own form of a path, with `/` on every system.
pub(super) fn slashes(path: &Path) -> OsString {
    let parts: Vec<&OsStr> = path.components().map(std::path::Component::as_os_str).collect();
    parts.join(OsStr::new("/"))
}

/// The nearest folder above that is there: a file that was taken away may have taken its folder along.
pub(super) fn existing(folder: &Path) -> &Path {
    folder.ancestors().find(|folder| folder.is_dir()).unwrap_or(folder)
}

/// A link or a pipe is not committed as if it were a file; one that is not there is none of these.
pub(super) fn is_regular(path: &Path) -> Result<(), Fault> {
    match path.symlink_metadata() {
        Ok(meta) if !meta.is_file() => Err(no_file(path)),
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(unreadable(path, &error)),
        _ => Ok(()),
    }
}

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    refuse(FaultKind::Local, &format!("{} cannot be read: {error}", path.display()), "see who may read it")
}

/// The fault of what is no regular file.
pub(super) fn no_file(path: &Path) -> Fault {
    let happened = format!("{} is not a regular file", path.display());
    refuse(FaultKind::Unsupported, &happened, "commit it with git itself")
}

/// Whether two paths lead to the same place.
pub(super) fn is_same(one: &Path, other: &Path) -> bool {
    matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}

/// An answer of one line.
pub(super) fn line_of(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).trim_end().to_owned()
}

/// An answer that is a path.
#[cfg(unix)]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt as _;
    PathBuf::from(OsStr::from_bytes(bytes.strip_suffix(b"\n").unwrap_or(bytes)))
}

#[cfg(not(unix))]
pub(super) fn path_of(bytes: &[u8]) -> PathBuf {
    PathBuf::from(line_of(bytes))
}

/// The fault of a commit that is not made.
pub(super) fn refuse(kind: FaultKind, happened: &str, cure: &str) -> Fault {
    Fault::new(kind, TRIED, happened, cure)
}
