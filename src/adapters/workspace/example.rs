//! The example workspace that the program carries with it.

use crate::platform::fault::{Fault, FaultKind};
use include_dir::{Dir, include_dir};
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

pub(super) static EXAMPLE: Dir<'static> = include_dir!("$CARGO_MANIFEST_DIR/assets/example");

/// Says which example lies in a folder, and that it is ours to replace.
pub const STAMP: &str = ".stagedoor-example";

/// Writes the bundled example into the folder `to` where it is missing or another version; `fresh`
/// starts it anew whatever was done to it. Gives the folder.
///
/// # Errors
/// When the folder holds something else, or cannot be written.
pub fn unpack_example(to: &Path, fresh: bool) -> Result<PathBuf, Fault> {
    let stamp = stamp();
    let have = std::fs::read_to_string(to.join(STAMP)).ok();
    if have.as_deref() == Some(&stamp) && !fresh {
        return Ok(to.to_owned());
    }
    if have.is_none() && !is_free(to) {
        let happened = "the folder is there and holds something else";
        let cure = "remove it, or name another data folder";
        return Err(Fault::new(FaultKind::Conflict, &tried(to), happened, cure));
    }
    write(to, &stamp).map_err(|error| {
        Fault::new(FaultKind::Local, &tried(to), &error.to_string(), "see whether the folder can be written")
    })?;
    Ok(to.to_owned())
}

fn tried(to: &Path) -> String {
    format!("write the example workspace to {}", to.display())
}

fn is_free(to: &Path) -> bool {
    std::fs::read_dir(to)
        .map_or_else(|error| error.kind() == std::io::ErrorKind::NotFound, |mut it| it.next().is_none())
}

/// Writes beside the folder first, so that nobody sees half of it.
fn write(to: &Path, stamp: &str) -> std::io::Result<()> {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(format!(".{}.new", std::process::id()));
    let beside = to.with_file_name(name);
    remove(&beside)?;
    std::fs::create_dir_all(&beside)?;
    EXAMPLE.extract(&beside)?;
    std::fs::write(beside.join(STAMP), stamp)?;
    remove(to)?;
    std::fs::rename(&beside, to)
}

fn remove(folder: &Path) -> std::io::Result<()> {
    match std::fs::remove_dir_all(folder) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// The program's version and what is in the example: a build of another example is another stamp.
fn stamp() -> String {
    let mut hasher = DefaultHasher::new();
    hash(&EXAMPLE, &mut hasher);
    format!("{} {:016x}\n", env!("CARGO_PKG_VERSION"), hasher.finish())
}

fn hash(dir: &Dir<'_>, hasher: &mut DefaultHasher) {
    for file in dir.files() {
        (file.path(), file.contents()).hash(hasher);
    }
    dir.dirs().for_each(|dir| hash(dir, hasher));
}
