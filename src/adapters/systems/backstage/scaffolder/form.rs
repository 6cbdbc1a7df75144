//! What a template asks for, as the backend gives it to this user.

use super::route;
use crate::adapters::http::{Call, Failure};
use crate::adapters::systems::backstage::Backstage;
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;
use crate::platform::command::Seen;
use crate::platform::templates::{FormStep, TemplateForm};
use serde_json::Value;
use std::sync::Arc;

impl Backstage {
    /// The form of a template, without what a run of it does.
    ///
    /// # Errors
    /// When there is no such template, or it may not be read.
    pub async fn template_form(&self, template: &EntityRef) -> Result<TemplateForm, Failure> {
        let [kind, namespace, name] = [template.kind(), template.namespace(), template.name()];
        let path = route(&["templates", namespace, kind, name, "parameter-schema"]);
        let call = Call::get(&format!("read what {template} asks for"), &path)
            .when_missing("check the name; what you may not read looks as if it were not there");
        let body = self.send(call).await?;
        let value: Value = body.json().map_err(Failure::unsent)?;
        let steps = value.get("steps").and_then(Value::as_array).into_iter().flatten();
        let buttons = value.pointer("/presentation/buttonLabels").and_then(Value::as_object).into_iter().flatten();
        let label = |(name, label): (&String, &Value)| Some((name.clone(), Clean::line(label.as_str()?)));
        Ok(TemplateForm {
            sends_anyway: true,
            needs_trust: false,
            title: text(&value, "title"),
            description: text(&value, "description"),
            steps: steps.map(step).collect(),
            buttons: buttons.filter_map(label).collect(),
            actions: Vec::new(),
            version: Seen::of(body.text.as_bytes()).0,
        })
    }
}

fn step(step: &Value) -> FormStep {
    FormStep {
        title: text(step, "title"),
        description: text(step, "description"),
        schema: Arc::new(step.get("schema").cloned().unwrap_or_default()),
        when: step.get("when").or_else(|| step.pointer("/schema/when")).cloned(),
    }
}

fn text(value: &Value, name: &str) -> Clean {
    value.get(name).and_then(Value::as_str).map(Clean::line).unwrap_or_default()
}
