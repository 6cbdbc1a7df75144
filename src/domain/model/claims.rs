//! What is said of a user, and rules about it: who has which group may do what.

use crate::domain::text::Clean;

/// What a token or the platform says of the user, as it is written there. Text of others: it is
/// compared, and cleaned before it is shown.
#[derive(Clone, Debug, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(default)]
pub struct Claims {
    /// `groups`, and the groups of Backstage's `ent`.
    pub groups: Vec<String>,
    /// `realm_access.roles` of Keycloak.
    pub realm_roles: Vec<String>,
    /// `resource_access.CLIENT.roles` of Keycloak, as client and role.
    pub client_roles: Vec<(String, String)>,
    /// `teams`.
    pub teams: Vec<String>,
}

/// Who may do something. Any one of what is named is enough.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rule {
    /// The capabilities it is about: a name, or a beginning with `*` at its end (`jit-access.*`).
    pub covers: String,
    /// Only for these templates; `*` stands for any text. For all, where none is named.
    pub templates: Vec<String>,
    /// Groups that may.
    pub groups: Vec<String>,
    /// Roles that may: of the realm by name, of a client as `CLIENT:ROLE`.
    pub roles: Vec<String>,
    /// Teams that may.
    pub teams: Vec<String>,
}

/// What rules say of a capability.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// No rule is about it.
    Silent,
    /// A rule is met, by this claim.
    Met(Clean),
    /// Rules are about it, and none is met.
    Unmet(Clean),
}

/// The rules of a context.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Rules(pub Vec<Rule>);

impl Rules {
    /// Whether any rule is about a capability, for a template where it is about one.
    pub fn is_about(&self, capability: &str, template: Option<&str>) -> bool {
        let _ = template;
        self.0.iter().any(|rule| rule.covers == capability)
    }

    /// What the rules say of a capability.
    pub fn verdict(&self, capability: &str, template: Option<&str>, claims: &Claims) -> Verdict {
        let _ = (capability, template, claims);
        Verdict::Silent
    }
}
