//! What a platform itself tells of the lines of what was asked for: its tasks, its catalog, what is committed in a
//! folder. The systems beside it bring the rest ([`super::beside`]).

use crate::adapters::provisioning::{CatalogFeed, ProvisionPast, Simulated, TaskFeed};
use crate::adapters::systems::git::GitOpsFeed;
use crate::platform::ports::{CatalogPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::templates::TemplatePort;
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// What every kind of platform has.
pub(super) struct Common<'a> {
    pub(super) catalog: &'a Arc<dyn CatalogPort>,
    pub(super) templates: &'a Arc<dyn TemplatePort>,
    /// What annotations that lead to Crossplane's resources begin with.
    pub(super) prefix: &'a str,
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
pub(super) fn of_portal(common: &Common<'_>) -> Vec<Arc<dyn ProvisionFeed>> {
    let catalog = CatalogFeed::new(Arc::clone(common.catalog)).with_prefix(common.prefix);
    vec![tasks(common), Arc::new(catalog)]
}

/// A workspace: its tasks, its folder, and what is committed; in restricted mode no git is started.
pub(super) fn of_workspace(common: &Common<'_>, committed: Option<Committed>) -> Vec<Arc<dyn ProvisionFeed>> {
    let catalog = CatalogFeed::following(Arc::clone(common.catalog)).with_prefix(common.prefix);
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> = vec![tasks(common), Arc::new(catalog)];
    if let Some(committed) = committed {
        let git: Arc<dyn ProvisionFeed> = Arc::new(GitOpsFeed::new(committed.root, committed.repositories));
        match committed.simulated {
            true => feeds.extend(Simulated::beside(git)),
            false => feeds.push(git),
        }
    }
    feeds
}

/// What the lines say of the entities that they became, for timelines; the feeds are asked once with the lists.
pub(super) fn past(systems: &Systems, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn TimelineFeed> {
    Arc::new(ProvisionPast::new(Arc::clone(&systems.provisioning), Arc::clone(catalog)))
}

fn tasks(common: &Common<'_>) -> Arc<dyn ProvisionFeed> {
    Arc::new(TaskFeed::new(Arc::clone(common.templates), Arc::clone(common.catalog)))
}
