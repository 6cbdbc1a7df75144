//! The pipelines of an entity, of all clusters together.

use super::follow::{Seen, Watch};
use super::{Kargo, NAME, Selection};
use crate::adapters::cluster::{Cluster, Pace};
use crate::domain::model::Entity;
use crate::domain::model::delivery::Delivery;
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::delivery::DeliveryPart;
use crate::platform::ports::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Kargo's part of how things come to run.
#[derive(Clone, Debug)]
pub struct KargoDelivery {
    kargo: Kargo,
}

impl KargoDelivery {
    /// The part of this Kargo.
    pub fn new(kargo: Kargo) -> Self {
        Self { kargo }
    }
}

impl DeliveryPart for KargoDelivery {
    fn name(&self) -> &str {
        NAME
    }

    fn concerns(&self, entity: &Entity) -> bool {
        self.kargo.selection(entity).is_some()
    }

    fn delivery<'a>(&'a self, entity: Arc<Entity>, steps: Steps<Delivery>) -> Answering<'a, Delivery> {
        Box::pin(async move {
            let Some(wanted) = self.kargo.selection(&entity) else { return Ok(Told::now(Delivery::default())) };
            let clusters = self.kargo.clusters.all();
            let parts = Parts { all: Mutex::new(vec![Seen::default(); clusters.len()]), wanted: &wanted, steps };
            let parts = &parts;
            let asked = clusters.iter().enumerate().map(|(n, cluster)| parts.follow(n, cluster));
            join_all(asked).await;
            Ok(Told::now(parts.joined()))
        })
    }
}

/// What all clusters have told.
struct Parts<'w> {
    all: Mutex<Vec<Seen>>,
    wanted: &'w Selection,
    steps: Steps<Delivery>,
}

impl Parts<'_> {
    async fn follow(&self, n: usize, cluster: &Cluster) {
        let mut watch = Watch::of(cluster, self.wanted);
        let (mut last, mut pace) = (None, Pace::default());
        loop {
            let seen = watch.now();
            if last.as_ref() != Some(&seen) {
                self.take(n, seen.clone());
                last = Some(seen);
            }
            watch.changed().await;
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
        let pipelines = all.iter().filter_map(|seen| seen.pipeline.clone()).collect();
        Delivery { known: vec![(NAME.into(), known(&all, self.wanted))], pipelines, ..Delivery::default() }
    }
}

fn known(all: &[Seen], wanted: &Selection) -> Known {
    if let Some(behind) = all.iter().find_map(|seen| seen.behind.clone()) {
        return Known::Failed(behind);
    }
    if all.iter().any(|seen| seen.is_installed.is_none()) {
        return Known::Asking;
    }
    if all.iter().any(|seen| seen.pipeline.is_some()) {
        return Known::Yes;
    }
    match all.iter().any(|seen| seen.is_installed == Some(true)) {
        true => {
            let why = format!("the project {} has no stages, or there is no such project", wanted.project);
            Known::Unknown(Clean::line(&why))
        }
        false => Known::Unknown("no cluster that is configured has Kargo".into()),
    }
}
