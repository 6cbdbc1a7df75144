//! What happened to the resources of an entity, for its timeline: made, ready, stopped, and what the cluster warned
//! of.

use super::composite::Composite;
use super::entity;
use crate::adapters::cluster::{Cluster, Clusters, Wanted};
use crate::domain::model::cluster::{Gravity, Kind, Object, ObjectEvent, Truth};
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known, SourceState};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{self, Answering, CatalogPort, Steps, Told};
use crate::platform::timeline::{TimelineFeed, Window};
use std::sync::Arc;

const NAME: &str = "Crossplane";

/// Tells what happened to claims and composites that entities stand for.
pub struct CrossplanePast {
    clusters: Clusters,
    catalog: Arc<dyn CatalogPort>,
    prefix: String,
}

impl CrossplanePast {
    /// What happened in these clusters to what entities of this catalog name by annotations that begin so.
    pub fn new(clusters: Clusters, catalog: Arc<dyn CatalogPort>, prefix: &str) -> Self {
        Self { clusters, catalog, prefix: prefix.to_owned() }
    }

    async fn heard(&self, reference: EntityRef, window: Window) -> Result<Heard, Fault> {
        // a folder that is asked for one alone follows it and does not end
        let of_it = ports::Wanted { refs: vec![reference.clone()], ..ports::Wanted::default() };
        let told_of = self.catalog.entities(of_it).await?.answer;
        let entity = told_of.iter().find(|entity| *entity.reference() == reference);
        let objects = entity.map(|entity| entity::objects(entity, &self.prefix)).unwrap_or_default();
        let Some(entity) = entity.filter(|_| !objects.is_empty()) else {
            return Ok(Heard::without_events(NAME, Known::Yes));
        };
        if let Some(name) = entity::cluster(entity).filter(|name| self.clusters.named(name).is_none()) {
            let known = Known::Unknown(Clean::line(&format!("its cluster {name} is not configured")));
            return Ok(Heard::without_events(NAME, known));
        }
        let (mut events, mut fault) = (Vec::new(), None);
        for cluster in self.of(entity) {
            for object in &objects {
                match cluster.get::<Composite>(object).await {
                    Ok(Some(Composite(object))) => {
                        events.extend(changes(&object));
                        events.extend(warnings(cluster, &object).await?);
                    }
                    Ok(None) => {}
                    Err(failed) => fault = Some(failed),
                }
            }
        }
        let known = match fault {
            Some(fault) if events.is_empty() => Known::Failed(fault.happened),
            _ => Known::Yes,
        };
        Ok(told(events, known, window))
    }

    /// The clusters that the entity may be in: the one that it names, else all.
    fn of(&self, entity: &Entity) -> Vec<&Arc<Cluster>> {
        match entity::cluster(entity) {
            Some(name) => self.clusters.named(name).into_iter().collect(),
            None => self.clusters.all().iter().collect(),
        }
    }
}

impl TimelineFeed for CrossplanePast {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, _: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move { Ok(Told::now(self.heard(reference, window).await?)) })
    }
}

fn told(mut events: Vec<Event>, known: Known, window: Window) -> Heard {
    events.retain(|event| window.since.is_none_or(|since| event.at >= since));
    events.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    let source = SourceState { name: NAME.into(), known, remark: None };
    Heard { source, events: events.into_iter().map(Arc::new).collect(), has_more }
}

/// When it was made, what its conditions became, since when it goes.
fn changes(object: &Object) -> Vec<Event> {
    let name = format!("{} {}", object.id.object.kind.name, object.id.object.name);
    let event = |what: &str, at: At, title: String| {
        let id = format!("{}:{}:{what}", object.id.cluster, object.uid);
        let mut event = Event::new(NAME, &id, at, EventKind::Provisioning, Clean::line(&title));
        event.facts.push(Fact::new("cluster", Clean::line(&object.id.cluster)));
        event
    };
    let mut events: Vec<Event> =
        object.created.map(|at| event("created", at, format!("{name} was made"))).into_iter().collect();
    events.extend(object.deleting.map(|at| event("deleting", at, format!("{name} is being deleted"))));
    for condition in &object.conditions {
        let Some(at) = condition.since else { continue };
        let holds = match condition.holds {
            Truth::Yes => "is",
            Truth::No => "is not",
            Truth::Unknown => continue,
        };
        let title = format!("{name} {holds} {} ({})", condition.name.as_str().to_lowercase(), condition.reason);
        let mut changed = event(condition.name.as_str(), at, title);
        changed.text.extend(Some(condition.message.clone()).filter(|message| !message.is_empty()));
        events.push(changed);
    }
    events
}

/// What the cluster warned of.
async fn warnings(cluster: &Cluster, object: &Object) -> Result<Vec<Event>, Fault> {
    let namespace = Some(&object.id.object.namespace).filter(|namespace| !namespace.is_empty());
    let namespace = namespace.map_or_else(|| "default".into(), Arc::clone);
    let wanted = Wanted::all(Kind::new("", "Event")).within(&[namespace]);
    let wanted = wanted.with_fields(&format!("involvedObject.uid={},type=Warning", object.uid));
    // who may not read events still sees what happened
    let events = cluster.list::<ObjectEvent>(&wanted).await.unwrap_or_default();
    let warned = events.into_iter().filter(|event| event.gravity == Gravity::Warning).map(|event| {
        let id = format!("{}:{}", object.id.cluster, event.uid);
        let title = format!("{} {}: {}", object.id.object.kind.name, object.id.object.name, event.reason);
        let mut told = Event::new(NAME, &id, event.at, EventKind::Provisioning, Clean::line(&title));
        told.text.push(event.message);
        told
    });
    Ok(warned.collect())
}
