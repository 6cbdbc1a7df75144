//! The variables that a template sees.

use super::bounds::{Bounds, ENTRIES, NESTING};
use super::failure::Outcome;
use super::json;
use super::value::Value;
use serde_json::Value as Json;
use std::sync::Arc;
use thiserror::Error;

/// Keys that are refused anywhere in a context, since they would reach into JavaScript's own objects.
const RESERVED: [&str; 3] = ["constructor", "prototype", "__proto__"];

/// The variables that a template sees. Values of [`super::hole`] in it are undefined.
#[derive(Debug, Clone)]
pub struct Context {
    /// Shared by all contexts that were made of this one.
    root: Arc<Json>,
    /// A variable that stands before those of the root.
    beside: Option<(&'static str, Json)>,
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
        Ok(Self { root: Arc::new(root.clone()), beside: None, failed: None })
    }

    /// The context of a step: `always()` and `failure()` are there, and the latter says whether one before failed.
    #[must_use]
    pub fn with_status(mut self, failed: bool) -> Self {
        self.failed = Some(failed);
        self
    }

    /// The same with one variable more, as an item of many has it: the others are not copied.
    ///
    /// # Errors
    /// Those of [`Self::new`], of the variable.
    pub fn beside(&self, name: &'static str, value: Json) -> Result<Self, ContextError> {
        allow(&value, 1)?;
        Ok(Self { beside: Some((name, value)), ..self.clone() })
    }

    pub(super) const fn failed(&self) -> Option<bool> {
        self.failed
    }

    /// A variable, made anew for one rendering.
    pub(super) fn get(&self, name: &str, bounds: &Bounds) -> Outcome<Option<Value>> {
        let beside = self.beside.as_ref().filter(|(beside, _)| *beside == name).map(|(_, value)| value);
        beside.or_else(|| self.root.get(name)).map(|value| json::from(value, bounds)).transpose()
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

    #[test]
    fn an_item_of_many_sees_what_all_see_without_a_copy_of_it() {
        let all = Context::new(&json!({"parameters": {"name": "shop"}, "each": 0})).unwrap();
        let one = all.beside("each", json!({"value": 7})).unwrap();
        let said =
            |context: &Context| super::super::evaluate("${{ parameters.name }} ${{ each.value }}", context).value;
        assert_eq!(said(&one), Some(json!("shop 7")));
        assert!(Arc::ptr_eq(&all.root, &one.root));
        assert_eq!(
            all.beside("each", json!({"__proto__": 1})).unwrap_err(),
            ContextError::Reserved("__proto__".into())
        );
    }
}
