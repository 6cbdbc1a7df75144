//! Each Argo CD of a context, and what it serves: applications, lines, timelines, syncs.

use super::ways::Ways;
use crate::adapters::cluster::Clusters;
use crate::adapters::session::Signed;
use crate::adapters::systems::argocd::{
    ArgoCd, ArgoCds, ArgoDeeds, ArgoDelivery, ArgoDeploys, ArgoRollouts, ArgoSetup,
};
use crate::config::{ArgoCdSettings, SystemAddress};
use crate::platform::delivery::DeliveryPart;
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, CommandPort};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::timeline::TimelineFeed;
use std::sync::Arc;

/// What of the path of a portal's proxy says that it stands for the API of Argo CD, and not for its root: so
/// Backstage's plugins have it (`/argocd/api`).
const API_ENDS: [&str; 2] = ["/api", "/api/v1"];

/// Each Argo CD of a context; nothing is connected to yet.
pub(super) struct Argos {
    clusters: Clusters,
    argos: ArgoCds,
    /// The cluster that each Argo CD runs in, where that is known.
    argos_in: Vec<(Arc<str>, Arc<str>)>,
}

impl Argos {
    /// Those that the context names, or those that are found in its clusters.
    ///
    /// # Errors
    /// When an address cannot be used.
    pub(super) fn of(ways: &Ways<'_>, clusters: Clusters) -> Result<Self, Fault> {
        let settings = &ways.chosen.systems.argocd;
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

    /// How what was committed comes to run, as far as they tell.
    pub(super) fn delivery(&self) -> Option<Arc<dyn DeliveryPart>> {
        (!self.argos.is_empty()).then(|| Arc::new(ArgoDelivery::new(self.argos.clone())) as Arc<_>)
    }

    /// Their part of lines.
    pub(super) fn feed(&self) -> Option<Arc<dyn ProvisionFeed>> {
        let rollouts = || ArgoRollouts::new(self.argos.clone(), self.clusters.clone(), self.argos_in.clone());
        (!self.argos.is_empty()).then(|| Arc::new(rollouts()) as Arc<_>)
    }

    /// Their part of timelines.
    pub(super) fn past(&self, catalog: &Arc<dyn CatalogPort>) -> Option<Arc<dyn TimelineFeed>> {
        let deploys = || ArgoDeploys::new(self.argos.clone(), Arc::clone(catalog));
        (!self.argos.is_empty()).then(|| Arc::new(deploys()) as Arc<_>)
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
