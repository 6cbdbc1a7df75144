use super::tree::Tree;
use super::types::Types;

/// What a definition is looked up in.
#[derive(Debug)]
pub(super) enum Source {
    Nothing,
    OpenApi(Tree),
    Swagger(Tree),
    AsyncApi(Tree),
    Graphql(Types),
    Protobuf(Types),
}
