//! Which repositories there are, and what they are called.

use super::super::Git;
use super::super::file::{line_of, path_of};
use super::TRIED;
use crate::domain::model::provision::repository_of;
use crate::platform::fault::Fault;
use std::path::{Path, PathBuf};

/// How deep bare repositories lie: host, owners, name.
const DEPTH: usize = 6;
/// So many repositories are looked at.
const MOST: usize = 100;

/// A repository.
pub(super) struct Place {
    /// The folder: of a checkout its top, of a bare one itself.
    pub(super) folder: PathBuf,
    /// Where git keeps it.
    pub(super) git_folder: PathBuf,
    /// What it is called: the address of its remote, without scheme; empty where it has none.
    pub(super) name: String,
}

/// The checkout of the workspace, checkouts in it, and bare repositories that none of them is checked out of.
pub(super) async fn places(git: &Git, root: &Path, repositories: &Path) -> Result<Vec<Place>, Fault> {
    let (top, kept) = (root.to_owned(), repositories.to_owned());
    let looked = move || (checkouts(&top), bare(&kept));
    let found = tokio::task::spawn_blocking(looked).await.map_err(|_| crate::platform::ports::fell_over(TRIED))?;
    let (checkouts, bare) = found;
    let mut places: Vec<Place> = Vec::new();
    let mut taken: Vec<PathBuf> = Vec::new();
    for folder in checkouts {
        let Ok(own) = git.ask(&folder, &["rev-parse", "--absolute-git-dir"], TRIED).await else { continue };
        let git_folder = path_of(&own);
        if places.iter().any(|known| known.git_folder == git_folder) {
            continue;
        }
        let remote = remote(git, &folder).await;
        let path = PathBuf::from(remote.strip_prefix("file://").unwrap_or(&remote));
        let name = within(repositories, &path).unwrap_or_else(|| repository_of(&remote));
        taken.push(path);
        places.push(Place { folder, git_folder, name });
    }
    let left = bare.into_iter().filter(|folder| !taken.contains(folder));
    let bare = left.filter_map(|folder| {
        let name = within(repositories, &folder)?;
        Some(Place { git_folder: folder.clone(), folder, name })
    });
    places.extend(bare);
    places.truncate(MOST);
    Ok(places)
}

async fn remote(git: &Git, folder: &Path) -> String {
    let asked = git.look(folder, &["config", "--get", "remote.origin.url"], TRIED).await;
    asked.ok().flatten().map(|said| line_of(&said)).unwrap_or_default()
}

/// `github.com/acme/shop` of `REPOSITORIES/github.com/acme/shop.git`.
fn within(repositories: &Path, path: &Path) -> Option<String> {
    let within = path.strip_prefix(repositories).ok()?.to_string_lossy().replace('\\', "/");
    Some(within.trim_end_matches(".git").to_lowercase()).filter(|name| !name.is_empty())
}

/// The workspace itself, where it or a folder above it is a checkout, and its folders that are one.
fn checkouts(root: &Path) -> Vec<PathBuf> {
    let is_checkout = |folder: &&Path| folder.join(".git").symlink_metadata().is_ok();
    let mut found: Vec<PathBuf> = root.ancestors().find(is_checkout).map(Path::to_owned).into_iter().collect();
    let entries = std::fs::read_dir(root).into_iter().flatten().filter_map(Result::ok);
    // links lead elsewhere
    let folders = entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
    let mut within: Vec<PathBuf> = folders.filter(|folder| is_checkout(&folder.as_path())).collect();
    within.sort();
    found.extend(within);
    found
}

fn bare(repositories: &Path) -> Vec<PathBuf> {
    let (mut found, mut level) = (Vec::new(), vec![repositories.to_owned()]);
    for _ in 0..DEPTH {
        let entries = level.iter().filter_map(|folder| std::fs::read_dir(folder).ok()).flatten().filter_map(Result::ok);
        let folders =
            entries.filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir())).map(|entry| entry.path());
        let is_bare =
            |folder: &PathBuf| folder.extension().is_some_and(|it| it == "git") && folder.join("HEAD").is_file();
        let (bare, further): (Vec<PathBuf>, Vec<PathBuf>) = folders.partition(is_bare);
        found.extend(bare);
        level = further;
    }
    found.sort();
    found
}
