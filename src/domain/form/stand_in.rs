//! What stands in for parts that are not merged yet: conditions of steps, and the backend's check.

use serde_json::Value;

/// Something that the backend refuses.
#[derive(Clone, Debug)]
pub struct Problem {
    /// Where in the data.
    pub property: String,
    /// What is wrong.
    pub message: String,
}

pub(super) fn is_shown(_when: Option<&Value>, _parameters: &Value) -> bool {
    true
}

pub(super) fn check(_schema: &Value, _instance: &Value, _name: &str) -> Vec<Problem> {
    Vec::new()
}
