//! The folder of a workspace: one on the disk, or the bundled example as it lies in the program, of
//! which nothing is ever written.

use super::disk;
use super::entry::{Content, Entry, EntryKind, Refusal, Stamp, join};
use super::example::EXAMPLE;
use include_dir::{Dir, DirEntry, File};
use std::path::{Path, PathBuf};

/// The root of a workspace.
#[derive(Debug)]
pub(super) enum Root {
    /// Held open.
    Disk(disk::Root),
    /// The example; the path is what it is called by.
    Bundled(PathBuf),
}

/// A folder at or below the root.
#[derive(Clone, Debug)]
pub(super) enum Folder {
    /// Held open.
    Disk(disk::Folder),
    /// One of the example.
    Bundled(&'static Dir<'static>),
}

impl Root {
    /// Opens a folder; links in the path that the user gave are followed.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        disk::Root::open(path).map(Root::Disk)
    }

    /// The absolute path, without links; of the example one that nothing is read from.
    pub(super) fn path(&self) -> &Path {
        match self {
            Root::Disk(root) => root.path(),
            Root::Bundled(path) => path,
        }
    }

    /// The same path opened anew: a folder that was replaced is another one.
    pub(super) fn again(&self) -> std::io::Result<Self> {
        match self {
            Root::Disk(root) => root.again().map(Root::Disk),
            Root::Bundled(path) => Ok(Root::Bundled(path.clone())),
        }
    }

    /// The folder at a path below the root, `""` for the root.
    pub(super) fn folder(&self, path: &str) -> Result<Folder, Refusal> {
        match self {
            Root::Disk(root) => root.folder(path).map(Folder::Disk),
            Root::Bundled(_) if path.is_empty() => Ok(Folder::Bundled(&EXAMPLE)),
            Root::Bundled(_) => EXAMPLE.get_dir(path).map(Folder::Bundled).ok_or(Refusal::Missing),
        }
    }

    /// Reads a file; a link counts when it stays below the root.
    pub(super) fn read(&self, path: &str, cap: u64) -> Result<Content, Refusal> {
        match self {
            Root::Disk(root) => root.read(path, cap),
            Root::Bundled(_) => content(bundled(path)?, cap),
        }
    }

    /// Puts a text in place of a file in one step, with the file's own mode, as long as the file is
    /// `before`. A link in its place is refused: what it leads to was not asked for.
    pub(super) fn replace(&self, path: &str, before: &[u8], text: &[u8]) -> Result<(), Refusal> {
        match self {
            Root::Disk(root) => root.replace(path, before, text),
            Root::Bundled(_) => Err(Refusal::Failed("the example is only looked at here".into())),
        }
    }

    /// What a file looks like from outside.
    pub(super) fn stamp(&self, path: &str) -> Result<Stamp, Refusal> {
        match self {
            Root::Disk(root) => root.stamp(path),
            Root::Bundled(_) => bundled(path).map(stamp),
        }
    }

    /// Whether changes made on another machine go unnoticed here.
    pub(super) fn is_remote(&self) -> bool {
        match self {
            Root::Disk(root) => root.is_remote(),
            Root::Bundled(_) => false,
        }
    }
}

impl Folder {
    /// What lies in the folder, in the order of the file system.
    pub(super) fn entries(&self, mut each: impl FnMut(Entry<'_>)) -> Result<(), Refusal> {
        let dir = match self {
            Folder::Disk(folder) => return folder.entries(each),
            Folder::Bundled(dir) => dir,
        };
        for entry in dir.entries() {
            let kind = if matches!(entry, DirEntry::Dir(_)) { EntryKind::Folder } else { EntryKind::File };
            let name = entry.path().file_name().and_then(|name| name.to_str());
            name.into_iter().for_each(|name| each(Entry { name, kind }));
        }
        Ok(())
    }

    /// A folder in this one; a link is none.
    pub(super) fn folder(&self, name: &str) -> Result<Folder, Refusal> {
        match self {
            Folder::Disk(folder) => folder.folder(name).map(Folder::Disk),
            Folder::Bundled(dir) => EXAMPLE.get_dir(within(dir, name)).map(Folder::Bundled).ok_or(Refusal::Missing),
        }
    }

    /// Reads a file of this folder; a link is refused.
    pub(super) fn read(&self, name: &str, cap: u64) -> Result<Content, Refusal> {
        match self {
            Folder::Disk(folder) => folder.read(name, cap),
            Folder::Bundled(dir) => content(bundled(&within(dir, name))?, cap),
        }
    }

    /// What a file of this folder looks like from outside.
    pub(super) fn stamp(&self, name: &str) -> Option<Stamp> {
        match self {
            Folder::Disk(folder) => folder.stamp(name),
            Folder::Bundled(dir) => bundled(&within(dir, name)).ok().map(stamp),
        }
    }
}

fn within(dir: &Dir<'_>, name: &str) -> String {
    join(dir.path().to_str().unwrap_or_default(), name)
}

fn bundled(path: &str) -> Result<&'static File<'static>, Refusal> {
    let missing = || if EXAMPLE.get_dir(path).is_some() { Refusal::NotAFile } else { Refusal::Missing };
    EXAMPLE.get_file(path).ok_or_else(missing)
}

fn content(file: &File<'_>, cap: u64) -> Result<Content, Refusal> {
    let stamp = stamp(file);
    if stamp.size > cap {
        Err(Refusal::TooLarge { cap })
    } else {
        Ok(Content { bytes: file.contents().to_vec(), stamp })
    }
}

/// What lies in the program never changes.
fn stamp(file: &File<'_>) -> Stamp {
    Stamp { size: file.contents().len() as u64, ..Stamp::default() }
}
