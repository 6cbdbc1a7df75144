//! What a step shows: its fields and what holds them.

use std::borrow::Cow;
use std::rc::Rc;

use serde_json::{Map, Value};

use super::path::Path;
use super::script;

/// Marks the schema of a property that is there only because the data has it.
pub(super) const ADDED: &str = "__additional_property";

/// How a field is filled in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// By a widget of the form library; its name says which.
    Widget,
    /// By a field extension of Backstage, as `RepoUrlPicker`.
    Extension,
    /// By choosing one of several branches (`oneOf`, `anyOf`); the value is the number of the branch.
    Choice,
    /// Not at all: its schema says nothing that can be filled in.
    Unsupported,
}

/// Who may see the value of a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Secrecy {
    /// Everybody who looks at the screen.
    Open,
    /// Shown as dots, sent with the other values (`ui:widget: password`, a mask for the review).
    Masked,
    /// Shown as dots, kept and sent apart from the values (`ui:field: Secret`).
    Secret,
}

/// One of several values that a field takes.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// What is stored; `None` where the schema names no single value.
    pub value: Option<Value>,
    /// What is shown, as it is written in the template; `None` for the options of a field extension.
    pub label: Option<Value>,
}

/// A field as it stands after all that was filled in so far.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where its value stands in the data.
    pub path: Path,
    /// How it is filled in.
    pub kind: Kind,
    /// Name of the widget or of the field extension, as `TextareaWidget`; empty where unsupported.
    pub name: String,
    /// The schema of the value, resolved: `type`, `pattern`, `minimum` ... stand here.
    pub schema: Rc<Value>,
    /// The `ui:*` keys of the field, without `ui:widget` and `ui:field`; empty where there are none.
    pub ui_options: Map<String, Value>,
    /// Whether it has to be filled in.
    pub required: bool,
    /// Whether several of the options may be chosen.
    pub multiple: bool,
    /// Whether it is kept from being seen.
    pub hidden: bool,
    /// Whether it may not be changed, and looks so.
    pub disabled: bool,
    /// Whether it may only be read.
    pub readonly: bool,
    /// Title as the template has it; a text in all sound templates.
    pub label: Option<Value>,
    /// Description as the template has it.
    pub description: Option<Value>,
    /// `ui:help`.
    pub help: Option<String>,
    /// What stands in the empty field.
    pub placeholder: Option<Value>,
    /// The values to choose from, where there are only these.
    pub options: Option<Vec<Choice>>,
    /// The value now; `None` where nothing is filled in.
    pub value: Option<Value>,
    /// Who may see the value.
    pub secrecy: Secrecy,
    /// A `ui:field` that is none of Backstage's own; the widget of its type stands in for it.
    pub custom: Option<String>,
    /// Why it cannot be filled in, where it is unsupported.
    pub reason: Option<String>,
}

impl Field {
    /// The title as a text.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        text(self.label.as_ref())
    }

    /// The description as a text, maybe empty.
    #[must_use]
    pub fn about(&self) -> Cow<'_, str> {
        text(self.description.as_ref())
    }

    /// The text that stands in the empty field, maybe empty.
    #[must_use]
    pub fn hint(&self) -> Cow<'_, str> {
        text(self.placeholder.as_ref())
    }

    /// The type of the value: `string`, `number`, `integer`, `boolean`, `array`, `object`, `null`; of several the first
    /// that is not `null`.
    #[must_use]
    pub fn value_type(&self) -> Option<&str> {
        if self.kind == Kind::Choice {
            return Some("number");
        }
        script::schema_type(&self.schema)
    }

    /// The number of the option that the value is.
    #[must_use]
    pub fn chosen(&self) -> Option<usize> {
        let value = self.value.as_ref()?;
        self.options
            .as_ref()?
            .iter()
            .position(|option| option.value.as_ref().is_some_and(|one| script::same(one, value)))
    }

    /// Whether it is a property that the schema does not name, and a person added.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.schema.get(ADDED).is_some()
    }

    /// Whether a person can change it here.
    #[must_use]
    pub fn is_editable(&self) -> bool {
        !self.hidden && !self.disabled && !self.readonly && self.kind != Kind::Unsupported
    }
}

impl Choice {
    /// What is shown, as a text.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        text(self.label.as_ref().or(self.value.as_ref()))
    }
}

/// What a value of the template is as a text; nothing for none.
fn text(value: Option<&Value>) -> Cow<'_, str> {
    match value {
        Some(Value::String(text)) => Cow::Borrowed(text),
        None | Some(Value::Null) => Cow::Borrowed(""),
        Some(other) => Cow::Owned(script::text(other)),
    }
}

/// What holds a container.
#[derive(Clone, Debug, PartialEq)]
pub enum Content {
    /// Properties.
    Object {
        /// Their names in the order in which they are shown.
        order: Vec<String>,
        /// Those that are not to be seen.
        hidden: Vec<String>,
        /// Whether others may be added.
        additional: bool,
        /// Whether another one may be added now.
        can_add: bool,
    },
    /// Items.
    Array {
        /// How many there are.
        items: usize,
        /// Whether another one may be added now.
        can_add: bool,
        /// How many of the first can neither go nor move, as they are fixed.
        fixed: usize,
        /// Whether items may change their places.
        orderable: bool,
        /// Whether items may go.
        removable: bool,
    },
}

/// An object or a list around fields.
#[derive(Clone, Debug)]
pub struct Container {
    /// Where it stands in the data.
    pub path: Path,
    /// What it holds.
    pub content: Content,
    /// Title as the template has it.
    pub label: Option<Value>,
    /// Description as the template has it.
    pub description: Option<Value>,
    /// Whether it has to be there.
    pub required: bool,
    /// Its `ui:*` keys without `ui:widget` and `ui:field`.
    pub ui_options: Map<String, Value>,
    /// Its schema, resolved.
    pub schema: Rc<Value>,
}

/// A choice between branches of a schema.
#[derive(Clone, Debug)]
pub(super) struct Branches {
    /// Where the choice stands.
    pub(super) path: Path,
    /// The schemas to choose from.
    pub(super) schemas: Vec<Value>,
    /// The chosen one.
    pub(super) chosen: Option<usize>,
}

impl Container {
    /// Whether it is a property that the schema does not name, and a person added.
    #[must_use]
    pub fn is_added(&self) -> bool {
        self.schema.get(ADDED).is_some()
    }

    /// The title as a text, maybe empty.
    #[must_use]
    pub fn title(&self) -> Cow<'_, str> {
        text(self.label.as_ref())
    }

    /// The description as a text, maybe empty.
    #[must_use]
    pub fn about(&self) -> Cow<'_, str> {
        text(self.description.as_ref())
    }
}

/// Fields and containers in the order in which they stand below each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The field of this number.
    Field(usize),
    /// The container of this number begins; what follows and stands within its path is in it.
    Container(usize),
}
