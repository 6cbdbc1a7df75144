//! The relations that an entity's spec states, both ways.

use serde_json::Value;

use super::reference::{compound_entity_ref, is_truthy, parse_entity_ref};
use super::stand_in::text_of;

/// A relation from an entity to another, and its name seen from there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Relation {
    /// Field of the spec that states it, such as `owner`.
    pub field: &'static str,
    /// Reference of the entity itself.
    pub source: String,
    /// Type, such as `ownedBy`.
    pub kind: &'static str,
    /// Reference of the other entity.
    pub target: String,
    /// Type seen from the other entity, such as `ownerOf`.
    pub inverse: &'static str,
}

struct Field {
    name: &'static str,
    default_kind: Option<&'static str>,
    kind: &'static str,
    inverse: &'static str,
}

const fn field(
    name: &'static str,
    default_kind: Option<&'static str>,
    kind: &'static str,
    inverse: &'static str,
) -> Field {
    Field { name, default_kind, kind, inverse }
}

const OWNER: Field = field("owner", Some("Group"), "ownedBy", "ownerOf");
const SYSTEM: Field = field("system", Some("System"), "partOf", "hasPart");
const DEPENDS_ON: Field = field("dependsOn", None, "dependsOn", "dependencyOf");
const DEPENDENCY_OF: Field = field("dependencyOf", None, "dependencyOf", "dependsOn");

static COMPONENT: [Field; 7] = [
    OWNER,
    field("subcomponentOf", Some("Component"), "partOf", "hasPart"),
    field("providesApis", Some("API"), "providesApi", "apiProvidedBy"),
    field("consumesApis", Some("API"), "consumesApi", "apiConsumedBy"),
    DEPENDS_ON,
    DEPENDENCY_OF,
    SYSTEM,
];
static API: [Field; 2] = [OWNER, SYSTEM];
static RESOURCE: [Field; 4] = [OWNER, DEPENDS_ON, DEPENDENCY_OF, SYSTEM];
static USER: [Field; 1] = [field("memberOf", Some("Group"), "memberOf", "hasMember")];
static GROUP: [Field; 3] = [
    field("parent", Some("Group"), "childOf", "parentOf"),
    field("children", Some("Group"), "parentOf", "childOf"),
    field("members", Some("User"), "hasMember", "memberOf"),
];
static SYSTEMS: [Field; 2] = [OWNER, field("domain", Some("Domain"), "partOf", "hasPart")];
static DOMAIN: [Field; 2] = [OWNER, field("subdomainOf", Some("Domain"), "partOf", "hasPart")];
static TEMPLATE: [Field; 1] = [OWNER];

fn fields(kind: &str) -> &'static [Field] {
    match kind {
        "Component" => &COMPONENT,
        "API" => &API,
        "Resource" => &RESOURCE,
        "User" => &USER,
        "Group" => &GROUP,
        "System" => &SYSTEMS,
        "Domain" => &DOMAIN,
        "Template" => &TEMPLATE,
        _ => &[],
    }
}

/// What a relation is called seen from its other end; nothing for one that no kind states.
#[must_use]
pub fn inverse_of(kind: &str) -> Option<&'static str> {
    let all: [&[Field]; 8] = [&COMPONENT, &API, &RESOURCE, &USER, &GROUP, &SYSTEMS, &DOMAIN, &TEMPLATE];
    all.into_iter().flatten().find(|field| field.kind == kind).map(|field| field.inverse)
}

/// Lists of these fields come in order of their texts.
pub(super) const SORTED: [&str; 7] =
    ["providesApis", "consumesApis", "dependsOn", "dependencyOf", "memberOf", "children", "members"];

/// All relations of an entity of a known kind; an error is the field and what is wrong with it.
pub(super) fn relations(
    kind: &str,
    spec: &Value,
    source: &str,
    namespace: &str,
) -> Result<Vec<Relation>, (&'static str, String)> {
    let mut out = Vec::new();
    for field in fields(kind) {
        for target in targets(field.name, spec) {
            let target = resolve(target, field.default_kind, namespace).map_err(|words| (field.name, words))?;
            out.push(Relation {
                field: field.name,
                source: source.to_owned(),
                kind: field.kind,
                target,
                inverse: field.inverse,
            });
        }
    }
    Ok(out)
}

fn resolve(target: &Value, default_kind: Option<&str>, namespace: &str) -> Result<String, String> {
    let found = match text_of(target) {
        Some(text) => parse_entity_ref(&text, default_kind, namespace),
        None => compound_entity_ref(target, default_kind, namespace),
    };
    found.map(|found| found.to_string())
}

fn targets<'v>(name: &str, spec: &'v Value) -> Vec<&'v Value> {
    let mut list: Vec<&Value> = match spec.get(name) {
        None => return Vec::new(),
        Some(Value::Array(list)) => list.iter().collect(),
        Some(value) => vec![value],
    };
    if SORTED.contains(&name) && list.iter().all(|value| text_of(value).is_some()) {
        list.sort_by_cached_key(|value| text_of(value).map(|text| text.encode_utf16().collect::<Vec<_>>()));
    }
    list.retain(|value| is_truthy(value));
    list
}

/// The targets of a Location: `target` and then `targets`.
pub(super) fn location_targets(spec: &Value) -> Vec<&Value> {
    let mut out = Vec::new();
    for field in ["target", "targets"] {
        match spec.get(field) {
            None | Some(Value::Null) => {}
            Some(Value::Array(list)) => out.extend(list),
            Some(value) => out.push(value),
        }
    }
    out
}
