//! What Argo CDs tell towards the line of what was asked for: their applications as rollouts.

use super::destination::Destinations;
use super::follow::Apps;
use super::selection::Selection;
use super::{ArgoCd, ArgoCds, NAME};
use crate::adapters::cluster::{Cluster, Clusters};
use crate::domain::model::provision::{Evidence, Rollout};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::provisioning::{Leading, ProvisionFeed};
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Argo CD's part of the line.
#[derive(Clone, Debug)]
pub struct ArgoRollouts {
    argos: ArgoCds,
    clusters: Clusters,
    own: Vec<(Arc<str>, Arc<str>)>,
}

impl ArgoRollouts {
    /// The part of these Argo CDs, whose applications roll out to these clusters; `own` are the clusters that they
    /// run in themselves, by their names.
    pub fn new(argos: ArgoCds, clusters: Clusters, own: Vec<(Arc<str>, Arc<str>)>) -> Self {
        Self { argos, clusters, own }
    }

    /// What is known of the clusters before any of them is asked.
    fn named(&self) -> Destinations {
        let named = |cluster: &Arc<Cluster>| (Arc::clone(cluster.name()), None);
        Destinations { clusters: self.clusters.all().iter().map(named).collect(), own: self.own.clone() }
    }

    /// The same with their addresses: these take a kubeconfig that is read.
    async fn placed(&self) -> Destinations {
        let placed = self.clusters.all().iter().map(|cluster| async {
            let place = cluster.place().await.ok().map(|place| format!("https://{place}"));
            (Arc::clone(cluster.name()), place)
        });
        Destinations { clusters: join_all(placed).await, own: self.own.clone() }
    }
}

impl ProvisionFeed for ArgoRollouts {
    fn name(&self) -> &str {
        NAME
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(async move {
            let parts = Parts::asking(self, steps);
            let asked = self.argos.iter().enumerate().map(|(n, argo)| {
                let parts = &parts;
                async move {
                    let fault = argo.follow(&Selection::default(), &|apps| parts.put(n, apps)).await;
                    parts.fail(n, &fault);
                }
            });
            let placing = async { parts.place(self.placed().await) };
            tokio::join!(join_all(asked), placing);
            Ok(Told::now(parts.told().0))
        })
    }
}

/// What one Argo CD has told so far.
#[derive(Clone, Debug, Default)]
struct Part {
    apps: Apps,
    known: Option<Known>,
}

/// What all of them have told.
struct Parts<'a> {
    argos: Vec<&'a ArgoCd>,
    state: Mutex<(Vec<Part>, Destinations)>,
    steps: Steps<Evidence>,
}

impl<'a> Parts<'a> {
    fn asking(feed: &'a ArgoRollouts, steps: Steps<Evidence>) -> Self {
        let argos: Vec<&ArgoCd> = feed.argos.iter().map(AsRef::as_ref).collect();
        let state = Mutex::new((vec![Part::default(); argos.len()], feed.named()));
        Self { argos, state, steps }
    }

    fn put(&self, n: usize, apps: &Apps) {
        let known = Some(apps.behind.clone().map_or(Known::Yes, Known::Failed));
        self.change(n, |part| *part = Part { apps: apps.clone(), known });
    }

    /// What it told before stays, as it was so. A cluster without an Argo CD tells all that it has.
    fn fail(&self, n: usize, fault: &Fault) {
        let is_none = fault.kind == FaultKind::Unsupported;
        let known = if is_none { Known::Yes } else { Known::Failed(Clean::line(&fault.to_string())) };
        self.change(n, |part| part.known = Some(known));
    }

    /// Where clusters are is known now.
    fn place(&self, destinations: Destinations) {
        self.locked().1 = destinations;
        self.tell();
    }

    fn change(&self, n: usize, how: impl FnOnce(&mut Part)) {
        self.locked().0.get_mut(n).map(how);
        self.tell();
    }

    fn tell(&self) {
        let (evidence, is_asking) = self.told();
        let told = Told::now(evidence);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn locked(&self) -> MutexGuard<'_, (Vec<Part>, Destinations)> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known by now, and whether one is still being asked.
    fn told(&self) -> (Evidence, bool) {
        let state = self.locked();
        let (parts, destinations) = &*state;
        let all = || self.argos.iter().zip(parts);
        let is_asking = parts.iter().any(|part| part.known.is_none());
        let failed = all().find_map(|(argo, part)| match &part.known {
            Some(Known::Failed(why)) if parts.len() > 1 => Some(Clean::line(&format!("{}: {why}", argo.name()))),
            Some(Known::Failed(why)) => Some(why.clone()),
            _ => None,
        });
        let known = if is_asking { Known::Asking } else { failed.map_or(Known::Yes, Known::Failed) };
        let source = SourceState { name: NAME.into(), known, remark: None };
        let rollouts = all().flat_map(|(argo, part)| rollouts(argo, &part.apps, destinations)).collect();
        (Evidence { source: Some(source), rollouts, ..Evidence::default() }, is_asking)
    }
}

fn rollouts(argo: &ArgoCd, apps: &Apps, destinations: &Destinations) -> Vec<Arc<Rollout>> {
    // what a cluster holds runs in it
    let own = argo.is_read_only().then(|| argo.name());
    let rollout = |found: &super::app::Found| {
        let cluster = destinations.cluster(argo.name(), own, &found.destination);
        Arc::new(Rollout { app: Arc::clone(&found.app), cluster, request: found.request.clone() })
    };
    apps.found.values().map(rollout).collect()
}
