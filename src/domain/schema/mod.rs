//! JSON Schema: what is wrong with a value, in the words of the two validators that Backstage asks: `ajv` in its
//! forms and `jsonschema` in its backend.

pub mod ajv;
pub mod jsonschema;
pub mod pointer;
mod value;

use thiserror::Error;

/// Why a schema is no good, in the words of the validator that refuses it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct SchemaError {
    /// The message, as the validator throws it.
    pub message: String,
}

impl SchemaError {
    fn new(message: impl Into<String>) -> Self {
        Self { message: message.into() }
    }

    /// What a validator says whose calls go too deep: a circle of references, or a schema that has no end.
    fn too_deep() -> Self {
        Self::new("Maximum call stack size exceeded")
    }

    /// More was looked at than is for one question: a schema whose parts multiply.
    fn too_long() -> Self {
        Self::new("the schema takes too long")
    }

    fn too_costly(pattern: &str) -> Self {
        Self::new(format!("the regular expression /{pattern}/ takes too long over this text"))
    }
}
