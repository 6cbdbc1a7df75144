//! Runs of an entity's pipelines that ended, for its timeline.

use super::part::{Seen, known};
use super::read::RunRead;
use super::{NAME, Selection};
use crate::adapters::cluster::{Clusters, Following, Pace, any_of};
use crate::domain::model::delivery::{PipelineRun, RunState};
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known, Lead, LeadsTo};
use crate::domain::model::{Age, EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::timeline::{TimelineFeed, Window};
use std::sync::Arc;

/// Tekton's part of timelines.
#[derive(Clone)]
pub struct TektonRuns {
    clusters: Clusters,
    catalog: Arc<dyn CatalogPort>,
}

impl TektonRuns {
    /// The part of these clusters. The catalog tells which runs are an entity's.
    pub fn new(clusters: Clusters, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { clusters, catalog }
    }

    async fn selection(&self, reference: &EntityRef) -> Result<Option<Selection>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        Ok(told.answer.iter().find(|entity| entity.reference() == reference).and_then(Selection::of))
    }
}

impl TimelineFeed for TektonRuns {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let Some(wanted) = self.selection(&reference).await? else {
                return Ok(Told::now(Heard::without_events(NAME, Known::Yes)));
            };
            if let Some(known) = wanted.elsewhere(&self.clusters) {
                return Ok(Told::now(Heard::without_events(NAME, known)));
            }
            let clusters = wanted.clusters(&self.clusters);
            let mut all: Vec<Following<RunRead>> =
                clusters.iter().map(|cluster| cluster.follow(wanted.wanted(cluster))).collect();
            let mut pace = Pace::default();
            loop {
                pace.keep().await;
                let seen: Vec<Seen> = all.iter_mut().map(|runs| Seen::of(&runs.now())).collect();
                let told = Told::now(heard(&reference, &seen, window));
                if all.is_empty() {
                    return Ok(told);
                }
                let is_asking = told.answer.source.known == Known::Asking;
                steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
                any_of(all.iter_mut()).await;
            }
        })
    }
}

fn heard(entity: &EntityRef, seen: &[Seen], window: Window) -> Heard {
    let runs = seen.iter().flat_map(|seen| &seen.runs);
    let mut events: Vec<Arc<Event>> = runs.filter_map(|run| event(entity, run)).map(Arc::new).collect();
    events.retain(|event| window.since.is_none_or(|since| event.at >= since));
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    Heard { events, has_more, ..Heard::without_events(NAME, known(seen)) }
}

/// A run that ended.
fn event(entity: &EntityRef, run: &PipelineRun) -> Option<Event> {
    let at = run.finished?;
    let name = if run.pipeline.is_empty() { Clean::line(&run.id.name) } else { run.pipeline.clone() };
    let other = || EventKind::Other("pipeline run".into());
    let (title, kind) = match run.state {
        RunState::Succeeded => (format!("{name} ran through"), other()),
        RunState::Failed => (format!("{name} failed"), EventKind::Alert),
        RunState::Cancelled => (format!("{name} was stopped"), other()),
        _ => return None,
    };
    let id = format!("{}/{}/{}", run.id.cluster, run.id.namespace, run.id.name);
    let took = run.started.map(|started| Clean::line(&Age(at.since(started)).to_string())).unwrap_or_default();
    let facts = [
        ("run", Clean::line(&run.id.name)),
        ("took", took),
        ("reason", run.reason.clone()),
        ("namespace", Clean::line(&run.id.namespace)),
        ("cluster", Clean::line(&run.id.cluster)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact::new(label, value));
    let mut event = Event::new(NAME, &id, at, kind, Clean::line(&title));
    event.facts = facts.collect();
    event.text = Clean::lines(run.message.as_str());
    event.leads =
        vec![Lead { title: "the run".into(), to: LeadsTo::Place(Box::new(Place::run(entity.clone(), &run.id))) }];
    Some(event)
}
