//! Timelines as the wiring composes them.

use stagedoor::adapters::systems::git::{Git, GitFeed};
use stagedoor::adapters::timeline::JoinedTimeline;
use stagedoor::adapters::workspace::Workspace;
use std::sync::Arc;

/// The timeline of a workspace.
pub fn of(workspace: &Workspace) -> Arc<JoinedTimeline> {
    of_git(workspace, None)
}

/// The same with a git that the test chose.
pub fn of_git(workspace: &Workspace, git: Option<Git>) -> Arc<JoinedTimeline> {
    let workspace = workspace.clone();
    let feed = GitFeed::new(Arc::new(move |reference| workspace.ground(reference)));
    let feed = match git {
        Some(git) => feed.with(git),
        None => feed,
    };
    Arc::new(JoinedTimeline::new(vec![Arc::new(feed)]))
}
