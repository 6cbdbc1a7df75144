//! What a template asks for, and what a run of it does.

use crate::adapters::portal::Portal;
use crate::domain::model::{Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::templates::{PlannedStep, TemplateForm};
use serde_json::Value;

impl Portal {
    /// The form of a template. What a run does stands in its entity, where that may be read.
    pub(super) async fn template_form(&self, template: &EntityRef) -> Result<TemplateForm, Fault> {
        Ok(self.template(template).await?.0)
    }

    /// The same with the entity.
    pub(super) async fn template(&self, template: &EntityRef) -> Result<(TemplateForm, Option<Entity>), Fault> {
        let (form, entity) = tokio::join!(self.backstage.template_form(template), self.backstage.entity(template));
        let entity = entity.ok();
        let actions = entity.as_ref().map(planned).unwrap_or_default();
        Ok((TemplateForm { actions, ..form? }, entity))
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
