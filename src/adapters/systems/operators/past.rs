//! Backups of the databases that an entity stands for, for its timeline.

use super::NAME;
use super::read::{Saved, newest};
use super::table::Operator;
use crate::adapters::cluster::{Clusters, Following, Pace, Wanted, any_of};
use crate::domain::model::cluster::{Kind, ObjectRef};
use crate::domain::model::provision::marks;
use crate::domain::model::timeline::{Event, EventKind, Fact, Heard, Known};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted as WantedEntities};
use crate::platform::provisioning::Backup;
use crate::platform::timeline::{TimelineFeed, Window};
use std::sync::Arc;

/// The operators' part of timelines.
#[derive(Clone)]
pub struct BackupPast {
    clusters: Clusters,
    catalog: Arc<dyn CatalogPort>,
}

/// A database, and its backups in one cluster.
struct Watched {
    database: ObjectRef,
    cluster: Arc<str>,
    saved: Following<Saved>,
}

impl BackupPast {
    /// The part of these clusters. The catalog tells which databases an entity stands for (`stagedoor.dev/objects`).
    pub fn new(clusters: Clusters, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { clusters, catalog }
    }

    async fn databases(&self, reference: EntityRef) -> Result<Vec<ObjectRef>, Fault> {
        let wanted = WantedEntities { refs: vec![reference.clone()], ..WantedEntities::default() };
        let told = self.catalog.entities(wanted).await?;
        let entity = told.answer.iter().find(|entity| *entity.reference() == reference);
        Ok(entity.map(databases).unwrap_or_default())
    }

    fn watch(&self, databases: &[ObjectRef]) -> Vec<Watched> {
        let each =
            databases.iter().flat_map(|database| self.clusters.all().iter().map(move |cluster| (database, cluster)));
        each.filter_map(|(database, cluster)| {
            let backups = Operator::of(&database.kind)?.backups.as_ref()?;
            let kind = Kind::new(&database.kind.group, backups.kind);
            let saved = cluster.follow(Wanted::all(kind).within(&[Arc::clone(&database.namespace)]));
            Some(Watched { database: database.clone(), cluster: Arc::clone(cluster.name()), saved })
        })
        .collect()
    }
}

/// The databases that an entity says it stands for, and whose backups are objects.
fn databases(entity: &Entity) -> Vec<ObjectRef> {
    let said = entity.annotation(marks::OBJECTS).into_iter().flat_map(marks::listed).filter_map(ObjectRef::parse);
    said.filter(|object| Operator::of(&object.kind).is_some_and(|row| row.backups.is_some())).collect()
}

impl TimelineFeed for BackupPast {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let databases = self.databases(reference).await?;
            if databases.is_empty() {
                return Ok(Told::now(Heard::without_events(NAME, Known::Yes)));
            }
            let mut watched = self.watch(&databases);
            let mut pace = Pace::default();
            loop {
                pace.keep().await;
                let heard = heard(&mut watched, window);
                let is_asking = heard.source.known == Known::Asking;
                let told = Told::now(heard);
                steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
                any_of(watched.iter_mut().map(|one| &mut one.saved)).await;
            }
        })
    }
}

fn heard(watched: &mut [Watched], window: Window) -> Heard {
    let (mut events, mut known) = (Vec::new(), Known::Yes);
    for one in watched {
        let now = one.saved.now();
        let backups = newest(now.objects.iter(), &one.database.name);
        events.extend(backups.iter().filter_map(|backup| event(&one.database, &one.cluster, backup)).map(Arc::new));
        known = match now.fault() {
            Some(fault) if fault.kind == FaultKind::Unsupported => known,
            Some(fault) => Known::Failed(Clean::line(&fault.to_string())),
            None if !now.is_whole && known == Known::Yes => Known::Asking,
            None => known,
        };
    }
    events.retain(|event: &Arc<Event>| window.since.is_none_or(|since| event.at >= since));
    events.sort_by_key(|event| std::cmp::Reverse(event.at));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    Heard { events, has_more, ..Heard::without_events(NAME, known) }
}

/// A backup that ended.
fn event(database: &ObjectRef, cluster: &str, backup: &Backup) -> Option<Event> {
    let went_well = backup.went_well?;
    let at = backup.ended.or(backup.started)?;
    let name = &database.name;
    let title = if went_well { format!("{name} was backed up") } else { format!("the backup of {name} failed") };
    let id = format!("{cluster}/{database}/{}", backup.name);
    let kind = if went_well { EventKind::Other("backup".into()) } else { EventKind::Alert };
    let facts = [
        ("backup", backup.name.clone()),
        ("state", backup.said.clone()),
        ("size", backup.size.clone()),
        ("cluster", Clean::line(cluster)),
    ];
    let facts = facts.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact::new(label, value));
    Some(Event { facts: facts.collect(), ..Event::new(NAME, &id, at, kind, Clean::line(&title)) })
}
