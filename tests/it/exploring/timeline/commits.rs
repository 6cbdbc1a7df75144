//! Commits of exactly some files, in checkouts that are somebody else's.

use super::repository::{Repo, is_empty, plant};
use stagedoor::adapters::systems::git::{Author, Change, Committed, Git};
use stagedoor::platform::fault::{Fault, FaultKind};
use std::path::PathBuf;

/// Commits files as they are on disk.
async fn commit(git: &Git, paths: &[PathBuf], message: &str) -> Result<Committed, Fault> {
    let contents: Vec<Option<Vec<u8>>> = paths.iter().map(|path| std::fs::read(path).ok()).collect();
    let files: Vec<_> = paths.iter().zip(&contents).map(|(path, bytes)| (path.as_path(), bytes.as_deref())).collect();
    git.commit(&Change { files: &files, message, author: None }).await
}

#[tokio::test]
async fn what_was_looked_at_is_committed_whatever_is_on_disk_by_now() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one\n", "begin");
    let a = repo.write("a.yaml", "saved meanwhile\n");
    let files = [(a.as_path(), Some(&b"two\n"[..]))];
    repo.subject().commit(&Change { files: &files, message: "x", author: None }).await.unwrap();
    assert_eq!(repo.git(&["cat-file", "blob", "HEAD:a.yaml"]), "two");
    assert_eq!(std::fs::read_to_string(&a).unwrap(), "saved meanwhile\n");
}

#[tokio::test]
async fn exactly_the_named_files_are_committed_and_what_is_staged_stays_so() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one\n", "begin");
    repo.commit("b.yaml", "one\n", "second");
    let a = repo.write("a.yaml", "two\n");
    repo.write("b.yaml", "two\n");
    repo.write("c.yaml", "new\n");
    repo.git(&["add", "b.yaml"]);
    let made = commit(&repo.subject(), &[a], "Change a\n\nBecause.").await.unwrap();
    assert_eq!(made.branch.as_str(), "main");
    assert!(made.remarks.is_empty(), "{:?}", made.remarks);
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), made.id);
    assert_eq!(
        repo.git(&["show", "--format=%an %ae|%B", "--name-status"]),
        "Ada Example ada@example.org|Change a\n\nBecause.\n\n\nM\ta.yaml"
    );
    assert_eq!(repo.git(&["status", "--porcelain"]), "M  b.yaml\n?? c.yaml");
    assert_eq!(repo.git(&["reflog", "-1", "--format=%gs"]), "commit: Change a");
    assert_eq!(repo.git(&["fsck", "--strict"]), "");
    assert!(
        !std::fs::read_dir(repo.path.join(".git"))
            .unwrap()
            .any(|it| { it.unwrap().file_name().to_string_lossy().starts_with("stagedoor") })
    );
}

#[tokio::test]
async fn a_new_file_one_taken_away_and_one_that_can_be_run_are_committed_as_they_are() {
    let repo = Repo::new();
    repo.commit("gone/old.yaml", "x\n", "begin");
    repo.commit("run.sh", "x\n", "second");
    repo.git(&["update-index", "--chmod=+x", "run.sh"]);
    repo.git(&["commit", "-qm", "can be run"]);
    std::fs::remove_dir_all(repo.path.join("gone")).unwrap();
    let paths = [repo.path.join("gone/old.yaml"), repo.write("new/ü x.yaml", "n\n"), repo.write("run.sh", "y\n")];
    commit(&repo.subject(), &paths, "Several").await.unwrap();
    let shown = repo.git(&["-c", "core.quotePath=false", "show", "--format=", "--raw", "--abbrev=1", "--no-renames"]);
    let kinds: Vec<(String, String)> = shown
        .lines()
        .map(|line| {
            let (left, path) = line.split_once('\t').unwrap();
            (left[..14].to_owned(), path.to_owned())
        })
        .collect();
    assert_eq!(
        kinds,
        [
            (":100644 000000".to_owned(), "gone/old.yaml".to_owned()),
            (":000000 100644".to_owned(), "new/ü x.yaml".to_owned()),
            (":100755 100755".to_owned(), "run.sh".to_owned()),
        ]
    );
}

#[tokio::test]
async fn the_first_commit_of_a_repository_and_another_author() {
    let repo = Repo::new();
    let file = repo.write("catalog-info.yaml", "kind: Component\n");
    let author = Author { name: "Grace Example".into(), email: "grace@example.org".into() };
    let files = [(file.as_path(), Some(&b"kind: Component\n"[..]))];
    let change = Change { files: &files, message: "Begin", author: Some(&author) };
    repo.subject().commit(&change).await.unwrap();
    assert_eq!(repo.git(&["log", "--format=%an|%cn|%s"]), "Grace Example|Ada Example|Begin");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[tokio::test]
async fn nothing_that_a_checkout_names_is_run_by_a_commit() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one\n", "begin");
    repo.commit("data.bin", "one\n", "second");
    let ran = plant(&repo);
    let a = repo.write("a.yaml", "two\n");
    // changed and of the same size and time as staged: whoever looks at it runs its filter
    repo.write("data.bin", "two\n");
    let made = commit(&repo.subject(), std::slice::from_ref(&a), "Change a").await.unwrap();
    assert!(is_empty(&ran), "{:?}", std::fs::read_dir(&ran).unwrap().collect::<Vec<_>>());
    assert!(made.remarks.iter().any(|it| it.as_str().contains("not signed")), "{:?}", made.remarks);
    // the trap is one: git itself, asked plainly, falls into it
    let _ = repo.command().args(["status"]).output();
    assert!(!is_empty(&ran));
}

#[tokio::test]
async fn a_file_that_goes_through_a_filter_is_not_committed_and_the_branch_stays() {
    let repo = Repo::new();
    let before = repo.commit("data.bin", "one\n", "begin");
    let ran = plant(&repo);
    let file = repo.write("data.bin", "two\n");
    let fault = commit(&repo.subject(), &[file], "Change").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.to_string().contains("goes through the filter `evil`"), "{fault}");
    assert!(is_empty(&ran));
    assert_eq!(std::fs::read_to_string(repo.path.join(".git/refs/heads/main")).unwrap().trim(), before);
}

#[tokio::test]
async fn what_cannot_be_committed_is_said_and_nothing_is_done() {
    let repo = Repo::new();
    let first = repo.commit("a.yaml", "one\n", "begin");
    let git = repo.subject();
    let a = repo.path.join("a.yaml");
    let said = |fault: Fault| fault.to_string();
    let same = commit(&git, std::slice::from_ref(&a), "x").await.unwrap_err();
    assert!(said(same).contains("nothing changed"));
    repo.write("a.yaml", "two\n");
    assert!(said(commit(&git, &[], "x").await.unwrap_err()).contains("no file is named"));
    let out = repo.beside("out.yaml");
    std::fs::write(&out, "x").unwrap();
    assert!(said(commit(&git, &[a.clone(), out], "x").await.unwrap_err()).contains("does not lie in"));
    #[cfg(unix)]
    {
        let link = repo.path.join("link.yaml");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(said(commit(&git, &[link], "x").await.unwrap_err()).contains("not a regular file"));
    }
    let inner = repo.path.join("inner");
    std::fs::create_dir(&inner).unwrap();
    repo.git(&["init", "-q", "inner"]);
    let nested = repo.write("inner/b.yaml", "x");
    assert!(said(commit(&git, &[a.clone(), nested], "x").await.unwrap_err()).contains("two repositories"));
    std::fs::write(repo.path.join(".git/MERGE_HEAD"), &first).unwrap();
    assert!(said(commit(&git, std::slice::from_ref(&a), "x").await.unwrap_err()).contains("a merge is under way"));
    std::fs::remove_file(repo.path.join(".git/MERGE_HEAD")).unwrap();
    repo.git(&["checkout", "-q", "--detach"]);
    assert!(said(commit(&git, std::slice::from_ref(&a), "x").await.unwrap_err()).contains("no branch is checked out"));
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), first);
}

#[tokio::test]
async fn without_a_name_for_its_author_nothing_is_committed() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one\n", "begin");
    std::fs::write(repo.global(), "[user]\n\tuseConfigOnly = true\n").unwrap();
    let a = repo.write("a.yaml", "two\n");
    let fault = commit(&repo.subject(), &[a], "x").await.unwrap_err();
    assert!(fault.to_string().contains("git does not know who you are"), "{fault}");
}

#[tokio::test]
async fn line_ends_are_made_what_the_repository_has() {
    let repo = Repo::new();
    repo.commit(".gitattributes", "*.yaml text eol=crlf\n", "attributes");
    repo.commit("a.yaml", "one\r\n", "begin");
    let a = repo.write("a.yaml", "one\r\ntwo\r\n");
    commit(&repo.subject(), &[a], "more").await.unwrap();
    assert_eq!(repo.git(&["cat-file", "blob", "HEAD:a.yaml"]), "one\ntwo");
    assert_eq!(repo.git(&["status", "--porcelain"]), "");
}

#[tokio::test]
async fn a_worktree_is_committed_to_on_its_own_branch() {
    let repo = Repo::new();
    let first = repo.commit("a.yaml", "one\n", "begin");
    let beside = repo.beside("tree");
    repo.git(&["worktree", "add", "-q", "-b", "topic", beside.to_str().unwrap()]);
    let a = beside.join("a.yaml");
    std::fs::write(&a, "two\n").unwrap();
    let made = commit(&repo.subject(), &[a], "Change").await.unwrap();
    assert_eq!(made.branch.as_str(), "topic");
    assert_eq!(repo.git(&["rev-parse", "topic"]), made.id);
    assert_eq!(repo.git(&["rev-parse", "main"]), first);
}

#[test]
fn a_git_within_the_checkout_is_passed_over() {
    let repo = Repo::new();
    let planted = repo.write("bin/git", "#!/bin/sh\nexit 0\n");
    #[cfg(unix)]
    std::fs::set_permissions(&planted, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    let folder = repo.path.join("bin");
    let path = std::env::join_paths([folder.as_path(), std::path::Path::new(".")]).unwrap();
    let fault = Git::find_along(&path, &repo.path).unwrap_err();
    assert!(fault.to_string().contains("there is no git"), "{fault}");
    repo.write("services/payments/a.yaml", "a\n");
    assert!(Git::find_along(&path, &repo.path.join("services/payments")).is_err(), "it is one checkout");
    assert!(Git::find_along(&path, std::path::Path::new("/nowhere")).is_ok());
}

#[tokio::test]
async fn a_folder_that_points_into_another_repository_writes_nothing_there() {
    let repo = Repo::new();
    let first = repo.commit("a.yaml", "one\n", "begin");
    let here = repo.beside("here");
    std::fs::create_dir(&here).unwrap();
    let file = here.join("a.yaml");
    std::fs::write(&file, "two\n").unwrap();
    std::fs::write(here.join(".git"), format!("gitdir: {}/.git\n", repo.path.display())).unwrap();
    let fault = commit(&repo.subject(), std::slice::from_ref(&file), "x").await.unwrap_err();
    assert!(fault.to_string().contains("does not know this folder"), "{fault}");
    #[cfg(unix)]
    {
        std::fs::remove_file(here.join(".git")).unwrap();
        std::os::unix::fs::symlink(repo.path.join(".git"), here.join(".git")).unwrap();
        let fault = commit(&repo.subject(), std::slice::from_ref(&file), "x").await.unwrap_err();
        assert!(fault.to_string().contains("does not know this folder"), "{fault}");
    }
    // and the other way round: a checkout that calls another folder its own
    repo.git(&["config", "core.worktree", here.to_str().unwrap()]);
    let a = repo.write("a.yaml", "three\n");
    assert!(commit(&repo.subject(), &[a], "x").await.is_err());
    repo.git(&["config", "--unset", "core.worktree"]);
    assert_eq!(repo.git(&["rev-parse", "HEAD"]), first);
}

#[tokio::test]
async fn a_submodule_is_committed_to_as_the_repository_it_is() {
    let (outer, inner) = (Repo::new(), Repo::new());
    inner.commit("a.yaml", "one\n", "begin");
    outer.commit("b.yaml", "one\n", "begin");
    let from = format!("file://{}", inner.path.display());
    outer.git(&["-c", "protocol.file.allow=always", "submodule", "--quiet", "add", &from, "part"]);
    outer.git(&["commit", "-qm", "Take it in"]);
    let a = outer.write("part/a.yaml", "two\n");
    let made = commit(&outer.subject(), &[a], "Change").await.unwrap();
    assert_eq!(outer.git(&["-C", "part", "rev-parse", "HEAD"]), made.id);
}

#[cfg(unix)]
#[tokio::test]
async fn a_commit_is_finished_once_the_branch_moves_though_nobody_waits_for_it() {
    let repo = Repo::new();
    let first = repo.commit("a.yaml", "one\n", "begin");
    let a = repo.write("a.yaml", "two\n");
    let (moving, go) = (repo.beside("moving"), repo.beside("go"));
    let wait = format!("touch {}; while [ ! -e {} ]; do sleep 0.01; done", moving.display(), go.display());
    let git = repo.subject_that("update-ref", &wait);
    let committing = tokio::spawn(async move { commit(&git, &[a], "Change a").await });
    while !moving.exists() {
        tokio::task::yield_now().await;
    }
    committing.abort();
    assert!(committing.await.unwrap_err().is_cancelled());
    std::fs::write(&go, "").unwrap();
    let begun = std::time::Instant::now();
    while repo.git(&["rev-parse", "HEAD"]) == first || !repo.git(&["status", "--porcelain"]).is_empty() {
        tokio::task::yield_now().await;
        assert!(begun.elapsed() < std::time::Duration::from_secs(20), "it stopped half way");
    }
}

#[tokio::test]
async fn a_filter_of_the_users_own_attributes_is_not_passed_over() {
    let repo = Repo::new();
    repo.commit("a.yaml", "one\n", "begin");
    let attributes = repo.beside("attributes");
    std::fs::write(&attributes, "*.yaml filter=sealed\n").unwrap();
    let own = format!("[user]\n\tname = A\n\temail = a@x\n[core]\n\tattributesFile = {}\n", attributes.display());
    std::fs::write(repo.global(), own).unwrap();
    let fault = commit(&repo.subject(), &[repo.write("a.yaml", "two\n")], "Change a").await.unwrap_err();
    assert_eq!(fault.kind, FaultKind::Unsupported);
    assert!(fault.to_string().contains("`sealed`"), "{fault}");
}
