//! `if`, `then` and `else`.

use serde_json::{Map, Value, json};

use super::{Engine, merge_schemas};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

impl Engine<'_> {
    /// A schema with the branch that the data takes merged into it.
    pub(super) fn with_condition(
        &self,
        schema: &Map<String, Value>,
        data: Option<&Value>,
        seen: &mut Vec<String>,
    ) -> Result<Value, Broken> {
        let rest = Value::Object(script::without(schema, &["if", "then", "else"]));
        let condition = schema.get("if").unwrap_or(&Value::Bool(true));
        let nothing = json!({});
        let data_or_nothing = data.filter(|data| script::is_truthy(data)).unwrap_or(&nothing);
        let taken = if self.is_valid(condition, data_or_nothing)? { "then" } else { "else" };
        let branch =
            script::truthy(&Value::Object(schema.clone()), taken).filter(|branch| !branch.is_boolean()).cloned();
        let merged = match branch {
            Some(branch) => merge_schemas(&rest, self.retrieve_seen(&branch, data, seen)?.as_ref()),
            None => rest,
        };
        Ok(self.retrieve_seen(&merged, data, seen)?.into_owned())
    }
}
