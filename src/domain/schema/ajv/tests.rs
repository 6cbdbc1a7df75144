use super::*;

fn told(schema: &Value, data: &Value) -> Vec<String> {
    let errors = check(schema, data).unwrap();
    errors.iter().map(|error| format!("{} {} {}", error.instance_path, error.message, error.schema_path)).collect()
}

#[test]
fn all_errors_are_told_in_the_order_of_the_keywords() {
    let schema = json!({
        "type": "object",
        "required": ["name", "owner"],
        "properties": {"name": {"type": "string", "minLength": 3, "pattern": "^[a-z]+$"}, "size": {"type": "integer"}},
    });
    assert_eq!(
        told(&schema, &json!({"name": "A", "size": 1.5})),
        [
            " must have required property 'owner' #/required",
            "/name must NOT have fewer than 3 characters #/properties/name/minLength",
            "/name must match pattern \"^[a-z]+$\" #/properties/name/pattern",
            "/size must be integer #/properties/size/type",
        ]
    );
}

#[test]
fn a_branch_that_fits_silences_the_others() {
    let schema = json!({"oneOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"a": {"const": 2}}}]});
    assert!(told(&schema, &json!({"a": 2})).is_empty());
    let errors = check(&schema, &json!({"a": 3})).unwrap();
    assert_eq!(errors.last().unwrap().params, *json!({"passingSchemas": null}).as_object().unwrap());
    assert_eq!(errors.len(), 3);
}

#[test]
fn the_authors_message_takes_the_place_of_ours() {
    let schema = json!({
        "type": "object",
        "required": ["name"],
        "properties": {"port": {"type": "number", "maximum": 9}},
        "errorMessage": {"required": {"name": "a name, please"}, "properties": {"port": "${/port} is no port"}},
    });
    assert_eq!(
        told(&schema, &json!({"port": 10})),
        [" a name, please #/errorMessage", "/port 10 is no port #/errorMessage"]
    );
}

#[test]
fn references_lead_into_the_schema() {
    let schema = json!({
        "definitions": {"name": {"type": "string"}, "node": {"properties": {"next": {"$ref": "#/definitions/node"}, "name": {"$ref": "#/definitions/name"}}}},
        "$ref": "#/definitions/node",
    });
    assert_eq!(
        told(&schema, &json!({"next": {"next": {"name": 1}}})),
        ["/next/next/name must be string #/definitions/name/type"]
    );
}

#[test]
fn a_reference_that_leads_nowhere_or_in_circles_is_refused() {
    let lost = check(&json!({"$ref": "#/definitions/no"}), &json!(1)).unwrap_err();
    assert_eq!(lost.message, "can't resolve reference #/definitions/no from id #");
    let circle = json!({"definitions": {"a": {"$ref": "#/definitions/b"}, "b": {"$ref": "#/definitions/a"}}, "$ref": "#/definitions/a"});
    assert_eq!(check(&circle, &json!(1)).unwrap_err().message, "Maximum call stack size exceeded");
    assert_eq!(check(&json!({"$ref": "#"}), &json!(1)).unwrap_err().message, "Maximum call stack size exceeded");
}

#[test]
fn a_schema_that_is_none_is_refused() {
    let error = check(&json!({"properties": {"a": {"type": "text"}}}), &json!({})).unwrap_err();
    assert_eq!(
        error.message,
        "schema is invalid: data/properties/a/type must be equal to one of the allowed values, \
         data/properties/a/type must be array, data/properties/a/type must match a schema in anyOf"
    );
    let error = check(&json!({"pattern": "("}), &json!("")).unwrap_err();
    assert_eq!(error.message, "Invalid regular expression: /(/u: Unterminated group");
}

#[test]
fn references_of_a_part_lead_into_the_root() {
    let root = json!({"definitions": {"n": {"type": "number"}}});
    assert!(is_valid(&json!({"$ref": "#/definitions/n"}), &root, &json!(1)));
    assert!(!is_valid(&json!({"$ref": "#/definitions/n"}), &root, &json!("")));
    assert!(!is_valid(&json!({"$ref": "#/definitions/m"}), &root, &json!(1)));
}

#[test]
fn a_schema_that_multiplies_without_end_is_given_up() {
    let mut definitions = Map::new();
    for index in 0..40 {
        let below = json!({"$ref": format!("#/definitions/d{}", index + 1)});
        definitions.insert(format!("d{index}"), json!({"allOf": [below, below]}));
    }
    definitions.insert("d40".to_owned(), json!({"type": "number"}));
    let schema = json!({"definitions": definitions, "$ref": "#/definitions/d0"});
    assert_eq!(check(&schema, &json!(1)).unwrap_err().message, "the schema takes too long");
}
