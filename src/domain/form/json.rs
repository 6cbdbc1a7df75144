//! Parts of a form as JSON objects.

use serde_json::{Map, Value, json};

use super::field::{Choice, Container, Content, Field, Kind};
use super::path::Path;
use super::problem::{FieldError, FormError};

/// An object in which what is not there is left out.
struct Row(Map<String, Value>);

impl Row {
    fn new() -> Row {
        Row(Map::new())
    }

    fn with(self, name: &str, value: impl Into<Value>) -> Row {
        self.maybe(name, Some(value.into()))
    }

    fn maybe(mut self, name: &str, value: Option<Value>) -> Row {
        if let Some(value) = value {
            self.0.insert(name.to_owned(), value);
        }
        self
    }

    fn flag(self, name: &str, is_on: bool) -> Row {
        self.maybe(name, is_on.then_some(Value::Bool(true)))
    }

    fn done(self) -> Value {
        Value::Object(self.0)
    }
}

/// A path as the form library writes it: a slash in a name parts it.
fn path(path: &Path) -> Value {
    path.names().iter().flat_map(|name| name.split('/')).map(|name| json!(name)).collect()
}

fn options(map: &Map<String, Value>) -> Option<Value> {
    (!map.is_empty()).then(|| Value::Object(map.clone()))
}

impl Field {
    /// The field as a JSON object: `path`, `kind`, `name`, `type`, `required`, `label`, `enum`, `uiOptions`, `value` ...
    #[must_use]
    pub fn to_json(&self) -> Value {
        let row = Row::new().with("path", path(&self.path)).with("kind", self.kind.name());
        if self.kind == Kind::Unsupported {
            let row = row.with("name", Value::Null).maybe("reason", self.reason.clone().map(Value::from));
            return row.maybe("type", self.schema.get("type").cloned()).maybe("label", self.label.clone()).done();
        }
        let values = self.options.as_ref().map(|all| all.iter().map(Choice::to_json).collect());
        row.with("name", self.name.as_str())
            .maybe("type", self.schema.get("type").cloned())
            .maybe("format", self.schema.get("format").cloned())
            .with("required", self.required)
            .flag("multiple", self.multiple)
            .flag("hidden", self.hidden)
            .maybe("label", self.label.clone())
            .maybe("description", self.description.clone())
            .maybe("help", self.help.clone().map(Value::from))
            .maybe("placeholder", self.placeholder.clone())
            .flag("disabled", self.disabled)
            .flag("readonly", self.readonly)
            .maybe("enum", values)
            .maybe("uiOptions", options(&self.ui_options))
            .maybe("value", self.value.clone())
            .done()
    }
}

impl Kind {
    /// The kind in one word.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Kind::Widget => "widget",
            Kind::Extension => "field",
            Kind::Choice => "choice",
            Kind::Unsupported => "unsupported",
        }
    }
}

impl Choice {
    fn to_json(&self) -> Value {
        let value = self.value.clone().filter(|value| self.label.is_none() || !value.is_object());
        Row::new().maybe("value", value).maybe("label", self.label.clone()).done()
    }
}

impl Container {
    /// The container as a JSON object: `path`, `kind`, `label`, `required`, and what it holds.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let row = Row::new().with("path", path(&self.path));
        match &self.content {
            Content::Array { items, can_add, .. } => row
                .with("kind", "array")
                .maybe("label", self.label.clone())
                .with("required", self.required)
                .with("canAdd", *can_add)
                .with("items", *items)
                .maybe("uiOptions", options(&self.ui_options)),
            Content::Object { order, hidden, additional, .. } => row
                .with("kind", "object")
                .maybe("label", self.label.clone())
                .maybe("description", self.description.clone())
                .with("required", self.required)
                .with("order", order.clone())
                .with("hidden", hidden.clone())
                .flag("additional", *additional),
        }
        .done()
    }
}

impl FormError {
    /// The error as a JSON object: `name`, `property`, `message`, `stack`, `schemaPath`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        let text = |text: &Option<String>| text.clone().map(Value::from);
        Row::new()
            .maybe("name", text(&self.name))
            .maybe("property", text(&self.property))
            .maybe("message", text(&self.message))
            .with("stack", self.stack.as_str())
            .maybe("schemaPath", text(&self.schema_path))
            .done()
    }
}

impl FieldError {
    /// The error as a JSON object: `path`, `field`, `message`.
    #[must_use]
    pub fn to_json(&self) -> Value {
        json!({ "path": self.property, "field": self.field, "message": self.message })
    }
}
