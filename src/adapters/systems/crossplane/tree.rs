//! What lies below a claim or a composite: down to the managed resources, each with its conditions, and the events
//! of all of them. What may not be read says so at its own node.

use super::composite::{COMPOSITE, Composite, is_label, is_well, root_of};
use super::watches::Watches;
use crate::adapters::cluster::{Cluster, Wanted};
use crate::domain::model::cluster::{Kind, Object, ObjectEvent, ObjectId, ObjectRef};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Step, Steps, Told};
use crate::platform::provisioning::{Below, TreeNode};
use std::collections::HashSet;
use std::sync::Arc;

/// How deep it is looked, and how many nodes are shown.
const DEPTH: usize = 8;
const NODES: usize = 500;
/// Watches that are held for one tree: of objects, and of events.
const WATCHES: usize = 40;
const EVENTS: usize = 24;

/// Follows the tree below an object.
pub(super) async fn follow(cluster: &Cluster, root: ObjectRef, steps: Steps<Below>) -> Result<Told<Below>, Fault> {
    let (mut objects, mut events) = (Watches::<Composite>::new(), Watches::<ObjectEvent>::new());
    let mut told = None;
    loop {
        // what is found leads to more, until nothing new is
        let walked = walk(cluster, &root, &objects);
        objects.want(cluster, walked.wanted.into_iter().take(WATCHES));
        events.want(cluster, events_wanted(&walked.tree));
        let below = Below { events: seen(&events), tree: walked.tree, database: None };
        if told.as_ref() != Some(&below) {
            let step = Told::now(below.clone());
            steps.send(if walked.is_asking { Step::Part(step) } else { Step::Whole(step) });
            told = Some(below);
        }
        tokio::select! {
            () = objects.changed() => {}
            () = events.changed() => {}
        }
    }
}

/// A way down the tree.
struct Walk<'a> {
    cluster: &'a Cluster,
    objects: &'a Watches<Composite>,
    seen: HashSet<ObjectRef>,
    walked: Walked,
}

/// What was found on the way.
#[derive(Default)]
struct Walked {
    tree: Vec<TreeNode>,
    /// What has to be followed for it.
    wanted: Vec<Wanted>,
    is_asking: bool,
}

fn walk(cluster: &Cluster, root: &ObjectRef, objects: &Watches<Composite>) -> Walked {
    let mut walk = Walk { cluster, objects, seen: HashSet::new(), walked: Walked::default() };
    walk.node(root, by_name(root), 0);
    walk.walked
}

impl Walk<'_> {
    fn node(&mut self, reference: &ObjectRef, wanted: Wanted, depth: usize) {
        if self.walked.tree.len() >= NODES || !self.seen.insert(reference.clone()) {
            return;
        }
        let found = self.find(reference, &wanted);
        if !self.walked.wanted.contains(&wanted) {
            self.walked.wanted.push(wanted);
        }
        let parts = found.as_ref().ok().map(|object| parts(object)).unwrap_or_default();
        let object = found.as_ref().map_err(Clone::clone).cloned();
        let id = found.map_or_else(|_| self.id(reference), |object| object.id.clone());
        self.walked.tree.push(TreeNode { depth, id, object });
        for (part, wanted) in parts.into_iter().filter(|_| depth < DEPTH) {
            self.node(&part, wanted, depth + 1);
        }
    }

    fn id(&self, reference: &ObjectRef) -> ObjectId {
        ObjectId { cluster: Arc::clone(self.cluster.name()), object: reference.clone() }
    }

    fn find(&mut self, reference: &ObjectRef, wanted: &Wanted) -> Result<Arc<Object>, Clean> {
        let Some(snapshot) = self.objects.get(wanted) else {
            self.walked.is_asking = true;
            return Err("being read".into());
        };
        let is = |object: &ObjectRef| {
            object.name == reference.name && (reference.namespace.is_empty() || object.namespace == reference.namespace)
        };
        let found = snapshot.objects.iter().find(|thing| is(&thing.0.id.object)).map(|thing| Arc::clone(&thing.0));
        match (found, snapshot.fault()) {
            (Some(object), _) => Ok(object),
            (None, Some(fault)) => Err(why(fault)),
            (None, None) if snapshot.is_whole => Err("it is not there (yet)".into()),
            (None, None) => {
                self.walked.is_asking = true;
                Err("being read".into())
            }
        }
    }
}

fn why(fault: &Fault) -> Clean {
    match fault.kind {
        FaultKind::NotPermitted => Clean::line(&format!("it may not be read: {}", fault.happened)),
        _ => fault.happened.clone(),
    }
}

fn by_name(reference: &ObjectRef) -> Wanted {
    let wanted = Wanted::all(reference.kind.clone()).with_fields(&format!("metadata.name={}", reference.name));
    if reference.namespace.is_empty() { wanted } else { wanted.within(&[Arc::clone(&reference.namespace)]) }
}

/// The parts of an object, and how each is followed: many of a kind by the label that all parts of a composite have.
fn parts(object: &Object) -> Vec<(ObjectRef, Wanted)> {
    let root = root_of(object);
    let way = |part: &ObjectRef| {
        let alike = |other: &&ObjectRef| other.kind == part.kind && other.namespace == part.namespace;
        if object.parts.iter().filter(alike).count() < 2 || !is_label(root) {
            return by_name(part);
        }
        let wanted = Wanted::all(part.kind.clone()).labelled(&format!("{COMPOSITE}={root}"));
        if part.namespace.is_empty() { wanted } else { wanted.within(&[Arc::clone(&part.namespace)]) }
    };
    object.parts.iter().map(|part| (part.clone(), way(part))).collect()
}

/// Events of these objects, those first that are not well.
fn events_wanted(tree: &[TreeNode]) -> Vec<Wanted> {
    let mut objects: Vec<&Arc<Object>> = tree.iter().filter_map(|node| node.object.as_ref().ok()).collect();
    objects.sort_by_key(|object| is_well(object));
    let wanted = |object: &&Arc<Object>| {
        let namespace = Some(&object.id.object.namespace).filter(|namespace| !namespace.is_empty());
        let namespace = namespace.map_or_else(|| "default".into(), Arc::clone);
        let of = format!("involvedObject.uid={}", object.uid);
        Wanted::all(Kind::new("", "Event")).within(&[namespace]).with_fields(&of)
    };
    objects.iter().filter(|object| !object.uid.is_empty()).take(EVENTS).map(wanted).collect()
}

/// Events, newest first.
fn seen(events: &Watches<ObjectEvent>) -> Vec<ObjectEvent> {
    let all = events.all().flat_map(|(_, snapshot)| snapshot.objects.iter());
    let mut all: Vec<ObjectEvent> = all.map(|event| (**event).clone()).collect();
    all.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.uid.cmp(&b.uid)));
    all
}
