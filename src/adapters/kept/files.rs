//! Folders and files that only their owner may read, whatever the umask says.

pub(super) use crate::adapters::private::{PATIENCE, is_want_of_files, make_file, make_folder, patiently};
use crate::platform::fault::{Fault, FaultKind};
use std::fs::{self, File};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The ending of a file that is being written.
const UNFINISHED: &str = ".new";
/// Beginnings of the names that belong to a copy on disk, of this version and others.
const OURS: [&str; 7] = ["rows.", "bodies.", "docs.", "draft.", "identity.json", "permissions.json", "session."];
/// When an unfinished file was surely left behind by a process that was killed.
const LEFT_BEHIND: Duration = Duration::from_secs(3_600);

/// Puts a file in place of the one of that name in one step: readers see the old or the new one.
/// It is not forced to the disk: what a power cut leaves of it has to be recognised as damaged, as
/// the checksum of the rows does, or [`File::sync_all`] has to be a part of `write`.
pub(super) fn replace(folder: &Path, name: &str, write: impl FnOnce(&mut File) -> io::Result<()>) -> io::Result<()> {
    make_folder(folder)?;
    sweep(folder);
    let moment = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_nanos();
    let unfinished = folder.join(format!("{name}.{}-{moment}{UNFINISHED}", std::process::id()));
    let written = make_file(&unfinished, true)
        .and_then(|mut file| write(&mut file))
        .and_then(|()| fs::rename(&unfinished, folder.join(name)));
    if written.is_err() {
        let _ = fs::remove_file(&unfinished);
    }
    written
}

/// Removes what killed processes left unfinished.
fn sweep(folder: &Path) {
    let is_left = |entry: &fs::DirEntry| {
        let age = entry.metadata().and_then(|data| data.modified()).map(|at| at.elapsed().unwrap_or_default());
        entry.file_name().to_string_lossy().ends_with(UNFINISHED) && age.is_ok_and(|age| age > LEFT_BEHIND)
    };
    for entry in fs::read_dir(folder).into_iter().flatten().flatten().filter(is_left) {
        let _ = fs::remove_file(entry.path());
    }
}

/// Removes the copy on disk of one context and one subject: rows, bodies and session. The folder
/// goes too when nothing else is in it. Where there is none, nothing happens.
///
/// # Errors
/// When something of it cannot be removed.
pub fn purge(folder: &Path) -> Result<(), Fault> {
    let fail = |path: &Path, error: &io::Error| {
        let happened = format!("{}: {error}", path.display());
        Fault::new(FaultKind::Local, "remove what is kept on disk", &happened, "remove it by hand")
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(fail(folder, &error)),
    };
    for entry in entries {
        let path = entry.map_err(|error| fail(folder, &error))?.path();
        if !is_ours(&path) {
            continue;
        }
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(fail(&path, &error)),
            _ => {}
        }
    }
    // fails when there is something of others in it, and then it is to stay
    let _ = fs::remove_dir(folder);
    Ok(())
}

fn is_ours(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    OURS.iter().any(|start| name.starts_with(start))
}

/// Whether the folder lies on a disk of this machine. Only what is known to be one counts: SQLite's
/// shared memory does not work over a network.
#[cfg(any(target_os = "linux", target_os = "android"))]
pub(super) fn is_local(folder: &Path) -> bool {
    // f_type of statfs(2): ext, xfs, btrfs, tmpfs, overlayfs, zfs, f2fs, bcachefs
    const LOCAL: [u32; 8] =
        [0xef53, 0x5846_5342, 0x9123_683e, 0x0102_1994, 0x794c_7630, 0x2fc1_2fc1, 0xf2f5_2010, 0xca45_1a4e];
    let kind = |found: rustix::fs::StatFs| {
        #[allow(clippy::useless_conversion, reason = "f_type has another width on other machines; 32 bits of it count")]
        let kind = i64::from(found.f_type) & 0xffff_ffff;
        kind
    };
    rustix::fs::statfs(folder).is_ok_and(|found| LOCAL.iter().any(|local| i64::from(*local) == kind(found)))
}

/// Whether the folder lies on a disk of this machine; elsewhere nobody is asked.
#[cfg(not(any(target_os = "linux", target_os = "android")))]
pub(super) fn is_local(_: &Path) -> bool {
    false
}
