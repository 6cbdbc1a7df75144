//! What is wrong with what was filled in.

use super::path::Path;

/// What the schema of a step does not allow, in the words of the form library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FormError {
    /// The keyword of the schema that is not met; `None` where the schema itself is wrong.
    pub name: Option<String>,
    /// The field in the library's notation, as `.list.0.name`; `None` where the schema itself is wrong.
    pub property: Option<String>,
    /// What is wrong, as `must have required property 'Name'`; `None` where the schema itself is wrong.
    pub message: Option<String>,
    /// The whole sentence.
    pub stack: String,
    /// Where the keyword stands in the schema.
    pub schema_path: Option<String>,
    /// The field.
    pub path: Path,
}

/// What the check of a field extension does not allow.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// The field as its path with slashes.
    pub property: String,
    /// The field extension that checks.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// The field.
    pub path: Path,
}

/// One thing that keeps a step from being left: for the field it belongs to and for a list of all.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The field or container.
    pub path: Path,
    /// What is wrong, without the field's name where that stands beside it.
    pub message: String,
}

/// A template whose form cannot be made: what is wrong with its schema. The step cannot be left; the others can.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Broken(pub(super) String);

impl Broken {
    pub(super) fn new(words: impl Into<String>) -> Broken {
        Broken(words.into())
    }
}
