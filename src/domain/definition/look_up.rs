//! From an operation or a schema to what its family says of it.

use super::source::Source;
use super::{Definition, Detail, Schema, SchemaAt, asyncapi, graphql, json_schema, openapi, protobuf};

impl Definition {
    /// All there is to know of the operation of that index; nothing where there is none.
    pub fn detail(&self, operation: usize) -> Detail {
        let Some(operation) = self.operations.get(operation) else { return Detail::default() };
        match &self.source {
            Source::Nothing => Detail::default(),
            Source::OpenApi(tree) => openapi::detail(tree, &operation.at),
            Source::Swagger(tree) => openapi::detail_of_two(tree, &operation.at),
            Source::AsyncApi(tree) => asyncapi::detail(tree, &operation.at),
            Source::Graphql(types) => graphql::detail(types, &operation.at),
            Source::Protobuf(types) => protobuf::detail(types, &operation.at),
        }
    }

    /// The schema that stands at a place. References are followed, so that this is never one itself.
    pub fn schema(&self, at: &SchemaAt) -> Schema {
        match &self.source {
            Source::Nothing => Schema::default(),
            Source::OpenApi(tree) | Source::Swagger(tree) | Source::AsyncApi(tree) => json_schema::schema(tree, at),
            Source::Graphql(types) | Source::Protobuf(types) => types.schema(at),
        }
    }
}
