//! How a field is filled in.

use crate::domain::document::Role;
use crate::domain::form::{Field, Kind, Secrecy};
use crate::domain::text::Clean;
use serde_json::Value;

/// How a field is filled in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Shape {
    /// One line is typed.
    Line,
    /// Lines are typed, so many seen at least.
    Area(usize),
    /// One line is typed that nobody sees.
    Hidden,
    /// On or off.
    Toggle,
    /// One of a few, all of them seen.
    Radio,
    /// Any of a few, all of them seen.
    Checks,
    /// One of many, or several, chosen from a list over the form.
    Pick {
        /// Whether several can be chosen.
        several: bool,
    },
    /// A number between two others.
    Range,
    /// A day or a time, typed.
    Date,
    /// Several lines are typed, and one value is made of them.
    Slots(Vec<Slot>),
    /// It cannot be filled in here.
    Fixed,
}

/// A line of a field that is made of several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Slot {
    /// What it is called.
    pub title: Clean,
    /// What it holds.
    pub text: String,
    /// Whether it is chosen from a list, and not typed.
    pub is_picked: bool,
}

/// What whoever shows the form knows of it besides.
pub trait Dress {
    /// How a field is filled in.
    fn shape(&self, field: &Field) -> Shape {
        shape_of(field)
    }

    /// What a value of a field is called.
    fn title_of(&self, _field: &Field, _value: &Value) -> Option<Clean> {
        None
    }

    /// What there is to say below a field.
    fn notes(&self, _field: &Field) -> Vec<(Clean, Role)> {
        Vec::new()
    }
}

/// How a field is filled in by itself.
pub fn shape_of(field: &Field) -> Shape {
    if field.kind == Kind::Unsupported {
        return Shape::Fixed;
    }
    if field.secrecy != Secrecy::Open {
        return Shape::Hidden;
    }
    match field.name.as_str() {
        "SelectWidget" => Shape::Pick { several: field.multiple },
        "RadioWidget" => Shape::Radio,
        "CheckboxesWidget" => Shape::Checks,
        "CheckboxWidget" => Shape::Toggle,
        "TextareaWidget" => Shape::Area(rows(field)),
        "RangeWidget" => Shape::Range,
        "DateWidget" | "DateTimeWidget" | "AltDateWidget" | "AltDateTimeWidget" => Shape::Date,
        _ if field.multiple && field.options.is_some() => Shape::Pick { several: true },
        _ if field.options.is_some() && field.kind != Kind::Extension => Shape::Pick { several: false },
        _ if field.value_type() == Some("null") => Shape::Fixed,
        _ => Shape::Line,
    }
}

/// The lines that a text area has at least.
fn rows(field: &Field) -> usize {
    let asked = field.ui_options.get("rows");
    let rows = asked.and_then(Value::as_u64).and_then(|rows| usize::try_from(rows).ok());
    rows.unwrap_or(3).clamp(1, 8)
}
