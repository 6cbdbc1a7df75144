//! What lives in the clusters of a context, and what it serves: lines, deliveries, timelines, promotions. A system that
//! comes to it is one more line here.

use super::ways::Ways;
use crate::adapters::cluster::Clusters;
use crate::adapters::systems::crossplane::{CrossplaneFeed, CrossplanePast};
use crate::adapters::systems::kargo::{Kargo, KargoDeeds, KargoDelivery, KargoKeys, KargoPromotions};
use crate::adapters::systems::kubernetes::{Kubernetes, KubernetesRestarts};
use crate::adapters::systems::operators::{BackupPast, OperatorFeed};
use crate::adapters::systems::tekton::{TektonDelivery, TektonRuns};
use crate::platform::delivery::DeliveryPart;
use crate::platform::ports::{CatalogPort, CommandPort};
use crate::platform::provisioning::ProvisionFeed;
use crate::platform::timeline::TimelineFeed;
use std::sync::Arc;

/// The clusters of a context; none in restricted mode.
#[derive(Clone, Debug, Default)]
pub(super) struct Clustered {
    clusters: Clusters,
    kargo: Option<Kargo>,
    /// What annotations of Crossplane begin with.
    crossplane: String,
}

impl Clustered {
    /// Those that the context names; nothing is connected to yet.
    pub fn of(ways: &Ways<'_>, clusters: Clusters) -> Self {
        let names = &ways.chosen.systems.annotations;
        let keys = KargoKeys { project: names.kargo_project.clone(), stage: names.kargo_stage.clone() };
        let kargo = (!clusters.is_empty()).then(|| Kargo::new(clusters.clone(), keys));
        Self { clusters, kargo, crossplane: names.crossplane.clone() }
    }

    /// Commands that are carried out there, before another port.
    pub fn before(&self, behind: Arc<dyn CommandPort>, catalog: &Arc<dyn CatalogPort>) -> Arc<dyn CommandPort> {
        match &self.kargo {
            Some(kargo) => Arc::new(KargoDeeds::before(behind, kargo.clone(), Arc::clone(catalog))),
            None => behind,
        }
    }

    /// Their parts of timelines.
    pub fn past(&self, catalog: &Arc<dyn CatalogPort>) -> Vec<Arc<dyn TimelineFeed>> {
        let Some(kargo) = &self.kargo else { return Vec::new() };
        vec![
            Arc::new(CrossplanePast::new(self.clusters.clone(), Arc::clone(catalog), &self.crossplane)),
            Arc::new(KargoPromotions::new(kargo.clone(), Arc::clone(catalog))),
            Arc::new(TektonRuns::new(self.clusters.clone(), Arc::clone(catalog))),
            Arc::new(BackupPast::new(self.clusters.clone(), Arc::clone(catalog))),
            Arc::new(KubernetesRestarts::new(Kubernetes::new(self.clusters.clone(), Arc::clone(catalog)))),
        ]
    }

    /// How things come to run, as far as clusters tell.
    pub fn delivery(&self) -> Vec<Arc<dyn DeliveryPart>> {
        let Some(kargo) = &self.kargo else { return Vec::new() };
        vec![Arc::new(KargoDelivery::new(kargo.clone())), Arc::new(TektonDelivery::new(self.clusters.clone()))]
    }

    /// What runs.
    pub fn runs(&self, catalog: &Arc<dyn CatalogPort>) -> Option<Kubernetes> {
        (!self.clusters.is_empty()).then(|| Kubernetes::new(self.clusters.clone(), Arc::clone(catalog)))
    }

    /// Their parts of lines.
    pub fn feeds(&self) -> Vec<Arc<dyn ProvisionFeed>> {
        let clusters = self.clusters.all();
        let is_only = clusters.len() == 1;
        let each = clusters
            .iter()
            .map(|cluster| -> Arc<dyn ProvisionFeed> { Arc::new(CrossplaneFeed::new(Arc::clone(cluster), is_only)) });
        let operators: Option<Arc<dyn ProvisionFeed>> = (!clusters.is_empty())
            .then(|| -> Arc<dyn ProvisionFeed> { Arc::new(OperatorFeed::new(self.clusters.clone())) });
        each.chain(operators).collect()
    }
}
