//! Definitions that are made to take long: they are read, shown and called with the work of others, or
//! it is said why not.

use crate::support::alone::work_of_thread;
use serde_json::{Map, Value, json};
use stagedoor::domain::definition::{Definition, Outline, Subject, command, read};
use std::collections::HashSet;
use std::time::Duration;

/// More of the processor than any of these takes, and far less than one takes whose work grows with the
/// square. Work of this thread alone is counted: how busy the machine is makes no difference.
const MUCH: Duration = Duration::from_secs(8);

#[track_caller]
fn cheaply<T>(made: impl FnOnce() -> T) -> T {
    let before = work_of_thread();
    let made = made();
    let work = work_of_thread() - before;
    assert!(work < MUCH, "it took {work:?} of the processor");
    made
}

fn openapi(schemas: &Value) -> Definition {
    let body = json!({"content": {"application/json": {"schema": {"$ref": "#/components/schemas/X"}}}});
    let text = json!({
        "openapi": "3.0.0", "info": {"title": "t", "version": "1"},
        "paths": {"/a": {"post": {"operationId": "x", "requestBody": body, "responses": {}}}},
        "components": {"schemas": schemas}
    });
    read("openapi", &text.to_string())
}

fn many(count: usize, name: &str, value: &Value) -> Map<String, Value> {
    (0..count).map(|n| (format!("{name}{n}"), value.clone())).collect()
}

fn schema(definition: &Definition) -> stagedoor::domain::definition::Schema {
    let at = &definition.schemas[definition.schema_of("X").unwrap()].at;
    definition.schema(at)
}

#[test]
fn arguments_of_arguments_are_an_error_and_no_end_of_the_program() {
    let definition = cheaply(|| read("graphql", &format!("type Query {{ ok: Int\n{}", "a(".repeat(200_000))));
    assert!(definition.flaws[0].words.as_str().starts_with("`:` is missing before `(`"), "{:?}", definition.flaws);
    let definition = read("graphql", "directive @a(b: Int = 1) on FIELD\ntype Query { a(b: Int!, c: [X] = []): Int }");
    assert_eq!(definition.detail(0).parameters.len(), 2);
}

#[test]
fn a_schema_of_very_many_properties_shows_the_first_and_counts_the_rest() {
    let names: Vec<String> = (0..60_000).map(|n| format!("p{n}")).collect();
    let definition =
        openapi(&json!({"X": {"type": "object", "required": names, "properties": many(60_000, "p", &json!({}))}}));
    let schema = cheaply(|| schema(&definition));
    assert_eq!((schema.parts.len(), schema.more_parts), (1_000, 59_000));
    assert!(schema.parts.iter().all(|part| part.required));
}

#[test]
fn what_is_required_anywhere_in_an_all_of_is_required() {
    let definition = openapi(&json!({
        "Y": {"properties": {"a": {"type": "string"}, "b": {}}, "required": ["b"]},
        "X": {"allOf": [{"$ref": "#/components/schemas/Y"}], "properties": {"a": {"type": "integer"}}, "required": ["a"]}
    }));
    let parts = schema(&definition).parts;
    let said: Vec<_> = parts.iter().map(|part| (part.name.as_str(), part.required, part.at.as_str())).collect();
    assert_eq!(
        said,
        [("a", true, "#/components/schemas/X/properties/a"), ("b", true, "#/components/schemas/Y/properties/b")]
    );
}

#[test]
fn calls_and_examples_of_types_that_hold_many_large_types_are_made_at_once() {
    let fields = |name: &str, of: &str| (0..1_000).map(|n| format!("{name}{n}(x: Int!): {of}\n")).collect::<String>();
    let text =
        format!("type Query {{ q: T r: T }}\ntype T {{ {} }}\ntype U {{ {} }}", fields("f", "U"), fields("g", "T"));
    let definition = read("graphql", &text);
    cheaply(|| (0..20).for_each(|_| drop(command(&definition, 0).unwrap())));
    let inner = many(900, "p", &json!({"readOnly": true}));
    let outer = many(390, "q", &json!({"$ref": "#/components/schemas/Y"}));
    let definition = openapi(&json!({"X": {"properties": outer}, "Y": {"type": "object", "properties": inner}}));
    cheaply(|| (0..10).for_each(|_| drop(command(&definition, 0).unwrap())));
}

#[test]
fn of_very_many_errors_the_first_are_told_with_their_lines() {
    let definition = cheaply(|| read("grpc", &format!("syntax = \"proto3\";\n{}", "}\n".repeat(500_000))));
    assert_eq!((definition.flaws.len(), definition.flaws[199].line), (200, Some(201)));
    let definition = cheaply(|| read("graphql", &format!("type Query {{\n{}}}\n", "a: Int\n".repeat(300_000))));
    assert_eq!(definition.flaws.len(), 200);
    assert_eq!(definition.operations.len(), 1);
    let nowhere: Map<String, Value> =
        (0..30_000).map(|n| (format!("s{n}"), json!({"$ref": format!("#/no/{n}x")}))).collect();
    let definition = cheaply(|| openapi(&Value::Object(nowhere)));
    assert_eq!(definition.flaws.iter().filter(|flaw| flaw.words.as_str().contains("leads to nothing")).count(), 100);
}

#[test]
fn values_in_values_without_end_are_an_error() {
    let deep = format!("{}1{}", "{\"a\":".repeat(200_000), "}".repeat(200_000));
    let definition = cheaply(|| read("openapi", &deep));
    assert!(definition.flaws[0].words.as_str().contains("recursion limit"), "{:?}", definition.flaws);
    for deep in [deep.replace('"', ""), deep.replace("{\"a\":", "[").replace('}', "]"), "{\"a\":".repeat(200_000)] {
        let document = cheaply(|| stagedoor::domain::model::yaml::documents(&format!("openapi: {deep}"))).remove(0);
        assert!(document.content.unwrap_err().message.contains("nested too deeply"));
    }
}

#[test]
fn an_outline_ends_where_it_is_full() {
    let definition = openapi(&json!({"X": {"description": "word ".repeat(2_000_000)}}));
    let of = Subject::Schema(definition.schema_of("X").unwrap());
    let rows = cheaply(|| Outline::of(&definition, of, &HashSet::new(), 80)).rows;
    assert!(rows.len() <= 3_001);
}

#[test]
fn a_call_goes_to_the_host_of_the_server_and_says_what_it_sends() {
    let xml = json!({"content": {"application/xml": {"schema": {"type": "object"}}}});
    let text = json!({
        "openapi": "3.0.0", "info": {"title": "t", "version": "1"}, "servers": [{"url": "https://shop.example"}],
        "paths": {".evil.example/a": {"head": {"responses": {}}, "post": {"requestBody": xml, "responses": {}}}}
    });
    let definition = read("openapi", &text.to_string());
    let calls: Vec<String> = (0..2).map(|n| command(&definition, n).unwrap().to_string()).collect();
    let (post, head) = (&calls[0], &calls[1]);
    assert!(head.starts_with("curl -sS -I https://shop.example/.evil.example/a "), "{head}");
    assert!(post.contains(" -X POST https://shop.example/.evil.example/a "), "{post}");
    assert!(post.ends_with(" -H 'Content-Type: application/xml' --data-binary \"@$BODY\""), "{post}");
}
