//! How a task ended, as it is kept.

use crate::domain::model::At;
use crate::domain::model::task::{OutputCommit, TaskRun};
use crate::domain::text::Clean;
use crate::platform::repositories::Prepared;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::sync::Arc;

/// How a task ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct End {
    pub(super) at: At,
    pub(super) state: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) error: Option<String>,
    #[serde(default)]
    pub(super) output: Value,
    /// The commits that were made.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) commits: Vec<MadeCommit>,
}

/// A commit that is in its place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct MadeCommit {
    pub(super) repository: String,
    pub(super) branch: String,
    pub(super) commit: String,
}

impl MadeCommit {
    pub(super) fn of(prepared: &Prepared) -> Self {
        let place = prepared.target.checkout.as_ref().unwrap_or(&prepared.target.repository);
        let (branch, commit) = (prepared.branch.clone(), prepared.commit.clone());
        Self { repository: place.display().to_string(), branch, commit }
    }
}

impl End {
    /// What came of it, as far as a fold of the events does not know it.
    pub(super) fn add_to(&self, run: &mut TaskRun) {
        let commit = |made: &MadeCommit| OutputCommit {
            repository: Clean::line(&made.repository),
            branch: Clean::line(&made.branch),
            commit: Clean::line(&made.commit),
        };
        if !self.commits.is_empty() {
            Arc::make_mut(&mut run.output).commits = self.commits.iter().map(commit).collect();
        }
    }
}
