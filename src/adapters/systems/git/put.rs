//! What was made aside is put in its place whole.

use std::fs::{self, File};
use std::io::{Error, ErrorKind, Result};
use std::path::{Path, PathBuf};

/// Where a folder is copied to before it gets its name, where it cannot be moved: known by the commit, so that it is
/// found again after a crash.
pub(super) fn beside(to: &Path, commit: &str) -> PathBuf {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    to.with_file_name(format!(".{name}.stagedoor-{}", commit.get(..16).unwrap_or(commit)))
}

/// Moves a folder to where nothing is. Between two file systems it is copied beside its place first.
pub(super) fn put(from: &Path, to: &Path, commit: &str) -> Result<()> {
    if to.symlink_metadata().is_ok() {
        return Err(Error::new(ErrorKind::AlreadyExists, "there is something of this name already"));
    }
    let parent = to.parent().unwrap_or(Path::new("/"));
    fs::create_dir_all(parent)?;
    match fs::rename(from, to) {
        Err(error) if error.kind() == ErrorKind::CrossesDevices => {}
        moved => return moved,
    }
    let beside = beside(to, commit);
    let copied = copy_all(from, &beside).and_then(|()| fs::rename(&beside, to));
    if copied.is_err() {
        drop(gone(&beside));
    }
    copied
}

/// Copies all that lies in a folder into another one. What is there already stays: objects of git are named by what
/// they hold.
pub(super) fn copy_all(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (kind, to) = (entry.file_type()?, to.join(entry.file_name()));
        if kind.is_dir() {
            copy_all(&entry.path(), &to)?;
        } else if to.symlink_metadata().is_ok() {
            continue;
        } else if kind.is_symlink() {
            link(&fs::read_link(entry.path())?, &to)?;
        } else {
            copy_file(&entry.path(), &to)?;
        }
    }
    Ok(())
}

/// Copies a file so that it has its name only once it is whole and on the disk: git takes what has the name of an
/// object for that object. Until then it is named as git names its own unfinished objects, which it clears away.
fn copy_file(from: &Path, to: &Path) -> Result<()> {
    let name = to.file_name().unwrap_or_default().to_string_lossy();
    let unfinished = to.with_file_name(format!("tmp_obj_{name}.{}", std::process::id()));
    drop(fs::remove_file(&unfinished));
    let copied = fs::copy(from, &unfinished).and_then(|_| File::open(&unfinished)?.sync_all());
    let copied = copied.and_then(|()| fs::rename(&unfinished, to));
    if copied.is_err() {
        drop(fs::remove_file(&unfinished));
    }
    copied
}

/// Copies the objects of one repository to another: what names a pack after the pack, as git itself does.
pub(super) fn copy_objects(from: &Path, to: &Path) -> Result<()> {
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (name, path) = (entry.file_name(), entry.path());
        if name == "pack" {
            copy_packs(&path, &to.join(name))?;
        } else if name != "info" {
            copy_all(&path, &to.join(name))?;
        }
    }
    Ok(())
}

fn copy_packs(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    let mut paths = fs::read_dir(from)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>>>()?;
    paths.sort_by_key(|path| path.extension().is_some_and(|extension| extension == "idx"));
    for path in paths {
        let to = to.join(path.file_name().unwrap_or_default());
        if to.symlink_metadata().is_err() {
            copy_file(&path, &to)?;
        }
    }
    Ok(())
}

/// Takes a folder away with all that is in it.
pub(super) fn gone(folder: &Path) -> Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        done => done,
    }
}

#[cfg(unix)]
fn link(target: &Path, to: &Path) -> Result<()> {
    std::os::unix::fs::symlink(target, to)
}

#[cfg(not(unix))]
fn link(_: &Path, _: &Path) -> Result<()> {
    Err(Error::new(ErrorKind::Unsupported, "links cannot be made here"))
}
