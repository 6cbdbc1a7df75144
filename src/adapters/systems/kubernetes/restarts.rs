//! Containers that were started anew, for timelines: of each the last time, which is all that a cluster keeps.

use super::pod::PodSeen;
use super::selection::Selection;
use super::{Kubernetes, NAME};
use crate::adapters::cluster::{Cluster, Snapshot};
use crate::domain::model::cluster::{Container, Kind, Pod};
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known, Lead, LeadsTo};
use crate::domain::model::{EntityRef, LogPlace, Place};
use crate::domain::text::Clean;
use crate::platform::steps::{Answering, Step, Steps, Told};
use crate::platform::timeline::{TimelineFeed, Window};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Kubernetes' part of timelines.
#[derive(Clone)]
pub struct KubernetesRestarts {
    kubernetes: Kubernetes,
}

impl KubernetesRestarts {
    /// The part of these clusters.
    pub fn new(kubernetes: Kubernetes) -> Self {
        Self { kubernetes }
    }
}

impl TimelineFeed for KubernetesRestarts {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let entity = self.kubernetes.entity(&reference).await?;
            let Some(wanted) = entity.as_ref().and_then(Selection::of) else {
                let why = "the entity does not say what runs of it (backstage.io/kubernetes-id)";
                return Ok(Told::now(Heard::unknown(NAME, why)));
            };
            let all = self.kubernetes.clusters.all();
            let meant: Vec<_> = all.iter().filter(|cluster| wanted.takes(cluster.name())).collect();
            if meant.is_empty() {
                return Ok(Told::now(Heard::unknown(NAME, "no cluster that the entity runs in is configured")));
            }
            let telling = Telling { reference, window, steps, all: Mutex::new(vec![None; meant.len()]) };
            join_all(meant.iter().enumerate().map(|(n, cluster)| telling.follow(n, cluster, &wanted))).await;
            Ok(Told::now(telling.heard()))
        })
    }
}

type Told1 = (Arc<str>, Arc<Snapshot<PodSeen>>);

/// One asking of the feed.
struct Telling {
    reference: EntityRef,
    window: Window,
    steps: Steps<Heard>,
    all: Mutex<Vec<Option<Told1>>>,
}

impl Telling {
    async fn follow(&self, n: usize, cluster: &Cluster, wanted: &Selection) {
        let mut pods = cluster.follow::<PodSeen>(wanted.wanted(cluster, Kind::new("", "Pod")));
        let mut last = None;
        loop {
            let snapshot = pods.next().await;
            if let Some(place) = self.all.lock().unwrap_or_else(PoisonError::into_inner).get_mut(n) {
                *place = Some((Arc::clone(cluster.name()), snapshot));
            }
            let heard = self.heard();
            // pods change often, and what was started anew seldom
            if last.as_ref() != Some(&heard) {
                last = Some(heard.clone());
                let is_asking = heard.source.known == Known::Asking;
                let told = Told::now(heard);
                self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
            }
        }
    }

    fn heard(&self) -> Heard {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let pods = || {
            all.iter().flatten().flat_map(|(cluster, pods)| pods.objects.iter().map(move |seen| (cluster, &seen.pod)))
        };
        let events = pods().flat_map(|(cluster, pod)| {
            pod.containers.iter().filter_map(|container| self.restart(cluster, pod, container))
        });
        let mut events: Vec<Arc<Event>> = events.map(Arc::new).collect();
        events.retain(|event| self.window.since.is_none_or(|since| event.at >= since));
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        let has_more = events.len() > self.window.limit;
        events.truncate(self.window.limit);
        let behind = all.iter().flatten().find_map(|(_, pods)| pods.fault());
        let asking = all.iter().any(|told| told.as_ref().is_none_or(|(_, pods)| !pods.is_whole));
        let known = match behind {
            Some(fault) => Known::Failed(Clean::line(&fault.to_string())),
            None if asking => Known::Asking,
            None => Known::Yes,
        };
        Heard { events, has_more, ..Heard::without_events(NAME, known) }
    }

    fn restart(&self, cluster: &Arc<str>, pod: &Pod, container: &Container) -> Option<Event> {
        let (why, at) = container.last_end.as_ref().filter(|_| container.restarts > 0)?;
        let at = (*at)?;
        let object = &pod.object;
        let title = format!("{} of {} was started anew: {why}", container.name, object.name);
        let id = format!("{cluster}/{}/{}/{}/{}", object.namespace, object.name, container.name, container.restarts);
        let mut event = Event::new(NAME, &id, at, EventKind::Restart, Clean::line(&title));
        let facts = [
            ("pod", Clean::line(&format!("{}/{}", object.namespace, object.name))),
            ("container", container.name.clone()),
            ("times", Clean::line(&container.restarts.to_string())),
            ("image", container.image.clone()),
            ("node", pod.node.clone()),
            ("cluster", Clean::line(cluster)),
        ];
        event.facts =
            facts.into_iter().filter(|(_, it)| !it.is_empty()).map(|(label, it)| Fact::new(label, it)).collect();
        let log = LogPlace {
            cluster: cluster.to_string(),
            namespace: object.namespace.to_string(),
            pod: object.name.to_string(),
            container: container.name.to_string(),
            ..LogPlace::default()
        };
        let mut place = Place::logs(self.reference.clone(), &log);
        place.query.push(("previous".to_owned(), "yes".to_owned()));
        event.leads = vec![Lead { title: "what it said before".into(), to: LeadsTo::Place(Box::new(place)) }];
        Some(event)
    }
}
