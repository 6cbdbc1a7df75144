//! Fields of yes and no.

use serde_json::{Value, json};

use super::widget::widget;
use super::{Sheet, Spot};
use crate::domain::form::engine::option_list;
use crate::domain::form::field::{Choice, Field};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::form::ui::Ui;

impl Sheet<'_> {
    pub(super) fn boolean(&mut self, spot: &Spot<'_>, ui: &Ui, mut field: Field) -> Result<(), Broken> {
        let name = ui.get("widget").cloned().unwrap_or_else(|| json!("checkbox"));
        field.name = widget(script::schema_type(spot.schema), &name)?.to_owned();
        field.options = options(spot.schema, ui)?;
        field.placeholder = None;
        self.put(field, spot);
        Ok(())
    }
}

fn options(schema: &Value, ui: &Ui) -> Result<Option<Vec<Choice>>, Broken> {
    if let Some(Value::Array(branches)) = schema.get("oneOf") {
        let titled: Vec<Value> = branches.iter().filter_map(titled).collect();
        return option_list(&json!({ "oneOf": titled }), ui.get("enumNames"));
    }
    let values = schema.get("enum").filter(|values| !values.is_null()).cloned().unwrap_or_else(|| json!([true, false]));
    let names = script::truthy(schema, "enumNames");
    let list = values.as_array().map(Vec::as_slice).unwrap_or_default();
    if names.is_none() && list.len() == 2 && list.iter().all(Value::is_boolean) {
        let option = |value: &Value| Choice { value: Some(value.clone()), label: Some(yes_or_no(value)) };
        return Ok(Some(list.iter().map(option).collect()));
    }
    option_list(&json!({ "enum": values, "enumNames": names }), ui.get("enumNames"))
}

fn titled(branch: &Value) -> Option<Value> {
    let mut branch = branch.as_object()?.clone();
    if !branch.get("title").is_some_and(script::is_truthy) {
        let title = yes_or_no(branch.get("const").unwrap_or(&Value::Null));
        branch.insert("title".to_owned(), title);
    }
    Some(Value::Object(branch))
}

fn yes_or_no(value: &Value) -> Value {
    json!(if value == &Value::Bool(true) { "Yes" } else { "No" })
}
