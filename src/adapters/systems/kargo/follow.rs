//! A project of Kargo in a cluster, followed.

use super::pipeline::pipeline;
use super::read::{FreightRead, PromotionRead, StageRead};
use super::{Selection, kind};
use crate::adapters::cluster::{Cluster, Following, Snapshot, Wanted};
use crate::domain::model::delivery::Pipeline;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use std::sync::Arc;

/// What is followed of a project.
pub(super) struct Watch {
    cluster: Arc<str>,
    wanted: Selection,
    stages: Following<StageRead>,
    freight: Following<FreightRead>,
    promotions: Following<PromotionRead>,
}

/// A project as it is now.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Seen {
    /// Its pipeline; none where it has no stages, as far as is known.
    pub pipeline: Option<Arc<Pipeline>>,
    /// Whether the cluster has Kargo at all; `None` as long as that is not known.
    pub is_installed: Option<bool>,
    /// Why what is told may be old or not all.
    pub behind: Option<Clean>,
}

impl Watch {
    /// Follows a project. It has to be called within the runtime.
    pub fn of(cluster: &Cluster, wanted: &Selection) -> Self {
        let all = |name| Wanted::all(kind(name)).within(&[Arc::clone(&wanted.project)]);
        Self {
            cluster: Arc::clone(cluster.name()),
            wanted: wanted.clone(),
            stages: cluster.follow(all("Stage")),
            freight: cluster.follow(all("Freight")),
            promotions: cluster.follow(all("Promotion")),
        }
    }

    /// Waits for a change. It may be dropped while it waits.
    pub async fn changed(&mut self) {
        tokio::select! {
            _ = self.stages.next() => {}
            _ = self.freight.next() => {}
            _ = self.promotions.next() => {}
        }
    }

    /// As it is now.
    pub fn now(&mut self) -> Seen {
        let (stages, freight, promotions) = (self.stages.now(), self.freight.now(), self.promotions.now());
        let is_missing = stages.fault().is_some_and(|fault| fault.kind == FaultKind::Unsupported);
        if is_missing {
            return Seen { is_installed: Some(false), ..Seen::default() };
        }
        // as long as the lists are read a part of a pipeline would look as if it were all
        if !(stages.is_whole && freight.is_whole && promotions.is_whole) {
            return Seen::default();
        }
        let behind = [fault(&stages), fault(&freight), fault(&promotions)].into_iter().flatten().next();
        let behind = behind.map(|fault| Clean::line(&fault.to_string()));
        let is_there = !stages.objects.is_empty();
        let pipeline = is_there.then(|| Arc::new(self.pipeline(&stages, &freight, &promotions)));
        Seen { pipeline, is_installed: Some(true), behind }
    }

    fn pipeline(
        &self,
        stages: &Snapshot<StageRead>,
        freight: &Snapshot<FreightRead>,
        promotions: &Snapshot<PromotionRead>,
    ) -> Pipeline {
        let stages = stages.objects.iter().map(|one| one.0.clone()).collect();
        let freight = freight.objects.iter().map(|one| one.0.clone()).collect();
        let promotions = promotions.objects.iter().map(|one| one.0.clone()).collect();
        pipeline(&self.cluster, &self.wanted, stages, freight, promotions)
    }
}

fn fault<T>(snapshot: &Snapshot<T>) -> Option<&Fault> {
    snapshot.fault()
}
