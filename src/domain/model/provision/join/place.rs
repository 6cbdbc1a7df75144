//! Where a file goes: the application that rolls it out, its cluster, the namespace of its object.

use super::known::Known;
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::provision::{Manifest, marks};
use std::sync::Arc;

/// What rolls a file out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Rolling {
    /// The application of that place.
    By(usize),
    /// It is not known which; why.
    Unknown(String),
}

/// One place where a file goes.
#[derive(Clone, Debug)]
pub(super) struct Target {
    pub(super) cluster: Option<Arc<str>>,
    pub(super) object: ObjectRef,
    pub(super) rolling: Rolling,
}

/// Where a file goes: one place for each application that rolls it out to another cluster.
pub(super) fn targets(known: &Known<'_>, file: &Manifest) -> Vec<Target> {
    let said = file.marks.get(marks::CLUSTER).map(Arc::clone);
    let (apps, is_sure) = applications(known, file);
    if apps.is_empty() {
        let why = none(known, file);
        return vec![Target { cluster: said, object: file.object.clone(), rolling: Rolling::Unknown(why) }];
    }
    let cluster = |place: &usize| {
        let own = known.rollouts.get(*place).map(|rollout| &rollout.cluster).filter(|name| !name.is_empty());
        said.clone().or_else(|| own.cloned())
    };
    let mut clusters: Vec<_> = apps.iter().map(cluster).collect();
    clusters.sort();
    clusters.dedup();
    if apps.len() > 1 && (!is_sure || clusters.len() < apps.len()) {
        let rolling = Rolling::Unknown(several(known, &apps));
        let cluster = clusters.first().filter(|_| clusters.len() == 1).cloned().flatten();
        return vec![Target { cluster, object: file.object.clone(), rolling }];
    }
    let target = |place: &usize| Target {
        cluster: cluster(place),
        object: resolved(known, *place, &file.object),
        rolling: Rolling::By(*place),
    };
    apps.iter().map(target).collect()
}

/// The applications that may roll a file out, and whether each of them is known to: by what the file says, by what
/// the live object says, by what they list; else by the nearest folder.
fn applications(known: &Known<'_>, file: &Manifest) -> (Vec<usize>, bool) {
    if let Some(name) = file.marks.get(marks::APPLICATION) {
        let named = known.rollouts.named(name);
        let is_one = named.len() == 1;
        return (named, is_one);
    }
    let around = known.rollouts.around(file.repository.as_str(), file.path.as_str());
    if around.len() < 2 {
        return (around.to_vec(), true);
    }
    let tracked: Vec<usize> = around.iter().copied().filter(|place| is_tracked(known, *place, &file.object)).collect();
    if !tracked.is_empty() {
        return (tracked, true);
    }
    let listed: Vec<usize> =
        around.iter().copied().filter(|place| known.rollouts.says(*place, &file.object).is_some()).collect();
    if listed.is_empty() { (around.to_vec(), false) } else { (listed, true) }
}

/// Whether an object of that name, in the cluster that the application rolls out to, says that it is the
/// application's.
fn is_tracked(known: &Known<'_>, place: usize, object: &ObjectRef) -> bool {
    let cluster = known.rollouts.get(place).map(|rollout| &*rollout.cluster).unwrap_or_default();
    let fits = |id: &ObjectRef| object.namespace.is_empty() || id.namespace == object.namespace;
    let mut live = known.named(object).iter().filter(|live| &*live.id.cluster == cluster && fits(&live.id.object));
    live.any(|live| {
        let mark = live.annotations.get(marks::TRACKING);
        mark.is_some_and(|mark| known.rollouts.tracking(mark, &live.id.object).contains(&place))
    })
}

/// The object with the namespace that it comes to have: its own, the one that the application lists it in, the one
/// that the application rolls out to.
fn resolved(known: &Known<'_>, place: usize, object: &ObjectRef) -> ObjectRef {
    if !object.namespace.is_empty() {
        return object.clone();
    }
    let listed = known.rollouts.says(place, object).map(|state| state.object.namespace.clone());
    let rollout = known.rollouts.get(place);
    let cluster = rollout.map(|rollout| &*rollout.cluster).unwrap_or_default();
    let mut live = known.named(object).iter().filter(|live| &*live.id.cluster == cluster);
    // what has no namespace at all keeps none
    let has_none = live.any(|live| live.id.object.namespace.is_empty());
    let wanted = || rollout.filter(|_| !has_none).map(|rollout| Arc::from(rollout.app.namespace.as_str()));
    ObjectRef { namespace: listed.or_else(wanted).unwrap_or_default(), ..object.clone() }
}

fn none(known: &Known<'_>, file: &Manifest) -> String {
    if let Some(name) = file.marks.get(marks::APPLICATION) {
        return format!("the application {name}, which its file names, is not known");
    }
    match known.rollouts.all.is_empty() {
        true => "nothing that rolls files out was heard".into(),
        false => format!("no application that is known takes its files from {}", file.path),
    }
}

fn several(known: &Known<'_>, apps: &[usize]) -> String {
    let names =
        apps.iter().filter_map(|place| known.rollouts.get(*place)).map(|rollout| rollout.app.id.name.to_string());
    let names: Vec<String> = names.collect();
    format!("several applications may roll it out: {}", names.join(", "))
}
