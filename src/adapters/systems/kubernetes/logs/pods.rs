//! Whose logs are wanted: pods that are named, or that a selector finds, as they come and go.

use crate::adapters::cluster::{Cluster, Following, Snapshot, Wanted};
use crate::adapters::systems::kubernetes::pod::{PodSeen, Run};
use crate::domain::model::cluster::Kind;
use crate::platform::runtime::LogWanted;
use std::sync::Arc;

/// Pods of one cluster that are wanted.
pub(super) struct Group {
    pub(super) cluster: Arc<Cluster>,
    pub(super) pods: Following<PodSeen>,
    /// The pod, where it is named.
    pub(super) named: Option<Arc<str>>,
}

/// What is known of the pods of each group.
pub(super) type Known = Vec<Arc<Snapshot<PodSeen>>>;

/// The groups that a wish comes to.
pub(super) fn groups(clusters: &[Arc<Cluster>], wanted: &LogWanted) -> Vec<Group> {
    let mut groups = Vec::new();
    for cluster in clusters {
        let own: Vec<Arc<str>> = Some(Arc::clone(&wanted.namespace)).filter(|it| !it.is_empty()).into_iter().collect();
        let within = if own.is_empty() { cluster.namespaces() } else { &own };
        let all = Wanted::all(Kind::new("", "Pod")).within(within);
        let group = |wanted: Wanted, named: Option<&Arc<str>>| Group {
            cluster: Arc::clone(cluster),
            pods: cluster.follow(wanted),
            named: named.cloned(),
        };
        match &wanted.selector {
            Some(selector) if wanted.pods.is_empty() => groups.push(group(all.labelled(selector), None)),
            _ => groups.extend(
                wanted
                    .pods
                    .iter()
                    .map(|pod| group(all.clone().with_fields(&format!("metadata.name={pod}")), Some(pod))),
            ),
        }
    }
    groups
}

/// A container whose log is wanted.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct Whose {
    /// The group of its pod.
    pub(super) group: usize,
    pub(super) namespace: Arc<str>,
    pub(super) pod: Arc<str>,
    pub(super) uid: Arc<str>,
    pub(super) container: Arc<str>,
}

impl Whose {
    /// What is known of it: its pod, and how it was started last.
    pub(super) fn find<'a>(&self, known: &'a Known) -> Option<(&'a PodSeen, &'a Run)> {
        let is = |it: &&Arc<PodSeen>| it.uid == self.uid && it.pod.object.name == self.pod;
        let pod = known.get(self.group)?.objects.iter().find(is)?;
        Some((pod, pod.runs.iter().find(|run| run.name == self.container)?))
    }

    /// Whether nobody can tell how it stands: pods are not told, though logs may be.
    pub(super) fn is_blind(&self) -> bool {
        self.uid.is_empty()
    }
}

/// The containers that are wanted now.
pub(super) fn containers(groups: &[Group], known: &Known, wanted: &LogWanted) -> Vec<Whose> {
    let mut all = Vec::new();
    for (group, (it, snapshot)) in groups.iter().zip(known).enumerate() {
        for seen in &snapshot.objects {
            let named = |run: &&Run| wanted.container.as_ref().is_none_or(|name| *name == run.name);
            let anew = |run: &&Run| !wanted.previous || run.restarts > 0;
            let runs = seen.runs.iter().filter(named).filter(anew);
            all.extend(runs.map(|run| Whose {
                group,
                namespace: Arc::clone(&seen.pod.object.namespace),
                pod: Arc::clone(&seen.pod.object.name),
                uid: Arc::clone(&seen.uid),
                container: Arc::clone(&run.name),
            }));
        }
        // whoever may not list pods may still read the log of one
        let is_told = snapshot.fault().is_none() || !snapshot.objects.is_empty();
        if let Some(pod) = it.named.as_ref().filter(|_| !is_told) {
            let container = wanted.container.clone().unwrap_or_default();
            let namespace = Arc::clone(&wanted.namespace);
            all.push(Whose { group, namespace, pod: Arc::clone(pod), uid: Arc::default(), container });
        }
    }
    all
}
