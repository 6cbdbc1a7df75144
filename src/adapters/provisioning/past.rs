//! How far what became an entity has come, for its timeline: asked for, committed, synced, ready, in the catalog.

use crate::domain::model::provision::{Provisions, past, was_asked_for};
use crate::domain::model::timeline::{Event, Heard, Known, SourceState};
use crate::domain::model::{Entity, EntityRef};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::provisioning::ProvisioningPort;
use crate::platform::timeline::{TimelineFeed, Window};
use std::sync::Arc;

/// What the source is called.
const NAME: &str = "provisioning";

/// Tells what lines say of the entities that they became.
pub struct ProvisionPast {
    lines: Arc<dyn ProvisioningPort>,
    catalog: Arc<dyn CatalogPort>,
}

impl ProvisionPast {
    /// What these lines say of entities of this catalog.
    pub fn new(lines: Arc<dyn ProvisioningPort>, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { lines, catalog }
    }

    /// The entity as it is now: a folder that is asked for one alone follows it and does not end.
    async fn entity(&self, reference: EntityRef) -> Result<Option<Entity>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        Ok(told.answer.iter().find(|entity| *entity.reference() == reference).cloned())
    }

    async fn told(&self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Result<Told<Heard>, Fault> {
        // to ask for lines is to ask all systems, which is nothing to do for everything that one looks at
        let Some(entity) = self.entity(reference).await?.filter(was_asked_for) else {
            return Ok(Told::now(Heard::without_events("", Known::Yes)));
        };
        let each = entity.clone();
        let hand_on = Steps::to(move |step| match step {
            Step::Part(told) => steps.send(Step::Part(heard(&each, &told, window))),
            Step::Whole(told) => steps.send(Step::Whole(heard(&each, &told, window))),
        });
        match self.lines.provisions(hand_on).await {
            Ok(told) => Ok(heard(&entity, &told, window)),
            Err(fault) if fault.kind == FaultKind::Unsupported => {
                Ok(Told::now(Heard::without_events(NAME, Known::Unknown(fault.happened))))
            }
            Err(fault) => Err(fault),
        }
    }
}

impl TimelineFeed for ProvisionPast {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(self.told(reference, window, steps))
    }
}

fn heard(entity: &Entity, told: &Told<Provisions>, window: Window) -> Told<Heard> {
    let own = told.answer.list.iter().filter(|line| line.entity.as_ref() == Some(entity.reference()));
    let mut events: Vec<Event> = own.flat_map(|line| past(line, NAME)).collect();
    events.retain(|event| window.since.is_none_or(|since| event.at >= since));
    events.sort_by(|a, b| b.at.cmp(&a.at).then_with(|| a.id.cmp(&b.id)));
    let has_more = events.len() > window.limit;
    events.truncate(window.limit);
    let is_asking = told.answer.sources.iter().any(|source| source.known == Known::Asking);
    let known = if is_asking { Known::Asking } else { Known::Yes };
    let source = SourceState { name: NAME.into(), known, remark: None };
    let events = events.into_iter().map(Arc::new).collect();
    Told { answer: Arc::new(Heard { source, events, has_more }), as_of: told.as_of }
}
