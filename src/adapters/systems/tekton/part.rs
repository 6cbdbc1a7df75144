//! Recent runs of an entity, of all clusters together.

use super::read::RunRead;
use super::{NAME, Selection, detail};
use crate::adapters::cluster::{Cluster, Clusters, Following, Pace, Snapshot};
use crate::domain::model::delivery::{Delivery, PipelineRun, RunDetail, RunId};
use crate::domain::model::timeline::Known;
use crate::domain::model::{At, Entity};
use crate::domain::text::Clean;
use crate::platform::delivery::DeliveryPart;
use crate::platform::fault::FaultKind;
use crate::platform::ports::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::cmp::Reverse;
use std::sync::{Arc, Mutex, PoisonError};

/// Runs that are told of.
const MOST: usize = 50;

/// Tekton's part of how things come to run.
#[derive(Clone, Debug)]
pub struct TektonDelivery {
    clusters: Clusters,
}

impl TektonDelivery {
    /// The Tekton of these clusters; those without it say nothing.
    pub fn new(clusters: Clusters) -> Self {
        Self { clusters }
    }
}

impl DeliveryPart for TektonDelivery {
    fn name(&self) -> &str {
        NAME
    }

    fn concerns(&self, entity: &Entity) -> bool {
        Selection::of(entity).is_some()
    }

    fn delivery<'a>(&'a self, entity: Arc<Entity>, steps: Steps<Delivery>) -> Answering<'a, Delivery> {
        Box::pin(async move {
            let Some(wanted) = Selection::of(&entity) else { return Ok(Told::now(Delivery::default())) };
            if let Some(known) = wanted.elsewhere(&self.clusters) {
                return Ok(Told::now(Delivery { known: vec![(NAME.into(), known)], ..Delivery::default() }));
            }
            let clusters = wanted.clusters(&self.clusters);
            let parts = Parts { all: Mutex::new(vec![Seen::default(); clusters.len()]), steps };
            let parts = &parts;
            let asked = clusters.iter().enumerate().map(|(n, cluster)| parts.follow(n, cluster, &wanted));
            join_all(asked).await;
            Ok(Told::now(parts.joined()))
        })
    }

    fn run<'a>(&'a self, id: &RunId, steps: Steps<RunDetail>) -> Option<Answering<'a, RunDetail>> {
        let cluster = Arc::clone(self.clusters.named(&id.cluster)?);
        Some(Box::pin(detail::follow(cluster, id.clone(), steps)))
    }
}

/// What one cluster tells.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Seen {
    pub runs: Vec<Arc<PipelineRun>>,
    pub known: Known,
    /// Whether the cluster has Tekton.
    pub is_installed: bool,
}

impl Default for Seen {
    fn default() -> Self {
        Self { runs: Vec::new(), known: Known::Asking, is_installed: true }
    }
}

impl Seen {
    /// What a list comes to, newest first.
    pub(super) fn of(now: &Snapshot<RunRead>) -> Self {
        let known = match now.fault() {
            Some(fault) if fault.kind == FaultKind::Unsupported => {
                return Self { known: Known::Yes, is_installed: false, runs: Vec::new() };
            }
            Some(fault) => Known::Failed(Clean::line(&fault.to_string())),
            None if now.is_whole => Known::Yes,
            None => Known::Asking,
        };
        let mut runs: Vec<Arc<PipelineRun>> = now.objects.iter().map(|run| Arc::clone(&run.0)).collect();
        runs.sort_by_key(|run| Reverse(run.started.unwrap_or(At(i64::MAX))));
        runs.truncate(MOST);
        Self { runs, known, is_installed: true }
    }
}

struct Parts {
    all: Mutex<Vec<Seen>>,
    steps: Steps<Delivery>,
}

impl Parts {
    async fn follow(&self, n: usize, cluster: &Cluster, wanted: &Selection) {
        let mut runs: Following<RunRead> = cluster.follow(wanted.wanted(cluster));
        let mut pace = Pace::default();
        loop {
            let now = runs.next().await;
            self.take(n, Seen::of(&now));
            pace.keep().await;
        }
    }

    fn take(&self, n: usize, seen: Seen) {
        if let Some(slot) = self.all.lock().unwrap_or_else(PoisonError::into_inner).get_mut(n) {
            *slot = seen;
        }
        let joined = self.joined();
        let is_asking = joined.known.iter().any(|(_, known)| *known == Known::Asking);
        let told = Told::now(joined);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn joined(&self) -> Delivery {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let mut runs: Vec<Arc<PipelineRun>> = all.iter().flat_map(|seen| seen.runs.iter().cloned()).collect();
        runs.sort_by_key(|run| Reverse(run.started.unwrap_or(At(i64::MAX))));
        Delivery { known: vec![(NAME.into(), known(&all))], runs, ..Delivery::default() }
    }
}

/// What is known of all clusters together.
pub(super) fn known(all: &[Seen]) -> Known {
    let failed = all.iter().find(|seen| matches!(seen.known, Known::Failed(_)));
    match failed.or_else(|| all.iter().find(|seen| seen.known == Known::Asking)) {
        Some(seen) => seen.known.clone(),
        None if all.iter().all(|seen| !seen.is_installed) => {
            Known::Unknown("no cluster that is configured has Tekton".into())
        }
        None => Known::Yes,
    }
}
