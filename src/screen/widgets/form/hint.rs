//! What is said of how a field is filled in: in the empty field, and beside its keys at the foot.

use super::FormView;
use super::editor::Editor;
use super::items::What;
use super::shape::Shape;
use crate::domain::form::Field;

/// What stands in an empty field: what the template says, else how it is filled in.
pub(super) fn hint_of(shape: &Shape, field: &Field) -> String {
    let own = field.hint();
    match shape {
        _ if !own.is_empty() => own.into_owned(),
        Shape::Pick { several: true } => "choose any".to_owned(),
        Shape::Pick { several: false } => "choose one".to_owned(),
        _ => format_of(field).to_owned(),
    }
}

/// How a text of a format is written (the formats of JSON Schema), by the schema or else by the widget.
fn format_of(field: &Field) -> &'static str {
    let format = field.schema.get("format").and_then(serde_json::Value::as_str).unwrap_or_default();
    match (format, field.name.as_str()) {
        ("date", _) | ("", "DateWidget" | "AltDateWidget") => "YYYY-MM-DD",
        ("date-time", _) | ("", "DateTimeWidget" | "AltDateTimeWidget") => "YYYY-MM-DDThh:mm:ssZ",
        ("time", _) | ("", "TimeWidget") => "hh:mm:ss",
        ("email" | "idn-email", _) | ("", "EmailWidget") => "name@example.com",
        ("uri" | "url" | "iri", _) | ("", "URLWidget") => "https://example.com/path",
        ("hostname", _) => "host.example.com",
        ("ipv4", _) => "192.0.2.1",
        ("color", _) | ("", "ColorWidget") => "#rrggbb",
        _ => "",
    }
}

impl FormView {
    /// What enter does to what has the keys.
    pub fn enter_title(&self) -> &'static str {
        let Some(item) = self.item() else { return "Next" };
        let is_open = self.field().is_some_and(Field::is_editable);
        match (item.what, &item.shape) {
            (What::Next, _) => self.next,
            (What::Add(_), _) => "Add",
            _ if !self.editing && !self.opens_at_once() => "Fill in",
            (What::Field(_), Shape::Pick { .. } | Shape::Checks) if is_open => "Choose",
            (What::Field(_), Shape::Radio) if is_open => "Choose, next",
            (What::Field(_), Shape::Toggle) if is_open => "Switch",
            (What::Field(_), Shape::Slots(slots)) if slots.get(self.part).is_some_and(|slot| slot.is_picked) => {
                "Choose"
            }
            _ if matches!(self.editor, Some(Editor::Area(_))) => "New line",
            _ => "Next",
        }
    }

    /// What the space bar does to what has the keys, where that is not to type a blank and enter does something else.
    pub fn space_title(&self) -> Option<&'static str> {
        let is_radio = self.item().is_some_and(|item| item.shape == Shape::Radio);
        let is_open = self.editing && self.field().is_some_and(Field::is_editable);
        (is_radio && is_open).then_some("Choose")
    }
}
