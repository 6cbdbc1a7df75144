//! What a step shows: its fields in order, and what is around them (the behaviour of `@rjsf/core` 5.24).

mod boolean;
mod choice;
mod list;
mod object;
mod widget;

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::rc::Rc;

use serde_json::Value;

use super::engine::{Engine, Filled};
use super::field::{Branches, Container, Field, Kind, Part, Secrecy};
use super::path::Path;
use super::problem::Broken;
use super::script;
use super::ui::Ui;

/// The field extensions that Backstage has by itself.
pub const EXTENSIONS: [&str; 11] = [
    "EntityPicker",
    "EntityNamePicker",
    "EntityTagsPicker",
    "RepoUrlPicker",
    "OwnerPicker",
    "OwnedEntityPicker",
    "MyGroupsPicker",
    "Secret",
    "MultiEntityPicker",
    "RepoBranchPicker",
    "RepoOwnerPicker",
];

/// Which branches of `oneOf` and `anyOf` were chosen, by the place of the choice.
pub(super) type Chosen = BTreeMap<Path, usize>;

/// A step being laid out.
pub(super) struct Sheet<'a> {
    engine: &'a Engine<'a>,
    chosen: &'a Chosen,
    holes: &'a [Path],
    /// The fields so far.
    pub(super) fields: Vec<Field>,
    /// The containers so far.
    pub(super) containers: Vec<Container>,
    /// Both, in their order.
    pub(super) parts: Vec<Part>,
    /// The choices so far.
    pub(super) branches: Vec<Branches>,
    /// What is wrong with a part that is not shown therefore; the others are.
    pub(super) fault: Option<String>,
}

/// What is known of a place before its schema is looked at.
#[derive(Clone)]
struct Spot<'v> {
    path: Path,
    name: Cow<'v, str>,
    title: Option<Value>,
    schema: &'v Value,
    ui: &'v Value,
    data: Option<&'v Value>,
    required: bool,
    disabled: bool,
    readonly: bool,
}

/// What a schema is shown as.
enum Component {
    Extension(String),
    Text,
    Boolean,
    Object,
    List,
    Nothing,
    Unsupported,
}

impl<'a> Sheet<'a> {
    /// Lays out a step. What is wrong with its schema ends it; what was laid out before stays.
    pub(super) fn lay(
        engine: &'a Engine<'a>,
        ui: &Value,
        state: &'a Filled,
        chosen: &'a Chosen,
    ) -> (Sheet<'a>, Result<(), Broken>) {
        let (fields, containers, parts, branches) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let holes = &state.holes;
        let mut sheet = Sheet { engine, chosen, holes, fields, containers, parts, branches, fault: None };
        let result = sheet.place(&Spot {
            path: Path::root(),
            name: Cow::Borrowed(""),
            title: None,
            schema: engine.root,
            ui,
            data: state.data.as_ref(),
            required: false,
            disabled: false,
            readonly: false,
        });
        (sheet, result)
    }

    fn place(&mut self, spot: &Spot<'_>) -> Result<(), Broken> {
        if spot.path.names().len() > 100 {
            return Err(Broken::new("the form is nested too deep"));
        }
        let schema = self.engine.retrieve(spot.schema, spot.data)?;
        if schema.as_object().is_none_or(serde_json::Map::is_empty) {
            return Ok(());
        }
        let ui = Ui::of(spot.ui);
        let read_only = || {
            let marked = |schema: &Value| script::truthy(schema, "readOnly").is_some();
            spot.readonly || marked(spot.schema) || marked(&schema)
        };
        let inner = Spot {
            schema: &schema,
            disabled: ui.flag("disabled").unwrap_or(spot.disabled),
            readonly: ui.flag("readonly").unwrap_or_else(read_only),
            ..spot.clone()
        };
        let field = frame(&ui, spot, &schema);
        self.component(&inner, &ui, field)?;
        self.choices(&inner, &ui)
    }

    fn component(&mut self, spot: &Spot<'_>, ui: &Ui, field: Field) -> Result<(), Broken> {
        match component_of(spot.schema, ui) {
            Component::Extension(name) => self.extension(spot, field, &name),
            Component::Text => return self.text(spot, ui, field),
            Component::Boolean => return self.boolean(spot, ui, field),
            Component::Object => return self.object(spot, ui),
            Component::List => return self.list(spot, ui, field),
            Component::Nothing => {}
            Component::Unsupported => {
                let kind = spot.schema.get("type").map_or_else(|| "undefined".to_owned(), script::text);
                self.unsupported(field, format!("Unknown field type {kind}"));
            }
        }
        Ok(())
    }

    fn extension(&mut self, spot: &Spot<'_>, mut field: Field, name: &str) {
        field.kind = Kind::Extension;
        field.name = name.to_owned();
        let values = script::truthy(spot.schema, "enum").and_then(Value::as_array);
        let option = |value: &Value| super::field::Choice { value: Some(value.clone()), label: None };
        field.options = values.map(|values| values.iter().map(option).collect());
        field.placeholder = None;
        field.secrecy = if name == "Secret" { Secrecy::Secret } else { field.secrecy };
        self.put(field, spot);
    }

    fn unsupported(&mut self, mut field: Field, reason: String) {
        field.kind = Kind::Unsupported;
        field.reason = Some(reason);
        self.push(field);
    }

    /// Adds a field with what is around it.
    fn put(&mut self, mut field: Field, spot: &Spot<'_>) {
        field.required = spot.required;
        field.disabled = spot.disabled;
        field.readonly = spot.readonly;
        self.push(field);
    }

    fn push(&mut self, field: Field) {
        self.parts.push(Part::Field(self.fields.len()));
        self.fields.push(field);
    }

    fn put_container(&mut self, container: Container) {
        self.parts.push(Part::Container(self.containers.len()));
        self.containers.push(container);
    }
}

/// A field with what stands around every widget: title, description, help.
fn frame(ui: &Ui, spot: &Spot<'_>, schema: &Value) -> Field {
    let label = if schema.get(super::field::ADDED).is_some() {
        Value::String(spot.name.clone().into_owned())
    } else {
        let of_schemas = || script::truthy(spot.schema, "title").or_else(|| script::truthy(schema, "title"));
        let found =
            ui.truthy("title").or_else(of_schemas).or(spot.title.as_ref().filter(|title| script::is_truthy(title)));
        found.cloned().unwrap_or_else(|| Value::String(spot.name.clone().into_owned()))
    };
    let described = ui.truthy("description");
    let described = described.or_else(|| script::truthy(spot.schema, "description"));
    let described = described.or_else(|| script::truthy(schema, "description")).cloned();
    Field {
        path: spot.path.clone(),
        kind: Kind::Widget,
        name: String::new(),
        schema: Rc::new(schema.clone()),
        ui_options: ui.rest(),
        required: spot.required,
        multiple: false,
        hidden: ui.is_hidden(),
        disabled: false,
        readonly: false,
        label: Some(label),
        description: Some(described.unwrap_or_else(|| Value::String(String::new()))),
        help: ui.get("help").and_then(Value::as_str).map(str::to_owned),
        placeholder: ui.truthy("placeholder").cloned(),
        options: None,
        value: spot.data.cloned(),
        // what is kept apart is so by its component alone
        secrecy: if ui.secrecy(spot.ui) == Secrecy::Open { Secrecy::Open } else { Secrecy::Masked },
        custom: ui
            .get("field")
            .and_then(Value::as_str)
            .filter(|name| component_named(name).is_none())
            .map(str::to_owned),
        reason: None,
    }
}

fn component_of(schema: &Value, ui: &Ui) -> Component {
    if let Some(component) = ui.get("field").and_then(Value::as_str).and_then(component_named) {
        return component;
    }
    if let Some(component) = schema.get("$id").and_then(Value::as_str).and_then(component_named) {
        return component;
    }
    match script::schema_type(schema) {
        Some("string" | "number" | "integer") => Component::Text,
        Some("boolean") => Component::Boolean,
        Some("object") => Component::Object,
        Some("array") => Component::List,
        Some("null") => Component::Nothing,
        _ if ["anyOf", "oneOf"].iter().any(|name| script::truthy(schema, name).is_some()) => Component::Nothing,
        _ => Component::Unsupported,
    }
}

/// The fields that are known by name.
fn component_named(name: &str) -> Option<Component> {
    match name {
        "ArrayField" => Some(Component::List),
        "BooleanField" => Some(Component::Boolean),
        "NumberField" | "StringField" => Some(Component::Text),
        "ObjectField" => Some(Component::Object),
        "NullField" => Some(Component::Nothing),
        name => EXTENSIONS.contains(&name).then(|| Component::Extension(name.to_owned())),
    }
}
