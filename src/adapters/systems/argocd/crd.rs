//! An Argo CD that is seen through the cluster alone: its resources tell how applications stand. Nothing is done to
//! them from here, as that would go past what Argo CD itself lets one do.

use super::app::{Found, Whence, found};
use super::follow::Apps;
use super::selection::Selection;
use super::tree;
use crate::adapters::cluster::{Cluster, Following, Origin, Snapshot, Thin, Wanted};
use crate::domain::model::cluster::{Kind, ObjectEvent};
use crate::domain::model::delivery::{AppDetail, AppId};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::steps::{Step, Steps, Told};
use serde_json::Value;
use std::sync::Arc;

/// Why nothing can be done.
pub(super) const READ_ONLY: &str = "Argo CD itself is not connected; this is read from the cluster, and only read";
/// The namespace that Argo CD is mostly in: looked at where one may not look at all of them.
const USUAL: &str = "argocd";

/// An Argo CD by what it keeps in a cluster.
#[derive(Debug)]
pub(super) struct Crd {
    pub(super) cluster: Arc<Cluster>,
}

/// An application as the cluster has it; none in what has no name.
#[derive(Debug, PartialEq)]
struct Kept(Option<Found>);

impl Thin for Kept {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let whence = Whence { instance: Arc::clone(&origin.cluster), web: None, read_only: READ_ONLY.into() };
        Self(found(value, &whence))
    }
}

impl Crd {
    /// Follows the applications that are meant; `each` gets all of them whenever something changed.
    pub(super) async fn follow(&self, wanted: &Selection, each: &(dyn Fn(&Apps) + Send + Sync)) -> Fault {
        let (mut following, mut was_listed) = (self.following(wanted, None), false);
        loop {
            let seen = following.next().await;
            was_listed |= !seen.objects.is_empty() || (seen.is_whole && seen.fault().is_none());
            match seen.fault() {
                Some(fault) if fault.kind == FaultKind::Unsupported => return self.without_argo_cd(),
                // where one could look before, a refusal may pass: what is known stays
                Some(fault) if fault.kind == FaultKind::NotPermitted && !was_listed && is_everywhere(&seen) => {
                    following = self.following(wanted, Some(USUAL));
                    let told = following.next().await;
                    each(&apps(&told, wanted));
                    continue;
                }
                _ => each(&apps(&seen, wanted)),
            }
        }
    }

    fn following(&self, wanted: &Selection, namespace: Option<&str>) -> Following<Kept> {
        let kind = Kind::new("argoproj.io", "Application");
        let namespace = wanted.namespace.as_deref().or(namespace).map(Arc::from);
        let all = Wanted::all(kind).within(namespace.as_slice());
        let all = wanted.selector.iter().fold(all, |all, selector| all.labelled(selector));
        // what is no name of Kubernetes would be read as more conditions; there is none of that name
        let is_name = |name: &&String| name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '.'));
        let name = wanted.name.iter().filter(is_name);
        self.cluster.follow(name.fold(all, |all, name| all.with_fields(&format!("metadata.name={name}"))))
    }

    fn without_argo_cd(&self) -> Fault {
        let happened = format!("the cluster {} has no Argo CD", self.cluster.name());
        Fault::new(FaultKind::Unsupported, "list the applications of Argo CD", &happened, "")
    }

    /// One application in full, with what it manages in place of a tree.
    pub(super) async fn detail(&self, id: AppId, steps: Steps<AppDetail>) -> Result<Told<AppDetail>, Fault> {
        let mut apps =
            self.following(&Selection::one(&id), Some(&id.namespace).filter(|it| !it.is_empty()).map(|it| &**it));
        let about = format!("involvedObject.kind=Application,involvedObject.name={}", id.name);
        let told = Wanted::all(Kind::new("", "Event")).with_fields(&about);
        let places: Vec<Arc<str>> = Some(&id.namespace).filter(|it| !it.is_empty()).cloned().into_iter().collect();
        let mut events: Following<ObjectEvent> = self.cluster.follow(told.within(&places));
        let mut detail = AppDetail::default();
        let mut is_known = false;
        loop {
            tokio::select! {
                seen = apps.next() => {
                    if !seen.is_whole {
                        continue;
                    }
                    let found = seen.objects.iter().find_map(|kept| kept.0.as_ref());
                    match (found, seen.fault()) {
                        (Some(found), _) => detail.app = found.app.as_ref().clone(),
                        (None, Some(fault)) => return Err(fault.clone()),
                        (None, None) => return Err(missing(&id)),
                    }
                    is_known = true;
                }
                seen = events.next() => {
                    detail.events = tree::joined(vec![seen.objects.iter().map(|event| event.as_ref().clone()).collect()]);
                }
            }
            if is_known {
                steps.send(Step::Whole(Told::now(detail.clone())));
            }
        }
    }

    /// The fault of asking for something that only Argo CD itself knows or does.
    pub(super) fn cannot(tried: &str) -> Fault {
        let cure = "name Argo CD in the configuration (`[[contexts.NAME.argocd]]`)";
        Fault::new(FaultKind::Unsupported, tried, READ_ONLY, cure)
    }
}

fn missing(id: &AppId) -> Fault {
    let happened = format!("there is no application {}", id.name);
    Fault::new(FaultKind::NotFound, "show the application", &happened, "check the name")
}

/// Whether all namespaces were to be looked at.
fn is_everywhere(seen: &Snapshot<Kept>) -> bool {
    seen.behind.iter().any(|(namespace, _)| namespace.is_empty())
}

fn apps(seen: &Snapshot<Kept>, wanted: &Selection) -> Apps {
    let is_meant =
        |found: &&Found| wanted.fits(&found.app.id.name, &found.app.id.namespace, found.app.project.as_str());
    let found = seen.objects.iter().filter_map(|kept| kept.0.as_ref()).filter(is_meant);
    Apps {
        found: found.map(|found| (found.app.id.clone(), found.clone())).collect(),
        is_known: seen.is_whole,
        behind: seen.fault().map(|fault| Clean::line(&fault.to_string())),
    }
}
