//! What one cluster tells of an entity. Each sort of thing has a watch of its own; what is denied of one keeps
//! nothing of the others back.

use super::board::Slot;
use super::pod::PodSeen;
use super::selection::Selection;
use super::usage::{PodUsage, measure};
use super::work::{KINDS, WorkSeen};
use crate::adapters::cluster::{Cluster, Following, Snapshot, Thin, Wanted};
use crate::domain::model::cluster::{ClusterPart, Kind, ObjectEvent, ObjectRef, Pod};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::fault::FaultKind;
use futures_util::future::join_all;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::watch;

/// Namespaces whose events are looked at: an entity has few, and a watch goes over a whole one.
const NAMESPACES: usize = 16;
/// Events that are told of.
const EVENTS: usize = 200;

/// What was seen so far.
#[derive(Default)]
struct Seen {
    work: [Option<Arc<Snapshot<WorkSeen>>>; KINDS.len()],
    pods: Option<Arc<Snapshot<PodSeen>>>,
    usage: Option<Arc<Snapshot<PodUsage>>>,
    events: Option<Arc<Snapshot<ObjectEvent>>>,
}

/// Follows all of it; it does not end.
pub(super) async fn follow(cluster: &Cluster, wanted: &Selection, slot: Slot<'_>) {
    let seen = Mutex::new(Seen::default());
    let (namespaces, changes) = watch::channel(BTreeSet::<Arc<str>>::new());
    let part = |change: &dyn Fn(&mut Seen)| {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        change(&mut seen);
        namespaces.send_if_modified(|known| {
            let now = seen.namespaces();
            let is_other = *known != now;
            *known = now;
            is_other
        });
        slot.put(seen.told(cluster, wanted));
    };
    let part = &part;
    let of_kind = |group: &str, kind: &str| wanted.wanted(cluster, Kind::new(group, kind));
    let work = KINDS.iter().enumerate().map(|(n, (group, kind, _))| {
        let following = cluster.follow::<WorkSeen>(of_kind(group, kind));
        each(following, move |snapshot| part(&|seen| seen.take_work(n, &snapshot)))
    });
    let pods = cluster.follow::<PodSeen>(of_kind("", "Pod"));
    let usage = cluster.follow::<PodUsage>(of_kind("metrics.k8s.io", "PodMetrics"));
    tokio::join!(
        join_all(work),
        each(pods, |snapshot| part(&|seen| seen.pods = Some(Arc::clone(&snapshot)))),
        each(usage, |snapshot| part(&|seen| seen.usage = Some(Arc::clone(&snapshot)))),
        events(cluster, changes, |snapshot| part(&|seen| seen.events = Some(Arc::clone(&snapshot)))),
    );
}

async fn each<T: Thin>(mut following: Following<T>, take: impl Fn(Arc<Snapshot<T>>)) {
    loop {
        take(following.next().await);
    }
}

/// Events of the namespaces in which there is something of the entity, whichever these are now.
async fn events(
    cluster: &Cluster,
    mut namespaces: watch::Receiver<BTreeSet<Arc<str>>>,
    take: impl Fn(Arc<Snapshot<ObjectEvent>>),
) {
    loop {
        let now: Vec<Arc<str>> = namespaces.borrow_and_update().iter().take(NAMESPACES).cloned().collect();
        let follow = async {
            match now.is_empty() {
                true => std::future::pending().await,
                false => {
                    each(cluster.follow(Wanted::all(Kind::new("", "Event")).within(&now)), &take).await;
                }
            }
        };
        tokio::select! {
            () = follow => {}
            changed = namespaces.changed() => if changed.is_err() { return },
        }
    }
}

impl Seen {
    fn take_work(&mut self, n: usize, snapshot: &Arc<Snapshot<WorkSeen>>) {
        if let Some(place) = self.work.get_mut(n) {
            *place = Some(Arc::clone(snapshot));
        }
    }

    fn objects(&self) -> impl Iterator<Item = &ObjectRef> {
        let work = self.work.iter().flatten().flat_map(|snapshot| snapshot.objects.iter().map(|it| &it.work.object));
        work.chain(self.pods.iter().flat_map(|snapshot| snapshot.objects.iter().map(|it| &it.pod.object)))
    }

    fn namespaces(&self) -> BTreeSet<Arc<str>> {
        self.objects().map(|object| Arc::clone(&object.namespace)).collect()
    }

    fn told(&self, cluster: &Cluster, wanted: &Selection) -> ClusterPart {
        let work = self.work.iter().flatten().flat_map(|it| it.objects.iter().map(|it| it.work.clone()));
        let pods = self.pods.iter().flat_map(|it| it.objects.iter().map(|it| it.pod.clone()));
        let mut pods: Vec<Pod> = pods.collect();
        measure(&mut pods, self.usage.as_ref().map_or(&[], |it| &it.objects));
        ClusterPart {
            cluster: Arc::clone(cluster.name()),
            namespace: wanted.namespace.clone().unwrap_or_default(),
            selector: Arc::clone(&wanted.labels),
            known: self.known(),
            workloads: work.collect(),
            pods,
            events: self.own_events(),
        }
    }

    /// Those that are about what is the entity's, or what that is made of: a ReplicaSet of a deployment.
    fn own_events(&self) -> Vec<ObjectEvent> {
        let Some(told) = &self.events else { return Vec::new() };
        let own: BTreeSet<(&str, &str)> = self.objects().map(|it| (&*it.namespace, &*it.name)).collect();
        let is_own = |event: &&Arc<ObjectEvent>| {
            let about = &event.about;
            let stem = about.name.rsplit_once('-').map(|(stem, _)| stem).filter(|_| &*about.kind.name == "ReplicaSet");
            own.contains(&(&*about.namespace, &*about.name))
                || stem.is_some_and(|stem| own.contains(&(&*about.namespace, stem)))
        };
        let mut events: Vec<ObjectEvent> = told.objects.iter().filter(is_own).map(|it| (**it).clone()).collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        events.truncate(EVENTS);
        events
    }

    fn known(&self) -> Vec<(Clean, Known)> {
        let work = KINDS.iter().zip(&self.work).map(|((.., word), seen)| ((*word).into(), known(seen.as_deref())));
        let usage = match self.usage.as_deref().and_then(Snapshot::fault).map(|fault| fault.kind) {
            Some(FaultKind::Unsupported) => Known::Unknown("the cluster does not measure it (metrics.k8s.io)".into()),
            _ => known(self.usage.as_deref()),
        };
        let events = match self.namespaces().is_empty() && self.is_listed() {
            true => Known::Yes,
            false => known(self.events.as_deref()),
        };
        work.chain([("pods".into(), known(self.pods.as_deref())), ("usage".into(), usage), ("events".into(), events)])
            .collect()
    }

    /// Whether every sort of thing was looked at.
    fn is_listed(&self) -> bool {
        self.pods.as_ref().is_some_and(|it| it.is_whole)
            && self.work.iter().all(|it| it.as_ref().is_some_and(|it| it.is_whole))
    }
}

/// What is known of a sort of thing. What was told before something failed stays beside it.
fn known<T>(seen: Option<&Snapshot<T>>) -> Known {
    match seen {
        None => Known::Asking,
        Some(seen) => match seen.behind.first() {
            Some((_, fault)) => {
                let words = Clean::line(&format!("{}; {}", fault.happened, fault.cure));
                if fault.kind == FaultKind::NotPermitted { Known::Unknown(words) } else { Known::Failed(words) }
            }
            None if seen.is_whole => Known::Yes,
            None => Known::Asking,
        },
    }
}
