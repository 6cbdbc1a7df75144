//! The actions that a workspace knows: what each takes and gives, and what it can do without a server.

use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::sync::LazyLock;

/// What an action comes to in a workspace.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Reach {
    /// It does what it does anywhere: files are made.
    Here,
    /// What it would send to a forge becomes a commit on a new branch.
    Publishes,
    /// What it would register lies where the scan finds it.
    Registers,
}

/// An action.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ActionKind {
    /// Its id: `fetch:template`.
    pub id: String,
    /// What it comes to.
    pub reach: Reach,
    /// Whether a dry run runs it; else an example of its output stands for it.
    pub supports_dry_run: bool,
    /// The JSON Schema of its input.
    pub input: Value,
    /// The JSON Schema of its output, where it says one.
    pub output: Option<Value>,
}

static ALL: LazyLock<Vec<ActionKind>> =
    LazyLock::new(|| serde_json::from_str(include_str!("actions.json")).unwrap_or_default());

/// All actions that a workspace knows.
#[must_use]
pub fn all() -> &'static [ActionKind] {
    &ALL
}

/// An action by its id; `None` for one without a meaning here.
#[must_use]
pub fn find(id: &str) -> Option<&'static ActionKind> {
    ALL.iter().find(|action| action.id == id)
}

/// The ids of all actions that have a meaning here.
pub fn ids() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|action| action.id.as_str())
}

/// What a dry run takes for the output of an action that it does not run.
#[must_use]
pub fn example_output(schema: &Value) -> Value {
    if let Some(first) = schema.get("examples").and_then(Value::as_array) {
        return first.first().cloned().unwrap_or_default();
    }
    match schema.get("type").and_then(Value::as_str) {
        Some("object") => {
            let none = Map::new();
            let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&none);
            Value::Object(properties.iter().map(|(name, schema)| (name.clone(), example_output(schema))).collect())
        }
        Some("array") => {
            let items = schema.get("items").map(|items| items.get(0).unwrap_or(items));
            items.map_or_else(|| json!([]), |items| json!([example_output(items)]))
        }
        Some("string") => json!("<example>"),
        Some("number") => json!(0),
        Some("boolean") => json!(false),
        _ => json!("<unknown>"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_action_says_what_it_takes() {
        assert!(all().len() > 20);
        for action in all() {
            assert!(action.input.is_object(), "{}", action.id);
        }
        assert_eq!(find("publish:github").map(|action| action.reach), Some(Reach::Publishes));
        assert!(find("github:actions:dispatch").is_none());
    }

    #[test]
    fn what_is_not_run_gives_an_example_of_its_kind() {
        let output = find("publish:github").and_then(|action| action.output.as_ref()).unwrap();
        assert_eq!(example_output(output)["remoteUrl"], "<example>");
    }
}
