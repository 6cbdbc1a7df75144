//! What lies in a folder after a run.

use super::copy::names;
use super::errors;
use super::paths::is_child;
use crate::domain::template::Failure;
use crate::domain::template::glob::Candidate;
use std::collections::VecDeque;
use std::fs::{self, Metadata};
use std::path::Path;

/// Something that a run made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Made {
    /// Its path with `/`.
    pub path: String,
    /// What it is.
    pub kind: MadeKind,
    /// Its permissions; 0 for a link.
    pub mode: u32,
}

/// Kinds of what a run makes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MadeKind {
    /// A file with this content.
    File(Vec<u8>),
    /// A folder.
    Folder,
    /// A link to this, as it is written in it.
    Link(String),
}

impl Made {
    /// Whether it is a file that can be executed.
    #[must_use]
    pub fn is_executable(&self) -> bool {
        matches!(self.kind, MadeKind::File(_)) && self.mode & 0o111 != 0
    }
}

/// All that lies in a folder, the folder itself not counted: folders before what is in them, names by their bytes.
/// Links are not followed.
///
/// # Errors
/// When something cannot be read.
pub fn made(root: &Path) -> Result<Vec<Made>, Failure> {
    let mut all = Vec::new();
    walk(root, &mut |path, full, meta| {
        let kind = match meta.file_type() {
            kind if kind.is_symlink() => {
                let target = full.read_link().map_err(|error| errors::of(&error, "readlink", full))?;
                MadeKind::Link(target.to_string_lossy().into_owned())
            }
            kind if kind.is_dir() => MadeKind::Folder,
            _ => MadeKind::File(fs::read(full).map_err(|error| errors::of(&error, "open", full))?),
        };
        let mode = if matches!(kind, MadeKind::Link(_)) { 0 } else { permissions(meta) };
        all.push(Made { path, kind, mode });
        Ok(())
    })?;
    Ok(all)
}

/// Refuses links that would lead out of the folder once it lies elsewhere: by `..`, over other links, or by being
/// absolute.
pub(super) fn refuse_links_out(root: &Path) -> Result<(), Failure> {
    walk(root, &mut |path, full, meta| {
        let Some(target) = meta.is_symlink().then(|| full.read_link()).and_then(Result::ok) else { return Ok(()) };
        if !target.is_absolute() && is_child(root, full)? {
            return Ok(());
        }
        let target = target.display();
        Err(Failure::new("NotAllowedError", format!("the link {path} to {target} leads out of what the template made")))
    })
}

/// Links to folders that are gone through one after the other.
const LINKS: usize = 8;
/// Paths that globs choose from: more than a run may make, but links that lead back to their folder multiply.
const PATHS: usize = 200_000;

/// The same, for globs to choose from. Here links count as what they lead to, as long as that is in the folder.
///
/// # Errors
/// When something cannot be read, or links make more paths of it than anyone can choose from.
pub(super) fn candidates(root: &Path) -> Result<Vec<Candidate>, Failure> {
    let mut all = Vec::new();
    let mut folders = VecDeque::from([(String::new(), 0)]);
    while let Some((folder, links)) = folders.pop_front() {
        for name in names(&root.join(&folder))? {
            let name = name.to_string_lossy();
            let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
            let full = root.join(&path);
            let is_link = full.symlink_metadata().is_ok_and(|meta| meta.is_symlink());
            let is_inside = !is_link || is_child(root, &full).unwrap_or_default();
            let Some(meta) = fs::metadata(&full).ok().filter(|_| is_inside) else { continue };
            let links = links + usize::from(is_link);
            if meta.is_dir() && links <= LINKS {
                folders.push_back((path.clone(), links));
            }
            all.push(Candidate { path, is_folder: meta.is_dir(), is_file: meta.is_file() });
        }
        if all.len() > PATHS {
            return Err(Failure::error(format!("links make more than {PATHS} paths of what is there")));
        }
    }
    Ok(all)
}

/// What is done for each: its path from the folder, its own path, and what it is.
pub(super) type Each<'a> = &'a mut dyn FnMut(String, &Path, &Metadata) -> Result<(), Failure>;

/// All that lies in a folder, folders before what is in them.
pub(super) fn walk(root: &Path, each: Each<'_>) -> Result<(), Failure> {
    let mut folders = VecDeque::from([String::new()]);
    while let Some(folder) = folders.pop_front() {
        for name in names(&root.join(&folder))? {
            let name = name.to_string_lossy();
            let path = if folder.is_empty() { name.into_owned() } else { format!("{folder}/{name}") };
            let full = root.join(&path);
            let meta = full.symlink_metadata().map_err(|error| errors::of(&error, "lstat", &full))?;
            folders.extend(meta.is_dir().then(|| path.clone()));
            each(path, &full, &meta)?;
        }
    }
    Ok(())
}

#[cfg(unix)]
fn permissions(meta: &Metadata) -> u32 {
    std::os::unix::fs::PermissionsExt::mode(&meta.permissions()) & 0o777
}

#[cfg(not(unix))]
fn permissions(_: &Metadata) -> u32 {
    0o644
}
