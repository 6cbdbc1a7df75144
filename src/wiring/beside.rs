//! The systems beside a platform, and what each of them brings to its ports. A system that comes to it is one more
//! line in each of these lists.

use super::ways::Ways;
use crate::adapters::cluster::Clusters;
use crate::adapters::delivery::JoinedDelivery;
use crate::adapters::session::Signed;
use crate::adapters::systems::argocd::{
    ArgoCd, ArgoCds, ArgoDeeds, ArgoDelivery, ArgoDeploys, ArgoRollouts, ArgoSetup,
};
use crate::config::{ArgoCdSettings, SystemAddress};
use crate::platform::delivery::{DeliveryPart, DeliveryPort, NoDelivery};
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, CommandPort};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::timeline::TimelineFeed;
use std::sync::Arc;

/// What of the path of a portal's proxy says that it stands for the API of Argo CD, and not for its root: so
/// Backstage's plugins have it (`/argocd/api`).
const API_ENDS: [&str; 2] = ["/api", "/api/v1"];

/// The systems of a context.
pub(super) struct Beside {
    clusters: Clusters,
    argos: ArgoCds,
    /// The cluster that each Argo CD runs in, where that is known.
    argos_in: Vec<(Arc<str>, Arc<str>)>,
}

impl Beside {
    /// Nothing is connected to yet.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub(super) fn of(ways: &Ways<'_>) -> Result<Self, Fault> {
        let (settings, clusters) = (&ways.chosen.systems.argocd, ways.clusters());
        let mut argos = Vec::with_capacity(settings.len());
        for said in settings {
            argos.extend(argo(ways, said)?);
        }
        let of = |said: &ArgoCdSettings| Some((said.name.as_str().into(), said.cluster.as_deref()?.into()));
        let argos_in = settings.iter().filter_map(of).collect();
        Ok(Self { argos: ArgoCds::or_in_clusters(argos, &clusters), clusters, argos_in })
    }

    /// The port of commands, with those of these systems before it.
    pub(super) fn before(
        &self,
        commands: Arc<dyn CommandPort>,
        catalog: &Arc<dyn CatalogPort>,
    ) -> Arc<dyn CommandPort> {
        if self.argos.is_empty() {
            return commands;
        }
        Arc::new(ArgoDeeds::before(commands, self.argos.clone(), Arc::clone(catalog)))
    }

    /// How what was committed comes to run.
    pub(super) fn delivery(&self, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn DeliveryPort> {
        let mut parts: Vec<Arc<dyn DeliveryPart>> = Vec::new();
        if !self.argos.is_empty() {
            parts.push(Arc::new(ArgoDelivery::new(self.argos.clone())));
        }
        match parts.is_empty() {
            true => Arc::new(NoDelivery),
            false => Arc::new(JoinedDelivery::new(parts, Arc::clone(catalog))),
        }
    }

    /// What they know of lines of what was asked for.
    pub(super) fn provisions(&self) -> Vec<Arc<dyn ProvisionFeed>> {
        let mut feeds: Vec<Arc<dyn ProvisionFeed>> = Vec::new();
        if !self.argos.is_empty() {
            let rollouts = ArgoRollouts::new(self.argos.clone(), self.clusters.clone(), self.argos_in.clone());
            feeds.push(Arc::new(rollouts));
        }
        feeds
    }

    /// What they know of what happened.
    pub(super) fn timelines(&self, catalog: &Arc<dyn CatalogPort>) -> Vec<Arc<dyn TimelineFeed>> {
        let mut feeds: Vec<Arc<dyn TimelineFeed>> = Vec::new();
        if !self.argos.is_empty() {
            feeds.push(Arc::new(ArgoDeploys::new(self.argos.clone(), Arc::clone(catalog))));
        }
        feeds
    }
}

/// An Argo CD as it is configured; none where there is no portal to reach it through.
fn argo(ways: &Ways<'_>, said: &ArgoCdSettings) -> Result<Option<ArgoCd>, Fault> {
    let Some(connected) = ways.reach(&said.reached)? else { return Ok(None) };
    let is_api = match &said.reached.address {
        SystemAddress::Proxy(path) => API_ENDS.iter().any(|end| path.ends_with(end)),
        SystemAddress::Direct(_) => false,
    };
    let signed = Signed::new(connected.client, connected.session);
    Ok(Some(ArgoCd::by_api(ArgoSetup { name: said.name.as_str().into(), signed, is_api, web: said.web.clone() })))
}
