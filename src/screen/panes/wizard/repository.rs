//! The address of a repository as it is filled in: host, owner and name, or what the host has instead.

use crate::domain::form::Field;
use crate::domain::text::{Clean, percent_decoded_in_spite, percent_encoded};
use crate::screen::widgets::form::{Slot, text_of};
use serde_json::Value;

/// Hosts that are offered where the template names none.
const HOSTS: [&str; 4] = ["github.com", "gitlab.com", "bitbucket.org", "dev.azure.com"];

/// The parts that a host's repositories are named by, with their titles.
fn parts(host: &str) -> &'static [(&'static str, &'static str)] {
    if host.contains("bitbucket") {
        return &[("workspace", "Workspace"), ("project", "Project"), ("repo", "Repository")];
    }
    if host.contains("dev.azure") || host.contains("visualstudio") {
        return &[("organization", "Organization"), ("project", "Project"), ("repo", "Repository")];
    }
    &[("owner", "Owner"), ("repo", "Repository")]
}

/// An address in its parts.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Address {
    host: String,
    named: Vec<(String, String)>,
}

impl Address {
    /// The address that a field holds; as it was typed, where that comes to the same.
    pub(super) fn of(field: &Field, typed: Option<&Self>) -> Self {
        let now = field.value.as_ref().map(text_of).unwrap_or_default();
        let typed = typed.filter(|typed| typed.text().unwrap_or_default() == now);
        typed.cloned().unwrap_or_else(|| Self::read(&now))
    }

    /// Whether something is filled in that is no address for want of a host.
    pub(super) fn lacks_a_host(&self) -> bool {
        self.host.is_empty() && self.named.iter().any(|(_, value)| !value.is_empty())
    }

    fn read(text: &str) -> Self {
        let (host, query) = text.split_once('?').unwrap_or((text, ""));
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decoded(name), decoded(value))
        };
        let named = query.split('&').filter(|pair| !pair.is_empty()).map(pair).collect();
        Self { host: host.to_owned(), named }
    }

    fn get(&self, name: &str) -> &str {
        self.named.iter().find(|(known, _)| known == name).map_or("", |(_, value)| value)
    }

    /// As it is sent; nothing without a host. The parts stand in the order that Backstage gives them.
    pub(super) fn text(&self) -> Option<String> {
        if self.host.is_empty() {
            return None;
        }
        let order = ["owner", "repo", "organization", "workspace", "project"];
        let wanted = order.iter().filter(|name| parts(&self.host).iter().any(|(part, _)| part == *name));
        let pairs = wanted.map(|name| (name, self.get(name))).filter(|(_, value)| !value.is_empty());
        let pairs: Vec<String> = pairs.map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        Some(format!("{}?{}", self.host, pairs.join("&")))
    }

    /// Fills in one of its slots. What other hosts name stays for when they are chosen again.
    pub(super) fn put(&mut self, slot: usize, text: &str) {
        match slot {
            0 => self.host = text.trim().to_owned(),
            _ => {
                let Some((name, _)) = parts(&self.host).get(slot - 1) else { return };
                self.named.retain(|(known, _)| known != name);
                self.named.push(((*name).to_owned(), text.trim().to_owned()));
            }
        }
    }

    /// What is filled in line by line.
    pub(super) fn slots(&self, field: &Field) -> Vec<Slot> {
        let slot =
            |title: &'static str, text: &str, is_picked| Slot { title: title.into(), text: text.into(), is_picked };
        let mut slots = vec![slot("Host", &self.host, true)];
        slots.extend(parts(&self.host).iter().map(|(name, title)| {
            let is_picked = !allowed(field, name).is_empty();
            slot(title, self.get(name), is_picked)
        }));
        slots
    }
}

/// What a slot can be filled in with.
pub(super) fn choices(field: &Field, typed: Option<&Address>, slot: usize) -> Vec<String> {
    if slot > 0 {
        let host = Address::of(field, typed).host;
        return parts(&host).get(slot - 1).map(|(name, _)| allowed(field, name)).unwrap_or_default();
    }
    let hosts = listed(field, "allowedHosts");
    if hosts.is_empty() { HOSTS.map(str::to_owned).to_vec() } else { hosts }
}

/// Whether anything else than what is offered can be filled in.
pub(super) fn is_open(field: &Field, slot: usize) -> bool {
    slot == 0 && listed(field, "allowedHosts").is_empty()
}

/// What is filled in at the start: where the template leaves no choice, or names what it likes best.
pub(super) fn preset(field: &Field) -> Option<Value> {
    // where it may be left empty half an address would be wrong
    if field.value.is_some() || !field.required {
        return None;
    }
    let host = listed(field, "allowedHosts").into_iter().next()?;
    let mut address = Address { host, named: Vec::new() };
    for (name, _) in parts(&address.host) {
        let first = allowed(field, name).into_iter().next();
        address.named.extend(first.map(|first| ((*name).to_owned(), first)));
    }
    address.text().map(Value::from)
}

fn allowed(field: &Field, name: &str) -> Vec<String> {
    let option = match name {
        "owner" => "allowedOwners",
        "repo" => "allowedRepos",
        "organization" => "allowedOrganizations",
        "project" => "allowedProjects",
        "workspace" => "allowedWorkspaces",
        _ => return Vec::new(),
    };
    listed(field, option)
}

/// A list of texts among the options of a field.
pub(super) fn listed(field: &Field, name: &str) -> Vec<String> {
    let list = option(field, name).and_then(Value::as_array);
    list.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// An option of a field.
pub(super) fn option<'f>(field: &'f Field, name: &str) -> Option<&'f Value> {
    field.ui_options.get(name)
}

/// `application/x-www-form-urlencoded`, as the WHATWG URL Standard has it.
fn encoded(text: &str) -> String {
    percent_encoded(text, |byte| byte.is_ascii_alphanumeric() || b"*-._ ".contains(&byte)).replace(' ', "+")
}

fn decoded(text: &str) -> String {
    let bytes = percent_decoded_in_spite(&text.replace('+', " "));
    Clean::line(&String::from_utf8_lossy(&bytes)).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn filled(steps: &[(usize, &str)]) -> Option<Value> {
        let mut address = Address::default();
        steps.iter().for_each(|(slot, text)| address.put(*slot, text));
        address.text().map(Value::from)
    }

    #[test]
    fn a_repository_is_put_together_as_backstage_does_it() {
        assert_eq!(
            filled(&[(0, "github.com"), (1, "acme"), (2, "pay")]),
            Some("github.com?owner=acme&repo=pay".into())
        );
        let azure = [(0, "dev.azure.com"), (1, "acme"), (2, "a project"), (3, "pay")];
        assert_eq!(filled(&azure), Some("dev.azure.com?repo=pay&organization=acme&project=a+project".into()));
        assert_eq!(filled(&[(0, "github.com")]), Some("github.com?".into()));
        assert_eq!(filled(&[(0, "")]), None);
    }

    #[test]
    fn what_is_typed_before_the_host_or_of_another_one_is_not_lost() {
        let before = [(1, "acme"), (2, "pay"), (0, "github.com")];
        assert_eq!(filled(&before), Some("github.com?owner=acme&repo=pay".into()));
        let back = [(0, "github.com"), (1, "acme"), (0, "dev.azure.com"), (0, "github.com")];
        assert_eq!(filled(&back), Some("github.com?owner=acme".into()));
    }

    #[test]
    fn what_was_put_together_is_taken_apart_again() {
        let address = Address::read("bitbucket.org?workspace=w%26s&project=p&repo=r");
        assert_eq!((address.get("workspace"), address.get("project"), address.get("repo")), ("w&s", "p", "r"));
        assert_eq!(address.text().as_deref(), Some("bitbucket.org?repo=r&workspace=w%26s&project=p"));
    }
}
