//! Which claim meets a rule, and what would.

use super::{Claims, Rule};
use crate::domain::model::EntityRef;
use crate::domain::text::Clean;

/// What a rule can name.
enum Need<'r> {
    Group(&'r str),
    RealmRole(&'r str),
    ClientRole(&'r str, &'r str),
    Team(&'r str),
}

impl<'r> Need<'r> {
    /// All that a rule names.
    fn of(rule: &'r Rule) -> impl Iterator<Item = Need<'r>> {
        // the identifier of a client may hold colons itself
        let role = |text: &'r String| match text.rsplit_once(':') {
            Some((client, role)) => Need::ClientRole(client, role),
            None => Need::RealmRole(text),
        };
        let groups = rule.groups.iter().map(|group| Need::Group(group));
        let teams = rule.teams.iter().map(|team| Need::Team(team));
        groups.chain(rule.roles.iter().map(role)).chain(teams)
    }

    fn is_met(&self, claims: &Claims) -> bool {
        match self {
            Need::Group(group) => claims.groups.iter().any(|claim| is_same_group(group, claim)),
            Need::RealmRole(role) => claims.realm_roles.iter().any(|claim| claim == role),
            Need::ClientRole(client, role) => {
                claims.client_roles.iter().any(|(of, claim)| of == client && claim == role)
            }
            Need::Team(team) => claims.teams.iter().any(|claim| claim == team),
        }
    }

    fn words(&self) -> String {
        match self {
            Need::Group(group) => format!("group {group}"),
            Need::RealmRole(role) => format!("realm role {role}"),
            Need::ClientRole(client, role) => format!("role {role} of client {client}"),
            Need::Team(team) => format!("team {team}"),
        }
    }
}

/// Exactly, or with Keycloak's slash before a path on one side alone; or as the same entity, where
/// at least one is written as a reference of a group.
fn is_same_group(named: &str, claim: &str) -> bool {
    if named == claim || named.strip_prefix('/') == Some(claim) || claim.strip_prefix('/') == Some(named) {
        return true;
    }
    let is_written_as_one = [named, claim].iter().any(|text| text.to_lowercase().starts_with("group:"));
    is_written_as_one && matches!((as_group(named), as_group(claim)), (Some(named), Some(claim)) if named == claim)
}

/// A group's reference. What has to be cleaned first could be made to look like another's.
fn as_group(text: &str) -> Option<EntityRef> {
    let group = EntityRef::parse(text, Some("group"), None).ok()?;
    (group.kind() == "group" && Clean::line(text).as_str() == text).then_some(group)
}

/// The claim that meets a rule, in words.
pub(super) fn met(rule: &Rule, claims: &Claims) -> Option<Clean> {
    Need::of(rule).find(|need| need.is_met(claims)).map(|need| Clean::line(&need.words()))
}

/// What would meet one of some rules, in words.
pub(super) fn needed(rules: &[&Rule]) -> Clean {
    let mut words: Vec<String> = Vec::new();
    for need in rules.iter().flat_map(|rule| Need::of(rule)) {
        let need = need.words();
        if !words.contains(&need) {
            words.push(need);
        }
    }
    match words.as_slice() {
        [] => Clean::line("the rule about it grants it to nobody"),
        words => Clean::line(&format!("it needs {}", words.join(", or "))),
    }
}
