//! What nobody is to see, and what therefore is not kept.

use serde_json::Value;

use super::field::{Kind, Secrecy};
use super::path::Path;
use super::ui::Ui;
use super::wizard::{Form, child_mut};

impl Form {
    /// What a draft keeps: all that is filled in, but for what is secret.
    #[must_use]
    pub fn draft(&self) -> Value {
        let mut state = self.state.clone();
        for step in &self.steps {
            forget(&mut state, &step.ui);
        }
        for path in self.hidden_paths() {
            forget_at(&mut state, &path);
        }
        state
    }

    /// Where values stand that some step does not show as they are.
    pub(super) fn hidden_paths(&self) -> Vec<Path> {
        let of_step = |step: usize| {
            let view = self.view(step);
            let hidden = view.fields.iter().filter(|field| field.kind != Kind::Choice);
            let hidden = hidden.filter(|field| field.secrecy != Secrecy::Open);
            hidden.map(|field| field.path.clone()).collect::<Vec<_>>()
        };
        (0..self.steps.len()).flat_map(of_step).collect()
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

/// Takes one value out of data. Items have no names: with one of them all of a list go.
fn forget_at(data: &mut Value, path: &Path) {
    let Some((last, before)) = path.names().split_last() else { return };
    match before.iter().try_fold(data, |at, name| child_mut(at, name)) {
        Some(Value::Object(map)) => drop(map.shift_remove(last)),
        Some(Value::Array(items)) => items.clear(),
        _ => {}
    }
}

fn is_secret(node: &Value) -> bool {
    Ui::of(node).secrecy(node) != Secrecy::Open
}
