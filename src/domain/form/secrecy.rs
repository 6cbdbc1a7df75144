//! What nobody is to see, and what therefore is not kept.

use serde_json::Value;

use super::field::{Kind, Secrecy};
use super::path::Path;
use super::script;
use super::wizard::{Form, child_mut};

impl Form {
    /// What a draft keeps: all that is filled in, but for what is secret.
    #[must_use]
    pub fn draft(&self) -> Value {
        let mut state = self.state.clone();
        for step in &self.steps {
            forget(&mut state, &step.ui);
        }
        state
    }

    /// Whether the value of a field is one that nobody is to see.
    #[must_use]
    pub fn is_secret(&self, step: usize, path: &Path) -> bool {
        let view = self.view(step);
        view.fields
            .iter()
            .any(|field| &field.path == path && field.kind != Kind::Choice && field.secrecy != Secrecy::Open)
    }
}

/// Takes out of data what its `ui:*` keys mark as secret.
fn forget(data: &mut Value, ui: &Value) {
    let Value::Object(nodes) = ui else { return };
    for (name, node) in nodes.iter().filter(|(name, node)| !name.starts_with("ui:") && node.is_object()) {
        if name == "items"
            && let Value::Array(items) = data
        {
            items.iter_mut().for_each(|item| forget(item, node));
            if is_secret(node) {
                items.clear();
            }
        } else if is_secret(node) {
            if let Value::Object(map) = data {
                map.shift_remove(name);
            }
        } else if let Some(below) = child_mut(data, name) {
            forget(below, node);
        }
    }
}

fn is_secret(node: &Value) -> bool {
    let is = |name: &str, wanted: &str| node.get(name).and_then(Value::as_str).is_some_and(|value| value == wanted);
    let review = node.get("ui:backstage").and_then(|marks| marks.get("review"));
    let is_masked = review.is_some_and(|review| {
        script::truthy(review, "mask").is_some() || review.get("show") == Some(&Value::Bool(false))
    });
    is("ui:field", "Secret") || is("ui:widget", "password") || is_masked
}
