//! What git says of the folder that the user is in, read from its files: at the start there is no
//! time for a git process, and none of a foreign repository's settings may run anything.

use crate::config::checkout_root;
use crate::platform::query::Folder;
use std::path::{Path, PathBuf};

/// Branches that an address may name, beside the one that is checked out.
const USUAL: [&str; 2] = ["main", "master"];
/// No honest file of git's is larger.
const LARGEST: u64 = 1 << 18;

/// The folder, with its place in its checkout.
pub(super) fn of(path: &Path) -> Folder {
    let alone = Folder { path: path.to_owned(), ..Folder::default() };
    let Some(root) = checkout_root(path) else { return alone };
    let Some((own, common)) = git_folders(root) else { return alone };
    let config = text(&common.join("config")).unwrap_or_default();
    let head = text(&own.join("HEAD")).unwrap_or_default();
    let checked_out = head.trim().strip_prefix("ref: refs/heads/").unwrap_or_default();
    let usual = USUAL.into_iter().filter(|usual| *usual != checked_out);
    let branches = std::iter::once(checked_out).filter(|name| !name.is_empty()).chain(usual);
    let branches = branches.map(str::to_owned).collect();
    let within = path.strip_prefix(root).unwrap_or(Path::new("")).components();
    let within = within.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    Folder { remote: remote(&config), within, branches, ..alone }
}

/// A checkout's own git folder, and the one it shares with other worktrees.
fn git_folders(root: &Path) -> Option<(PathBuf, PathBuf)> {
    let git = root.join(".git");
    if git.is_dir() {
        return Some((git.clone(), git));
    }
    let named = text(&git)?;
    let own = root.join(named.trim().strip_prefix("gitdir:")?.trim());
    let common = text(&own.join("commondir")).map_or_else(|| own.clone(), |common| own.join(common.trim()));
    Some((own, common))
}

fn text(path: &Path) -> Option<String> {
    let known = path.metadata().ok()?;
    if !known.is_file() || known.len() > LARGEST {
        return None;
    }
    std::fs::read_to_string(path).ok()
}

/// The address of `origin`, else of the first remote.
fn remote(config: &str) -> String {
    let (mut origin, mut first, mut section) = (None, None, "");
    for line in config.lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[') {
            section = name.strip_suffix(']').unwrap_or(name);
        } else if let Some((key, value)) = line.split_once('=')
            && section.starts_with("remote ")
            && key.trim().eq_ignore_ascii_case("url")
        {
            let slot = if section == "remote \"origin\"" { &mut origin } else { &mut first };
            slot.get_or_insert(value.trim().trim_matches('"').to_owned());
        }
    }
    origin.or(first).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn remote_branch_and_place_are_read_from_the_files_of_git() {
        let temp = tempfile::tempdir().unwrap();
        let inside = temp.path().join("services/payments");
        std::fs::create_dir_all(&inside).unwrap();
        assert_eq!(of(&inside).remote, "");
        let git = temp.path().join(".git");
        std::fs::create_dir(&git).unwrap();
        std::fs::write(git.join("HEAD"), "ref: refs/heads/topic/x\n").unwrap();
        let config = "[remote \"fork\"]\n\turl = git@x:me/shop.git\n[remote \"origin\"]\n\turl = git@x:acme/shop.git\n";
        std::fs::write(git.join("config"), config).unwrap();
        let folder = of(&inside);
        assert_eq!((folder.remote.as_str(), folder.within.as_str()), ("git@x:acme/shop.git", "services/payments"));
        assert_eq!(folder.branches, ["topic/x", "main", "master"]);
    }
}
