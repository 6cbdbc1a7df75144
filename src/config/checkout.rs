//! The folder someone stands in.

use std::path::{Path, PathBuf};

const MANIFEST: &str = "stagedoor.toml";
/// The files that make a folder a place where a catalog begins.
const MARKS: [&str; 2] = ["catalog-info.yaml", MANIFEST];

/// The root of the git checkout that a folder lies in. A worktree's `.git` is a file.
pub fn checkout_root(folder: &Path) -> Option<&Path> {
    folder.ancestors().find(|folder| folder.join(".git").exists())
}

/// The workspace that someone in `folder` stands in: the topmost folder from there up to the root
/// of the checkout that directly holds catalog files, so that in a monorepo the whole catalog is
/// there and not only the part below.
///
/// Outside of a checkout it is the topmost folder with a `stagedoor.toml`, which says of itself
/// that a workspace begins there; the search ends at `home`, or at the root for a folder elsewhere.
/// Without one only `folder` itself counts.
pub fn workspace_above(folder: &Path, home: &Path) -> Option<PathBuf> {
    let (marks, root) = match checkout_root(folder) {
        Some(root) => (&MARKS[..], root),
        None if folder.starts_with(home) => (&[MANIFEST][..], home),
        None => (&[MANIFEST][..], Path::new("/")),
    };
    let holds = |folder: &Path, marks: &[&str]| marks.iter().any(|mark| folder.join(mark).is_file());
    let within = folder.ancestors().take_while(|folder| folder.starts_with(root));
    let topmost = within.filter(|folder| holds(folder, marks)).last();
    topmost.or_else(|| holds(folder, &MARKS).then_some(folder)).map(Path::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_whole_catalog_of_a_checkout_is_meant_and_nothing_above_it() {
        let temp = tempfile::tempdir().unwrap();
        let (root, home) = (temp.path(), Path::new("/no/home"));
        let payments = root.join("repo/services/payments");
        std::fs::create_dir_all(&payments).unwrap();
        std::fs::write(root.join("catalog-info.yaml"), "").unwrap();
        assert_eq!(workspace_above(&payments, home), None);
        std::fs::write(payments.join("catalog-info.yaml"), "").unwrap();
        assert_eq!(workspace_above(&payments, home), Some(payments.clone()));
        std::fs::write(root.join("repo/.git"), "gitdir: elsewhere").unwrap();
        assert_eq!(workspace_above(&payments, home), Some(payments.clone()));
        std::fs::write(root.join("repo/stagedoor.toml"), "").unwrap();
        assert_eq!(workspace_above(&payments, home), Some(root.join("repo")));
    }

    #[test]
    fn outside_of_a_checkout_a_manifest_above_says_where_the_workspace_begins() {
        let temp = tempfile::tempdir().unwrap();
        let home = temp.path().join("home");
        let inside = home.join("catalogs/all/payments");
        std::fs::create_dir_all(&inside).unwrap();
        std::fs::write(home.join("catalogs/catalog-info.yaml"), "").unwrap();
        std::fs::write(temp.path().join("stagedoor.toml"), "").unwrap();
        assert_eq!(workspace_above(&inside, &home), None, "nothing beyond the home folder counts");
        std::fs::write(home.join("catalogs/all/stagedoor.toml"), "").unwrap();
        assert_eq!(workspace_above(&inside, &home), Some(home.join("catalogs/all")));
        std::fs::write(inside.join("catalog-info.yaml"), "").unwrap();
        assert_eq!(workspace_above(&inside, &home), Some(home.join("catalogs/all")));
        std::fs::write(home.join("catalogs/stagedoor.toml"), "").unwrap();
        assert_eq!(workspace_above(&inside, &home), Some(home.join("catalogs")));
        let elsewhere = workspace_above(&inside, Path::new("/no/home"));
        assert_eq!(elsewhere, Some(temp.path().to_owned()), "a folder that is not in the home folder");
    }
}
