use super::EntityRef;
use crate::domain::text::Clean;

/// How bad a [`Problem`] is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Something could not be read; its entity is missing from the catalog.
    Error,
    /// Read, but it does not say what it should: a relation that points at nothing, say.
    Warning,
}

/// Something wrong in a source of the catalog, with the place to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// How bad it is.
    pub severity: Severity,
    /// The file, relative to the root of the workspace, as it is shown.
    pub file: Clean,
    /// The same as the system knows it; cleaned text names another file where a name is odd.
    pub path: Box<str>,
    /// Line and column, both from 1; 0 where they are not known.
    pub line: usize,
    /// See `line`.
    pub column: usize,
    /// The entity, as far as it could be made out.
    pub entity: Option<EntityRef>,
    /// What is wrong, and what to do about it.
    pub message: Clean,
}
