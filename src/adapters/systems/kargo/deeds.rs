//! Promotions, before the port of all other commands.

use super::foresight::{forecast, seen};
use super::meant::{Meant, meant};
use super::name::{promotion, ulid};
use super::{Kargo, kind};
use crate::adapters::cluster::{Wanted, text};
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::{At, EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Promotion};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CatalogPort, CommandPort, Told};
use crate::platform::query::DeliveryOf;
use futures_util::future::BoxFuture;
use serde_json::{Value, json};
use std::sync::Arc;
use std::time::Duration;

/// The label of an order, by which it is found again when its answer is lost. Kargo may give the promotion another
/// name than was asked for; labels it leaves alone.
const ORDER: &str = "stagedoor.dev/order";
/// How often a lost order is looked for, and how long between.
const LOOKS: u32 = 3;
const BETWEEN: Duration = Duration::from_millis(500);

/// Promotions; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct KargoDeeds {
    kargo: Kargo,
    catalog: Arc<dyn CatalogPort>,
    behind: Arc<dyn CommandPort>,
}

impl KargoDeeds {
    /// The port of this Kargo, before another. The catalog tells which project is an entity's.
    pub fn before(behind: Arc<dyn CommandPort>, kargo: Kargo, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { kargo, catalog, behind }
    }

    async fn promote(&self, order: Promotion, tried: &str) -> Result<Outcome, Fault> {
        let meant = meant(&self.kargo, self.catalog.as_ref(), &order, tried).await?;
        let (stage, freight) = (meant.stage(tried)?, meant.freight(tried)?);
        if order.seen.is_some_and(|shown| shown != seen(stage, freight)) {
            let happened = "by now the stage has other freight of that warehouse than was shown";
            return Err(Fault::new(FaultKind::Conflict, tried, happened, "look again at what it does, then decide"));
        }
        let id = ulid(now());
        let object =
            self.object(&meant, &promotion(&stage.name, &id, &freight.name), &id, &freight.name, tried).await?;
        let told = |name: &str, more: &str| {
            Outcome::done(
                &format!("the promotion {name} of {} to {} was ordered{more}", freight.words(), stage.name),
                vec![DeliveryOf { reference: order.entity.clone() }.into()],
            )
        };
        match meant.cluster.create(tried, &kind("Promotion"), &meant.pipeline.project, &object).await {
            Ok(made) => Ok(told(text(&made, "/metadata/name"), "")),
            Err(refusal) if refusal.is_lost => Ok(match look_up(&meant, &id).await {
                Some(name) => told(&name, "; the answer was lost, and the promotion was found"),
                None => Outcome::InDoubt {
                    probe: DeliveryOf { reference: order.entity.clone() }.into(),
                    fault: refusal.fault,
                },
            }),
            Err(refusal) => Err(refusal.fault),
        }
    }

    /// The order. Its steps are those of the stage: the definition asks for some, and Kargo's webhook puts the
    /// stage's in their place anyway.
    async fn object(&self, meant: &Meant, name: &str, id: &str, freight: &str, tried: &str) -> Result<Value, Fault> {
        let project = &*meant.pipeline.project;
        let stage = ObjectRef::new(kind("Stage"), project, &meant.id.stage);
        let stage: Option<Value> = meant.cluster.get(&stage).await?;
        let gone = || Fault::new(FaultKind::NotFound, tried, "the stage is not there any more", "");
        let stage = stage.ok_or_else(gone)?;
        let template = |pointer: &str| stage.pointer(pointer).cloned().filter(|value| value.is_array());
        let mut spec = json!({"stage": &*meant.id.stage, "freight": freight});
        if let Some(spec) = spec.as_object_mut() {
            spec.extend(template("/spec/promotionTemplate/spec/steps").map(|steps| ("steps".to_owned(), steps)));
            spec.extend(template("/spec/promotionTemplate/spec/vars").map(|vars| ("vars".to_owned(), vars)));
        }
        Ok(json!({
            "apiVersion": "kargo.akuity.io/v1alpha1", "kind": "Promotion",
            "metadata": {"namespace": project, "name": name, "labels": {ORDER: id}},
            "spec": spec,
        }))
    }
}

/// The order with that label, where it came through. That there is none yet proves nothing.
async fn look_up(meant: &Meant, id: &str) -> Option<String> {
    let wanted = Wanted::all(kind("Promotion")).within(&[Arc::clone(&meant.pipeline.project)]);
    let wanted = wanted.labelled(&format!("{ORDER}={id}"));
    for _ in 0..LOOKS {
        tokio::time::sleep(BETWEEN).await;
        let found = meant.cluster.list::<Value>(&wanted).await.ok();
        if let Some(found) = found.as_ref().and_then(|found| found.first()) {
            return Some(text(found, "/metadata/name").to_owned());
        }
    }
    None
}

fn now() -> At {
    At(jiff::Timestamp::now().as_millisecond())
}

impl CommandPort for KargoDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        match command {
            Command::Promote(order) => Box::pin(async move {
                let tried = order.words();
                Ok(Told::now(forecast(&self.kargo, self.catalog.as_ref(), *order, tried.as_str()).await?))
            }),
            other => self.behind.foresee(other),
        }
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        match command {
            Command::Promote(order) => Box::pin(async move {
                let tried: Clean = order.words();
                self.promote(*order, tried.as_str()).await.unwrap_or_else(Outcome::Refused)
            }),
            other => self.behind.command(other),
        }
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.behind.verdict(reference, text)
    }
}
