//! The keywords that `ajv` acts on, in the order in which it does.

use super::super::SchemaError;
use serde_json::{Map, Value};

/// A keyword and what its value may be; nothing where it may be anything.
pub struct Keyword {
    pub name: &'static str,
    takes: &'static [&'static str],
}

/// Keywords that look at one type of data, or at any.
pub struct Group {
    pub of: Option<&'static str>,
    pub keywords: &'static [Keyword],
}

const fn word(name: &'static str, takes: &'static [&'static str]) -> Keyword {
    Keyword { name, takes }
}

const NUMBER: &[&str] = &["number"];
const STRING: &[&str] = &["string"];
const ARRAY: &[&str] = &["array"];
const OBJECT: &[&str] = &["object"];
const SCHEMA: &[&str] = &["object", "boolean"];
const OTHER_SCHEMA: &[&str] = &["boolean", "object"];

pub const GROUPS: &[Group] = &[
    Group {
        of: None,
        keywords: &[
            word("$comment", &[]),
            word("id", &[]),
            word("$ref", STRING),
            word("type", &["string", "array"]),
            word("nullable", &["boolean"]),
            word("const", &[]),
            word("enum", ARRAY),
            word("not", SCHEMA),
            word("anyOf", ARRAY),
            word("oneOf", ARRAY),
            word("allOf", ARRAY),
            word("if", SCHEMA),
            word("then", SCHEMA),
            word("else", SCHEMA),
        ],
    },
    Group {
        of: Some("number"),
        keywords: &[
            word("maximum", NUMBER),
            word("minimum", NUMBER),
            word("exclusiveMaximum", NUMBER),
            word("exclusiveMinimum", NUMBER),
            word("multipleOf", NUMBER),
            word("format", STRING),
        ],
    },
    Group {
        of: Some("string"),
        keywords: &[
            word("maxLength", NUMBER),
            word("minLength", NUMBER),
            word("pattern", STRING),
            word("format", STRING),
            word("formatMaximum", STRING),
            word("formatMinimum", STRING),
            word("formatExclusiveMaximum", STRING),
            word("formatExclusiveMinimum", STRING),
        ],
    },
    Group {
        of: Some("array"),
        keywords: &[
            word("maxItems", NUMBER),
            word("minItems", NUMBER),
            word("additionalItems", OTHER_SCHEMA),
            word("items", &["object", "array", "boolean"]),
            word("contains", SCHEMA),
            word("uniqueItems", &["boolean"]),
        ],
    },
    Group {
        of: Some("object"),
        keywords: &[
            word("maxProperties", NUMBER),
            word("minProperties", NUMBER),
            word("required", ARRAY),
            word("propertyNames", SCHEMA),
            word("additionalProperties", OTHER_SCHEMA),
            word("dependencies", OBJECT),
            word("properties", OBJECT),
            word("patternProperties", OBJECT),
        ],
    },
    Group { of: None, keywords: &[word("errorMessage", &["string", "object"])] },
];

/// Whether `ajv` acts on this keyword.
pub fn is_known(name: &str) -> bool {
    GROUPS.iter().flat_map(|group| group.keywords).any(|keyword| keyword.name == name)
}

impl Keyword {
    /// Whether the value is of a type that the keyword takes.
    pub fn check(&self, value: &Value) -> Result<(), SchemaError> {
        if self.takes.is_empty() || self.takes.contains(&type_of(value)) {
            return Ok(());
        }
        let takes = serde_json::to_string(self.takes).unwrap_or_default();
        Err(SchemaError::new(format!("{} value must be {takes}", self.name)))
    }
}

const fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "number",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    }
}

/// Whether a schema says nothing, so that all is valid.
pub fn is_empty(schema: &Value) -> bool {
    match schema {
        Value::Bool(all) => *all,
        Value::Object(map) => !has_rules(map),
        _ => true,
    }
}

pub fn has_rules(map: &Map<String, Value>) -> bool {
    map.keys().any(|key| is_known(key))
}

/// Whether a schema is a reference and nothing else.
pub fn is_only_reference(map: &Map<String, Value>) -> bool {
    map.get("$ref").is_some_and(super::super::value::is_truthy) && !map.keys().any(|key| key != "$ref" && is_known(key))
}

/// Whether a keyword of this group is used.
pub fn uses(map: &Map<String, Value>, group: &Group) -> bool {
    group.keywords.iter().any(|keyword| map.contains_key(keyword.name))
}
