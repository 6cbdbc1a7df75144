//! The form that access is asked for by: one step, whose fields depend on what is known of the resource.

use crate::domain::form::{Form, Path};
use crate::domain::model::access::AccessLevel;
use serde_json::{Map, Value, json};

/// What access is asked to: an entity of the catalog, or what the access system calls it.
pub(super) const RESOURCE: &str = "resource";
/// The role that is asked for.
pub(super) const ROLE: &str = "role";
/// What one wants to do with it.
pub(super) const LEVEL: &str = "type";
/// What sort of access.
pub(super) const KIND: &str = "kind";
/// Where, where nothing says.
pub(super) const ENVIRONMENT: &str = "environment";
/// For how long.
pub(super) const DURATION: &str = "duration";
/// Why.
pub(super) const REASON: &str = "reason";
/// Who is to be asked.
pub(super) const REVIEWERS: &str = "reviewers";

/// All names that a link may fill in.
pub(super) const NAMES: [&str; 8] = [RESOURCE, ROLE, LEVEL, KIND, ENVIRONMENT, DURATION, REASON, REVIEWERS];

/// Which fields there are besides those that always are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Shown {
    /// The system takes requests for roles alone.
    pub(super) roles: bool,
    /// Nothing says where the resource is.
    pub(super) environment: bool,
}

/// The form, with nothing filled in.
pub(super) fn form(shown: Shown) -> Form {
    Form::from_parameters(&schema(shown))
}

pub(super) fn path(name: &str) -> Path {
    [name].into_iter().collect()
}

fn schema(shown: Shown) -> Value {
    let levels: Vec<&str> = AccessLevel::ALL.into_iter().map(AccessLevel::word).collect();
    let mut properties = Map::new();
    let mut add = |name: &str, field: Value| drop(properties.insert(name.to_owned(), field));
    add(RESOURCE, json!({"type": "string", "title": "To what"}));
    if shown.roles {
        add(ROLE, json!({"type": "string", "title": "By the role"}));
    }
    add(LEVEL, json!({"type": "string", "title": "Type", "enum": levels, "default": "read", "ui:widget": "radio"}));
    add(KIND, json!({"type": "string", "title": "How"}));
    if shown.environment {
        add(ENVIRONMENT, json!({"type": "string", "title": "Environment"}));
    }
    add(DURATION, json!({"type": "string", "title": "For how long"}));
    add(
        REASON,
        json!({"type": "string", "title": "Why", "ui:widget": "textarea", "minLength": 1,
            "description": "Who answers reads this, and the audit keeps it."}),
    );
    add(
        REVIEWERS,
        json!({"type": "string", "title": "Ask", "description": "Names, with commas between; the system decides where there are none."}),
    );
    let required: &[&str] =
        if shown.roles { &[ROLE, LEVEL, DURATION, REASON] } else { &[RESOURCE, LEVEL, DURATION, REASON] };
    json!({"title": "Access", "type": "object", "required": required, "properties": properties})
}
