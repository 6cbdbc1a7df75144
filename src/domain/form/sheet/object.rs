//! Objects: their properties in order.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::{Map, Value, json};

use super::{Sheet, Spot};
use crate::domain::form::field::{ADDED, Container, Content};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::form::ui::{Ui, below};

impl Sheet<'_> {
    pub(super) fn object(&mut self, spot: &Spot<'_>, ui: &Ui) -> Result<(), Broken> {
        let schema = self.engine.retrieve(spot.schema, spot.data)?;
        let nothing = Map::new();
        let properties = schema.get("properties").and_then(Value::as_object).unwrap_or(&nothing);
        let order = match ordered(properties, ui.get("order")) {
            Ok(order) => order,
            Err(words) => {
                let name = if spot.name.is_empty() { "root" } else { &spot.name };
                self.fault.get_or_insert(format!("Invalid {name} object field configuration: {words}."));
                return Ok(());
            }
        };
        let node_of = |name: &str| match properties.get(name) {
            Some(property) if property.get(ADDED).is_some() => below(spot.ui, "additionalProperties"),
            _ => below(spot.ui, name),
        };
        let hidden = order.iter().filter(|name| Ui::of(node_of(name)).is_hidden()).cloned().collect();
        self.put_container(container(spot, ui, &schema, order.clone(), hidden));
        let nothing = json!({});
        let required = schema.get("required").and_then(Value::as_array);
        for name in &order {
            self.place(&Spot {
                path: spot.path.child(name),
                name: Cow::Borrowed(name),
                title: None,
                schema: properties.get(name).unwrap_or(&nothing),
                ui: node_of(name),
                data: spot.data.and_then(|data| script::get(data, name)),
                required: required.is_some_and(|names| names.iter().any(|one| one == name)),
                disabled: spot.disabled,
                readonly: spot.readonly,
            })?;
        }
        Ok(())
    }
}

fn container(spot: &Spot<'_>, ui: &Ui, schema: &Value, order: Vec<String>, hidden: Vec<String>) -> Container {
    let is_labelled = ui.get("label") != Some(&Value::Bool(false));
    let given = |value: Option<&Value>| value.filter(|value| !value.is_null()).cloned();
    let title = given(ui.get("title")).or_else(|| given(schema.get("title"))).or_else(|| given(spot.title.as_ref()));
    let title = title.unwrap_or_else(|| json!(spot.name));
    let description = given(ui.get("description")).or_else(|| schema.get("description").cloned());
    Container {
        path: spot.path.clone(),
        content: Content::Object {
            order,
            hidden,
            additional: script::truthy(schema, "additionalProperties").is_some(),
            can_add: can_add(schema, ui, spot.data),
        },
        label: Some(if is_labelled { title } else { json!("") }),
        description: description.filter(|_| is_labelled),
        required: spot.required,
        ui_options: ui.rest(),
        schema: Rc::new(schema.clone()),
    }
}

/// Whether a property may be added that the schema does not name.
fn can_add(schema: &Value, ui: &Ui, data: Option<&Value>) -> bool {
    if script::truthy(schema, "additionalProperties").is_none() || ui.get("expandable") == Some(&Value::Bool(false)) {
        return false;
    }
    let most = schema.get("maxProperties").and_then(Value::as_f64);
    let there = data.and_then(Value::as_object).map_or(0, Map::len);
    most.is_none_or(|most| (there as f64) < most)
}

/// The names of properties as `ui:order` wants them: `*` stands for all that it does not name.
fn ordered(properties: &Map<String, Value>, order: Option<&Value>) -> Result<Vec<String>, String> {
    let all = || properties.keys().cloned();
    let Some(Value::Array(order)) = order else { return Ok(all().collect()) };
    let is_known = |name: &String| name == "*" || properties.contains_key(name);
    let order: Vec<String> = order.iter().map(script::text).filter(is_known).collect();
    let rest: Vec<String> = all().filter(|name| !order.contains(name)).collect();
    let mut stars = order.iter().enumerate().filter(|(_, name)| *name == "*").map(|(at, _)| at);
    match (stars.next(), stars.next()) {
        (None, _) if rest.is_empty() => Ok(order),
        (None, _) => Err(format!("uiSchema order list does not contain {}", named(&rest))),
        (Some(_), Some(_)) => Err("uiSchema order list contains more than one wildcard item".to_owned()),
        (Some(at), None) => {
            let mut order = order;
            order.splice(at..=at, rest);
            Ok(order)
        }
    }
}

fn named(names: &[String]) -> String {
    match names {
        [name] => format!("property '{name}'"),
        names => format!("properties '{}'", names.join("', '")),
    }
}
