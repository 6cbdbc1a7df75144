//! A database in full: how it stands, its backups, its events; also where it is one of the parts of what was asked
//! for.

use super::read::{Grown, Planned, Saved, newest};
use super::table::Operator;
use crate::adapters::cluster::{Cluster, Following, Pace, Thin, Wanted, any_of, refs_of, text};
use crate::domain::model::cluster::{Kind, Object, ObjectEvent, ObjectRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Step, Steps, Told};
use crate::platform::provisioning::{Below, Database, TreeNode};
use futures_util::FutureExt as _;
use serde_json::Value;
use std::collections::{HashMap, HashSet, VecDeque};
use std::sync::Arc;

/// Objects that are looked at for a database, at most.
const LOOKED_AT: usize = 64;
/// Groups that hold no parts of what was asked for: nothing of them is read.
const LEFT_ALONE: [&str; 5] = ["", "apps", "batch", "rbac.authorization.k8s.io", "networking.k8s.io"];

/// Follows the database that an object is, or is made of. It does not end.
pub(super) async fn follow(cluster: Arc<Cluster>, root: ObjectRef, steps: Steps<Below>) -> Result<Told<Below>, Fault> {
    let found = match Operator::of(&root.kind) {
        Some(_) => root.clone(),
        None => made_of(&cluster, &root).await,
    };
    let mut watch = Watch::of(&cluster, &found);
    let (mut last, mut pace) = (None, Pace::default());
    loop {
        pace.keep().await;
        let below = watch.below(&root, &found);
        if last.as_ref() != Some(&below) {
            steps.send(Step::Whole(Told::now(below.clone())));
            last = Some(below);
        }
        watch.changed(&cluster).await;
    }
}

/// The database that an object is made of, as soon as there is one. It waits for it.
async fn made_of(cluster: &Cluster, root: &ObjectRef) -> ObjectRef {
    let mut followed: HashMap<ObjectRef, Following<Object>> = HashMap::new();
    let mut pace = Pace::default();
    loop {
        pace.keep().await;
        // one search serves all that changed until it begins
        followed.values_mut().for_each(|one| drop(one.next().now_or_never()));
        let looked_at = match search(cluster, root).await {
            Ok(found) => return found,
            Err(looked_at) => looked_at,
        };
        // parts are named in what they are parts of: it changes when they come
        for object in looked_at {
            followed.entry(object.clone()).or_insert_with(|| cluster.follow(one(&object)));
        }
        any_of(followed.values_mut()).await;
    }
}

/// The database below an object; or what was looked at in vain.
async fn search(cluster: &Cluster, root: &ObjectRef) -> Result<ObjectRef, Vec<ObjectRef>> {
    let (mut seen, mut next) = (HashSet::from([root.clone()]), VecDeque::from([root.clone()]));
    let mut looked_at = Vec::new();
    while let Some(object) = next.pop_front() {
        if Operator::of(&object.kind).is_some_and(Operator::is_database) {
            return Ok(object);
        }
        if LEFT_ALONE.contains(&&*object.kind.group) || looked_at.len() >= LOOKED_AT {
            continue;
        }
        looked_at.push(object.clone());
        // what may not be read, or is not there yet, has no parts that are known
        let Ok(Some(value)) = cluster.get::<Value>(&object).await else { continue };
        next.extend(parts(&value, &object.namespace).into_iter().filter(|part| seen.insert(part.clone())));
    }
    Err(looked_at)
}

/// What an object is made of: Crossplane's references, and the manifest within an `Object` of its provider for
/// Kubernetes.
fn parts(value: &Value, namespace: &str) -> Vec<ObjectRef> {
    let mut parts = refs_of(value, "/spec/resourceRef", "");
    parts.extend(refs_of(value, "/spec/resourceRefs", ""));
    parts.extend(refs_of(value, "/spec/crossplane/resourceRefs", namespace));
    let manifest = value.pointer("/spec/forProvider/manifest");
    parts.extend(manifest.and_then(|manifest| {
        let said = |pointer| text(manifest, pointer);
        let kind = Kind::of_api_version(said("/apiVersion"), said("/kind"));
        let object = ObjectRef::new(kind, said("/metadata/namespace"), said("/metadata/name"));
        (!object.name.is_empty()).then_some(object)
    }));
    parts
}

/// The one object of that name.
fn one(object: &ObjectRef) -> Wanted {
    let within: Vec<Arc<str>> = Some(Arc::clone(&object.namespace)).filter(|it| !it.is_empty()).into_iter().collect();
    Wanted::all(object.kind.clone()).within(&within).with_fields(&format!("metadata.name={}", object.name))
}

/// What is followed of a database.
struct Watch {
    grown: Following<Grown>,
    saved: Option<Following<Saved>>,
    planned: Option<Following<Planned>>,
    /// Its events, with the uid that they are about.
    events: Option<(Arc<str>, Following<ObjectEvent>)>,
}

impl Watch {
    fn of(cluster: &Cluster, object: &ObjectRef) -> Self {
        let row = Operator::of(&object.kind);
        let beside = |kind| Wanted::all(Kind::new(&object.kind.group, kind)).within(&[Arc::clone(&object.namespace)]);
        let saved = row.and_then(|row| row.backups.as_ref()).map(|row| cluster.follow(beside(row.kind)));
        let planned = row.and_then(|row| row.scheduled.as_ref()).map(|row| cluster.follow(beside(row.kind)));
        Self { grown: cluster.follow(one(object)), saved, planned, events: None }
    }

    async fn changed(&mut self, cluster: &Cluster) {
        tokio::select! {
            now = self.grown.next() => {
                let object = now.objects.first().map(|grown| &grown.object);
                let uid = object.map(|object| Arc::clone(&object.uid)).unwrap_or_default();
                let is_other = self.events.as_ref().is_none_or(|(known, _)| *known != uid);
                if let Some(object) = object.filter(|_| is_other) {
                    self.events = Some((uid.clone(), cluster.events_of(&object.id.object.namespace, &uid)));
                }
            }
            () = next(self.saved.as_mut()) => {}
            () = next(self.planned.as_mut()) => {}
            () = next(self.events.as_mut().map(|(_, events)| events)) => {}
        }
    }

    fn below(&mut self, root: &ObjectRef, found: &ObjectRef) -> Below {
        let now = self.grown.now();
        let Some(grown) = now.objects.first() else { return Below::default() };
        let database = grown.database.clone().map(|database| self.with_backups(database, &found.name));
        // the tree of what it is a part of is told by others
        let is_root = root == found;
        let node = TreeNode { depth: 0, id: grown.object.id.clone(), object: Ok(Arc::clone(&grown.object)) };
        Below { tree: is_root.then_some(node).into_iter().collect(), events: self.events(), database }
    }

    fn with_backups(&mut self, database: Database, name: &str) -> Database {
        let mut facts = database.facts.clone();
        let backups = self.saved.as_mut().map(|saved| {
            let now = saved.now();
            facts.extend(
                now.fault().map(|fault| ("backups".into(), Clean::line(&format!("not known: {}", fault.happened)))),
            );
            newest(now.objects.iter(), name)
        });
        let planned = self.planned.as_mut().map(|planned| planned.now());
        let planned: Vec<String> = planned
            .iter()
            .flat_map(|now| now.objects.iter().filter(|one| &*one.of == name).map(|one| one.schedule.to_string()))
            .collect();
        let schedule = if planned.is_empty() { database.schedule } else { Clean::line(&planned.join(", ")) };
        Database { backups: backups.unwrap_or_default(), schedule, facts, ..database }
    }

    fn events(&mut self) -> Vec<ObjectEvent> {
        let now = self.events.as_mut().map(|(_, events)| events.now());
        let mut events: Vec<ObjectEvent> =
            now.iter().flat_map(|now| now.objects.iter().map(|one| one.as_ref().clone())).collect();
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        events
    }
}

async fn next<T: Thin>(following: Option<&mut Following<T>>) {
    match following {
        Some(following) => drop(following.next().await),
        None => std::future::pending().await,
    }
}
