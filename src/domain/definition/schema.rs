use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// Where a schema stands: a JSON pointer with `#` before it, or a type as its language writes it.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SchemaAt(pub(super) Arc<str>);

impl SchemaAt {
    pub(super) fn new(at: &str) -> Self {
        Self(at.into())
    }

    /// The pointer or type; raw, so for comparing and not for showing.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What a value is at its base.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Base {
    /// Anything, or not said.
    #[default]
    Any,
    /// A mapping of properties.
    Object,
    /// A text.
    String,
    /// A whole number.
    Integer,
    /// A number.
    Number,
    /// True or false.
    Boolean,
    /// Nothing.
    Null,
}

/// What lies around a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wrap {
    /// A list of it.
    List,
    /// A mapping with any keys to it.
    Map,
}

/// How a part belongs to its schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PartKind {
    /// A property, by its name.
    Property,
    /// All properties whose names match a pattern.
    Pattern,
    /// Any other property.
    Other,
    /// An item at a fixed place of a list.
    Item,
    /// One of several that the value can be.
    Alternative,
}

/// A part of a schema.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// How it belongs.
    pub kind: PartKind,
    /// The property's name, or what tells the part from the others.
    pub name: Clean,
    /// Whether it has to be there.
    pub required: bool,
    /// Its schema.
    pub at: SchemaAt,
}

/// One schema, looked at: references followed, `allOf` put together, lists and maps looked through.
/// Its parts are places, looked at in their turn.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Schema {
    /// The type in words: `array of Pet`, `string (uuid)`, `one of Cat, Dog`.
    pub words: Clean,
    /// The name by which the inner schema is known; empty where it has none.
    pub name: Clean,
    /// What it is for.
    pub description: Vec<Clean>,
    /// What limits it, and what else is said of it, each with its label.
    pub facts: Vec<(&'static str, Clean)>,
    /// The values it is limited to, the first thousand.
    pub values: Vec<Clean>,
    /// How many more there are of them.
    pub more_values: usize,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// Properties, then alternatives.
    pub parts: Vec<Part>,
    /// How many more there are of them.
    pub more_parts: usize,
    /// What lies around, from the outside in.
    pub wraps: Vec<Wrap>,
    /// What the inner value is.
    pub base: Base,
    /// The format that the inner value has: `date-time`, `uuid`; empty where none is said.
    pub format: Clean,
    /// Where the inner schema stands, that the parts belong to: two with the same are the same.
    pub target: Option<SchemaAt>,
    /// Where it leads out of the text, or what it names that is not there.
    pub elsewhere: Option<Clean>,
    /// A value given for it: an example, the default, the only one allowed.
    pub given: Option<Value>,
}

/// The most parts of a schema that are shown.
pub(super) const MAX_PARTS: usize = 1_000;
/// The most values of an enumeration that are shown.
pub(super) const MAX_VALUES: usize = 1_000;

impl Schema {
    /// The words around the inner type's: `array of map of`.
    pub(super) fn wrapped(wrap: Wrap, words: &Clean) -> Clean {
        let around = match wrap {
            Wrap::List => "array of",
            Wrap::Map => "map of",
        };
        Clean::line(&format!("{around} {words}"))
    }
}
