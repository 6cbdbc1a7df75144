//! Why a step failed, in the words and with the name that the reference gives it.

use serde::{Deserialize, Serialize};

/// An error of a run. It is kept and shown as it is, so secrets are taken out of it where it leaves a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind: `InputError`, `NotAllowedError`, `NotFoundError`, `TemplateRenderError`, `Error`.
    pub name: String,
    /// What happened.
    pub message: String,
}

impl Failure {
    /// One of a kind.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), message: message.into() }
    }

    /// One without a kind of its own.
    pub fn error(message: impl Into<String>) -> Self {
        Self::new("Error", message)
    }

    /// What was given is not what is taken.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new("InputError", message)
    }

    /// A path that leads out of where it has to stay.
    pub fn leads_out() -> Self {
        Self::new("NotAllowedError", "Relative path is not allowed to refer to a directory outside its parent")
    }

    /// Kind and message, as the log has them.
    pub fn in_full(&self) -> String {
        format!("{}: {}", self.name, self.message)
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
