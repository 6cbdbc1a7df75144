//! The steps of a form as a template has them, and the split of `ui:*` from the schema.

use serde_json::{Map, Value, json};

use super::script;

/// One step of a wizard: one page of its form.
#[derive(Clone, Debug)]
pub struct Step {
    /// Title; a text in all sound templates.
    pub title: Value,
    /// What the step is about.
    pub description: Option<Value>,
    /// The condition under which it is shown: an expression or a boolean.
    pub when: Option<Value>,
    /// The schema as it stands in the template, `ui:*` keys in it.
    pub merged: Value,
    /// The schema without `ui:*` keys and title.
    pub schema: Value,
    /// The `ui:*` keys by property.
    pub ui: Value,
}

impl Step {
    /// The step of one entry of a template's `spec.parameters`.
    #[must_use]
    pub fn from_parameters(parameters: &Value) -> Step {
        let mut merged = parameters.as_object().cloned().unwrap_or_default();
        let when = merged.shift_remove("when").filter(|when| when.is_string() || when.is_boolean());
        let title = merged.get("title").filter(|title| !title.is_null()).cloned();
        let title = title.unwrap_or_else(|| json!("Please enter the following information"));
        let description = merged.get("description").cloned();
        Step::new(title, description, when, Value::Object(merged))
    }

    /// The step of one entry of `steps` in a portal's answer about a template's parameters.
    #[must_use]
    pub fn from_manifest(step: &Value) -> Step {
        let when = step.get("when").filter(|when| when.is_string() || when.is_boolean()).cloned();
        let title = step.get("title").cloned().unwrap_or_default();
        let schema = step.get("schema").filter(|schema| schema.is_object()).cloned().unwrap_or_else(|| json!({}));
        Step::new(title, step.get("description").cloned(), when, schema)
    }

    fn new(title: Value, description: Option<Value>, when: Option<Value>, merged: Value) -> Step {
        let (mut schema, ui) = split(&merged);
        if let Value::Object(map) = &mut schema {
            map.shift_remove("title");
        }
        let mut step = Step { title, description, when, merged, schema, ui };
        step.drop_flagged_properties();
        step
    }

    /// Properties behind a feature flag are not there: no flags are on.
    fn drop_flagged_properties(&mut self) {
        let ui = &self.ui;
        let depends = script::truthy(&self.schema, "dependencies").is_some();
        let Value::Object(schema) = &mut self.schema else { return };
        match schema.get_mut("properties") {
            Some(Value::Object(properties)) => properties.retain(|name, _| !is_flagged(ui.get(name))),
            _ if !depends => {
                schema.insert("properties".to_owned(), json!({}));
            }
            _ => {}
        }
    }

    /// Whether the whole step stands behind a feature flag.
    pub(super) fn is_flagged(&self) -> bool {
        is_flagged(Some(&self.ui))
    }
}

fn is_flagged(ui: Option<&Value>) -> bool {
    let flag = ui.and_then(|ui| ui.get("ui:backstage")).and_then(|marks| marks.get("featureFlag"));
    flag.is_some_and(script::is_truthy)
}

/// Takes the `ui:*` keys out of a schema: the schema without them, and a tree of them by property.
///
/// What stands in branches (`allOf`, `anyOf`, `oneOf`, `dependencies`, `then`, `else`) shares the node of what is
/// around it, and the last one wins; `items` begins a node of its own. Nothing else is looked into.
pub(super) fn split(schema: &Value) -> (Value, Value) {
    let mut schema = schema.clone();
    let mut ui = Map::new();
    walk(&mut schema, &mut ui);
    (schema, Value::Object(ui))
}

fn walk(schema: &mut Value, ui: &mut Map<String, Value>) {
    let Value::Object(map) = schema else { return };
    let own: Vec<String> = map.keys().filter(|name| name.starts_with("ui:")).cloned().collect();
    for name in own {
        if let Some(value) = map.shift_remove(&name) {
            ui.insert(name, value);
        }
    }
    if let Some(Value::Object(properties)) = map.get_mut("properties") {
        for (name, property) in properties.iter_mut().filter(|(_, property)| property.is_object()) {
            walk_into(property, ui, name);
        }
    }
    if let Some(items) = map.get_mut("items").filter(|items| items.is_object()) {
        ui.insert("items".to_owned(), json!({}));
        walk_into(items, ui, "items");
    }
    for name in ["anyOf", "oneOf", "allOf"] {
        if let Some(Value::Array(branches)) = map.get_mut(name) {
            branches.iter_mut().for_each(|branch| walk(branch, ui));
        }
    }
    if let Some(Value::Object(dependencies)) = map.get_mut("dependencies") {
        dependencies.values_mut().for_each(|dependency| walk(dependency, ui));
    }
    for name in ["then", "else"] {
        if let Some(branch) = map.get_mut(name) {
            walk(branch, ui);
        }
    }
}

/// Walks a schema whose `ui:*` keys stand in a node below.
fn walk_into(schema: &mut Value, ui: &mut Map<String, Value>, name: &str) {
    let node = ui.entry(name).or_insert(Value::Null);
    if !node.is_object() {
        *node = json!({});
    }
    if let Value::Object(node) = node {
        walk(schema, node);
    }
}
