//! What a template asks for, and what a run of it does.

use crate::adapters::portal::Portal;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::templates::{PlannedStep, TemplateForm};
use serde_json::Value;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

/// The actions of a portal, as they were read last.
#[derive(Debug, Default)]
pub(in crate::adapters::portal) struct Actions(Mutex<Option<Arc<BTreeSet<String>>>>);

impl Portal {
    /// The form of a template. What a run does stands in its entity, where that may be read.
    pub(super) async fn template_form(&self, template: &EntityRef) -> Result<TemplateForm, Fault> {
        Ok(self.template(template).await?.0)
    }

    /// The same with the entity.
    pub(super) async fn template(&self, template: &EntityRef) -> Result<(TemplateForm, Option<Entity>), Fault> {
        let (form, entity) = tokio::join!(self.backstage.template_form(template), self.backstage.entity(template));
        let (form, entity) = (form?, entity.ok());
        let mut actions = entity.as_ref().map(planned).unwrap_or_default();
        self.mark_lacking(&mut actions).await;
        Ok((TemplateForm { actions, ..form }, entity))
    }

    /// Says of which steps the portal does not have the action. Where it does not tell which it has, nothing is said.
    async fn mark_lacking(&self, steps: &mut [PlannedStep]) {
        let Some(known) = self.actions_for(steps).await.filter(|known| !known.is_empty()) else { return };
        for step in steps.iter_mut().filter(|step| !known.contains(step.action.as_str())) {
            step.lacks = Clean::line(&format!("the portal does not have the action {}", step.action));
        }
    }

    /// The actions of the portal: read once, and again where one is missing, as somebody may have added it since.
    async fn actions_for(&self, steps: &[PlannedStep]) -> Option<Arc<BTreeSet<String>>> {
        if steps.is_empty() {
            return None;
        }
        let known = self.actions.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        if let Some(known) = known.filter(|known| steps.iter().all(|step| known.contains(step.action.as_str()))) {
            return Some(known);
        }
        let read = Arc::new(self.backstage.template_actions().await.ok()?);
        *self.actions.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::clone(&read));
        Some(read)
    }
}

/// The steps of a run.
fn planned(template: &Entity) -> Vec<PlannedStep> {
    let steps = template.value().pointer("/spec/steps").and_then(Value::as_array);
    steps.into_iter().flatten().filter_map(step).collect()
}

fn step(step: &Value) -> Option<PlannedStep> {
    let word = |name: &str| step.get(name).and_then(Value::as_str).map(Clean::line);
    let action = word("action")?;
    Some(PlannedStep { name: word("name").unwrap_or_else(|| action.clone()), action, lacks: Clean::default() })
}
