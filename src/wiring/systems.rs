//! Which systems feed the lines of what was asked for. A system that comes to it is one more line here.

use super::ways::Ways;
use crate::adapters::cluster::Clusters;
use crate::adapters::provisioning::{CatalogFeed, JoinedProvisions, Simulated, TaskFeed};
use crate::adapters::systems::crossplane::{CrossplaneFeed, CrossplanePast};
use crate::adapters::systems::git::GitOpsFeed;
use crate::platform::ports::{CatalogPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::templates::TemplatePort;
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// What every kind of platform has.
pub(super) struct Common {
    pub(super) catalog: Arc<dyn CatalogPort>,
    pub(super) templates: Arc<dyn TemplatePort>,
    /// The clusters of the context.
    pub(super) clusters: Clusters,
    /// What annotations that lead to Crossplane's resources begin with.
    pub(super) prefix: String,
}

impl Common {
    pub(super) fn new(catalog: &Arc<dyn CatalogPort>, templates: &Arc<dyn TemplatePort>, ways: &Ways<'_>) -> Self {
        let prefix = ways.chosen.systems.annotations.crossplane.clone();
        Self { catalog: Arc::clone(catalog), templates: Arc::clone(templates), clusters: ways.clusters(), prefix }
    }

    /// What the systems tell of the past of entities; nothing where none is named.
    pub(super) fn past(&self) -> Vec<Arc<dyn TimelineFeed>> {
        if self.clusters.is_empty() {
            return Vec::new();
        }
        vec![Arc::new(CrossplanePast::new(self.clusters.clone(), Arc::clone(&self.catalog), &self.prefix))]
    }
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
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::new(Arc::clone(&common.catalog)).with_prefix(&common.prefix))];
    feeds.extend(crossplane(common));
    joined(feeds)
}

/// A workspace: its tasks, its folder, and what is committed; in restricted mode no git is started.
pub(super) fn of_workspace(common: &Common, committed: Option<Committed>) -> Systems {
    let mut feeds: Vec<Arc<dyn ProvisionFeed>> =
        vec![tasks(common), Arc::new(CatalogFeed::following(Arc::clone(&common.catalog)).with_prefix(&common.prefix))];
    if let Some(committed) = committed {
        let git: Arc<dyn ProvisionFeed> = Arc::new(GitOpsFeed::new(committed.root, committed.repositories));
        match committed.simulated {
            true => feeds.extend(Simulated::beside(git)),
            false => feeds.push(git),
        }
    }
    feeds.extend(crossplane(common));
    joined(feeds)
}

fn tasks(common: &Common) -> Arc<dyn ProvisionFeed> {
    Arc::new(TaskFeed::new(Arc::clone(&common.templates), Arc::clone(&common.catalog)))
}

/// Crossplane, in each cluster.
fn crossplane(common: &Common) -> impl Iterator<Item = Arc<dyn ProvisionFeed>> {
    let clusters = common.clusters.all();
    let is_only = clusters.len() == 1;
    clusters
        .iter()
        .map(move |cluster| -> Arc<dyn ProvisionFeed> { Arc::new(CrossplaneFeed::new(Arc::clone(cluster), is_only)) })
}

fn joined(feeds: Vec<Arc<dyn ProvisionFeed>>) -> Systems {
    Systems { provisioning: Arc::new(JoinedProvisions::new(feeds)), ..Systems::default() }
}
