//! Fields of texts and numbers, and which widget a field has.

use serde_json::Value;

use super::{Sheet, Spot};
use crate::domain::form::engine::option_list;
use crate::domain::form::field::Field;
use crate::domain::form::problem::Broken;
use crate::domain::form::script;
use crate::domain::form::ui::Ui;

/// The widgets that are known by their own names.
const NAMES: [&str; 20] = [
    "AltDateTimeWidget",
    "AltDateWidget",
    "CheckboxesWidget",
    "CheckboxWidget",
    "ColorWidget",
    "DateTimeWidget",
    "DateWidget",
    "EmailWidget",
    "FileWidget",
    "HiddenWidget",
    "PasswordWidget",
    "RadioWidget",
    "RangeWidget",
    "SelectWidget",
    "TextareaWidget",
    "TextWidget",
    "TimeWidget",
    "UpDownWidget",
    "URLWidget",
    "RatingWidget",
];

const OF_BOOLEANS: &[(&str, &str)] =
    &[("checkbox", "CheckboxWidget"), ("radio", "RadioWidget"), ("select", "SelectWidget"), ("hidden", "HiddenWidget")];

const OF_STRINGS: &[(&str, &str)] = &[
    ("text", "TextWidget"),
    ("password", "PasswordWidget"),
    ("email", "EmailWidget"),
    ("hostname", "TextWidget"),
    ("ipv4", "TextWidget"),
    ("ipv6", "TextWidget"),
    ("uri", "URLWidget"),
    ("data-url", "FileWidget"),
    ("radio", "RadioWidget"),
    ("select", "SelectWidget"),
    ("textarea", "TextareaWidget"),
    ("hidden", "HiddenWidget"),
    ("date", "DateWidget"),
    ("datetime", "DateTimeWidget"),
    ("date-time", "DateTimeWidget"),
    ("alt-date", "AltDateWidget"),
    ("alt-datetime", "AltDateTimeWidget"),
    ("time", "TimeWidget"),
    ("color", "ColorWidget"),
    ("file", "FileWidget"),
];

const OF_NUMBERS: &[(&str, &str)] = &[
    ("text", "TextWidget"),
    ("select", "SelectWidget"),
    ("updown", "UpDownWidget"),
    ("range", "RangeWidget"),
    ("radio", "RadioWidget"),
    ("hidden", "HiddenWidget"),
];

const OF_LISTS: &[(&str, &str)] = &[
    ("select", "SelectWidget"),
    ("checkboxes", "CheckboxesWidget"),
    ("files", "FileWidget"),
    ("hidden", "HiddenWidget"),
];

/// The widget that a name means for a type.
///
/// # Errors
/// Where the type has no such widget.
pub(super) fn widget(kind: Option<&str>, name: &Value) -> Result<&'static str, Broken> {
    let Value::String(name) = name else {
        return Err(Broken::new(format!("Unsupported widget definition: {}", type_of(name))));
    };
    if let Some(known) = NAMES.iter().find(|known| *known == name) {
        return Ok(known);
    }
    let table = match kind {
        Some("boolean") => OF_BOOLEANS,
        Some("string") => OF_STRINGS,
        Some("number" | "integer") => OF_NUMBERS,
        Some("array") => OF_LISTS,
        Some(kind) => return Err(Broken::new(format!("No widget for type '{kind}'"))),
        None => &[],
    };
    let found = table.iter().find(|(short, _)| short == name).map(|(_, widget)| *widget);
    found.ok_or_else(|| Broken::new(format!("No widget '{name}' for type '{}'", kind.unwrap_or("undefined"))))
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        _ => "object",
    }
}

impl Sheet<'_> {
    /// A field of a text or a number.
    pub(super) fn text(&mut self, spot: &Spot<'_>, ui: &Ui, mut field: Field) -> Result<(), Broken> {
        let options =
            if self.engine.is_select(spot.schema)? { option_list(spot.schema, ui.get("enumNames"))? } else { None };
        let kind = script::schema_type(spot.schema);
        let format = script::truthy(spot.schema, "format").filter(|format| widget(kind, format).is_ok());
        let by_schema = || Value::from(if options.is_some() { "select" } else { "text" });
        let name = ui.get("widget").or(format).cloned().unwrap_or_else(by_schema);
        field.name = widget(kind, &name)?.to_owned();
        field.options = options;
        self.put(field, spot);
        Ok(())
    }
}
