//! Which systems feed the lines of what was asked for. A system that comes to it is one more line here.

use crate::adapters::provisioning::{CatalogFeed, JoinedProvisions, Simulated, TaskFeed};
use crate::adapters::systems::git::GitOpsFeed;
use crate::platform::ports::{CatalogPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::templates::TemplatePort;
use std::path::PathBuf;
use std::sync::Arc;

/// What every kind of platform has.
pub(super) struct Common {
    pub(super) catalog: Arc<dyn CatalogPort>,
    pub(super) templates: Arc<dyn TemplatePort>,
}

/// Where a workspace's files are committed.
pub(super) struct Committed {
    pub(super) root: PathBuf,
    /// Where bare repositories of its templates are kept.
    pub(super) repositories: PathBuf,
    /// It is the bundled example: what is committed is carried on by a cluster that is made up.
    pub(super) simulated: bool,
}

/// A portal: its tasks and its catalog.
pub(super) fn of_portal(common: &Common) -> Systems {
    let feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::new(Arc::clone(&common.catalog)))];
    joined(feeds)
}

/// A workspace: its tasks, its folder, and what is committed; in restricted mode no git is started.
pub(super) fn of_workspace(common: &Common, committed: Option<Committed>) -> Systems {
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::following(Arc::clone(&common.catalog)))];
    if let Some(committed) = committed {
        let git: Arc<dyn ProvisionFeed> = Arc::new(GitOpsFeed::new(committed.root, committed.repositories));
        match committed.simulated {
            true => feeds.extend(Simulated::beside(git)),
            false => feeds.push(git),
        }
    }
    joined(feeds)
}

fn tasks(common: &Common) -> Arc<dyn ProvisionFeed> {
    Arc::new(TaskFeed::new(Arc::clone(&common.templates), Arc::clone(&common.catalog)))
}

fn joined(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Systems {
    Systems { provisioning: Arc::new(JoinedProvisions::new(feeds)), ..Systems::default() }
}
