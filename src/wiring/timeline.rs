//! Which systems feed the timelines of a context. A system that comes to it is one more line here.

use crate::adapters::systems::git::GitFeed;
use crate::adapters::timeline::{JoinedTimeline, Unconnected};
use crate::adapters::workspace::Workspace;
use std::path::PathBuf;
use std::sync::Arc;

/// A workspace: its commits.
pub(super) fn of_workspace(workspace: Workspace, root: PathBuf) -> JoinedTimeline {
    let git = GitFeed::new(Arc::new(move |reference| workspace.ground(reference))).below(root);
    JoinedTimeline::new(vec![Arc::new(git)])
}

/// A workspace in restricted mode, where git is not started.
pub(super) fn restricted() -> JoinedTimeline {
    let why = "in restricted mode no other program is started, git among them";
    JoinedTimeline::new(vec![Arc::new(Unconnected::new("commits", why))])
}

/// A portal: commits are the forge's to tell, which is not connected.
pub(super) fn of_portal() -> JoinedTimeline {
    let why = "this version asks no forge; in a checkout, `stagedoor --workspace .` shows them";
    JoinedTimeline::new(vec![Arc::new(Unconnected::new("commits", why))])
}
