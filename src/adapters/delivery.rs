//! How what was committed comes to run: the parts of all systems that roll out, joined.

use crate::domain::model::delivery::{AppDetail, AppId, Delivery, ResourceDiff, RunDetail, RunId};
use crate::domain::model::timeline::Known;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::delivery::{DeliveryPart, DeliveryPort, not_connected};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{CatalogPort, Wanted};
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::sync::{Arc, Mutex, PoisonError};

/// Joins parts. Each is asked by itself: what one does not tell keeps nothing of the others back.
#[derive(Clone)]
pub struct JoinedDelivery {
    parts: Vec<Arc<dyn DeliveryPart>>,
    catalog: Arc<dyn CatalogPort>,
}

impl JoinedDelivery {
    /// The delivery of these parts. The catalog tells what an entity says of them.
    pub fn new(parts: Vec<Arc<dyn DeliveryPart>>, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { parts, catalog }
    }

    async fn entity(&self, reference: &EntityRef) -> Result<Arc<Entity>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        let found = told.answer.iter().find(|entity| entity.reference() == reference).cloned();
        let tried = format!("show how {reference} comes to run");
        found.map(Arc::new).ok_or_else(|| {
            Fault::new(FaultKind::NotFound, &tried, "it is not in the catalog", "reload the catalog to look again")
        })
    }
}

impl DeliveryPort for JoinedDelivery {
    fn delivery<'a>(&'a self, reference: EntityRef, steps: Steps<Delivery>) -> Answering<'a, Delivery> {
        Box::pin(async move {
            let entity = self.entity(&reference).await?;
            let asked: Vec<_> = self.parts.iter().filter(|part| part.concerns(&entity)).collect();
            let told = Arc::new(Joining::asking(&asked, steps));
            let asked = asked.iter().enumerate().map(|(n, part)| {
                let (told, entity) = (Arc::clone(&told), Arc::clone(&entity));
                async move {
                    let heard = Arc::clone(&told);
                    match part.delivery(entity, Steps::to(move |step| heard.take(n, step))).await {
                        Ok(end) => told.put(n, end.answer.as_ref().clone()),
                        Err(fault) => told.fail(n, &fault),
                    }
                }
            });
            join_all(asked).await;
            Ok(Told::now(told.joined()))
        })
    }

    fn app<'a>(&'a self, id: AppId, steps: Steps<AppDetail>) -> Answering<'a, AppDetail> {
        let found = self.parts.iter().find_map(|part| part.app(&id, steps.clone()));
        found.unwrap_or_else(|| missing("show the application"))
    }

    fn app_diff<'a>(&'a self, id: AppId) -> Answering<'a, Vec<ResourceDiff>> {
        let found = self.parts.iter().find_map(|part| part.app_diff(&id));
        found.unwrap_or_else(|| missing("compare what runs with what is committed"))
    }

    fn run<'a>(&'a self, id: RunId, steps: Steps<RunDetail>) -> Answering<'a, RunDetail> {
        let found = self.parts.iter().find_map(|part| part.run(&id, steps.clone()));
        found.unwrap_or_else(|| missing("show the run"))
    }
}

fn missing<'a, T: Send + 'a>(tried: &'static str) -> Answering<'a, T> {
    Box::pin(async move { Err(not_connected(tried)) })
}

/// What each part has told so far.
struct Joining {
    told: Mutex<Vec<Delivery>>,
    names: Vec<Clean>,
    steps: Steps<Delivery>,
}

impl Joining {
    fn asking(parts: &[&Arc<dyn DeliveryPart>], steps: Steps<Delivery>) -> Self {
        let names: Vec<Clean> = parts.iter().map(|part| Clean::line(part.name())).collect();
        let asking = |name: &Clean| Delivery { known: vec![(name.clone(), Known::Asking)], ..Delivery::default() };
        Self { told: Mutex::new(names.iter().map(asking).collect()), names, steps }
    }

    fn take(&self, n: usize, step: Step<Delivery>) {
        match step {
            Step::Part(told) | Step::Whole(told) => self.put(n, told.answer.as_ref().clone()),
        }
    }

    fn put(&self, n: usize, part: Delivery) {
        self.change(n, |slot| *slot = part);
    }

    /// What it told before stays, as it was so.
    fn fail(&self, n: usize, fault: &Fault) {
        let Some(name) = self.names.get(n).cloned() else { return };
        self.change(n, |slot| slot.known = vec![(name, Known::Failed(Clean::line(&fault.to_string())))]);
    }

    fn change(&self, n: usize, how: impl FnOnce(&mut Delivery)) {
        let joined = {
            let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
            told.get_mut(n).map(how);
            join(&told)
        };
        let is_asking = joined.known.iter().any(|(_, known)| *known == Known::Asking);
        let told = Told::now(joined);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn joined(&self) -> Delivery {
        join(&self.told.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// All parts as one, in the order of the parts; runs newest first.
fn join(parts: &[Delivery]) -> Delivery {
    let mut whole = Delivery::default();
    for part in parts {
        whole.known.extend(part.known.iter().cloned());
        whole.apps.extend(part.apps.iter().cloned());
        whole.pipelines.extend(part.pipelines.iter().cloned());
        whole.runs.extend(part.runs.iter().cloned());
    }
    whole.runs.sort_by_key(|run| std::cmp::Reverse(run.started));
    whole
}
