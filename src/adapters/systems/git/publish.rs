//! Commits for templates: made aside in a repository of their own, so that a run that fails leaves nothing behind.
//!
//! The commit is made by `git-fast-import(1)` over the objects of the target, which are only read. No hook runs,
//! nothing is signed, no filter and no transport is called: objects are put in their place as files.

use super::Git;
use super::aside::{TRIED, checkout, git_folder, local, said, store, within};
use super::call::{LONG, SHORT, failed, refused};
use super::made_aside::Making;
use super::put::{copy_objects, put};
use super::undo::{release, undo};
use crate::adapters::process;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::repositories::{Prepared, Publication, RepositoryPort};
use futures_util::FutureExt as _;
use futures_util::future::BoxFuture;
use std::path::{Path, PathBuf};

/// Repositories, by git.
#[derive(Clone, Debug)]
pub struct Repositories {
    root: PathBuf,
}

impl Repositories {
    /// Repositories of the workspace in that folder. git is looked for when it is needed.
    pub fn of(root: PathBuf) -> Self {
        Self { root }
    }

    fn git(&self) -> Result<Git, Fault> {
        Git::find(&self.root)
    }
}

impl RepositoryPort for Repositories {
    fn prepare<'a>(&'a self, publication: Publication) -> BoxFuture<'a, Result<Prepared, Fault>> {
        async move { Making { git: self.git()?, publication }.make().await }.boxed()
    }

    fn settle<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<(), Fault>> {
        async move {
            let git = self.git()?;
            let done = settle(&git, prepared).await;
            if done.is_err() {
                // what went wrong first is what is told
                drop(undo(&git, prepared).await);
            }
            done
        }
        .boxed()
    }

    fn undo<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<Vec<String>, Fault>> {
        async move { undo(&self.git()?, prepared).await }.boxed()
    }

    fn release(&self, prepared: &Prepared) {
        release(prepared);
    }

    fn remote_of<'a>(&'a self, folder: &'a Path) -> BoxFuture<'a, Result<Option<Option<String>>, Fault>> {
        async move {
            match folder.join(".git").symlink_metadata() {
                Ok(_) => remote_of(&self.git()?, folder).await.map(Some),
                Err(_) => Ok(None),
            }
        }
        .boxed()
    }
}

/// The address of `origin`, or of the only remote, with all that configures the repository counted.
async fn remote_of(git: &Git, folder: &Path) -> Result<Option<String>, Fault> {
    // says so where the folder is not the one that the repository belongs to
    git_folder(git, folder).await?;
    let args = ["config", "-z", "--get-regexp", r"^remote\..*\.url$"];
    let known = git.look(folder, &args, TRIED).await?.unwrap_or_default();
    let known = String::from_utf8_lossy(&known).into_owned();
    let remotes: Vec<(&str, &str)> = known.split('\0').filter_map(|remote| remote.split_once('\n')).collect();
    let origin = remotes.iter().find(|(name, _)| *name == "remote.origin.url");
    match (origin, remotes.as_slice()) {
        (Some((_, url)), _) | (None, [(_, url)]) => Ok(Some((*url).to_owned())),
        (None, []) => Ok(None),
        (None, _) => {
            let happened = format!("{} has several remotes and none of them is origin", folder.display());
            Err(Fault::new(FaultKind::Unsupported, TRIED, &happened, "name one of them origin"))
        }
    }
}

async fn settle(git: &Git, prepared: &Prepared) -> Result<(), Fault> {
    let Prepared { target, aside, .. } = prepared;
    let store = store(aside);
    if target.is_new {
        put(&store, &target.repository, &prepared.commit).map_err(|error| local(&target.repository, &error))?;
    } else {
        let folder = git_folder(git, &target.repository).await?;
        let args = ["rev-parse", "--path-format=absolute", "--git-path", "objects"];
        let objects = PathBuf::from(said(git, within(git, &folder), &args, None, &folder).await?);
        copy_objects(&store.join("objects"), &objects).map_err(|error| local(&objects, &error))?;
        refuse_damaged(git, &folder, prepared).await?;
        name_branch(git, &folder, prepared).await?;
    }
    match &target.checkout {
        Some(path) => put(&checkout(aside), path, &prepared.commit).map_err(|error| local(path, &error)),
        None => Ok(()),
    }
}

/// All that the commit needs has to lie in the repository whole: what was there already may be damaged.
async fn refuse_damaged(git: &Git, folder: &Path, prepared: &Prepared) -> Result<(), Fault> {
    let mut command = within(git, folder);
    command.args(["rev-list", "--quiet", "--verify-objects", &prepared.commit, "--not", "--all"]);
    let ran = process::run(command, None, LONG).await.map_err(|failure| failed(&failure, TRIED))?;
    // of an object that is not what its name says it only complains
    if ran.is_good() && !ran.complaint.contains("error:") {
        return Ok(());
    }
    let happened = format!("{} has damaged objects, and nothing was committed on top of them", folder.display());
    Err(Fault::new(FaultKind::Malformed, TRIED, &happened, "see what git fsck says there"))
}

/// Only where there is no such branch: what somebody else made meanwhile stays.
async fn name_branch(git: &Git, folder: &Path, prepared: &Prepared) -> Result<(), Fault> {
    let name = format!("refs/heads/{}", prepared.branch);
    let nothing = "0".repeat(prepared.commit.len());
    let mut command = within(git, folder);
    command.args(["update-ref", "-m", "commit: made from a template", &name, &prepared.commit, &nothing]);
    let ran = process::run(command, None, SHORT).await.map_err(|failure| failed(&failure, TRIED))?;
    if ran.is_good() { Ok(()) } else { Err(refused(&ran, folder, TRIED)) }
}
