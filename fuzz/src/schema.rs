//! Schemas of forms as templates might have them, mostly well made.

use crate::Seed;
use serde_json::{Map, Value, json};

const NAMES: [&str; 6] = ["a", "b", "name", "0", "a.b", ""];
const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "null", "array", "object"];
const TEXTS: [&str; 12] =
    ["", "a", "b", "1", "true", "2026-11-30", "x@example.org", "${{ parameters.a }}", "(a+)+$", "^[a-z]*$", "ä\u{202e}", "#"];
const PLACES: [&str; 6] = ["#", "#/definitions/a", "#/definitions/b", "#/properties/a", "#/$defs/a", "other.json"];
const FORMATS: [&str; 9] = ["date", "date-time", "time", "email", "uri", "data-url", "color", "password", "ipv4"];
const WIDGETS: [&str; 10] =
    ["password", "textarea", "radio", "select", "checkboxes", "hidden", "range", "updown", "file", "none"];
const FIELDS: [&str; 8] = [
    "Secret", "EntityPicker", "OwnerPicker", "RepoUrlPicker", "EntityNamePicker", "EntityTagsPicker",
    "MultiEntityPicker", "Own",
];
/// Keywords with a schema, a list of schemas, schemas by name, a number, a text, a flag.
const OF_SCHEMA: [&str; 8] = ["items", "additionalProperties", "additionalItems", "if", "then", "else", "not", "contains"];
const OF_SCHEMAS: [&str; 3] = ["oneOf", "anyOf", "allOf"];
const OF_NAMES: [&str; 5] = ["properties", "properties", "definitions", "$defs", "patternProperties"];
const OF_NUMBER: [&str; 8] =
    ["minimum", "maximum", "minLength", "maxLength", "minItems", "maxItems", "multipleOf", "minProperties"];
const OF_TEXT: [&str; 8] = ["title", "description", "pattern", "when", "ui:help", "ui:placeholder", "errorMessage", "$id"];
const OF_FLAG: [&str; 5] = ["uniqueItems", "ui:disabled", "ui:readonly", "ui:autofocus", "nullable"];

/// A value of any type.
pub fn value(seed: &mut Seed<'_>, depth: usize) -> Value {
    match seed.below(9) {
        0 => Value::Null,
        1 => json!(seed.below(2) == 1),
        2 => json!(seed.below(200) as i64 - 100),
        3 => seed.one_of(&[json!(0.1), json!(1e21), json!(-0.0), json!(u64::MAX), json!(i64::MIN)]).clone(),
        4 | 5 => json!(seed.one_of(&TEXTS)),
        _ if depth == 0 => json!({}),
        6 => (0..seed.below(4)).map(|_| value(seed, depth - 1)).collect(),
        _ => by_name(seed, |seed| value(seed, depth - 1)),
    }
}

/// A schema, at most so deep.
pub fn schema(seed: &mut Seed<'_>, depth: usize) -> Value {
    if depth == 0 || seed.byte() % 16 == 15 {
        return value(seed, 1);
    }
    let mut made = Map::from_iter([("type".to_owned(), json!(seed.one_of(&TYPES)))]);
    for _ in 0..seed.below(5) {
        let (name, value) = keyword(seed, depth - 1);
        made.insert(name.to_owned(), value);
    }
    Value::Object(made)
}

fn keyword(seed: &mut Seed<'_>, depth: usize) -> (&'static str, Value) {
    let name = |seed: &mut Seed<'_>, names: &[&'static str]| *seed.one_of(names);
    match seed.below(20) {
        0 | 1 => (name(seed, &OF_SCHEMA), schema(seed, depth)),
        2 | 3 => (name(seed, &OF_SCHEMAS), (0..seed.below(4)).map(|_| schema(seed, depth)).collect()),
        4..=6 => (name(seed, &OF_NAMES), by_name(seed, |seed| schema(seed, depth))),
        7 => (name(seed, &OF_NUMBER), json!(seed.below(8))),
        8 => (name(seed, &OF_TEXT), json!(seed.one_of(&TEXTS))),
        9 => (name(seed, &OF_FLAG), json!(true)),
        10 => ("dependencies", by_name(seed, |seed| if seed.below(2) == 0 { names(seed) } else { schema(seed, depth) })),
        11 => ("items", (0..seed.below(3)).map(|_| schema(seed, depth)).collect()),
        12 => (*seed.one_of(&["required", "ui:order", "enumNames"]), names(seed)),
        13 => ("enum", (0..seed.below(4)).map(|_| value(seed, 1)).collect()),
        14 => (*seed.one_of(&["default", "const"]), value(seed, 2)),
        15 => ("$ref", json!(seed.one_of(&PLACES))),
        16 => ("format", json!(seed.one_of(&FORMATS))),
        17 => ("ui:widget", json!(seed.one_of(&WIDGETS))),
        18 => ("ui:field", json!(seed.one_of(&FIELDS))),
        _ => ("ui:options", value(seed, 2)),
    }
}

fn names(seed: &mut Seed<'_>) -> Value {
    (0..seed.below(4)).map(|_| json!(seed.one_of(&NAMES))).collect()
}

fn by_name(seed: &mut Seed<'_>, mut of: impl FnMut(&mut Seed<'_>) -> Value) -> Value {
    let made = (0..seed.below(4)).map(|_| ((*seed.one_of(&NAMES)).to_owned(), of(seed)));
    Value::Object(made.collect())
}
