//! References to entities: `kind:namespace/name`, where kind and namespace may be left out.

use std::fmt;

use serde_json::Value;

/// The namespace of entities that name none.
pub const DEFAULT_NAMESPACE: &str = "default";

/// A full reference, in the letters it was written in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EntityRef {
    /// Kind, such as `Component`.
    pub kind: String,
    /// Namespace, `default` where none was given.
    pub namespace: String,
    /// Name.
    pub name: String,
}

impl fmt::Display for EntityRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&stringify_entity_ref(&self.kind, &self.namespace, &self.name))
    }
}

/// The one spelling of a reference that compares: all in lower case.
#[must_use]
pub fn stringify_entity_ref(kind: &str, namespace: &str, name: &str) -> String {
    let mut out = String::with_capacity(kind.len() + namespace.len() + name.len() + 2);
    push_lower(&mut out, kind);
    out.push(':');
    push_lower(&mut out, namespace);
    out.push('/');
    push_lower(&mut out, name);
    out
}

fn push_lower(out: &mut String, text: &str) {
    if text.is_ascii() {
        out.extend(text.chars().map(|c| c.to_ascii_lowercase()));
    } else {
        out.push_str(&text.to_lowercase());
    }
}

/// Reads a reference; what it leaves out comes from the defaults.
///
/// # Errors
/// In the catalog's words, if a part is empty or the kind is neither given nor known.
pub fn parse_entity_ref(text: &str, default_kind: Option<&str>, default_namespace: &str) -> Result<EntityRef, String> {
    if text.is_empty() {
        return Err("Entity reference must not be empty".to_owned());
    }
    let slash = text.find('/');
    let colon = text.find(':').filter(|colon| slash.is_none_or(|slash| *colon < slash));
    let (kind, rest) = match colon.and_then(|at| text.split_at_checked(at)) {
        Some((kind, rest)) => (Some(kind), rest.get(1..).unwrap_or_default()),
        None => (None, text),
    };
    let (namespace, name) = match rest.split_once('/') {
        Some((namespace, name)) => (Some(namespace), name),
        None => (None, rest),
    };
    if kind == Some("") || namespace == Some("") || name.is_empty() {
        return Err(format!("Entity reference \"{text}\" was not on the form [<kind>:][<namespace>/]<name>"));
    }
    let Some(kind) = kind.or(default_kind).filter(|kind| !kind.is_empty()) else {
        return Err(missing_kind(&Value::from(text)));
    };
    let namespace = namespace.unwrap_or(default_namespace);
    Ok(EntityRef { kind: kind.to_owned(), namespace: namespace.to_owned(), name: name.to_owned() })
}

fn missing_kind(value: &Value) -> String {
    format!("Entity reference {value} had missing or empty kind (e.g. did not start with \"component:\" or similar)")
}

/// Reads a reference that is written as an object with `kind`, `namespace` and `name`.
///
/// # Errors
/// In the catalog's words, if a part is missing or no text.
pub(super) fn compound_entity_ref(
    value: &Value,
    default_kind: Option<&str>,
    default_namespace: &str,
) -> Result<EntityRef, String> {
    let part = |name: &str, default: Option<&str>| match value.get(name) {
        None | Some(Value::Null) => default.map(Value::from),
        Some(part) => Some(part.clone()).filter(is_truthy),
    };
    let kind = part("kind", default_kind).ok_or_else(|| missing_kind(value))?;
    let missing = |what| format!("Entity reference {value} had missing or empty {what}");
    let namespace = part("namespace", Some(default_namespace)).ok_or_else(|| missing("namespace"))?;
    let name = part("name", None).ok_or_else(|| missing("name"))?;
    let text = |what: &str, part: Value| match part {
        Value::String(text) => Ok(text),
        _ => Err(format!("{what}.toLowerCase is not a function")),
    };
    Ok(EntityRef { kind: text("kind", kind)?, namespace: text("namespace", namespace)?, name: text("name", name)? })
}

/// What JavaScript takes for true.
pub(super) fn is_truthy(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Bool(flag) => *flag,
        Value::Number(number) => number.as_f64().is_some_and(|n| n != 0.0),
        Value::String(text) => !text.is_empty(),
        Value::Array(_) | Value::Object(_) => true,
    }
}

/// The reference of an entity that was not checked, if it has the parts of one.
#[must_use]
pub fn loose_entity_ref(entity: &Value) -> Option<String> {
    let kind = entity.get("kind")?.as_str()?;
    let holder = entity.get("metadata").unwrap_or(entity);
    let name = holder.get("name")?.as_str()?;
    let namespace = match holder.get("namespace") {
        None | Some(Value::Null) => DEFAULT_NAMESPACE,
        Some(namespace) => namespace.as_str()?,
    };
    Some(stringify_entity_ref(kind, namespace, name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_reference_leaves_out_comes_from_the_defaults() {
        let read = |text| parse_entity_ref(text, Some("Group"), "ns").map(|found| found.to_string());
        assert_eq!(read("Team").as_deref(), Ok("group:ns/team"));
        assert_eq!(read("user:guests/Ada").as_deref(), Ok("user:guests/ada"));
        assert_eq!(read("a/b:c").as_deref(), Ok("group:a/b:c"));
        assert!(read(":x").is_err() && read("a/").is_err() && read("").is_err());
        let message = parse_entity_ref("x", None, "ns").unwrap_err();
        assert!(message.starts_with("Entity reference \"x\" had missing or empty kind"));
    }
}
