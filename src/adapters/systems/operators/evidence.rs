//! Databases and topics that carry the label of a request, and those that files name.

use super::NAME;
use super::read::Grown;
use super::table::{OPERATORS, Operator};
use crate::adapters::cluster::{Cluster, Clusters, Following, Pace, Wanted, any_of};
use crate::domain::model::cluster::{Kind, Object, ObjectId, ObjectRef, REQUEST_LABEL};
use crate::domain::model::provision::Evidence;
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Step, Steps, Told};
use crate::platform::provisioning::{Leading, Leads};
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::sync::{Arc, Mutex, PoisonError};

/// Follows all clusters. It does not end.
pub(super) async fn follow(
    clusters: &Clusters,
    leads: Leading,
    steps: Steps<Evidence>,
) -> Result<Told<Evidence>, Fault> {
    let telling = Telling { all: Mutex::new(vec![None; clusters.all().len()]), last: Mutex::default(), steps };
    let telling = &telling;
    let asked = clusters.all().iter().enumerate().map(|(n, cluster)| {
        let leads = leads.clone();
        async move { follow_one(cluster, leads, |part| telling.take(n, part)).await }
    });
    join_all(asked).await;
    Ok(Told::now(telling.evidence()))
}

/// What one cluster tells.
#[derive(Clone, Debug, Default, PartialEq)]
struct Part {
    objects: BTreeMap<ObjectId, Arc<Object>>,
    /// Kinds that are there.
    installed: BTreeSet<Kind>,
    /// Kinds that may not be read, and what the cluster says to that.
    denied: BTreeMap<Kind, Clean>,
    /// What else keeps it from being known.
    failed: Option<Clean>,
    is_whole: bool,
}

async fn follow_one(cluster: &Cluster, mut leads: Leading, tell: impl Fn(Part)) {
    let mut followed: HashMap<Wanted, Following<Grown>> = HashMap::new();
    let (mut pace, mut is_led) = (Pace::default(), true);
    loop {
        let led = Arc::clone(&leads.borrow_and_update());
        let wanted = wanted(cluster.namespaces(), &led);
        followed.retain(|known, _| wanted.contains(known));
        for one in wanted {
            followed.entry(one.clone()).or_insert_with(|| cluster.follow(one));
        }
        tell(part(&mut followed, &led));
        tokio::select! {
            () = any_of(followed.values_mut()) => {}
            led = leads.changed(), if is_led => is_led = led.is_ok(),
        }
        pace.keep().await;
    }
}

/// What is to be followed: of each kind those with the label, and in their namespaces those that are named.
fn wanted(namespaces: &[Arc<str>], leads: &Leads) -> HashSet<Wanted> {
    let labelled = OPERATORS.iter().map(|row| Wanted::all(row.kind()).within(namespaces).labelled(REQUEST_LABEL));
    let mut named: BTreeMap<(&Kind, &Arc<str>), Vec<&Arc<str>>> = BTreeMap::new();
    for object in leads.objects.iter().filter(|object| !object.namespace.is_empty()) {
        if Operator::of(&object.kind).is_some() {
            named.entry((&object.kind, &object.namespace)).or_default().push(&object.name);
        }
    }
    let named = named.into_iter().map(|((kind, namespace), names)| {
        let all = Wanted::all(kind.clone()).within(&[Arc::clone(namespace)]);
        match names.as_slice() {
            [name] => all.with_fields(&format!("metadata.name={name}")),
            _ => all,
        }
    });
    labelled.chain(named).collect()
}

fn part(followed: &mut HashMap<Wanted, Following<Grown>>, leads: &Leads) -> Part {
    let names: HashSet<&ObjectRef> = leads.objects.iter().collect();
    let mut part = Part { is_whole: true, ..Part::default() };
    for (wanted, following) in followed {
        let now = following.now();
        part.is_whole &= now.is_whole;
        let is_meant = |object: &Object| wanted.labels.is_some() || names.contains(&object.id.object);
        let meant = now.objects.iter().map(|grown| &grown.object).filter(|object| is_meant(object));
        part.objects.extend(meant.map(|object| (object.id.clone(), Arc::clone(object))));
        match now.fault() {
            None => drop(part.installed.insert(wanted.kind.clone())),
            Some(fault) => part.behind(&wanted.kind, fault),
        }
    }
    part
}

impl Part {
    fn behind(&mut self, kind: &Kind, fault: &Fault) {
        match fault.kind {
            FaultKind::Unsupported => {}
            FaultKind::NotPermitted => drop(self.denied.insert(kind.clone(), fault.happened.clone())),
            _ => self.failed = Some(Clean::line(&fault.to_string())),
        }
    }
}

/// What all clusters have told.
struct Telling {
    all: Mutex<Vec<Option<Part>>>,
    last: Mutex<Option<Evidence>>,
    steps: Steps<Evidence>,
}

impl Telling {
    fn take(&self, n: usize, part: Part) {
        if let Some(slot) = self.all.lock().unwrap_or_else(PoisonError::into_inner).get_mut(n) {
            *slot = Some(part);
        }
        let evidence = self.evidence();
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        if last.as_ref() != Some(&evidence) {
            *last = Some(evidence.clone());
            self.steps.send(Step::Whole(Told::now(evidence)));
        }
    }

    fn evidence(&self) -> Evidence {
        let all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
        let parts = || all.iter().flatten();
        let denied: Vec<String> =
            parts().flat_map(|part| &part.denied).map(|(kind, why)| format!("{kind}: {why}")).collect();
        let remark = denied.first().map(|first| match denied.len() {
            1 => Clean::line(first),
            count => Clean::line(&format!("{first}; and {} more kinds may not be read", count - 1)),
        });
        let source = SourceState { name: NAME.into(), known: known(&all), remark };
        let objects = parts().flat_map(|part| part.objects.values().cloned()).collect();
        Evidence { source: Some(source), objects, ..Evidence::default() }
    }
}

fn known(all: &[Option<Part>]) -> Known {
    let parts = || all.iter().flatten();
    if let Some(failed) = parts().find_map(|part| part.failed.clone()) {
        return Known::Failed(failed);
    }
    if all.iter().any(|part| part.as_ref().is_none_or(|part| !part.is_whole)) {
        return Known::Asking;
    }
    if parts().any(|part| !part.installed.is_empty()) {
        return Known::Yes;
    }
    match parts().any(|part| !part.denied.is_empty()) {
        true => Known::Unknown("the clusters do not let you read databases".into()),
        false => Known::Unknown("no operator of databases or topics that is known here is installed".into()),
    }
}
