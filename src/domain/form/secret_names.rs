//! The names of what a form keeps apart from its values, wherever in its schema that stands.

use serde_json::Value;
use std::collections::BTreeSet;

/// The names of the fields of secrets.
#[must_use]
pub fn secret_names(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(schema, &mut |part| {
        let fields = part.get("properties").and_then(Value::as_object).into_iter().flatten();
        names.extend(fields.filter(|(_, field)| is_secret(field)).map(|(name, _)| name.clone()));
    });
    names
}

/// What pickers of repositories call the tokens that they want to be sent along.
#[must_use]
pub fn credential_names(schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    visit(schema, &mut |part| names.extend(credential(option_of(part, "requestUserCredentials"))));
    names
}

/// What a picker of repositories calls the token that it wants, by its option `requestUserCredentials`.
#[must_use]
pub fn credential(wanted: Option<&Value>) -> Option<String> {
    wanted?.get("secretsKey")?.as_str().map(str::to_owned)
}

/// Whether a schema is of a secret, which is kept apart from the values.
#[must_use]
pub fn is_secret(schema: &Value) -> bool {
    option_of(schema, "field").is_some_and(|field| field == "Secret")
}

/// A `ui:*` key, in either of its two places.
fn option_of<'v>(schema: &'v Value, name: &str) -> Option<&'v Value> {
    schema.get(format!("ui:{name}")).or_else(|| schema.get("ui:options")?.get(name))
}

fn visit(schema: &Value, look: &mut dyn FnMut(&Value)) {
    match schema {
        Value::Object(parts) => {
            look(schema);
            parts.values().for_each(|part| visit(part, look));
        }
        Value::Array(parts) => parts.iter().for_each(|part| visit(part, look)),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn secrets_are_found_wherever_they_stand() {
        let secret = json!({"type": "string", "ui:field": "Secret"});
        let schema = json!({
            "properties": {"token": secret, "list": {"items": {"properties": {"deep": {"ui:options": {"field": "Secret"}}}}}},
            "dependencies": {"kind": {"oneOf": [{"properties": {"other": secret, "open": {"type": "string"}}}]}},
        });
        let names: Vec<String> = secret_names(&schema).into_iter().collect();
        assert_eq!(names, ["deep", "other", "token"]);
        let picker = json!({"properties": {"repo": {"ui:options": {"requestUserCredentials": {"secretsKey": "KEY"}}}}});
        assert_eq!(credential_names(&picker).into_iter().collect::<Vec<_>>(), ["KEY"]);
    }
}
