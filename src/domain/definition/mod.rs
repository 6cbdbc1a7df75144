//! Definitions of APIs, to browse: operations in groups, what they take and give, and schemas.
//!
//! Five families become one model: OpenAPI 3.x and Swagger 2 (<https://spec.openapis.org>), AsyncAPI
//! 2 and 3 (<https://www.asyncapi.com/docs/reference>), GraphQL's schema language
//! (<https://spec.graphql.org/October2021/>) and Protocol Buffers 2 and 3 (<https://protobuf.dev/reference>).
//!
//! [`read`] makes the list of operations and of schemas; what an operation or a schema holds is made
//! when it is looked at, from the text that was read. So a definition of megabytes is there at once,
//! and a schema that holds itself is a name that can be followed and never an endless tree. Nothing
//! outside the text is ever fetched: a reference that leads there is shown as such.

mod asyncapi;
mod command;
mod detail;
mod example;
mod family;
mod flaw;
mod graphql;
mod json_schema;
mod lex;
mod look_up;
mod mend;
mod openapi;
mod outline;
mod outline_schema;
mod outline_writer;
mod protobuf;
mod protobuf_reader;
mod protobuf_service;
mod schema;
mod schema_facts;
mod search;
mod source;
mod summary;
mod tree;
mod types;
mod words;

pub use command::{command, has_command};
pub use detail::{Body, Detail, Example, Fact, Parameter, Response};
pub use example::{example, example_text};
pub use family::Family;
pub use flaw::Flaw;
pub use outline::{Outline, Subject};
pub use outline_writer::{Leads, Row};
pub use schema::{Base, Part, PartKind, Schema, SchemaAt, Wrap};
pub use search::Found;
pub use summary::{Definition, Group, Operation, SchemaName, Server};

use crate::domain::model::Entity;
use family::Language;
use serde_json::Value;
use std::sync::Arc;

/// The longest definition that is taken apart, in bytes; longer ones are shown as text.
pub const MAX_BYTES: usize = 32 * 1024 * 1024;
/// The most operations of a definition that are listed, and the most schemas.
pub const MAX_LISTED: usize = 20_000;

/// Reads a definition. `hint` is the type that its entity gives (`openapi`, `asyncapi`, `graphql`,
/// `grpc`); where the text is something else, the text is right. A text that cannot be read at all
/// comes back with its flaws and no operations, and can still be shown as lines.
pub fn read(hint: &str, text: &str) -> Definition {
    let mut definition = Definition::of_text(Arc::from(text));
    if text.len() > MAX_BYTES {
        definition.flaw(None, &format!("the definition is longer than {MAX_BYTES} bytes; it is shown as text"));
        return definition;
    }
    if text.trim().is_empty() {
        definition.flaw(None, "the definition is empty; spec.definition of the entity holds it");
        return definition;
    }
    match family::language(hint, text) {
        Language::Tree => read_tree(definition),
        Language::Graphql => graphql::read(definition),
        Language::Protobuf => protobuf::read(definition),
        Language::Unknown => definition,
    }
}

/// Reads the definition that an entity of kind API carries in `spec.definition`.
pub fn of_entity(entity: &Entity) -> Definition {
    let spec = entity.value().get("spec");
    let text_of = |key: &str| spec.and_then(|spec| spec.get(key)).and_then(Value::as_str);
    match text_of("definition") {
        Some(text) => read(text_of("type").unwrap_or_default(), text),
        None => read("", ""),
    }
}

fn read_tree(mut definition: Definition) -> Definition {
    let text = Arc::clone(&definition.text);
    let (root, flaws) = tree::parse(&text);
    definition.flaws.extend(flaws);
    let Some(root) = root else { return definition };
    match family::of_tree(&root) {
        Some(Family::OpenApi | Family::Swagger) => openapi::read(definition, tree::Tree::new(root)),
        Some(Family::AsyncApi) => asyncapi::read(definition, tree::Tree::new(root)),
        _ => {
            definition.flaw(Some(1), "neither openapi, swagger nor asyncapi says what this is; it is shown as text");
            definition
        }
    }
}
