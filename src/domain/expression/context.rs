//! The variables that a template sees.

use super::bounds::{Bounds, ENTRIES, NESTING};
use super::failure::Outcome;
use super::json;
use super::value::Value;
use serde_json::Value as Json;
use thiserror::Error;

/// Keys that are refused anywhere in a context, since they would reach into JavaScript's own objects.
const RESERVED: [&str; 3] = ["constructor", "prototype", "__proto__"];

/// The variables that a template sees. Values of [`super::hole`] in it are undefined.
#[derive(Debug, Clone)]
pub struct Context {
    root: Json,
    failed: Option<bool>,
}

/// Why variables cannot be those of a template.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ContextError {
    /// A key that is reserved.
    #[error("Context contains reserved property \"{0}\"")]
    Reserved(String),
    /// The root is not a record.
    #[error("Template context must be a record")]
    NoRecord,
    /// It is nested too deep, or a list or record is too long.
    #[error("Template context is too large")]
    TooLarge,
}

impl Context {
    /// A context of the members of a record. The functions of steps are not there: see [`Self::with_status`].
    ///
    /// # Errors
    /// When a key in it is reserved, at any depth, or it is no record.
    pub fn new(root: &Json) -> Result<Self, ContextError> {
        if !root.is_object() {
            return Err(ContextError::NoRecord);
        }
        allow(root, 0)?;
        Ok(Self { root: root.clone(), failed: None })
    }

    /// The context of a step: `always()` and `failure()` are there, and the latter says whether one before failed.
    #[must_use]
    pub fn with_status(mut self, failed: bool) -> Self {
        self.failed = Some(failed);
        self
    }

    pub(super) const fn failed(&self) -> Option<bool> {
        self.failed
    }

    /// A variable, made anew for one rendering.
    pub(super) fn get(&self, name: &str, bounds: &Bounds) -> Outcome<Option<Value>> {
        self.root.get(name).map(|value| json::from(value, bounds)).transpose()
    }
}

fn allow(value: &Json, depth: usize) -> Result<(), ContextError> {
    if depth > NESTING {
        return Err(ContextError::TooLarge);
    }
    match value {
        Json::Array(items) if items.len() > ENTRIES => Err(ContextError::TooLarge),
        Json::Object(fields) if fields.len() > ENTRIES => Err(ContextError::TooLarge),
        Json::Array(items) => items.iter().try_for_each(|item| allow(item, depth + 1)),
        Json::Object(fields) => {
            if let Some(key) = fields.keys().find(|key| RESERVED.contains(&key.as_str())) {
                return Err(ContextError::Reserved(key.clone()));
            }
            fields.values().try_for_each(|value| allow(value, depth + 1))
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn reserved_keys_are_refused_at_any_depth() {
        let error = Context::new(&json!({"a": [{"__proto__": 1}]})).unwrap_err();
        assert_eq!(error, ContextError::Reserved("__proto__".to_owned()));
        assert_eq!(Context::new(&json!([])).unwrap_err(), ContextError::NoRecord);
        assert!(Context::new(&json!({"a": "constructor"})).is_ok());
    }
}
