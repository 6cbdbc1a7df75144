//! Lists: their items, or one widget for all of them.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::{Value, json};

use super::widget::widget;
use super::{Sheet, Spot};
use crate::domain::form::engine::{has_fixed_items, option_list};
use crate::domain::form::field::{Container, Content, Field};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::form::ui::{Ui, below};

impl Sheet<'_> {
    pub(super) fn list(&mut self, spot: &Spot<'_>, ui: &Ui, field: Field) -> Result<(), Broken> {
        let Some(items) = spot.schema.get("items") else {
            self.unsupported(field, "Missing items definition".to_owned());
            return Ok(());
        };
        if self.engine.is_multi_select(spot.schema)? {
            let items = self.engine.retrieve(items, Some(spot.data.unwrap_or(&json!([]))))?.into_owned();
            let options = option_list(&items, ui.get("enumNames"))?;
            return self.whole(spot, ui, "select", Field { options, ..field });
        }
        if ui.has_widget() {
            return self.whole(spot, ui, "", field);
        }
        if has_fixed_items(spot.schema) {
            return self.fixed(spot, ui);
        }
        if self.engine.is_list_of_files(spot.schema, spot.ui)? {
            return self.whole(spot, ui, "files", field);
        }
        self.items(spot, ui)
    }

    /// A list with one widget for all of its items.
    fn whole(&mut self, spot: &Spot<'_>, ui: &Ui, usual: &str, mut field: Field) -> Result<(), Broken> {
        let name = ui.get("widget").cloned().unwrap_or_else(|| json!(usual));
        field.name = widget(script::schema_type(spot.schema), &name)?.to_owned();
        field.multiple = true;
        field.placeholder = None;
        field.value = Some(spot.data.cloned().unwrap_or_else(|| json!([])));
        self.put(field, spot);
        Ok(())
    }

    fn items(&mut self, spot: &Spot<'_>, ui: &Ui) -> Result<(), Broken> {
        let nothing = json!({});
        let template =
            spot.schema.get("items").filter(|items| items.is_object() || items.is_array()).unwrap_or(&nothing);
        let data = items_of(spot.data);
        self.put_container(container(spot, ui, data.len(), can_add(spot.schema, ui, data.len()), 0));
        self.engine.retrieve(template, None)?;
        for (number, item) in data.iter().enumerate() {
            let node = below(spot.ui, "items");
            self.item(spot, number, item, template, node)?;
        }
        Ok(())
    }

    fn fixed(&mut self, spot: &Spot<'_>, ui: &Ui) -> Result<(), Broken> {
        let schemas = spot.schema.get("items").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let rest = spot.schema.get("additionalItems").filter(|rest| rest.is_object() || rest.is_array());
        let data = items_of(spot.data);
        let can_add = can_add(spot.schema, ui, data.len().max(schemas.len())) && rest.is_some();
        self.put_container(container(spot, ui, data.len(), can_add, schemas.len()));
        let nothing = json!({});
        for (number, item) in data.iter().enumerate() {
            let (schema, node) = match schemas.get(number) {
                Some(schema) => (schema, below(spot.ui, "items")),
                None => (rest.unwrap_or(&nothing), below(spot.ui, "additionalItems")),
            };
            let node = node.get(number).unwrap_or(node);
            self.item(spot, number, item, schema, node)?;
        }
        Ok(())
    }

    fn item(&mut self, spot: &Spot<'_>, number: usize, item: &Value, schema: &Value, ui: &Value) -> Result<(), Broken> {
        let path = spot.path.child(&number.to_string());
        let data = Some(item).filter(|_| !self.holes.contains(&path));
        let schema = self.engine.retrieve(schema, data)?;
        let name = if spot.name.is_empty() { String::new() } else { format!("{}-{number}", spot.name) };
        let title = Some(title(spot)).filter(script::is_truthy);
        let title = title.map(|title| json!(format!("{}-{}", script::text(&title), number + 1)));
        let is_required = match schema.get("type") {
            Some(Value::Array(types)) => !types.iter().any(|kind| kind == "null"),
            kind => kind.is_none_or(|kind| kind != "null"),
        };
        self.place(&Spot {
            path,
            name: Cow::Owned(name),
            title,
            schema: &schema,
            ui,
            data,
            required: is_required,
            disabled: spot.disabled,
            readonly: spot.readonly,
        })
    }
}

fn items_of(data: Option<&Value>) -> &[Value] {
    data.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
}

fn title(spot: &Spot<'_>) -> Value {
    let own = script::truthy(spot.schema, "title").or(spot.title.as_ref().filter(|title| script::is_truthy(title)));
    own.cloned().unwrap_or_else(|| json!(spot.name))
}

fn can_add(schema: &Value, ui: &Ui, items: usize) -> bool {
    let most = schema.get("maxItems").and_then(Value::as_f64);
    ui.get("addable") != Some(&Value::Bool(false)) && most.is_none_or(|most| (items as f64) < most)
}

fn container(spot: &Spot<'_>, ui: &Ui, items: usize, can_add: bool, fixed: usize) -> Container {
    let is_on = |name: &str| ui.get(name).is_none_or(script::is_truthy);
    let content =
        Content::Array { items, can_add, fixed, orderable: is_on("orderable"), removable: is_on("removable") };
    Container {
        path: spot.path.clone(),
        content,
        label: Some(title(spot)),
        description: spot.schema.get("description").cloned(),
        required: spot.required,
        ui_options: ui.rest(),
        schema: Rc::new(spot.schema.clone()),
    }
}
