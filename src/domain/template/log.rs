//! The log of a run: its lines as the scaffolder of a portal writes them.

use super::js;
use super::redact::Redactor;
use super::run::Listener;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// What happened to a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum StepStatus {
    /// It began.
    Processing,
    /// It ended well.
    Completed,
    /// It failed.
    Failed,
    /// It was left out.
    Skipped,
    /// It was stopped.
    Cancelled,
}

/// A line of the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct LogLine {
    /// The step that it is about; none for the task itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub step_id: Option<String>,
    /// What happened to the step, where the line says that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<StepStatus>,
    /// The text; it may be several lines, and the word for its level is coloured.
    pub message: String,
}

/// The log of one step. What is said through it has no secrets in it.
pub struct StepLog<'a> {
    pub(super) step: &'a str,
    pub(super) redactor: &'a Redactor,
    pub(super) listener: &'a mut dyn Listener,
}

impl std::fmt::Debug for StepLog<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StepLog").field("step", &self.step).finish_non_exhaustive()
    }
}

impl StepLog<'_> {
    /// Says something.
    pub fn info(&mut self, message: &str) {
        self.say("\u{1b}[32minfo\u{1b}[39m", message);
    }

    /// Says something, and a record after it.
    pub fn info_with(&mut self, message: &str, record: Option<&Value>) {
        let message = with_record(message, record.and_then(Value::as_object));
        self.info(&message);
    }

    /// Says what went wrong, with the parts of the error after it.
    pub fn error_with(&mut self, message: &str, error: &str, parts: &Value) {
        let mut parts = parts.as_object().cloned().unwrap_or_default();
        parts.insert("message".into(), error.into());
        parts.insert("stack".into(), format!("Error: {error}").into());
        self.say("\u{1b}[31merror\u{1b}[39m", &with_record(message, Some(&parts)));
    }

    /// Whether the run is to be stopped.
    pub fn is_cancelled(&self) -> bool {
        self.listener.is_cancelled()
    }

    fn say(&mut self, level: &str, message: &str) {
        let message = self.redactor.redact(&format!("{level}: {message}"));
        self.listener.say(LogLine { step_id: Some(self.step.to_owned()), status: None, message });
    }
}

/// The message with a record after it, as JSON with sorted keys; a `message` in the record goes to the message
/// instead, and what the logger calls its own parts by is not shown.
fn with_record(message: &str, record: Option<&Map<String, Value>>) -> String {
    let Some(record) = record.filter(|_| !has_placeholder(message)) else { return message.to_owned() };
    let mut shown = record.clone();
    let more = shown.shift_remove("message").filter(is_true);
    for own in ["level", "splat"] {
        shown.shift_remove(own);
    }
    let more = more.map(|more| format!(" {}", js::words(&more))).unwrap_or_default();
    let rest = if shown.is_empty() { String::new() } else { format!(" {}", js::sorted(&Value::Object(shown))) };
    format!("{message}{more}{rest}")
}

/// Whether the logger would fill in the record there, and then says nothing of it.
fn has_placeholder(message: &str) -> bool {
    message
        .as_bytes()
        .windows(2)
        .any(|pair| matches!(pair, [b'%', b'c' | b's' | b'd' | b'j' | b'i' | b'f' | b'o' | b'O' | b'%']))
}

fn is_true(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(yes) => *yes,
        Value::Number(number) => number.as_f64() != Some(0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn values_follow_the_message_with_sorted_keys() {
        let values = json!({"b": 1, "a": [null], "level": "x"});
        assert_eq!(with_record("said", values.as_object()), r#"said {"a":[null],"b":1}"#);
        assert_eq!(with_record("said", json!({"message": "hi", "n": 1}).as_object()), r#"said hi {"n":1}"#);
        assert_eq!(with_record("said", json!({}).as_object()), "said");
    }
}
