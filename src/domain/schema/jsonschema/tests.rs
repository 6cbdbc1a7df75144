use super::*;
use serde_json::json;

fn told(schema: &Value, instance: &Value) -> Vec<String> {
    check(schema, instance).unwrap().iter().map(Problem::stack).collect()
}

#[test]
fn problems_are_told_in_the_order_of_the_keywords() {
    let schema = json!({
        "type": "object",
        "properties": {"name": {"type": "string", "pattern": "^[a-z]*$", "minLength": 3}},
        "required": ["owner"],
        "additionalProperties": false,
    });
    assert_eq!(
        told(&schema, &json!({"name": "X!", "extra": 1})),
        [
            "instance.name does not match pattern \"^[a-z]*$\"",
            "instance.name does not meet minimum length of 3",
            "instance requires property \"owner\"",
            "instance is not allowed to have the additional property \"extra\"",
        ]
    );
}

#[test]
fn what_depends_on_a_property_is_told_there() {
    let schema = json!({"dependencies": {"db": {"oneOf": [
        {"properties": {"db": {"const": false}}},
        {"properties": {"db": {"const": true}, "engine": {"enum": ["postgres"]}}, "required": ["engine"]},
    ]}}});
    assert_eq!(
        told(&schema, &json!({"db": true, "engine": "oracle"})),
        [
            "instance does not meet dependency required by instance.db",
            "instance.db is not exactly one from [subschema 0],[subschema 1]",
        ]
    );
}

#[test]
fn paths_read_as_javascript() {
    let schema = json!({"properties": {"a b": {"items": {"type": "string"}}}});
    assert_eq!(told(&schema, &json!({"a b": [1]})), ["instance[\"a b\"][0] is not of a type(s) string"]);
}

#[test]
fn a_reference_in_circles_ends() {
    let error = check(&json!({"$ref": "#"}), &json!(1)).unwrap_err();
    assert_eq!(error.message, "Maximum call stack size exceeded");
}

#[test]
fn a_pattern_that_only_the_older_syntax_takes_is_taken() {
    assert!(told(&json!({"pattern": r"^\-$"}), &json!("-")).is_empty());
    assert!(check(&json!({"pattern": "("}), &json!("-")).is_err());
}
