//! Why a step failed, in the words and with the name that the reference gives it.

use serde::{Deserialize, Serialize};

/// An error of a run. It is kept and shown as it is, so secrets are taken out of it where it leaves a step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Failure {
    /// The kind: `InputError`, `NotAllowedError`, `NotFoundError`, `TemplateRenderError`, `Error`.
    pub name: String,
    /// What happened.
    pub message: String,
    /// What stands behind the kind in the log, for errors that have a code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
}

impl Failure {
    /// One of a kind.
    pub fn new(name: &str, message: impl Into<String>) -> Self {
        Self { name: name.to_owned(), message: message.into(), code: None }
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

    /// A path was to be a text, and is not there.
    pub fn no_path() -> Self {
        let message = "The \"paths[1]\" argument must be of type string. Received undefined";
        Self { code: Some("ERR_INVALID_ARG_TYPE".into()), ..Self::new("TypeError", message) }
    }

    /// Kind and message, as the log has them.
    pub fn in_full(&self) -> String {
        match &self.code {
            Some(code) => format!("{} [{code}]: {}", self.name, self.message),
            None => format!("{}: {}", self.name, self.message),
        }
    }
}

impl std::fmt::Display for Failure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}
