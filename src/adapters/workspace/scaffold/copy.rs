//! A folder or a file copied as it is: modes, empty folders, and links as links.

use super::errors;
use super::paths::is_child;
use super::space::Space;
use crate::domain::template::Failure;
use std::fs::{self, FileType, Metadata};
use std::io::{Error, ErrorKind};
use std::path::{Path, PathBuf};

/// Copies what lies at a path. Links that lead out of it are left out, as in the reference.
pub(super) fn copy(space: &Space, from: &Path, to: &Path) -> Result<(), Failure> {
    let meta = from.symlink_metadata().map_err(|error| errors::of(&error, "lstat", from))?;
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| errors::of(&error, "mkdir", parent))?;
    }
    Copying { space: Some(space), root: Some(from.to_owned()) }.entry(from, to, &meta)
}

/// Copies all of what a run made, which was counted and judged when it was made.
pub(super) fn copy_whole(from: &Path, to: &Path) -> Result<(), Failure> {
    let meta = from.symlink_metadata().map_err(|error| errors::of(&error, "lstat", from))?;
    Copying { space: None, root: None }.entry(from, to, &meta)
}

/// Copies one file or link, whatever it leads to.
pub(super) fn copy_one(space: &Space, from: &Path, to: &Path) -> Result<(), Failure> {
    let meta = from.symlink_metadata().map_err(|error| errors::of(&error, "lstat", from))?;
    if let Some(parent) = to.parent() {
        fs::create_dir_all(parent).map_err(|error| errors::of(&error, "mkdir", parent))?;
    }
    let copying = Copying { space: Some(space), root: None };
    if meta.is_symlink() { copying.link(from, to) } else { copying.file(from, to, &meta) }
}

struct Copying<'a> {
    /// Who counts; nobody where it was counted before.
    space: Option<&'a Space>,
    /// What links may not lead out of.
    root: Option<PathBuf>,
}

impl Copying<'_> {
    fn count(&self, bytes: u64) -> Result<(), Failure> {
        self.space.map_or(Ok(()), |space| space.count(bytes))
    }

    fn entry(&self, from: &Path, to: &Path, meta: &Metadata) -> Result<(), Failure> {
        if let Some(root) = &self.root
            && !is_child(root, from)?
        {
            return Ok(());
        }
        let there = to.symlink_metadata().ok();
        refuse_other_kind(from, to, meta, there.as_ref())?;
        match meta.file_type() {
            kind if kind.is_symlink() => self.link(from, to),
            kind if kind.is_dir() => self.folder(from, to, meta, there.is_some()),
            kind if kind.is_file() => self.file(from, to, meta),
            kind => Err(refused_kind(kind, from)),
        }
    }

    fn folder(&self, from: &Path, to: &Path, meta: &Metadata, is_there: bool) -> Result<(), Failure> {
        self.count(0)?;
        if !is_there {
            fs::create_dir(to).map_err(|error| errors::of(&error, "mkdir", to))?;
        }
        for name in names(from)? {
            let (from, to) = (from.join(&name), to.join(&name));
            let meta = from.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &from))?;
            self.entry(&from, &to, &meta)?;
        }
        if is_there { Ok(()) } else { set_mode(to, meta) }
    }

    fn file(&self, from: &Path, to: &Path, meta: &Metadata) -> Result<(), Failure> {
        self.count(meta.len())?;
        match fs::remove_file(to) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(errors::of(&error, "unlink", to)),
            _ => {}
        }
        fs::copy(from, to).map_err(|error| errors::of_two(&error, "copyfile", from, to))?;
        set_mode(to, meta)
    }

    fn link(&self, from: &Path, to: &Path) -> Result<(), Failure> {
        self.count(0)?;
        let target = from.read_link().map_err(|error| errors::of(&error, "readlink", from))?;
        if to.symlink_metadata().is_ok_and(|there| there.is_symlink()) {
            fs::remove_file(to).map_err(|error| errors::of(&error, "unlink", to))?;
        }
        make_link(&target, to).map_err(|error| errors::of_two(&error, "symlink", &target, to))
    }
}

/// The failure of what is neither a file, nor a folder, nor a link.
pub(super) fn refused_kind(kind: FileType, path: &Path) -> Failure {
    Failure::error(format!("Cannot copy {}: {}", name_of(kind), path.display()))
}

fn refuse_other_kind(from: &Path, to: &Path, meta: &Metadata, there: Option<&Metadata>) -> Result<(), Failure> {
    let (from, to) = (from.display(), to.display());
    match there {
        Some(there) if meta.is_dir() && !there.is_dir() => {
            Err(Failure::error(format!("Cannot overwrite non-directory '{to}' with directory '{from}'.")))
        }
        Some(there) if !meta.is_dir() && there.is_dir() => {
            Err(Failure::error(format!("Cannot overwrite directory '{to}' with non-directory '{from}'.")))
        }
        _ => Ok(()),
    }
}

/// The names in a folder, in the order of their bytes.
pub(super) fn names(folder: &Path) -> Result<Vec<std::ffi::OsString>, Failure> {
    let failed = |error: Error| errors::of(&error, "scandir", folder);
    let entries = fs::read_dir(folder).map_err(failed)?;
    let mut names =
        entries.map(|entry| entry.map(|entry| entry.file_name())).collect::<Result<Vec<_>, _>>().map_err(failed)?;
    names.sort_unstable_by(|a, b| a.as_encoded_bytes().cmp(b.as_encoded_bytes()));
    Ok(names)
}

#[cfg(unix)]
fn set_mode(to: &Path, like: &Metadata) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt as _;
    // never a bit that changes whose rights a program has
    let mode = fs::Permissions::from_mode(like.permissions().mode() & 0o777);
    fs::set_permissions(to, mode).map_err(|error| errors::of(&error, "chmod", to))
}

#[cfg(not(unix))]
fn set_mode(_: &Path, _: &Metadata) -> Result<(), Failure> {
    Ok(())
}

#[cfg(unix)]
pub(super) fn make_link(target: &Path, to: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(target, to)
}

#[cfg(not(unix))]
pub(super) fn make_link(_: &Path, _: &Path) -> std::io::Result<()> {
    Err(Error::new(ErrorKind::Unsupported, "links cannot be made here"))
}

#[cfg(unix)]
fn name_of(kind: FileType) -> &'static str {
    use std::os::unix::fs::FileTypeExt as _;
    if kind.is_socket() {
        "a socket file"
    } else if kind.is_fifo() {
        "a FIFO pipe"
    } else {
        "an unknown file"
    }
}

#[cfg(not(unix))]
fn name_of(_: FileType) -> &'static str {
    "an unknown file"
}
