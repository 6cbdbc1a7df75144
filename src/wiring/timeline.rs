//! Which systems feed the timelines of a context. A system that comes to it is one more line here.

use crate::adapters::systems::git::GitFeed;
use crate::adapters::timeline::{JoinedTimeline, Unconnected};
use crate::adapters::workspace::Workspace;
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// A workspace: its commits, and what its forges know besides.
pub(super) fn of_workspace(workspace: Workspace, root: PathBuf, past: Vec<Arc<dyn TimelineFeed>>) -> JoinedTimeline {
    let git: Arc<dyn TimelineFeed> =
        Arc::new(GitFeed::new(Arc::new(move |reference| workspace.ground(reference))).below(root));
    JoinedTimeline::new(Some(git).into_iter().chain(past).collect())
}

/// A workspace in restricted mode, where git is not started.
pub(super) fn restricted(past: Vec<Arc<dyn TimelineFeed>>) -> JoinedTimeline {
    let why = "in restricted mode no other program is started, git among them";
    let commits: Arc<dyn TimelineFeed> = Arc::new(Unconnected::new("commits", why));
    JoinedTimeline::new(Some(commits).into_iter().chain(past).collect())
}

/// A portal: commits are the forges' to tell, where the configuration names some.
pub(super) fn of_portal(has_forge: bool, past: Vec<Arc<dyn TimelineFeed>>) -> JoinedTimeline {
    let why = "no forge is configured; in a checkout, `stagedoor --workspace .` shows them";
    let commits: Option<Arc<dyn TimelineFeed>> =
        (!has_forge).then(|| -> Arc<dyn TimelineFeed> { Arc::new(Unconnected::new("commits", why)) });
    JoinedTimeline::new(commits.into_iter().chain(past).collect())
}
