//! Which systems feed the timelines of a context. A system that comes to it is one more line here.

use crate::adapters::systems::git::GitFeed;
use crate::adapters::systems::kubernetes::{Kubernetes, KubernetesRestarts};
use crate::adapters::timeline::{JoinedTimeline, Unconnected};
use crate::adapters::workspace::Workspace;
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// A system's part besides.
type Feed = Arc<dyn TimelineFeed>;

/// What was started anew of what runs.
pub(super) fn restarts(runs: &Kubernetes) -> Feed {
    Arc::new(KubernetesRestarts::new(runs.clone()))
}

fn joined(first: Feed, more: Vec<Feed>) -> JoinedTimeline {
    JoinedTimeline::new(std::iter::once(first).chain(more).collect())
}

/// A workspace: its commits.
pub(super) fn of_workspace(workspace: Workspace, root: PathBuf, more: Vec<Feed>) -> JoinedTimeline {
    let git = GitFeed::new(Arc::new(move |reference| workspace.ground(reference))).below(root);
    joined(Arc::new(git), more)
}

/// A workspace in restricted mode, where git is not started.
pub(super) fn restricted(more: Vec<Feed>) -> JoinedTimeline {
    let why = "in restricted mode no other program is started, git among them";
    joined(Arc::new(Unconnected::new("commits", why)), more)
}

/// A portal: commits are the forge's to tell, which is not connected.
pub(super) fn of_portal(more: Vec<Feed>) -> JoinedTimeline {
    let why = "this version asks no forge; in a checkout, `stagedoor --workspace .` shows them";
    joined(Arc::new(Unconnected::new("commits", why)), more)
}
