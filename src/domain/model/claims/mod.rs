//! What is said of a user, and rules about it: who has which group may do what.

mod met;
mod template;

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

impl Claims {
    /// Takes in what somebody else says of the same user; what is known already stays as it is.
    pub fn join(&mut self, other: Claims) {
        add(&mut self.groups, other.groups);
        add(&mut self.realm_roles, other.realm_roles);
        add(&mut self.client_roles, other.client_roles);
        add(&mut self.teams, other.teams);
    }

    /// All roles: of the realm by name, of a client as `CLIENT:ROLE`.
    pub fn roles(&self) -> Vec<String> {
        let of_clients = self.client_roles.iter().map(|(client, role)| format!("{client}:{role}"));
        self.realm_roles.iter().cloned().chain(of_clients).collect()
    }
}

fn add<T: PartialEq>(to: &mut Vec<T>, more: Vec<T>) {
    for one in more {
        if !to.contains(&one) {
            to.push(one);
        }
    }
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
    /// The administrator's. Where one is about something, the user's own rules are not.
    pub is_administrators: bool,
}

/// How narrowly a rule is about something; the narrower one decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Narrowness {
    /// Characters of the capability's name that are spelled out; a whole name is more than any
    /// beginning.
    name: usize,
    /// The same of the template; 0 where the rule names none.
    template: usize,
}

impl Rule {
    /// Whether it grants to nobody at all: it names no group, role or team.
    pub fn is_for_nobody(&self) -> bool {
        self.groups.is_empty() && self.roles.is_empty() && self.teams.is_empty()
    }

    /// Whether there are capabilities that both are about.
    pub fn meets(&self, other: &Rule) -> bool {
        let within = |one: &Rule, of: &Rule| match of.covers.strip_suffix('*') {
            Some(start) => one.covers.trim_end_matches('*').starts_with(start),
            None => one.covers == of.covers,
        };
        within(self, other) || within(other, self)
    }

    /// Whether it is about a capability, be it for some templates alone.
    pub fn is_about_name(&self, capability: &str) -> bool {
        match self.covers.strip_suffix('*') {
            Some(start) => capability.starts_with(start),
            None => self.covers == capability,
        }
    }

    fn narrowness(&self, capability: &str, template: Option<&str>) -> Option<Narrowness> {
        let name = match self.covers.strip_suffix('*') {
            Some(start) => capability.starts_with(start).then_some(start.len())?,
            None => (self.covers == capability).then_some(usize::MAX)?,
        };
        if self.templates.is_empty() {
            return Some(Narrowness { name, template: 0 });
        }
        let template = self.templates.iter().filter_map(|pattern| template::fit(pattern, template?)).max()?;
        Some(Narrowness { name, template })
    }
}

/// Whether a pattern of templates, in which `*` stands for any text, fits a template's reference. It may leave out the
/// kind, and the namespace where that is `default`.
#[must_use]
pub fn template_fits(pattern: &str, reference: &str) -> bool {
    template::fit(pattern, reference).is_some()
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
        self.0.iter().any(|rule| rule.narrowness(capability, template).is_some())
    }

    /// What the rules say of a capability. Of those that are about it the narrowest decide: first by
    /// the name, then by the template; among equals any one that is met is enough. Where the
    /// administrator's are about it, no others count.
    pub fn verdict(&self, capability: &str, template: Option<&str>, claims: &Claims) -> Verdict {
        let about = self.0.iter().filter_map(|rule| Some((rule, rule.narrowness(capability, template)?)));
        let about: Vec<(&Rule, Narrowness)> = about.collect();
        let has_administrators = about.iter().any(|(rule, _)| rule.is_administrators);
        let counting = || about.iter().filter(|(rule, _)| rule.is_administrators || !has_administrators);
        let Some(narrowest) = counting().map(|(_, narrowness)| *narrowness).max() else { return Verdict::Silent };
        let deciding: Vec<&Rule> =
            counting().filter(|(_, narrowness)| *narrowness == narrowest).map(|(rule, _)| *rule).collect();
        match deciding.iter().find_map(|rule| met::met(rule, claims)) {
            Some(claim) => Verdict::Met(claim),
            None => Verdict::Unmet(met::needed(&deciding)),
        }
    }

    /// The capabilities that rules name in full.
    pub fn named(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|rule| rule.covers.as_str()).filter(|name| !name.ends_with('*'))
    }
}

#[cfg(test)]
mod tests;
