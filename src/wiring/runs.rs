//! Where templates of a workspace run: their tasks are kept by context, and their commits are made by git.

use super::keep::Owner;
use crate::adapters::systems::git::Repositories;
use crate::adapters::workspace::Workspace;
use crate::adapters::workspace::scaffold::RunSetup;
use crate::cli::How;
use crate::config::{Chosen, Portal};
use std::path::Path;
use std::sync::Arc;

/// The workspace, with templates that run.
pub(super) fn with_runs(workspace: Workspace, chosen: &Chosen, how: &How<'_>, root: &Path) -> Workspace {
    // nobody signs in to a folder
    let nobody = Owner::Known(String::new());
    let Some(key) = nobody.key(chosen) else { return workspace };
    let state = how.folders.state.join(key);
    workspace.with_runs(RunSetup {
        runs: state.join("tasks"),
        repositories: how.folders.data.join("repositories"),
        trusted: state.join("trusted.json"),
        is_own: matches!(chosen.portal, Portal::Example { .. }),
        port: Some(Arc::new(Repositories::of(root.to_owned()))),
    })
}
