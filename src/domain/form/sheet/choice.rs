//! The choice between the branches of a `oneOf` or `anyOf`, and the branch that is chosen.

use std::rc::Rc;

use serde_json::{Value, json};

use super::widget::widget;
use super::{Sheet, Spot};
use crate::domain::form::engine::{discriminator, merge_schemas};
use crate::domain::form::field::{Branches, Choice, Field, Kind, Secrecy};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::form::ui::Ui;

impl Sheet<'_> {
    /// The choices of a schema, unless its own field is the choice.
    pub(super) fn choices(&mut self, spot: &Spot<'_>, ui: &Ui) -> Result<(), Broken> {
        let is_replaced = script::truthy(spot.ui, "ui:field").is_some()
            && spot.ui.get("ui:fieldReplacesAnyOrOneOf") == Some(&Value::Bool(true));
        for keyword in ["anyOf", "oneOf"] {
            let Some(branches) = script::truthy(spot.schema, keyword) else { continue };
            if !is_replaced && !self.engine.is_select(spot.schema)? {
                let branches = branches.as_array().map(Vec::as_slice).unwrap_or_default();
                self.choice(spot, ui, branches)?;
            }
        }
        Ok(())
    }

    fn choice(&mut self, spot: &Spot<'_>, ui: &Ui, branches: &[Value]) -> Result<(), Broken> {
        let nothing = json!({});
        let resolve = |branch: &Value| {
            let branch = if branch.is_object() || branch.is_array() { branch } else { &nothing };
            let once = self.engine.retrieve(branch, spot.data)?;
            Ok(self.engine.retrieve(&once, spot.data)?.into_owned())
        };
        let branches = branches.iter().map(resolve).collect::<Result<Vec<_>, Broken>>()?;
        let before = self.chosen.get(&spot.path).copied().filter(|number| *number < branches.len()).unwrap_or(0);
        let chosen = self.engine.closest(spot.data, &branches, Some(before), discriminator(spot.schema))?;
        let name = ui.get("widget").cloned().unwrap_or_else(|| json!("select"));
        let widget = widget(Some("number"), &name)?;
        self.push(selector(spot, ui, &branches, chosen, widget));
        self.branches.push(Branches { path: spot.path.clone(), schemas: branches.clone(), chosen });
        let Some(branch) = chosen.and_then(|number| branches.get(number)) else { return Ok(()) };
        let branch = match script::truthy(spot.schema, "required") {
            Some(required) => merge_schemas(&json!({ "required": required }), branch),
            None => branch.clone(),
        };
        if branch.get("type").is_some_and(|kind| kind == "null") {
            return Ok(());
        }
        self.place(&Spot { schema: &branch, title: None, ..spot.clone() })
    }
}

fn selector(spot: &Spot<'_>, ui: &Ui, branches: &[Value], chosen: Option<usize>, widget: &str) -> Field {
    let title = ui.get("title").or_else(|| spot.schema.get("title"));
    let prefix = title.filter(|title| script::is_truthy(title));
    let option = |(number, branch): (usize, &Value)| {
        let usual = || match prefix {
            Some(title) => json!(format!("{} option {}", script::text(title), number + 1)),
            None => json!(format!("Option {}", number + 1)),
        };
        let label = script::truthy(branch, "title").cloned().unwrap_or_else(usual);
        Choice { value: Some(json!(number)), label: Some(label) }
    };
    let options: Vec<Choice> = branches.iter().enumerate().map(option).collect();
    Field {
        path: spot.path.clone(),
        kind: Kind::Choice,
        name: widget.to_owned(),
        schema: Rc::new(json!({ "type": "number", "default": 0 })),
        ui_options: serde_json::Map::new(),
        required: false,
        multiple: false,
        hidden: false,
        disabled: spot.disabled || options.is_empty(),
        readonly: spot.readonly,
        label: Some(title.filter(|title| !title.is_null()).cloned().unwrap_or_else(|| json!(spot.name))),
        description: None,
        help: None,
        placeholder: ui.truthy("placeholder").cloned(),
        options: Some(options),
        value: chosen.map(|number| json!(number)),
        secrecy: Secrecy::Open,
        custom: None,
        reason: None,
    }
}
