//! The applications of an entity, of all Argo CDs together.

use super::follow::Apps;
use super::selection::Selection;
use super::{ArgoCds, NAME};
use crate::domain::model::Entity;
use crate::domain::model::delivery::{App, AppDetail, AppId, Delivery, ResourceDiff};
use crate::domain::model::timeline::Known;
use crate::domain::text::Clean;
use crate::platform::delivery::DeliveryPart;
use crate::platform::fault::Fault;
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Argo CD's part of how things come to run.
#[derive(Clone, Debug)]
pub struct ArgoDelivery {
    argos: ArgoCds,
}

impl ArgoDelivery {
    /// The part of these Argo CDs.
    pub fn new(argos: ArgoCds) -> Self {
        Self { argos }
    }

    async fn follow_all(&self, wanted: Selection, steps: Steps<Delivery>) -> Delivery {
        let meant: Vec<_> = self.argos.iter().filter(|argo| wanted.takes(argo.name())).collect();
        let parts = meant.iter().map(|argo| Part::asking(self.source(argo.name())));
        let missing =
            wanted.instances.iter().filter(|name| self.argos.named(name).is_none()).map(|name| Part::missing(name));
        let parts = Parts { all: Mutex::new(parts.chain(missing).collect()), steps };
        if meant.is_empty() {
            return parts.joined();
        }
        let parts = &parts;
        let wanted = &wanted;
        let asked = meant.iter().enumerate().map(|(n, argo)| async move {
            let fault = argo.follow(wanted, &|apps| parts.take(n, wanted, apps)).await;
            parts.fail(n, &fault);
        });
        join_all(asked).await;
        parts.joined()
    }

    /// What a part is called: with the Argo CD's own name where there are several.
    fn source(&self, name: &str) -> Clean {
        match self.argos.all.len() {
            0 | 1 => NAME.into(),
            _ => Clean::line(&format!("{NAME} {name}")),
        }
    }
}

impl DeliveryPart for ArgoDelivery {
    fn name(&self) -> &str {
        NAME
    }

    fn concerns(&self, entity: &Entity) -> bool {
        Selection::of(entity).is_some()
    }

    fn delivery<'a>(&'a self, entity: Arc<Entity>, steps: Steps<Delivery>) -> Answering<'a, Delivery> {
        Box::pin(async move {
            let Some(wanted) = Selection::of(&entity) else { return Ok(Told::now(Delivery::default())) };
            Ok(Told::now(self.follow_all(wanted, steps).await))
        })
    }

    fn app<'a>(&'a self, id: &AppId, steps: Steps<AppDetail>) -> Option<Answering<'a, AppDetail>> {
        let id = id.clone();
        Some(Box::pin(async move { self.argos.of(&id, "show the application")?.detail(id, steps).await }))
    }

    fn app_diff<'a>(&'a self, id: &AppId) -> Option<Answering<'a, Vec<ResourceDiff>>> {
        let id = id.clone();
        Some(Box::pin(async move { self.argos.of(&id, "compare the application")?.diff(&id).await }))
    }
}

/// What one Argo CD has told so far.
struct Part {
    source: Clean,
    known: Known,
    apps: Vec<Arc<App>>,
}

impl Part {
    fn asking(source: Clean) -> Self {
        Self { source, known: Known::Asking, apps: Vec::new() }
    }

    fn missing(name: &str) -> Self {
        let why = "the entity names it, and the configuration has no Argo CD of that name";
        Self { source: Clean::line(&format!("{NAME} {name}")), known: Known::Unknown(why.into()), apps: Vec::new() }
    }
}

/// What all of them have told.
struct Parts {
    all: Mutex<Vec<Part>>,
    steps: Steps<Delivery>,
}

impl Parts {
    fn take(&self, n: usize, wanted: &Selection, apps: &Apps) {
        self.change(n, |part| {
            part.apps = apps.found.values().map(|found| Arc::clone(&found.app)).collect();
            part.known = known(wanted, apps);
        });
    }

    /// What it told before stays, as it was so.
    fn fail(&self, n: usize, fault: &Fault) {
        self.change(n, |part| part.known = Known::Failed(Clean::line(&fault.to_string())));
    }

    fn change(&self, n: usize, how: impl FnOnce(&mut Part)) {
        let delivery = {
            let mut all = self.all.lock().unwrap_or_else(PoisonError::into_inner);
            all.get_mut(n).map(how);
            told(&all)
        };
        let is_asking = delivery.known.iter().any(|(_, known)| *known == Known::Asking);
        let told = Told::now(delivery);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn joined(&self) -> Delivery {
        told(&self.all.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn told(parts: &[Part]) -> Delivery {
    Delivery {
        known: parts.iter().map(|part| (part.source.clone(), part.known.clone())).collect(),
        apps: parts.iter().flat_map(|part| part.apps.iter().cloned()).collect(),
        ..Delivery::default()
    }
}

/// What is known of an Argo CD. That one that is named is not found may have two reasons, and it is said so.
fn known(wanted: &Selection, apps: &Apps) -> Known {
    match (&apps.behind, &wanted.name) {
        (Some(why), _) => Known::Failed(why.clone()),
        (None, Some(name)) if apps.found.is_empty() => {
            let why = format!("it has no application {name}, or none that you may see");
            Known::Unknown(Clean::line(&why))
        }
        _ => Known::Yes,
    }
}
