//! What each forge does in its own way.

use crate::adapters::http::Failure;
use crate::domain::model::forge::{Commit, PullRequest, Pulls};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use futures_util::future::BoxFuture;

/// An answer of a forge on its way.
pub(super) type Asking<'a, T> = BoxFuture<'a, Result<T, Fault>>;

/// A change on its way.
pub(super) type Sent<'a, T> = BoxFuture<'a, Result<T, Failure>>;

/// A repository, as far as it is asked about.
#[derive(Clone, Debug)]
pub(super) struct Home {
    /// The branch that it begins with.
    pub(super) branch: String,
    /// Whether one may push to it; `None` where it does not say.
    pub(super) may_push: Option<bool>,
}

/// A pull request with the commits that are in it.
#[derive(Clone, Debug)]
pub(super) struct Whole {
    pub(super) pull: PullRequest,
    /// Oldest first.
    pub(super) parts: Vec<Commit>,
}

/// What is to be taken back, found out.
#[derive(Clone, Debug)]
pub(super) struct Undo {
    /// The commits on the branch that brought it, newest first: one, or all of a pull request that was rebased.
    pub(super) commits: Vec<Commit>,
    /// The commit before them.
    pub(super) before: Clean,
    /// The branch that they are on.
    pub(super) into: String,
    /// The branch that is made.
    pub(super) from: String,
    /// The title of the pull request and of its commit.
    pub(super) title: String,
    /// What it says.
    pub(super) text: String,
}

/// A file that taking something back changes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Restored {
    /// It comes back, or becomes what it was.
    As(String),
    /// It goes.
    Gone(String),
}

/// A forge by its own API. `path` is a repository's path there: `org/name`, `group/sub/name`.
pub(super) trait Dialect: Send + Sync {
    /// The pull requests of a repository, newest change first, without reviews and checks.
    fn pulls<'a>(&'a self, path: &'a str, most: usize) -> Asking<'a, Pulls>;

    /// One in full.
    fn pull<'a>(&'a self, path: &'a str, number: u64) -> Asking<'a, Whole>;

    /// The pull requests that a commit belongs to.
    fn pulls_with<'a>(&'a self, path: &'a str, commit: &'a str) -> Asking<'a, Vec<u64>>;

    /// One commit.
    fn commit<'a>(&'a self, path: &'a str, id: &'a str) -> Asking<'a, Commit>;

    /// The commits of a branch, or up to a commit, newest first, that changed a folder (all with an empty one); whether
    /// there are more.
    fn commits<'a>(
        &'a self,
        path: &'a str,
        branch: &'a str,
        folder: &'a str,
        most: usize,
    ) -> Asking<'a, (Vec<Commit>, bool)>;

    /// Whether a commit or branch contains a commit.
    fn contains<'a>(&'a self, path: &'a str, later: &'a str, earlier: &'a str) -> Asking<'a, bool>;

    /// A file of text at a commit or branch; nothing where it is not there.
    fn text<'a>(&'a self, path: &'a str, file: &'a str, at: &'a str) -> Asking<'a, Option<String>>;

    /// A repository itself.
    fn home<'a>(&'a self, path: &'a str) -> Asking<'a, Home>;

    /// The newest pull request from a branch.
    fn proposed<'a>(&'a self, path: &'a str, from: &'a str) -> Asking<'a, Option<PullRequest>>;

    /// What taking something back would change; that it cannot be done is a fault of the kind
    /// [`Conflict`](crate::platform::fault::FaultKind::Conflict).
    fn foresee<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Asking<'a, Vec<Restored>>;

    /// Makes the branch that takes it back. Each request is sent once.
    fn make<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, ()>;

    /// Opens the pull request from that branch. Sent once.
    fn open<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, PullRequest>;
}
