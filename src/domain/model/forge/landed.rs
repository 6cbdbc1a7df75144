use super::PullId;
use crate::domain::text::Clean;
use std::fmt;

/// Letters of a commit's id that people read.
const SHORT: usize = 7;

/// What is on a branch and can be taken back.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Landed {
    /// What a pull request brought.
    Pull(PullId),
    /// A commit.
    Commit {
        /// The repository, as [`PullId::repository`] has it.
        repository: String,
        /// Its whole id.
        id: String,
    },
}

impl Landed {
    /// The repository.
    pub fn repository(&self) -> &str {
        match self {
            Landed::Pull(id) => &id.repository,
            Landed::Commit { repository, .. } => repository,
        }
    }
}

impl fmt::Display for Landed {
    /// `github.com/org/name#12`, `github.com/org/name@1f2e3d4`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Landed::Pull(id) => id.fmt(f),
            Landed::Commit { repository, id } => {
                let text = format!("{repository}@{}", id.get(..SHORT).unwrap_or(id));
                write!(f, "{}", Clean::line(&text))
            }
        }
    }
}
