//! What templates publish: commits in repositories of the workspace.

use super::stage::{SERVICE, Stage, git, output};
use futures_util::future::BoxFuture;
use stagedoor::adapters::systems::git::Repositories;
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::task::TaskState;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{CatalogPort, Steps};
use stagedoor::platform::repositories::{Prepared, Publication, RepositoryPort};
use std::fs;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

fn requested(repo: &str) -> String {
    SERVICE.replace("publish:github,", "'publish:github:pull-request',").replace(
        "'github.com?owner=acme&repo=shop'",
        &format!("'github.com?owner=acme&repo={repo}', title: Add it, branchName: add-it, targetPath: services/shop"),
    )
}

#[test]
fn a_new_repository_is_made_and_its_component_is_found() {
    let stage = Stage::new(SERVICE);
    let workspace = stage.open();
    let run = stage.run(&workspace);
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    let checkout = stage.root().join("shop");
    assert_eq!(git(&checkout, &["log", "--format=%s|%D"]), "initial commit|HEAD -> main, origin/main");
    assert_eq!(git(&checkout, &["status", "--porcelain"]), "");
    assert_eq!(git(&checkout, &["ls-files", "--stage"]).split_whitespace().next(), Some("100755"));
    let bare = stage.path().join("data/repositories/github.com/acme/shop.git");
    assert_eq!(git(&checkout, &["fetch", "--dry-run", "origin"]), "");
    assert_eq!(git(&bare, &["rev-parse", "main"]), git(&checkout, &["rev-parse", "HEAD"]));
    let message = git(&checkout, &["log", "-1", "--format=%b"]);
    assert!(message.contains(&format!("Stagedoor-Request: {}", run.task.id)), "{message}");
    let shop = EntityRef::parse("component:default/shop", None, None).unwrap();
    stage.runtime.block_on(async {
        let (send, mut heard) = tokio::sync::mpsc::unbounded_channel();
        let steps = Steps::to(move |_| {
            let _ = send.send(());
        });
        tokio::select! {
            answer = workspace.by_ref(shop, steps) => panic!("{:?}", answer.err()),
            found = heard.recv() => found.expect("the component is found"),
        }
    });
    assert!(output(&run).is_object());
}

#[test]
fn a_repository_that_is_there_gets_a_branch_and_stays_checked_out_as_it_was() {
    let stage = Stage::new(SERVICE);
    stage.write("root/shop/README.md", "ours\n");
    let checkout = stage.root().join("shop");
    git(&checkout, &["init", "-q", "-b", "trunk"]);
    git(&checkout, &["config", "user.name", "Alice"]);
    git(&checkout, &["config", "user.email", "alice@example.com"]);
    git(&checkout, &["add", "."]);
    git(&checkout, &["commit", "-qm", "first"]);
    stage.write("root/shop/README.md", "not committed\n");
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    assert_eq!(git(&checkout, &["symbolic-ref", "--short", "HEAD"]), "trunk");
    assert_eq!(git(&checkout, &["status", "--porcelain"]), "M README.md");
    let branch = format!("stagedoor/service-{}", run.task.id.as_str().get(..8).unwrap());
    let [made] = run.output.commits.as_slice() else { panic!("{:?}", run.output) };
    assert_eq!((made.branch.as_str(), made.repository.as_str()), (branch.as_str(), checkout.to_str().unwrap()));
    assert_eq!(made.commit.as_str(), git(&checkout, &["rev-parse", &branch]), "where it is is told");
    let files = git(&checkout, &["ls-tree", "-r", "--name-only", &branch]);
    assert_eq!(files, "README.md\nbin/run\ncatalog-info.yaml");
    assert_eq!(git(&checkout, &["log", "--format=%s", &branch]), "initial commit\nfirst");
    assert!(!stage.path().join("data/repositories").exists());
    git(&checkout, &["fsck", "--strict"]);
}

#[test]
fn a_pull_request_is_a_branch_of_the_workspaces_own_repository() {
    let stage = Stage::new(&requested("mono"));
    let root = stage.root();
    git(&root, &["init", "-q", "-b", "main"]);
    for (name, value) in
        [("user.name", "Alice"), ("user.email", "a@example.com"), ("remote.origin.url", "git@github.com:acme/mono.git")]
    {
        git(&root, &["config", name, value]);
    }
    git(&root, &["add", "."]);
    git(&root, &["commit", "-qm", "all"]);
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    let changed = git(&root, &["diff", "--name-status", "main", "add-it"]);
    assert_eq!(changed, "A\tservices/shop/bin/run\nA\tservices/shop/catalog-info.yaml");
    assert_eq!(git(&root, &["log", "-1", "--format=%s", "add-it"]), "Add it");
    assert!(stage.outside().iter().all(|path| path.starts_with("root/.git")), "{:?}", stage.outside());
    // the same again changes nothing that is there
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(run.fault.unwrap().as_str().contains("has a branch add-it already"));
}

#[test]
fn hooks_and_filters_of_a_repository_never_run() {
    let stage = Stage::new(SERVICE);
    let checkout = stage.root().join("shop");
    let trap = stage.path().join("it-ran");
    stage.write("root/shop/.gitattributes", "* filter=trap\n");
    git(&checkout, &["init", "-q", "-b", "main"]);
    git(&checkout, &["config", "user.name", "Alice"]);
    git(&checkout, &["config", "user.email", "alice@example.com"]);
    git(&checkout, &["add", "."]);
    git(&checkout, &["commit", "-qm", "first"]);
    let touch = format!("touch {}", trap.display());
    for name in
        ["filter.trap.clean", "filter.trap.smudge", "core.fsmonitor", "gpg.program", "uploadpack.packObjectsHook"]
    {
        git(&checkout, &["config", name, &touch]);
    }
    git(&checkout, &["config", "commit.gpgSign", "true"]);
    for hook in ["pre-commit", "post-commit", "reference-transaction", "post-checkout", "update", "pre-receive"] {
        let path = checkout.join(".git/hooks").join(hook);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, format!("#!/bin/sh\n{touch}\n")).unwrap();
        fs::set_permissions(&path, std::os::unix::fs::PermissionsExt::from_mode(0o755)).unwrap();
    }
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    assert!(!trap.exists(), "something of the repository ran");
}

#[test]
fn a_folder_in_the_way_is_not_written_into() {
    let stage = Stage::new(SERVICE);
    stage.write("root/shop/mine", "mine");
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(run.fault.unwrap().as_str().contains("no git repository of its own"));
    assert_eq!(stage.outside(), ["root/shop", "root/shop/mine"]);
}

/// A port during which somebody else does something.
struct Meddled {
    inner: Repositories,
    before_settle: Box<dyn Fn(&Prepared) + Send + Sync>,
}

impl RepositoryPort for Meddled {
    fn prepare<'a>(&'a self, publication: Publication) -> BoxFuture<'a, Result<Prepared, Fault>> {
        self.inner.prepare(publication)
    }

    fn settle<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<(), Fault>> {
        (self.before_settle)(prepared);
        self.inner.settle(prepared)
    }

    fn undo<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<Vec<String>, Fault>> {
        self.inner.undo(prepared)
    }

    fn release(&self, prepared: &Prepared) {
        self.inner.release(prepared);
    }

    fn remote_of<'a>(&'a self, folder: &'a Path) -> BoxFuture<'a, Result<Option<Option<String>>, Fault>> {
        self.inner.remote_of(folder)
    }
}

#[test]
fn what_somebody_else_made_meanwhile_stays_and_ours_does_not() {
    let stage = Stage::new(SERVICE);
    let root = stage.root();
    let meddling = move |_: &Prepared| {
        fs::create_dir(root.join("shop")).unwrap();
        fs::write(root.join("shop/theirs"), "theirs").unwrap();
    };
    let port = Meddled { inner: Repositories::of(stage.root()), before_settle: Box::new(meddling) };
    let run = stage.run(&stage.open_with(Arc::new(port)));
    assert_eq!(run.task.state, TaskState::Failed);
    let left: Vec<String> =
        stage.outside().into_iter().filter(|path| path.ends_with(".git") || path.starts_with("root")).collect();
    assert_eq!(left, ["root/shop", "root/shop/theirs"], "{:?}", run.fault);
}

#[test]
fn of_two_repositories_both_are_published_or_none() {
    let two = SERVICE.to_owned()
        + "    - {id: two, name: Two, action: publish:github, input: {repoUrl: 'github.com?owner=acme&repo=other'}}\n";
    let stage = Stage::new(&two);
    let root = stage.root();
    let meddling = move |prepared: &Prepared| {
        if prepared.target.repository.ends_with("other.git") {
            fs::create_dir(root.join("other")).unwrap();
        }
    };
    let port = Meddled { inner: Repositories::of(stage.root()), before_settle: Box::new(meddling) };
    let run = stage.run(&stage.open_with(Arc::new(port)));
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(!stage.root().join("shop").exists(), "the first one is taken away again");
    assert!(!stage.path().join("data/repositories/github.com/acme/shop.git").exists());
    fs::remove_dir(stage.root().join("other")).unwrap();
    let run = stage.run(&stage.open());
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    assert!(stage.root().join("shop/.git").is_dir() && stage.root().join("other/.git").is_dir());
}

/// The commit's objects in the store aside, as paths of loose objects.
fn made_objects(prepared: &Prepared) -> Vec<std::path::PathBuf> {
    let objects = prepared.aside.join("repository.git/objects");
    let folders = fs::read_dir(objects).unwrap().map(|entry| entry.unwrap().path());
    let folders = folders.filter(|folder| folder.file_name().unwrap().len() == 2);
    let files = folders.flat_map(|folder| fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()));
    files.collect()
}

fn repository(stage: &Stage) -> std::path::PathBuf {
    stage.write("root/shop/README.md", "ours\n");
    let checkout = stage.root().join("shop");
    git(&checkout, &["init", "-q", "-b", "trunk"]);
    git(&checkout, &["add", "."]);
    git(&checkout, &["commit", "-qm", "first"]);
    checkout
}

#[test]
fn nothing_is_committed_on_top_of_a_damaged_object() {
    let stage = Stage::new(SERVICE);
    let checkout = repository(&stage);
    let objects = checkout.join(".git/objects");
    let meddling = move |prepared: &Prepared| {
        let made = made_objects(prepared);
        assert!(!made.is_empty());
        for object in made {
            let whole = fs::read(&object).unwrap();
            let to = objects.join(object.strip_prefix(prepared.aside.join("repository.git/objects")).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            // what a disk that was full left behind
            fs::write(to, whole.get(..whole.len() / 2).unwrap()).unwrap();
        }
    };
    let port = Meddled { inner: Repositories::of(stage.root()), before_settle: Box::new(meddling) };
    let run = stage.run(&stage.open_with(Arc::new(port)));
    assert_eq!(run.task.state, TaskState::Failed);
    assert!(run.fault.unwrap().as_str().contains("damaged objects"));
    assert_eq!(git(&checkout, &["branch", "--format=%(refname:short)"]), "trunk");
}

/// Everything is put in its place, and is said not to be; taking it away fails as long as that is wished.
struct Stubborn(Repositories, Arc<AtomicBool>);

impl RepositoryPort for Stubborn {
    fn prepare<'a>(&'a self, publication: Publication) -> BoxFuture<'a, Result<Prepared, Fault>> {
        self.0.prepare(publication)
    }

    fn settle<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<(), Fault>> {
        Box::pin(async move {
            self.0.settle(prepared).await?;
            Err(Fault::new(FaultKind::Local, "settle", "the disk is full", ""))
        })
    }

    fn undo<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<Vec<String>, Fault>> {
        if self.1.load(Ordering::Relaxed) {
            let fault = Fault::new(FaultKind::Local, "undo", "somebody sits on it", "");
            return Box::pin(std::future::ready(Err(fault)));
        }
        self.0.undo(prepared)
    }

    fn release(&self, prepared: &Prepared) {
        self.0.release(prepared);
    }

    fn remote_of<'a>(&'a self, folder: &'a Path) -> BoxFuture<'a, Result<Option<Option<String>>, Fault>> {
        self.0.remote_of(folder)
    }
}

#[test]
fn what_cannot_be_taken_away_is_named_and_tried_again_at_the_next_look() {
    let stage = Stage::new(SERVICE);
    let sits = Arc::new(AtomicBool::new(true));
    let port = || Arc::new(Stubborn(Repositories::of(stage.root()), Arc::clone(&sits)));
    let workspace = stage.open_with(port());
    let run = stage.run(&workspace);
    let id = run.task.id.clone();
    let said = run.fault.unwrap();
    assert!(said.as_str().contains("the disk is full"), "{said:?}");
    assert!(said.as_str().contains("still there"), "{said:?}");
    assert!(said.as_str().contains(&stage.root().join("shop").display().to_string()), "{said:?}");
    let later = stage.follow(&stage.open_with(port()), &id);
    assert_eq!(later.task.state, TaskState::Failed);
    assert!(later.fault.unwrap().as_str().contains("still there"));
    sits.store(false, Ordering::Relaxed);
    let later = stage.follow(&workspace, &id).fault.unwrap();
    assert!(later.as_str().contains("the disk is full; nothing was left behind"), "{later:?}");
    assert!(!stage.root().join("shop").exists());
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}

#[test]
fn a_run_whose_end_cannot_be_written_has_completed_all_the_same() {
    let stage = Stage::new(SERVICE);
    let in_the_way = |prepared: &Prepared| {
        fs::create_dir_all(prepared.aside.parent().unwrap().join("end.json/in/the/way")).unwrap();
    };
    let port = Meddled { inner: Repositories::of(stage.root()), before_settle: Box::new(in_the_way) };
    let run = stage.run(&stage.open_with(Arc::new(port)));
    assert_eq!(run.task.state, TaskState::Completed, "{:?}", run.fault);
    let id = run.task.id;
    let seen = stage.follow(&stage.open(), &id);
    assert_eq!(seen.task.state, TaskState::Completed, "{:?}", seen.fault);
    fs::remove_dir_all(stage.path().join("state/tasks").join(id.as_str()).join("end.json")).unwrap();
    let seen = stage.follow(&stage.open(), &id);
    assert_eq!(seen.task.state, TaskState::Completed, "{:?}", seen.fault);
    assert!(stage.root().join("shop/catalog-info.yaml").is_file());
    assert_eq!(stage.left(&id), ["end.json", "lock", "log.jsonl", "task.json"]);
}

#[test]
fn a_worktree_of_another_repository_is_not_committed_to() {
    for config in ["url=https://github.com/other/shop", "url = https://github.com/other/shop"] {
        let stage = Stage::new(SERVICE);
        let other = stage.path().join("other");
        stage.write("other/README.md", "theirs\n");
        git(&other, &["init", "-q", "-b", "trunk"]);
        git(&other, &["add", "."]);
        git(&other, &["commit", "-qm", "first"]);
        let file = other.join(".git/config");
        let known = fs::read_to_string(&file).unwrap();
        fs::write(file, format!("{known}[remote \"origin\"]\n{config}\n")).unwrap();
        git(&other, &["worktree", "add", "-q", "../root/shop"]);
        let run = stage.run(&stage.open());
        assert_eq!(run.task.state, TaskState::Failed);
        let said = run.fault.unwrap();
        assert!(said.as_str().contains("is another repository: https://github.com/other/shop"), "{said:?}");
        assert_eq!(git(&other, &["branch", "--format=%(refname:short)"]), "shop\ntrunk");
    }
}
