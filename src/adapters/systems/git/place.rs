//! Where an entity lies in its repository, in git's own words.

use super::Git;
use super::file::{existing, line_of, path_of, slashes};
use crate::platform::fault::Fault;
use crate::platform::ports::fell_over;
use crate::platform::timeline::Ground;
use std::collections::HashSet;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

const TRIED: &str = "read the history";

/// Where an entity lies in its repository.
pub(super) struct Place {
    /// The folder that is checked out.
    pub(super) top: PathBuf,
    /// The folder of `HEAD`, and the one that worktrees share.
    pub(super) folders: [PathBuf; 2],
    /// The descriptor's path from the top.
    pub(super) descriptor: String,
    /// What is the entity's, as `gitglossary(7)` writes "pathspec".
    pub(super) specs: Vec<OsString>,
}

/// Asks git where the ground lies.
pub(super) async fn place(git: &Git, ground: &Ground) -> Result<Place, Fault> {
    let looked_for = ground.clone();
    let folder =
        off(move || existing(looked_for.descriptor.parent().unwrap_or(&looked_for.descriptor)).to_owned()).await?;
    let top = path_of(&git.ask(&folder, &["rev-parse", "--show-toplevel"], TRIED).await?);
    let own = path_of(&git.ask(&folder, &["rev-parse", "--absolute-git-dir"], TRIED).await?);
    let common = path_of(&git.ask(&top, &["rev-parse", "--git-common-dir"], TRIED).await?);
    let (ground, from) = (ground.clone(), top.clone());
    let (descriptor, specs) =
        off(move || (within(&from, &ground.descriptor).unwrap_or_default(), specs(&from, &ground))).await?;
    Ok(Place { folders: [own, top.join(common)], descriptor: descriptor.to_string_lossy().into_owned(), specs, top })
}

/// Looks at files where that holds nobody up.
async fn off<T: Send + 'static>(look: impl FnOnce() -> T + Send + 'static) -> Result<T, Fault> {
    tokio::task::spawn_blocking(look).await.map_err(|_| fell_over(TRIED))
}

fn specs(top: &Path, ground: &Ground) -> Vec<OsString> {
    let mut specs: Vec<OsString> = Vec::new();
    for path in ground.own.iter().filter_map(|path| within(top, path)) {
        specs.push(match (path.is_empty(), ground.is_flat) {
            (_, true) => flat(&path),
            (true, false) => ":(top)".into(),
            (false, false) => spec(":(top,literal)", &path),
        });
    }
    let others = ground.others.iter().filter_map(|path| within(top, path)).filter(|path| !path.is_empty());
    specs.extend(others.map(|path| spec(":(top,exclude,literal)", &path)));
    specs
}

fn spec(magic: &str, path: &OsString) -> OsString {
    let mut spec = OsString::from(magic);
    spec.push(path);
    spec
}

/// What lies in a folder and not below it.
fn flat(folder: &OsString) -> OsString {
    if folder.is_empty() {
        return ":(top,glob)*".into();
    }
    let mut spec = OsString::from(":(top,glob)");
    spec.push(folder.to_string_lossy().replace(['\\', '*', '?', '['], "?"));
    spec.push("/*");
    spec
}

/// The path from the top, as git writes it; `None` for what lies elsewhere.
fn within(top: &Path, path: &Path) -> Option<OsString> {
    let canonical = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let top = top.canonicalize().unwrap_or_else(|_| top.to_owned());
    canonical.strip_prefix(&top).ok().map(slashes)
}

impl Place {
    /// Whether there is anything to tell.
    pub(super) async fn has_commits(&self, git: &Git) -> Result<bool, Fault> {
        let head = git.look(&self.top, &["rev-parse", "-q", "--verify", "HEAD^{commit}"], TRIED).await?;
        Ok(head.is_some())
    }

    /// The commits whose past is not in this clone.
    pub(super) async fn cut(&self, git: &Git) -> Result<HashSet<String>, Fault> {
        let shallow = git.ask(&self.top, &["rev-parse", "--is-shallow-repository"], TRIED).await?;
        if line_of(&shallow) != "true" {
            return Ok(HashSet::new());
        }
        let list = [&self.folders[1], &self.folders[0]].map(|folder| folder.join("shallow"));
        let text = tokio::task::spawn_blocking(move || list.iter().find_map(|file| read(file))).await;
        Ok(text.ok().flatten().unwrap_or_default().lines().map(str::to_owned).collect())
    }

    /// Whether contents may be missing in this clone.
    pub(super) async fn is_partial(&self, git: &Git) -> bool {
        let args = ["config", "--get-regexp", r"^(remote\..*\.promisor|extensions\.partialclone)$"];
        git.look(&self.top, &args, TRIED).await.is_ok_and(|told| told.is_some())
    }
}

fn read(path: &Path) -> Option<String> {
    let is_small = path.symlink_metadata().ok().is_some_and(|meta| meta.is_file() && meta.len() < 1 << 20);
    is_small.then(|| std::fs::read_to_string(path).ok()).flatten()
}
