//! The folder someone stands in.

use std::path::{Path, PathBuf};

/// The files that make a folder a place where a catalog begins.
const MARKS: [&str; 2] = ["catalog-info.yaml", "stagedoor.toml"];

/// The root of the git checkout that a folder lies in. A worktree's `.git` is a file.
pub fn checkout_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// The workspace that someone in `folder` stands in: the topmost folder from there up to the root
/// of the checkout that directly holds catalog files, so that in a monorepo the whole catalog is
/// there and not only the part below. Outside of a checkout only `folder` itself counts.
pub fn workspace_above(folder: &Path) -> Option<PathBuf> {
    let root = checkout_root(folder).unwrap_or(folder);
    let within = folder.ancestors().take_while(|folder| folder.starts_with(root));
    within.filter(|folder| MARKS.iter().any(|mark| folder.join(mark).is_file())).last().map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_catalog_of_a_checkout_is_meant_and_nothing_above_it() {
        let temp = tempfile::tempdir().unwrap();
        let root = temp.path();
        let payments = root.join("repo/services/payments");
        std::fs::create_dir_all(&payments).unwrap();
        std::fs::write(root.join("catalog-info.yaml"), "").unwrap();
        assert_eq!(workspace_above(&payments), None);
        std::fs::write(payments.join("catalog-info.yaml"), "").unwrap();
        assert_eq!(workspace_above(&payments), Some(payments.clone()));
        std::fs::write(root.join("repo/.git"), "gitdir: elsewhere").unwrap();
        assert_eq!(workspace_above(&payments), Some(payments.clone()));
        std::fs::write(root.join("repo/stagedoor.toml"), "").unwrap();
        assert_eq!(workspace_above(&payments), Some(root.join("repo")));
    }
}
