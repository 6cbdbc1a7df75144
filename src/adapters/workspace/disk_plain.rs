//! The folder itself, where there is no `openat`: each path is resolved and has to lie below the
//! root before it is opened.

use super::entry::{Content, Entry, EntryKind, Refusal, Stamp};
use std::fs::{File, FileType, Metadata};
use std::io::{ErrorKind, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::UNIX_EPOCH;

/// The root of a workspace.
#[derive(Debug)]
pub(super) struct Root {
    path: PathBuf,
    folder: Folder,
}

/// A folder at or below the root.
#[derive(Clone, Debug)]
pub(super) struct Folder {
    root: Arc<PathBuf>,
    path: PathBuf,
}

impl Root {
    /// Opens a folder; links in the path that the user gave are followed.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let path = path.canonicalize()?;
        std::fs::read_dir(&path)?;
        let folder = Folder { root: Arc::new(path.clone()), path: path.clone() };
        Ok(Self { path, folder })
    }

    /// The absolute path, without links.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The same path opened anew: a folder that was replaced is another one.
    pub(super) fn again(&self) -> std::io::Result<Self> {
        Self::open(&self.path)
    }

    /// The folder at a path below the root, `""` for the root.
    pub(super) fn folder(&self, path: &str) -> Result<Folder, Refusal> {
        let path = below(&self.path, &join(&self.path, path))?;
        if !path.is_dir() {
            return Err(Refusal::Missing);
        }
        Ok(Folder { root: Arc::clone(&self.folder.root), path })
    }

    /// Reads a file; a link counts when it stays below the root.
    pub(super) fn read(&self, path: &str, cap: u64) -> Result<Content, Refusal> {
        read(&below(&self.path, &join(&self.path, path))?, cap)
    }

    /// Puts a text in place of a file in one step, as long as the file is `before`.
    pub(super) fn replace(&self, path: &str, before: &[u8], text: &[u8]) -> Result<(), Refusal> {
        let path = below(&self.path, &join(&self.path, path))?;
        let unfinished = path.with_extension(format!("stagedoor-{}", std::process::id()));
        let put = || {
            std::fs::write(&unfinished, text).map_err(|error| refusal(&error))?;
            // last of all, so that what somebody saves meanwhile is not written over
            match read(&path, before.len() as u64) {
                Ok(is) if is.bytes == before => {}
                Ok(_) | Err(Refusal::TooLarge { .. }) => return Err(Refusal::Changed),
                Err(refusal) => return Err(refusal),
            }
            std::fs::rename(&unfinished, &path).map_err(|error| refusal(&error))
        };
        let done = put();
        if done.is_err() {
            let _ = std::fs::remove_file(&unfinished);
        }
        done
    }

    /// What a file looks like from outside.
    pub(super) fn stamp(&self, path: &str) -> Result<Stamp, Refusal> {
        let found = below(&self.path, &join(&self.path, path))?.metadata().map_err(|error| refusal(&error))?;
        if found.is_file() { Ok(stamp(&found)) } else { Err(Refusal::NotAFile) }
    }

    /// Whether changes made on another machine go unnoticed here.
    pub(super) fn is_remote(&self) -> bool {
        self.path.to_string_lossy().starts_with(r"\\?\UNC\")
    }
}

impl Folder {
    /// What lies in the folder, in the order of the file system.
    pub(super) fn entries(&self, mut each: impl FnMut(Entry<'_>)) -> Result<(), Refusal> {
        for entry in std::fs::read_dir(&self.path).map_err(|error| refusal(&error))?.flatten() {
            let kind = entry.file_type().map_or(EntryKind::Other, kind_of);
            if let Some(name) = entry.file_name().to_str() {
                each(Entry { name, kind });
            }
        }
        Ok(())
    }

    /// A folder in this one; a link is none.
    pub(super) fn folder(&self, name: &str) -> Result<Folder, Refusal> {
        let path = self.path.join(name);
        let kind = path.symlink_metadata().map_err(|error| refusal(&error))?.file_type();
        if !kind.is_dir() {
            return Err(Refusal::Missing);
        }
        Ok(Folder { root: Arc::clone(&self.root), path: below(&self.root, &path)? })
    }

    /// Reads a file of this folder; a link is refused.
    pub(super) fn read(&self, name: &str, cap: u64) -> Result<Content, Refusal> {
        let path = self.path.join(name);
        if path.symlink_metadata().map_err(|error| refusal(&error))?.file_type().is_symlink() {
            return Err(Refusal::LeadsOut);
        }
        read(&below(&self.root, &path)?, cap)
    }

    /// What a file of this folder looks like from outside.
    pub(super) fn stamp(&self, name: &str) -> Option<Stamp> {
        self.path.join(name).symlink_metadata().ok().map(|it| stamp(&it))
    }
}

fn join(root: &Path, path: &str) -> PathBuf {
    path.split('/').filter(|part| !part.is_empty()).fold(root.to_owned(), |folder, part| folder.join(part))
}

fn below(root: &Path, path: &Path) -> Result<PathBuf, Refusal> {
    let path = path.canonicalize().map_err(|error| refusal(&error))?;
    if path.starts_with(root) { Ok(path) } else { Err(Refusal::LeadsOut) }
}

fn read(path: &Path, cap: u64) -> Result<Content, Refusal> {
    let found = path.metadata().map_err(|error| refusal(&error))?;
    if !found.is_file() {
        return Err(Refusal::NotAFile);
    }
    let stamp = stamp(&found);
    if stamp.size > cap {
        return Err(Refusal::TooLarge { cap });
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(|error| refusal(&error))?;
    match file.take(cap + 1).read_to_end(&mut bytes) {
        Ok(_) if bytes.len() as u64 > cap => Err(Refusal::TooLarge { cap }),
        Ok(_) => Ok(Content { bytes, stamp }),
        Err(error) => Err(refusal(&error)),
    }
}

fn refusal(error: &std::io::Error) -> Refusal {
    match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => Refusal::Missing,
        _ => Refusal::Failed(error.to_string()),
    }
}

fn kind_of(file_type: FileType) -> EntryKind {
    match file_type {
        it if it.is_symlink() => EntryKind::Link,
        it if it.is_dir() => EntryKind::Folder,
        it if it.is_file() => EntryKind::File,
        _ => EntryKind::Other,
    }
}

fn stamp(found: &Metadata) -> Stamp {
    let modified = found.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok()).unwrap_or_default();
    let modified = (i64::try_from(modified.as_secs()).unwrap_or_default(), i64::from(modified.subsec_nanos()));
    Stamp { device: 0, inode: 0, size: found.len(), modified, changed: (0, 0) }
}
