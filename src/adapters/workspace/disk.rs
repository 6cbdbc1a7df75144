//! The folder itself. Everything is opened component by component below it, without following a
//! link out, and only regular files of a bearable size are read.

use super::entry::{Content, Entry, EntryKind, Refusal, Stamp, folder_of, name_of};
use rustix::fd::{AsFd, OwnedFd};
use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, Stat};
use rustix::io::Errno;
use std::io::{Read, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The root of a workspace, held open.
#[derive(Debug)]
pub(super) struct Root {
    path: PathBuf,
    folder: Folder,
}

/// A folder at or below the root, held open.
#[derive(Clone, Debug)]
pub(super) struct Folder(Arc<OwnedFd>);

const FOLDER: OFlags = OFlags::RDONLY.union(OFlags::DIRECTORY).union(OFlags::CLOEXEC);
/// `NONBLOCK`, so that a pipe without a writer does not hold us up before it is found to be one.
const FILE: OFlags = OFlags::RDONLY.union(OFlags::NONBLOCK).union(OFlags::NOCTTY).union(OFlags::CLOEXEC);

impl Root {
    /// Opens a folder; links in the path that the user gave are followed.
    pub(super) fn open(path: &Path) -> std::io::Result<Self> {
        let path = path.canonicalize()?;
        let fd = rustix::fs::open(&path, FOLDER, Mode::empty())?;
        Ok(Self { path, folder: Folder(Arc::new(fd)) })
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
        if path.is_empty() {
            return Ok(self.folder.clone());
        }
        self.open_below(path, FOLDER).map(|fd| Folder(Arc::new(fd)))
    }

    /// Reads a file; a link counts when it stays below the root.
    pub(super) fn read(&self, path: &str, cap: u64) -> Result<Content, Refusal> {
        read(self.open_below(path, FILE)?, cap)
    }

    /// Puts a text in place of a file in one step, with the file's own mode, as long as the file is
    /// `before`. A link in its place is refused: what it leads to was not asked for.
    pub(super) fn replace(&self, path: &str, before: &[u8], text: &[u8]) -> Result<(), Refusal> {
        let folder = self.folder(folder_of(path))?;
        let name = name_of(path);
        let stat = rustix::fs::statat(&*folder.0, name, AtFlags::SYMLINK_NOFOLLOW).map_err(refusal)?;
        if kind_of(stat_type(&stat)) != EntryKind::File {
            return Err(Refusal::NotAFile);
        }
        let unfinished = format!(".{name}.stagedoor-{}", std::process::id());
        let flags = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
        let fd =
            rustix::fs::openat(&*folder.0, unfinished.as_str(), flags, Mode::RUSR | Mode::WUSR).map_err(refusal)?;
        let put = || {
            rustix::fs::fchmod(&fd, Mode::from_raw_mode(stat.st_mode)).map_err(refusal)?;
            let mut file = std::fs::File::from(fd.try_clone().map_err(|error| Refusal::Failed(error.to_string()))?);
            let written = file.write_all(text).and_then(|()| file.sync_all());
            written.map_err(|error| Refusal::Failed(error.to_string()))?;
            // last of all, so that what somebody saves meanwhile is not written over
            match folder.read(name, before.len() as u64) {
                Ok(is) if is.bytes == before => {}
                Ok(_) | Err(Refusal::TooLarge { .. }) => return Err(Refusal::Changed),
                Err(refusal) => return Err(refusal),
            }
            rustix::fs::renameat(&*folder.0, unfinished.as_str(), &*folder.0, name).map_err(refusal)
        };
        let done = put();
        if done.is_err() {
            let _ = rustix::fs::unlinkat(&*folder.0, unfinished.as_str(), AtFlags::empty());
        }
        done
    }

    /// What a file looks like from outside.
    pub(super) fn stamp(&self, path: &str) -> Result<Stamp, Refusal> {
        let stat = rustix::fs::fstat(self.open_below(path, FILE)?).map_err(refusal)?;
        if kind_of(stat_type(&stat)) == EntryKind::File { Ok(stamp(&stat)) } else { Err(Refusal::NotAFile) }
    }

    /// Whether changes made on another machine go unnoticed here.
    pub(super) fn is_remote(&self) -> bool {
        remote(&self.folder)
    }

    fn open_below(&self, path: &str, flags: OFlags) -> Result<OwnedFd, Refusal> {
        match open_beneath(&self.folder, path, flags) {
            Some(opened) => opened,
            None => open_stepwise(&self.folder, path, flags),
        }
    }
}

impl Folder {
    /// What lies in the folder, in the order of the file system.
    pub(super) fn entries(&self, mut each: impl FnMut(Entry<'_>)) -> Result<(), Refusal> {
        let own = rustix::io::fcntl_dupfd_cloexec(&*self.0, 0).map_err(refusal)?;
        let mut dir = Dir::new(own).map_err(refusal)?;
        while let Some(entry) = dir.read() {
            let entry = entry.map_err(refusal)?;
            // a name that is no text can be named by nothing in a catalog
            let Ok(name) = entry.file_name().to_str() else { continue };
            if name == "." || name == ".." {
                continue;
            }
            let kind = match entry.file_type() {
                FileType::Unknown => self.kind(name),
                known => kind_of(known),
            };
            each(Entry { name, kind });
        }
        Ok(())
    }

    fn kind(&self, name: &str) -> EntryKind {
        let stat = rustix::fs::statat(&*self.0, name, AtFlags::SYMLINK_NOFOLLOW);
        stat.map_or(EntryKind::Other, |stat| kind_of(stat_type(&stat)))
    }

    /// A folder in this one; a link is none.
    pub(super) fn folder(&self, name: &str) -> Result<Folder, Refusal> {
        let fd = rustix::fs::openat(&*self.0, name, FOLDER | OFlags::NOFOLLOW, Mode::empty()).map_err(refusal)?;
        Ok(Folder(Arc::new(fd)))
    }

    /// Reads a file of this folder; a link is refused.
    pub(super) fn read(&self, name: &str, cap: u64) -> Result<Content, Refusal> {
        let fd = rustix::fs::openat(&*self.0, name, FILE | OFlags::NOFOLLOW, Mode::empty()).map_err(refusal)?;
        read(fd, cap)
    }

    /// What a file of this folder looks like from outside.
    pub(super) fn stamp(&self, name: &str) -> Option<Stamp> {
        let stat = rustix::fs::statat(&*self.0, name, AtFlags::SYMLINK_NOFOLLOW).ok()?;
        Some(stamp(&stat))
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn open_beneath(root: &Folder, path: &str, flags: OFlags) -> Option<Result<OwnedFd, Refusal>> {
    use rustix::fs::ResolveFlags;
    let resolve = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
    for _ in 0..8 {
        match rustix::fs::openat2(&*root.0, path, flags, Mode::empty(), resolve) {
            // something was renamed meanwhile
            Err(Errno::AGAIN) => {}
            // an old kernel, or a container that forbids it
            Err(Errno::NOSYS | Errno::PERM) => return None,
            opened => return Some(opened.map_err(refusal)),
        }
    }
    None
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn open_beneath(_: &Folder, _: &str, _: OFlags) -> Option<Result<OwnedFd, Refusal>> {
    None
}

/// Opens one component after the other; here no link is followed at all.
fn open_stepwise(root: &Folder, path: &str, flags: OFlags) -> Result<OwnedFd, Refusal> {
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let mut folder = root.clone();
    for part in folders.split('/').filter(|part| !part.is_empty() && *part != ".") {
        folder = if part == ".." { return Err(Refusal::LeadsOut) } else { folder.folder(part)? };
    }
    if name == ".." {
        return Err(Refusal::LeadsOut);
    }
    rustix::fs::openat(&*folder.0, name, flags | OFlags::NOFOLLOW, Mode::empty()).map_err(refusal)
}

fn read(fd: OwnedFd, cap: u64) -> Result<Content, Refusal> {
    let stat = rustix::fs::fstat(fd.as_fd()).map_err(refusal)?;
    if kind_of(stat_type(&stat)) != EntryKind::File {
        return Err(Refusal::NotAFile);
    }
    let stamp = stamp(&stat);
    if stamp.size > cap {
        return Err(Refusal::TooLarge { cap });
    }
    let mut bytes = Vec::with_capacity(usize::try_from(stamp.size).unwrap_or_default() + 1);
    // it may grow while it is read
    let taken = std::fs::File::from(fd).take(cap + 1).read_to_end(&mut bytes);
    match taken {
        Ok(_) if bytes.len() as u64 > cap => Err(Refusal::TooLarge { cap }),
        Ok(_) => Ok(Content { bytes, stamp }),
        Err(error) => Err(Refusal::Failed(error.to_string())),
    }
}

fn refusal(errno: Errno) -> Refusal {
    match errno {
        Errno::NOENT | Errno::NOTDIR => Refusal::Missing,
        Errno::XDEV | Errno::LOOP => Refusal::LeadsOut,
        // what opening a socket or a device without a driver gives
        Errno::NXIO | Errno::NODEV => Refusal::NotAFile,
        other => Refusal::Failed(std::io::Error::from(other).to_string()),
    }
}

fn stat_type(stat: &Stat) -> FileType {
    FileType::from_raw_mode(stat.st_mode)
}

fn kind_of(file_type: FileType) -> EntryKind {
    match file_type {
        FileType::RegularFile => EntryKind::File,
        FileType::Directory => EntryKind::Folder,
        FileType::Symlink => EntryKind::Link,
        _ => EntryKind::Other,
    }
}

#[allow(clippy::unnecessary_cast, clippy::useless_conversion, reason = "the types differ between platforms")]
fn stamp(stat: &Stat) -> Stamp {
    Stamp {
        device: stat.st_dev as u64,
        inode: stat.st_ino as u64,
        size: u64::try_from(stat.st_size).unwrap_or_default(),
        modified: (stat.st_mtime as i64, stat.st_mtime_nsec as i64),
        changed: (stat.st_ctime as i64, stat.st_ctime_nsec as i64),
    }
}

#[cfg(any(target_os = "linux", target_os = "android"))]
fn remote(folder: &Folder) -> bool {
    // NFS, SMB, CIFS, SMB2, AFS, Ceph, 9P, Lustre, FUSE: linux/magic.h and statfs(2)
    const REMOTE: [u64; 9] =
        [0x6969, 0x517b, 0xff53_4d42, 0xfe53_4d42, 0x5346_414f, 0x00c3_6400, 0x0102_1997, 0x0bd0_0bd0, 0x6573_5546];
    let kind = rustix::fs::fstatfs(&*folder.0).map(|stat| stat.f_type);
    kind.is_ok_and(|kind| REMOTE.iter().any(|remote| *remote & 0xffff_ffff == (kind as u64) & 0xffff_ffff))
}

#[cfg(not(any(target_os = "linux", target_os = "android")))]
fn remote(_: &Folder) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_saved_after_it_was_looked_at_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("a.yaml");
        let root = Root::open(folder.path()).unwrap();
        for saved in ["two", "one, and more"] {
            std::fs::write(&file, saved).unwrap();
            assert!(matches!(root.replace("a.yaml", b"one", b"three"), Err(Refusal::Changed)));
            assert_eq!(std::fs::read_to_string(&file).unwrap(), saved);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1, "nothing is left over");
        std::fs::write(&file, "one").unwrap();
        root.replace("a.yaml", b"one", b"three").unwrap();
        assert_eq!(std::fs::read_to_string(&file).unwrap(), "three");
    }
}
