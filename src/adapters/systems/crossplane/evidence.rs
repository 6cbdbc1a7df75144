//! Claims and composites of a cluster, and of those that are not ready also their parts.

use super::composite::Composite;
use super::definition::{self, Definition};
use super::parts::Parts;
use super::watches::Watches;
use crate::adapters::cluster::{Cluster, Snapshot, Wanted};
use crate::domain::model::cluster::Kind;
use crate::domain::model::provision::Evidence;
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Step, Steps, Told};
use std::sync::Arc;

/// Tells what Crossplane has, with each change.
pub(super) async fn follow(cluster: &Cluster, name: &str, steps: Steps<Evidence>) -> Result<Told<Evidence>, Fault> {
    let mut definitions = Watches::<Definition>::new();
    definitions.want(cluster, [Wanted::all(definition::kind())]);
    let (mut things, mut parts) = (Watches::<Composite>::new(), Parts::new());
    let mut by_category = Vec::new();
    let mut told = None;
    loop {
        let defined = definitions.get(&Wanted::all(definition::kind()));
        let defined = Defined::of(defined);
        // who may not read the definitions sees the kinds all the same, by their categories
        if defined.is_denied() && by_category.is_empty() {
            by_category = categories(cluster).await.unwrap_or_default();
        }
        let kinds = if defined.kinds.is_empty() { &by_category } else { &defined.kinds };
        things.want(cluster, kinds.iter().map(|(kind, is_namespaced)| wanted(cluster, kind, *is_namespaced)));
        parts.want(cluster, &things);
        let evidence = evidence(name, &defined, &things, &parts);
        if told.as_ref() != Some(&evidence) {
            let step = Told::now(evidence.clone());
            let is_asking = evidence.source.as_ref().is_some_and(|source| source.known == Known::Asking);
            steps.send(if is_asking { Step::Part(step) } else { Step::Whole(step) });
            told = Some(evidence);
        }
        tokio::select! {
            () = definitions.changed() => {}
            () = things.changed() => {}
            () = parts.changed() => {}
        }
    }
}

/// Kinds that are followed, and whether their objects lie in namespaces.
type Kinds = Vec<(Kind, bool)>;

/// What the definitions say.
struct Defined {
    kinds: Kinds,
    is_whole: bool,
    fault: Option<Fault>,
}

impl Defined {
    fn of(snapshot: Option<&Snapshot<Definition>>) -> Self {
        let Some(snapshot) = snapshot else { return Self { kinds: Vec::new(), is_whole: false, fault: None } };
        let mut kinds = Kinds::new();
        for definition in &snapshot.objects {
            kinds.extend(definition.claim.clone().map(|claim| (claim, true)));
            kinds.push((definition.composite.clone(), definition.is_namespaced));
        }
        kinds.retain(|(kind, _)| !kind.name.is_empty());
        Self { kinds, is_whole: snapshot.is_whole, fault: snapshot.fault().cloned() }
    }

    fn is_denied(&self) -> bool {
        self.fault.as_ref().is_some_and(|fault| fault.kind == FaultKind::NotPermitted)
    }
}

/// Kinds of claims and composites by the categories that Crossplane gives them.
async fn categories(cluster: &Cluster) -> Result<Kinds, Fault> {
    let mut kinds = Kinds::new();
    for category in ["claim", "composite"] {
        let found = cluster.kinds_in(category).await?;
        kinds.extend(found.iter().map(|served| (served.kind.clone(), served.is_namespaced)));
    }
    Ok(kinds)
}

fn wanted(cluster: &Cluster, kind: &Kind, is_namespaced: bool) -> Wanted {
    let namespaces = if is_namespaced { cluster.namespaces() } else { &[] };
    Wanted::all(kind.clone()).within(namespaces)
}

fn evidence(name: &str, defined: &Defined, things: &Watches<Composite>, parts: &Parts) -> Evidence {
    let composites = things.all().flat_map(|(_, snapshot)| &snapshot.objects).map(|thing| Arc::clone(&thing.0));
    let (known, remark) = known(defined, things);
    let source = SourceState { name: Clean::line(name), known, remark };
    Evidence { source: Some(source), objects: composites.chain(parts.all()).collect(), ..Evidence::default() }
}

/// What is known, and what of it is not all.
fn known(defined: &Defined, things: &Watches<Composite>) -> (Known, Option<Clean>) {
    let is_followed = things.all().next().is_some();
    if let Some(fault) = &defined.fault {
        if fault.kind == FaultKind::Unsupported {
            return (Known::Unknown(Clean::line("Crossplane is not installed there")), None);
        }
        if !is_followed {
            return (Known::Failed(fault.happened.clone()), None);
        }
    }
    if !defined.is_whole || things.all().any(|(_, snapshot)| !snapshot.is_whole) {
        return (Known::Asking, None);
    }
    let missing = things.all().filter_map(|(wanted, snapshot)| Some((wanted, snapshot.behind.first()?)));
    let missing: Vec<(&Wanted, &(Arc<str>, Fault))> = missing.collect();
    let all_fail = is_followed && missing.len() == things.all().count();
    match missing.first() {
        Some((_, (_, fault))) if all_fail => (Known::Failed(fault.happened.clone()), None),
        Some((wanted, (_, fault))) => {
            let more =
                if missing.len() > 1 { format!(" (and {} more kinds)", missing.len() - 1) } else { String::new() };
            (Known::Yes, Some(Clean::line(&format!("{}{more}: {}", wanted.kind, fault.happened))))
        }
        None => (Known::Yes, None),
    }
}
