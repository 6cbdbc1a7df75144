use serde_json::Value;

/// What a definition is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Family {
    /// OpenAPI 3.
    OpenApi,
    /// Swagger 2, as OpenAPI was called before.
    Swagger,
    /// AsyncAPI 2 or 3.
    AsyncApi,
    /// GraphQL's schema definition language.
    Graphql,
    /// Protocol Buffers with the services of gRPC.
    Protobuf,
    /// Something else, or nothing that could be read: a text.
    Text,
}

impl Family {
    /// Its usual name.
    pub fn name(self) -> &'static str {
        match self {
            Family::OpenApi => "OpenAPI",
            Family::Swagger => "Swagger",
            Family::AsyncApi => "AsyncAPI",
            Family::Graphql => "GraphQL",
            Family::Protobuf => "Protobuf",
            Family::Text => "Text",
        }
    }
}

/// What has to read a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    /// JSON or YAML.
    Tree,
    Graphql,
    Protobuf,
    Unknown,
}

/// What a text is: by its first word of meaning, or else by what its entity says of it.
pub(super) fn language(hint: &str, text: &str) -> Language {
    let first = text.lines().map(str::trim_start).find(|line| !is_remark(line)).unwrap_or_default();
    let word = first.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
    let after = first.get(word.len()..).unwrap_or_default().trim_start();
    let keyed = after.starts_with([':', '-']);
    match (word, hint) {
        _ if first.starts_with(['{', '[', '%']) && hint != "graphql" => Language::Tree,
        _ if first.starts_with("---") || keyed => Language::Tree,
        ("message" | "service" | "import" | "package" | "option" | "edition", _) => Language::Protobuf,
        ("syntax", _) if after.starts_with('=') => Language::Protobuf,
        ("type" | "schema" | "interface" | "union" | "input" | "scalar" | "directive" | "extend", _) => {
            Language::Graphql
        }
        ("enum", "grpc") => Language::Protobuf,
        ("enum", _) => Language::Graphql,
        (_, "graphql") => Language::Graphql,
        (_, "grpc" | "protobuf" | "proto") => Language::Protobuf,
        (_, "openapi" | "asyncapi" | "swagger") => Language::Tree,
        _ if first.starts_with(['"', '\'']) => Language::Graphql,
        _ => Language::Unknown,
    }
}

fn is_remark(line: &&str) -> bool {
    let line = line.trim_start_matches('\u{feff}');
    line.is_empty()
        || line.starts_with('#')
        || line.starts_with("//")
        || line.starts_with("/*")
        || line.starts_with('*')
}

/// The family of a tree, by the key that says so.
pub(super) fn of_tree(root: &Value) -> Option<Family> {
    let has = |key: &str| root.get(key).is_some();
    match () {
        () if has("openapi") => Some(Family::OpenApi),
        () if has("swagger") => Some(Family::Swagger),
        () if has("asyncapi") => Some(Family::AsyncApi),
        () if has("paths") => Some(Family::OpenApi),
        () if has("channels") => Some(Family::AsyncApi),
        () => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_taken_for_what_it_is_and_not_for_what_its_entity_says() {
        for (text, want) in [
            ("openapi: 3.0.0\n", Language::Tree),
            ("# remark\n\n{\"swagger\": \"2.0\"}", Language::Tree),
            ("---\nasyncapi: 2.6.0", Language::Tree),
            ("type: object", Language::Tree),
            ("type Query { a: Int }", Language::Graphql),
            ("\"\"\"words\"\"\"\ntype Query { a: Int }", Language::Graphql),
            ("schema { query: Q }", Language::Graphql),
            ("// (c)\nsyntax = \"proto3\";", Language::Protobuf),
            ("/* x\n * y\n */\npackage a.b;", Language::Protobuf),
            ("hello there", Language::Unknown),
        ] {
            assert_eq!(language("", text), want, "{text}");
        }
        assert_eq!(language("openapi", "type Query { a: Int }"), Language::Graphql);
        assert_eq!(language("grpc", "enum A { B = 0; }"), Language::Protobuf);
        assert_eq!(language("graphql", "enum A { B }"), Language::Graphql);
    }
}
