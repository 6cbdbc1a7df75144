//! The `ui:*` keys of a field.

use serde_json::{Map, Value};

use crate::domain::form::script;

/// The `ui:*` keys of a field without their prefix, those of `ui:options` among them.
pub(super) struct Ui(Map<String, Value>);

impl Ui {
    pub(super) fn of(node: &Value) -> Ui {
        let mut options = Map::new();
        for (name, value) in node.as_object().into_iter().flatten() {
            let Some(short) = name.strip_prefix("ui:") else { continue };
            match value {
                Value::Object(_) if short == "widget" => {}
                Value::Object(map) if short == "options" => options.extend(map.clone()),
                value => {
                    options.insert(short.to_owned(), value.clone());
                }
            }
        }
        Ui(options)
    }

    pub(super) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(super) fn truthy(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| script::is_truthy(value))
    }

    /// A value that is there and not null.
    pub(super) fn given(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// Whether something is on or off; `None` where nothing is said.
    pub(super) fn flag(&self, name: &str) -> Option<bool> {
        self.given(name).map(script::is_truthy)
    }

    pub(super) fn is_hidden(&self) -> bool {
        self.get("widget").is_some_and(|widget| widget == "hidden")
    }

    /// Whether a widget is asked for that is one of the template's choice.
    pub(super) fn has_widget(&self) -> bool {
        self.get("widget").is_some_and(|widget| widget != "hidden")
    }

    /// All but what chooses the widget, and what is about looks on a web page.
    pub(super) fn rest(&self) -> Map<String, Value> {
        script::without(&self.0, &["widget", "field", "classNames", "style"])
    }
}

/// The node of a property or of items; nothing where there is none.
pub(super) fn below<'v>(node: &'v Value, name: &str) -> &'v Value {
    node.get(name).unwrap_or(&Value::Null)
}
