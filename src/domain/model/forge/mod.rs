//! What a forge knows of a change: pull requests (merge requests of GitLab) with their reviews and checks.

mod landed;
mod trail;

pub use landed::Landed;
pub use trail::{Commit, Trail};

use super::At;
use crate::domain::text::Clean;
use std::fmt;

/// How a pull request stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum PullState {
    /// It is open.
    #[default]
    Open,
    /// It is open, and not meant to be merged yet.
    Draft,
    /// It was merged.
    Merged,
    /// It was closed without that.
    Closed,
}

/// What somebody said of a pull request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Opinion {
    /// They were asked and have not said anything.
    Asked,
    /// They approve.
    Approved,
    /// They want something changed.
    ChangesWanted,
    /// They said something that is neither.
    Commented,
}

/// Somebody who reviews.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reviewer {
    /// A user or a team, as the forge names it.
    pub name: Clean,
    /// What they said last.
    pub opinion: Opinion,
    /// When.
    pub at: Option<At>,
}

/// How a check stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum CheckState {
    /// It goes on.
    #[default]
    Running,
    /// It went well.
    Passed,
    /// It failed.
    Failed,
    /// It does not count: skipped, neutral.
    Neutral,
}

/// A check of a commit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// Its name.
    pub name: Clean,
    /// How it stands.
    pub state: CheckState,
    /// Its address for a browser; empty without one.
    pub address: Clean,
}

/// Names a pull request among those of all forges.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct PullId {
    /// The repository: its address without scheme, user and `.git`, in lower case: `github.com/org/name`.
    pub repository: String,
    /// Its number in there.
    pub number: u64,
}

impl fmt::Display for PullId {
    /// `github.com/org/name#12`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}#{}", Clean::line(&self.repository), self.number)
    }
}

/// A pull request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PullRequest {
    /// Which.
    pub id: PullId,
    /// Its title.
    pub title: Clean,
    /// How it stands.
    pub state: PullState,
    /// Who wrote it.
    pub author: Clean,
    /// When it was opened.
    pub created: At,
    /// When anything of it changed last.
    pub updated: Option<At>,
    /// When it was merged or closed.
    pub ended: Option<At>,
    /// Who merged or closed it.
    pub ended_by: Clean,
    /// The branch that it is to go into.
    pub into: Clean,
    /// The branch that it comes from.
    pub from: Clean,
    /// The newest commit of that branch, by its whole id.
    pub head: Clean,
    /// The commit that it became, by its whole id.
    pub merge_commit: Option<Clean>,
    /// Reviewers.
    pub reviewers: Vec<Reviewer>,
    /// Checks of its newest commit; `None` where they are not known.
    pub checks: Option<Vec<Check>>,
    /// Why it cannot be merged, in the forge's words; empty where it can or that is not known.
    pub blocked: Clean,
    /// Its address for a browser.
    pub address: Clean,
    /// The files that it changes, by their paths; `None` where they were not asked for.
    pub files: Option<Vec<Clean>>,
}

/// Pull requests of a repository.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Pulls {
    /// They, newest change first.
    pub list: Vec<PullRequest>,
    /// There are more.
    pub has_more: bool,
}
