//! Promotions to the stages of an entity, for its timeline.

use super::follow::{Seen, Watch};
use super::{Kargo, NAME};
use crate::adapters::cluster::Pace;
use crate::domain::model::delivery::{Pipeline, Promotion, PromotionState};
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known, Lead, LeadsTo};
use crate::domain::model::{Entity, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::timeline::{TimelineFeed, Window};
use futures_util::future::select_all;
use std::sync::Arc;

/// Kargo's part of timelines.
#[derive(Clone)]
pub struct KargoPromotions {
    kargo: Kargo,
    catalog: Arc<dyn CatalogPort>,
}

impl KargoPromotions {
    /// The part of this Kargo. The catalog tells which project is an entity's.
    pub fn new(kargo: Kargo, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { kargo, catalog }
    }

    async fn entity(&self, reference: &EntityRef) -> Result<Option<Entity>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        Ok(told.answer.iter().find(|entity| entity.reference() == reference).cloned())
    }
}

impl TimelineFeed for KargoPromotions {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let entity = self.entity(&reference).await?;
            let Some(wanted) = entity.and_then(|entity| self.kargo.selection(&entity)) else {
                return Ok(Told::now(Heard::without_events(NAME, Known::Yes)));
            };
            let clusters = self.kargo.clusters.all();
            let mut watches: Vec<Watch> = clusters.iter().map(|cluster| Watch::of(cluster, &wanted)).collect();
            let mut pace = Pace::default();
            loop {
                pace.keep().await;
                let seen: Vec<Seen> = watches.iter_mut().map(Watch::now).collect();
                let heard = heard(&reference, &seen, window);
                let is_asking = heard.source.known == Known::Asking;
                let told = Told::now(heard);
                if watches.is_empty() {
                    return Ok(told);
                }
                steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
                select_all(watches.iter_mut().map(|watch| Box::pin(watch.changed()))).await;
            }
        })
    }
}

fn heard(entity: &EntityRef, seen: &[Seen], window: Window) -> Heard {
    let pipelines = seen.iter().filter_map(|seen| seen.pipeline.as_deref());
    let mut events: Vec<Arc<Event>> = pipelines.flat_map(|pipeline| events(entity, pipeline)).map(Arc::new).collect();
    events.retain(|event| window.since.is_none_or(|since| event.at >= since));
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    let behind = seen.iter().find_map(|seen| seen.behind.clone());
    let known = match behind {
        Some(behind) => Known::Failed(behind),
        None if seen.iter().any(|seen| seen.is_installed.is_none()) => Known::Asking,
        None if seen.iter().all(|seen| seen.is_installed == Some(false)) => {
            Known::Unknown("no cluster that is configured has Kargo".into())
        }
        None => Known::Yes,
    };
    Heard { events, has_more, ..Heard::without_events(NAME, known) }
}

/// Promotions that ended, to the stages that the entity names, or to all.
fn events(entity: &EntityRef, pipeline: &Pipeline) -> Vec<Event> {
    let is_own = |promotion: &&Promotion| {
        pipeline.own.is_empty() || pipeline.own.iter().any(|stage| promotion.stage.as_str() == &**stage)
    };
    let own = pipeline.promotions.iter().filter(is_own);
    own.filter_map(|promotion| event(entity, pipeline, promotion)).collect()
}

fn event(entity: &EntityRef, pipeline: &Pipeline, promotion: &Promotion) -> Option<Event> {
    let at = promotion.finished.or(promotion.created)?;
    let freight = pipeline.freight_named(&promotion.freight);
    let words = freight.map_or_else(|| Clean::line(&promotion.freight), |freight| freight.words());
    let (stage, kind) = (&promotion.stage, EventKind::Promotion);
    let (title, kind) = match promotion.state {
        PromotionState::Succeeded => (format!("{stage} got {words}"), kind),
        PromotionState::Failed | PromotionState::Errored => {
            (format!("the promotion of {words} to {stage} failed"), EventKind::Alert)
        }
        PromotionState::Aborted => (format!("the promotion of {words} to {stage} was stopped"), kind),
        _ => return None,
    };
    let id = format!("{}/{}/{}", pipeline.cluster, pipeline.project, promotion.name);
    let mut event = Event { who: promotion.by.clone(), ..Event::new(NAME, &id, at, kind, Clean::line(&title)) };
    event.text = Clean::lines(promotion.message.as_str());
    let contents = freight.into_iter().flat_map(|freight| freight.contents.iter().cloned());
    event.facts = contents.map(|content| Fact::new("content", content)).collect();
    event.facts.push(Fact::new("promotion", promotion.name.clone()));
    event.facts.push(Fact::new("project", Clean::line(&pipeline.project)));
    let to = LeadsTo::Place(Box::new(Place::pipeline(entity.clone(), &pipeline.id())));
    event.leads = vec![Lead { title: "the pipeline".into(), to }];
    Some(event)
}
