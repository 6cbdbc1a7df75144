//! The systems beside a platform, and what they bring to its ports together. Which of them is reached how, each of
//! their files says; a system that comes to it is one more line here.

use super::argo::Argos;
use super::clustered::Clustered;
use super::forges;
use super::teleport::Granting;
use super::vaults;
use super::ways::Ways;
use crate::adapters::delivery::JoinedDelivery;
use crate::adapters::provisioning::JoinedProvisions;
use crate::adapters::workspace::Workspace;
use crate::platform::access::NoAccess;
use crate::platform::delivery::{DeliveryPart, DeliveryPort, NoDelivery};
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, CommandPort, Systems};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::runtime::{NoRuntime, RuntimePort};
use crate::platform::timeline::TimelineFeed;
use std::path::PathBuf;
use std::sync::Arc;

/// The systems of a context; nothing is connected to yet.
pub(super) struct Beside {
    forges: forges::Connected,
    argos: Argos,
    clustered: Clustered,
    granting: Granting,
    vaults: vaults::Connected,
}

impl Beside {
    /// Those that the context names.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub(super) fn of(ways: &Ways<'_>) -> Result<Self, Fault> {
        // one set of clusters, so that what several look at is watched once
        let clusters = ways.clusters();
        Ok(Self {
            forges: forges::connected(ways)?,
            argos: Argos::of(ways, clusters.clone())?,
            clustered: Clustered::of(ways, clusters),
            granting: Granting::of(ways),
            vaults: vaults::Connected::of(ways)?,
        })
    }

    /// The same beside a folder, whose checkouts tell what no forge is asked for.
    pub(super) fn with_folder(self, workspace: Workspace, root: PathBuf) -> Self {
        Self { forges: self.forges.beside(workspace, root), ..self }
    }

    /// The port of commands, with those of these systems before it.
    pub(super) fn before(
        &self,
        commands: Arc<dyn CommandPort>,
        catalog: &Arc<dyn CatalogPort>,
    ) -> Arc<dyn CommandPort> {
        let commands = self.forges.before(commands);
        let commands = self.vaults.before(self.granting.before(commands, catalog), catalog);
        self.clustered.before(self.argos.before(commands, catalog), catalog)
    }

    /// Whether the commits of entities are a forge's to tell.
    pub(super) fn has_forge(&self) -> bool {
        self.forges.has_any()
    }

    /// What they know of what happened.
    pub(super) fn past(&self, catalog: &Arc<dyn CatalogPort>) -> Vec<Arc<dyn TimelineFeed>> {
        let first = self.forges.past(catalog).into_iter().chain(self.argos.past(catalog));
        first.chain(self.clustered.past(catalog)).collect()
    }

    /// The ports that they serve together; `feeds` are what the platform itself tells of lines.
    pub(super) fn systems(&self, catalog: &Arc<dyn CatalogPort>, mut feeds: Vec<Arc<dyn ProvisionFeed>>) -> Systems {
        feeds.extend(self.forges.changes());
        feeds.extend(self.argos.feed());
        feeds.extend(self.clustered.feeds());
        Systems {
            provisioning: Arc::new(JoinedProvisions::new(feeds)),
            runtime: self.runtime(catalog),
            delivery: self.delivery(catalog),
            forge: self.forges.pulls(catalog),
            access: self.granting.access(catalog).unwrap_or_else(|| Arc::new(NoAccess)),
            credentials: self.vaults.credentials(catalog),
        }
    }

    fn runtime(&self, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn RuntimePort> {
        match self.clustered.runs(catalog) {
            Some(runs) => Arc::new(runs),
            None => Arc::new(NoRuntime),
        }
    }

    fn delivery(&self, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn DeliveryPort> {
        let parts: Vec<Arc<dyn DeliveryPart>> =
            self.argos.delivery().into_iter().chain(self.clustered.delivery()).collect();
        match parts.is_empty() {
            true => Arc::new(NoDelivery),
            false => Arc::new(JoinedDelivery::new(parts, Arc::clone(catalog))),
        }
    }
}
