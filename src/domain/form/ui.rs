//! The `ui:*` keys of a field.

use serde_json::{Map, Value};

use super::field::Secrecy;
use super::script;

/// The `ui:*` keys of a field without their prefix, those of `ui:options` among them.
pub(in crate::domain::form) struct Ui(Map<String, Value>);

impl Ui {
    pub(in crate::domain::form) fn of(node: &Value) -> Ui {
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

    pub(in crate::domain::form) fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    pub(in crate::domain::form) fn truthy(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| script::is_truthy(value))
    }

    /// A value that is there and not null.
    pub(in crate::domain::form) fn given(&self, name: &str) -> Option<&Value> {
        self.get(name).filter(|value| !value.is_null())
    }

    /// Whether something is on or off; `None` where nothing is said.
    pub(in crate::domain::form) fn flag(&self, name: &str) -> Option<bool> {
        self.given(name).map(script::is_truthy)
    }

    pub(in crate::domain::form) fn is_hidden(&self) -> bool {
        self.get("widget").is_some_and(|widget| widget == "hidden")
    }

    /// Whether a widget is asked for that is one of the template's choice.
    pub(in crate::domain::form) fn has_widget(&self) -> bool {
        self.get("widget").is_some_and(|widget| widget != "hidden")
    }

    /// Who may see the value, as far as these keys tell. Either way of writing `ui:widget` hides it.
    pub(in crate::domain::form) fn secrecy(&self, node: &Value) -> Secrecy {
        let review = self.get("backstage").and_then(|marks| marks.get("review"));
        let is_masked = review.is_some_and(|review| {
            script::truthy(review, "mask").is_some() || review.get("show") == Some(&Value::Bool(false))
        });
        let is_password = [self.get("widget"), node.get("ui:widget")].into_iter().flatten().any(|it| it == "password");
        let field = self.get("field").and_then(Value::as_str);
        match field.is_some_and(|field| field.eq_ignore_ascii_case("secret")) {
            true => Secrecy::Secret,
            false if is_password || is_masked => Secrecy::Masked,
            false => Secrecy::Open,
        }
    }

    /// All but what chooses the widget, and what is about looks on a web page.
    pub(in crate::domain::form) fn rest(&self) -> Map<String, Value> {
        script::without(&self.0, &["widget", "field", "classNames", "style"])
    }
}

/// The node of a property or of items; nothing where there is none.
pub(in crate::domain::form) fn below<'v>(node: &'v Value, name: &str) -> &'v Value {
    node.get(name).unwrap_or(&Value::Null)
}
