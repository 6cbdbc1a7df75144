use super::SchemaAt;
use crate::domain::text::Clean;
use serde_json::Value;

/// All there is to know of an operation.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Detail {
    /// What it does, line by line.
    pub description: Vec<Clean>,
    /// What else is said of it, each with its label: who may call it, its channel, its server.
    pub facts: Vec<Fact>,
    /// What it takes beside a body.
    pub parameters: Vec<Parameter>,
    /// What it is sent: a body a media type, or a message.
    pub request: Vec<Body>,
    /// What it answers.
    pub responses: Vec<Response>,
}

/// Something said, with its label.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fact {
    /// What it is called.
    pub label: Clean,
    /// What is said.
    pub value: Clean,
}

impl Fact {
    pub(super) fn new(label: impl Into<Clean>, value: impl Into<Clean>) -> Self {
        Self { label: label.into(), value: value.into() }
    }
}

/// A parameter, a header or an argument.
#[derive(Clone, Debug, PartialEq)]
pub struct Parameter {
    /// Where it stands: `path`, `query`, `header`, `cookie`, `argument`.
    pub place: Clean,
    /// Its name.
    pub name: Clean,
    /// Whether it has to be given.
    pub required: bool,
    /// Whether it should not be used any more.
    pub deprecated: bool,
    /// What it is for.
    pub description: Vec<Clean>,
    /// Its schema; none where nothing is said of it.
    pub schema: Option<SchemaAt>,
    /// A value given for it.
    pub given: Option<Value>,
}

/// A body or a message.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Body {
    /// Its media type, or the message's name.
    pub title: Clean,
    /// Whether it has to be sent.
    pub required: bool,
    /// What it is for.
    pub description: Vec<Clean>,
    /// Its headers, of a message.
    pub headers: Option<SchemaAt>,
    /// Its schema.
    pub schema: Option<SchemaAt>,
    /// Examples that the definition gives.
    pub examples: Vec<Example>,
}

/// An example that the definition gives.
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Its name; may be empty.
    pub name: Clean,
    /// The value.
    pub value: Value,
}

/// An answer.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Response {
    /// Its status, or another word for when it comes.
    pub status: Clean,
    /// What it means.
    pub description: Vec<Clean>,
    /// Its headers.
    pub headers: Vec<Parameter>,
    /// What it holds, a body a media type.
    pub bodies: Vec<Body>,
}
