//! What runs of entities in Kubernetes clusters: found by the annotations that Backstage has for it, followed while
//! it is looked at, and what containers say. Nothing is ever written.

mod board;
mod logs;
mod part;
mod pod;
mod quota;
mod restarts;
mod selection;
mod state;
mod usage;
mod work;

pub use restarts::KubernetesRestarts;

use crate::adapters::cluster::Clusters;
use crate::domain::model::cluster::{ClusterPart, Runtime};
use crate::domain::model::timeline::Known;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::quota::{Quota, QuotaPlace};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{CatalogPort, Wanted};
use crate::platform::runtime::{LogWanted, PodLog, RuntimePort};
use crate::platform::steps::{Answering, Steps, Told};
use board::Board;
use futures_util::future::join_all;
use selection::Selection;
use std::sync::Arc;

/// What the source is called.
pub const NAME: &str = "Kubernetes";

/// What runs, of the clusters of a context. Cheap to clone.
#[derive(Clone)]
pub struct Kubernetes {
    clusters: Clusters,
    catalog: Arc<dyn CatalogPort>,
}

impl Kubernetes {
    /// What runs in these clusters. The catalog tells what is whose.
    pub fn new(clusters: Clusters, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { clusters, catalog }
    }

    async fn entity(&self, reference: &EntityRef) -> Result<Option<Entity>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        Ok(told.answer.iter().find(|entity| entity.reference() == reference).cloned())
    }

    async fn selection(&self, reference: &EntityRef) -> Result<Selection, Fault> {
        let tried = format!("show what runs of {reference}");
        let Some(entity) = self.entity(reference).await? else {
            let cure = "it may have been removed; look for it in the catalog";
            return Err(Fault::new(FaultKind::NotFound, &tried, "the catalog has no such entity", cure));
        };
        Selection::of(&entity).ok_or_else(|| {
            let happened = "the entity does not say what runs of it";
            let cure = "annotate it with backstage.io/kubernetes-id, and label what runs with the same";
            Fault::new(FaultKind::Unsupported, &tried, happened, cure)
        })
    }

    async fn follow(&self, wanted: &Selection, steps: Steps<Runtime>) {
        let meant: Vec<_> = self.clusters.all().iter().filter(|cluster| wanted.takes(cluster.name())).collect();
        if meant.is_empty() {
            return;
        }
        let frame = meant.first().map(|cluster| cluster.limits().frame).unwrap_or_default();
        let board = Board::new(meant.len());
        let parts = meant.iter().enumerate().map(|(n, cluster)| part::follow(cluster, wanted, board.place(n)));
        tokio::select! {
            _ = join_all(parts) => {}
            () = board.hand_on(&steps, frame) => {}
        }
    }

    /// What is said where no cluster is meant.
    fn nowhere(wanted: &Selection) -> Runtime {
        let cluster: Arc<str> = wanted.cluster.clone().unwrap_or_default();
        let why = "the entity names this cluster, and the configuration has none of that name";
        let known = vec![("cluster".into(), Known::Unknown(Clean::line(why)))];
        Runtime { clusters: vec![ClusterPart { cluster, known, ..ClusterPart::default() }] }
    }
}

impl RuntimePort for Kubernetes {
    fn runtime<'a>(&'a self, reference: EntityRef, steps: Steps<Runtime>) -> Answering<'a, Runtime> {
        Box::pin(async move {
            let wanted = self.selection(&reference).await?;
            self.follow(&wanted, steps).await;
            Ok(Told::now(Self::nowhere(&wanted)))
        })
    }

    fn logs<'a>(&'a self, wanted: LogWanted, steps: Steps<PodLog>) -> Answering<'a, PodLog> {
        Box::pin(async move {
            let meant = self
                .clusters
                .all()
                .iter()
                .filter(|cluster| wanted.cluster.is_empty() || wanted.cluster == *cluster.name());
            let meant: Vec<_> = meant.cloned().collect();
            logs::read(&meant, &wanted, &steps).await.map(Told::now)
        })
    }

    fn quotas<'a>(&'a self, place: QuotaPlace) -> Answering<'a, Vec<Quota>> {
        Box::pin(async move { quota::read(&self.clusters, &place).await.map(Told::now) })
    }
}
