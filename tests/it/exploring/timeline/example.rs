//! The history that the example workspace is given.

use super::repository::Repo;
use stagedoor::adapters::workspace::{EXAMPLE_STAMP, example_history, unpack_example};
use stagedoor::domain::model::At;

#[tokio::test]
async fn the_example_has_a_made_up_history_that_ends_with_what_it_is() {
    let repo = Repo::new();
    let folder = unpack_example(&repo.beside("example"), true).unwrap();
    let commits = example_history(At(1_790_000_000_000));
    repo.subject().begin(&folder, &commits, &[EXAMPLE_STAMP]).await.unwrap();
    let at = folder.to_str().unwrap();
    assert_eq!(repo.git(&["-C", at, "status", "--porcelain"]), "");
    assert_eq!(repo.git(&["-C", at, "rev-list", "--count", "HEAD"]), commits.len().to_string());
    assert_eq!(repo.git(&["-C", at, "branch", "--format=%(refname:short)"]), "main");
    assert_eq!(repo.git(&["-C", at, "fsck", "--strict"]), "");
    let messages = repo.git(&["-C", at, "log", "--format=%B%x00"]);
    assert!(messages.split('\0').filter(|it| !it.trim().is_empty()).all(|it| it.contains("made up")), "{messages}");
    assert!(repo.subject().begin(&repo.beside("nowhere"), &commits, &[]).await.is_err());
}

#[tokio::test]
async fn two_who_begin_the_example_at_once_leave_one_whole_history() {
    let repo = Repo::new();
    let folder = unpack_example(&repo.beside("example"), true).unwrap();
    let commits = example_history(At(1_790_000_000_000));
    let git = repo.subject();
    let begun = || git.begin(&folder, &commits, &[EXAMPLE_STAMP]);
    let (one, other) = tokio::join!(begun(), begun());
    assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    let at = folder.to_str().unwrap();
    assert_eq!(repo.git(&["-C", at, "status", "--porcelain"]), "");
    assert_eq!(repo.git(&["-C", at, "rev-list", "--count", "HEAD"]), commits.len().to_string());
}
