//! What git says of the folder that the user is in, read from its files: at the start there is no
//! time for a git process, and none of a foreign repository's settings may run anything.

use crate::adapters::workspace::Repository;
use crate::platform::query::Folder;
use std::path::Path;

/// Branches that an address may name, beside the one that is checked out.
const USUAL: [&str; 2] = ["main", "master"];

/// The folder, with its place in its checkout.
pub(super) fn of(path: &Path) -> Folder {
    let alone = Folder { path: path.to_owned(), ..Folder::default() };
    let Some(repository) = Repository::around(path) else { return alone };
    let checked_out = repository.branch();
    let usual = USUAL.into_iter().filter(|usual| checked_out.as_deref() != Some(usual)).map(str::to_owned);
    let branches = checked_out.clone().into_iter().chain(usual).collect();
    let within = path.strip_prefix(repository.top()).unwrap_or(Path::new("")).components();
    let within = within.map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/");
    Folder { remote: repository.remote().unwrap_or_default(), within, branches, ..alone }
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

    #[test]
    fn a_folder_that_points_at_a_repository_which_does_not_know_it_is_alone() {
        let temp = tempfile::tempdir().unwrap();
        let (other, here) = (temp.path().join("other/.git"), temp.path().join("here"));
        std::fs::create_dir_all(&other).unwrap();
        std::fs::create_dir_all(&here).unwrap();
        std::fs::write(other.join("config"), "[remote \"origin\"]\nurl = https://t0ken@x/acme/shop.git\n").unwrap();
        std::fs::write(here.join(".git"), format!("gitdir: {}\n", other.display())).unwrap();
        assert_eq!(of(&here).remote, "");
        // a submodule is known by the folder that its configuration names
        std::fs::write(
            other.join("config"),
            "[core]\nworktree = ../../here\n[remote \"origin\"]\nurl = https://t0ken@x/acme/shop.git\n",
        )
        .unwrap();
        assert_eq!(of(&here).remote, "https://x/acme/shop.git");
    }
}
