//! Templates of files as a catalog and a port of templates have them.

use serde_json::{Value, json};
use stagedoor::domain::model::{Entity, yaml};
use stagedoor::domain::text::Clean;
use stagedoor::platform::templates::{FormStep, PlannedStep, TemplateForm};
use std::sync::Arc;

/// The entity of a template's file, with the relation to its owner.
pub fn entity(text: &str) -> Value {
    let documents = yaml::documents(text);
    let mut value = documents.into_iter().next().unwrap().content.unwrap().value;
    let owner = value["spec"]["owner"].as_str().unwrap().to_owned();
    let owner = if owner.contains(':') { owner } else { format!("group:default/{owner}") };
    value["relations"] = json!([{"type": "ownedBy", "targetRef": owner}]);
    value
}

/// What it asks for and does.
pub fn form(text: &str) -> TemplateForm {
    let value = entity(text);
    let clean = |value: &Value| Clean::line(value.as_str().unwrap_or_default());
    let step = |parameters: &Value| FormStep {
        title: clean(&parameters["title"]),
        description: clean(&parameters["description"]),
        schema: Arc::new(parameters.clone()),
        when: parameters.get("when").cloned(),
    };
    let planned = |step: &Value| PlannedStep {
        name: clean(&step["name"]),
        action: clean(&step["action"]),
        lacks: Clean::default(),
    };
    TemplateForm {
        title: Entity::new(value.clone()).unwrap().title(),
        steps: value["spec"]["parameters"].as_array().into_iter().flatten().map(step).collect(),
        actions: value["spec"]["steps"].as_array().into_iter().flatten().map(planned).collect(),
        version: 1,
        ..TemplateForm::default()
    }
}
