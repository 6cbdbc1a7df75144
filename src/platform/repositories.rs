//! Repositories that templates publish to: a commit is made aside, then put in its place, and can be taken away again.

use super::fault::Fault;
use futures_util::future::BoxFuture;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

/// Where a commit goes.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Target {
    /// The repository: a folder that is checked out, or a bare one.
    pub repository: PathBuf,
    /// It is not there yet, and is made: a bare one.
    pub is_new: bool,
    /// The folder that is to be checked out of it; none where one is there already.
    pub checkout: Option<PathBuf>,
}

/// A file of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommitFile {
    /// Its path from the top of the repository, with `/`.
    pub path: String,
    /// What it is.
    pub content: CommitContent,
}

/// What a file of a commit is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CommitContent {
    /// A file, and whether it can be executed.
    File(Vec<u8>, bool),
    /// A link to this.
    Link(String),
}

/// What is to be committed.
#[derive(Clone, Debug)]
pub struct Publication {
    /// Where to.
    pub target: Target,
    /// The branch, which is not there yet.
    pub branch: String,
    /// The branch that it begins from; where the repository stands without one.
    pub from: Option<String>,
    /// The message.
    pub message: String,
    /// The files that come, or that are others from then on.
    pub files: Vec<CommitFile>,
    /// A folder of one's own that is not there yet, for all that is made before it is put in its place.
    pub aside: PathBuf,
}

/// A commit that is made and lies aside.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prepared {
    /// Where it goes.
    pub target: Target,
    /// Its branch.
    pub branch: String,
    /// Its id.
    pub commit: String,
    /// Where it lies.
    pub aside: PathBuf,
}

/// Who makes commits for templates.
pub trait RepositoryPort: Send + Sync {
    /// Makes a commit aside. Nothing of the target is changed.
    fn prepare<'a>(&'a self, publication: Publication) -> BoxFuture<'a, Result<Prepared, Fault>>;

    /// Puts a commit in its place. Where that fails, what was done of it is taken away again.
    fn settle<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<(), Fault>>;

    /// Takes away what [`settle`](Self::settle) made of exactly this commit, as far as it is there. What somebody has
    /// worked on since stays, and is named. After an error it can be tried again.
    fn undo<'a>(&'a self, prepared: &'a Prepared) -> BoxFuture<'a, Result<Vec<String>, Fault>>;

    /// The run is over, one way or the other: what is there from now on belongs to the user.
    fn release(&self, prepared: &Prepared);

    /// Whether a folder is a checkout of its own, and the address of its remote. An error where that cannot be told.
    fn remote_of<'a>(&'a self, folder: &'a Path) -> BoxFuture<'a, Result<Option<Option<String>>, Fault>>;
}
