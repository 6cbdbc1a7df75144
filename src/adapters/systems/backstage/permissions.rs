//! The permission framework: which permissions a plugin publishes, and what the portal's policy says
//! of them.

use super::Backstage;
use crate::adapters::http::{Call, Failure};
use crate::platform::permissions::{Permission, Thing};
use serde::Deserialize;
use serde_json::{Value, json};

/// Bytes of a request: a portal takes 100 kB.
const LARGEST: usize = 90_000;
/// Things of one item: with the longest references that there usually are they fit into a request.
const THINGS: usize = 400;

/// A permission to be asked about, and for what.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Check {
    /// The permission, as its plugin publishes it.
    pub permission: Permission,
    /// What it would be used on; nothing where it is about no single thing.
    pub on: Vec<Thing>,
}

/// What the policy says to a check: one answer for each thing, or one where it is about none. `None`
/// is what is neither a yes nor a no.
pub type Said = Vec<Option<bool>>;

/// Why the policy did not answer.
#[derive(Debug)]
pub enum Unasked {
    /// The token is a service's: the portal asks no permissions for it, and lets it ask none.
    Service,
    /// There is no permission framework at that address. That proves nothing by itself: a gateway may
    /// answer so for a portal that it does not reach.
    NoFramework,
    /// Something among the checks cannot be decided, and with it none of them was.
    Spoiled(Failure),
    /// The portal could not be asked.
    Failed(Failure),
}

impl From<Failure> for Unasked {
    fn from(failure: Failure) -> Self {
        let says = |words: &str| failure.said.iter().any(|said| said.as_str().contains(words));
        match failure.status {
            Some(403) if says("'service' credentials") => Unasked::Service,
            // so a portal answers for a plugin that it does not have; what the framework itself does not
            // find, it names; anything else is not the portal's word
            Some(404) if failure.is_bare => Unasked::NoFramework,
            Some(404) if failure.said.is_empty() => Unasked::Failed(failure),
            Some(400 | 404 | 422 | 500 | 501) => Unasked::Spoiled(failure),
            _ => Unasked::Failed(failure),
        }
    }
}

/// Things of one permission that are asked about together.
struct Part<'c> {
    /// Which check it is of.
    check: usize,
    permission: &'c Permission,
    things: &'c [Thing],
}

impl Backstage {
    /// The permissions that a plugin publishes.
    ///
    /// # Errors
    /// When it cannot be asked; with the status 404 where it is not there, or the portal is not. An
    /// answer that does not say what it publishes is none: that it publishes nothing is an empty list.
    pub async fn published(&self, plugin: &str) -> Result<Vec<Permission>, Failure> {
        #[derive(Deserialize)]
        struct Answer {
            permissions: Vec<Value>,
        }
        let path = ["api", plugin, ".well-known", "backstage", "permissions", "metadata"];
        let call = Call::get(&format!("read which permissions {} has", self.name()), &path);
        let answer = self.send(call).await?.json::<Answer>().map_err(Failure::unsent)?;
        Ok(answer.permissions.iter().filter_map(permission).collect())
    }

    /// What the portal's policy says, in the order of the checks: one request, or more where they do
    /// not fit into one. `singly` asks about each thing in an item of its own, for portals that do not
    /// take several.
    ///
    /// # Errors
    /// Why it says nothing.
    pub async fn authorize(&self, checks: &[Check], singly: bool) -> Result<Vec<Said>, Unasked> {
        let mut said: Vec<Said> = checks.iter().map(|_| Vec::new()).collect();
        for parts in requests(checks, singly) {
            let results = self.results(&parts, singly).await?;
            for (n, part) in parts.iter().enumerate() {
                let result = results.iter().find(|result| result.id == n.to_string());
                if let Some(said) = said.get_mut(part.check) {
                    said.extend(part.answers(result));
                }
            }
        }
        Ok(said)
    }

    async fn results(&self, parts: &[Part<'_>], singly: bool) -> Result<Vec<Answered>, Unasked> {
        #[derive(Deserialize)]
        struct Answer {
            items: Vec<Answered>,
        }
        let items = parts.iter().enumerate().map(|(n, part)| part.item(n, singly));
        let body = json!({"items": items.collect::<Vec<_>>()});
        let tried = format!("ask {} what you may do", self.name());
        let call = Call::post(&tried, &["api", "permission", "authorize"], &body).repeatable();
        let answer = self.send(call).await?.json::<Answer>();
        Ok(answer.map_err(|fault| Unasked::Failed(Failure::unsent(fault)))?.items)
    }
}

/// An item of an answer.
#[derive(Deserialize)]
struct Answered {
    #[serde(default)]
    id: String,
    #[serde(default)]
    result: Value,
}

fn permission(published: &Value) -> Option<Permission> {
    let text = |pointer: &str| published.pointer(pointer).and_then(Value::as_str).map(str::to_owned);
    Some(Permission { name: text("/name")?, resource: text("/resourceType"), action: text("/attributes/action") })
}

impl Part<'_> {
    fn item(&self, n: usize, singly: bool) -> Value {
        let Permission { name, resource, action } = self.permission;
        let attributes = action.as_ref().map_or_else(|| json!({}), |action| json!({"action": action}));
        let Some(resource) = resource else {
            return json!({"id": n.to_string(), "permission": {"type": "basic", "name": name, "attributes": attributes}});
        };
        let refs: Vec<&str> = self.things.iter().map(Thing::as_str).collect();
        let refs = if singly { json!(refs.first()) } else { json!(refs) };
        let permission = json!({"type": "resource", "name": name, "attributes": attributes, "resourceType": resource});
        json!({"id": n.to_string(), "permission": permission, "resourceRef": refs})
    }

    /// What the policy decides without looking at the things it says once, for all of them. An answer
    /// that is of another length than the question belongs to nobody.
    fn answers(&self, result: Option<&Answered>) -> Said {
        let wanted = if self.permission.resource.is_some() { self.things.len() } else { 1 };
        let said: Said = match result.map(|answered| &answered.result) {
            Some(Value::Array(results)) => results.iter().map(yes_or_no).collect(),
            Some(result) => vec![yes_or_no(result); wanted],
            None => Vec::new(),
        };
        if said.len() == wanted { said } else { vec![None; wanted] }
    }
}

fn yes_or_no(result: &Value) -> Option<bool> {
    match result.as_str() {
        Some("ALLOW") => Some(true),
        Some("DENY") => Some(false),
        _ => None,
    }
}

/// The checks in parts, and those put together into as few requests as they fit into.
fn requests(checks: &[Check], singly: bool) -> Vec<Vec<Part<'_>>> {
    let mut requests: Vec<Vec<Part<'_>>> = Vec::new();
    let mut bytes = 0;
    for part in parts(checks, if singly { 1 } else { THINGS }) {
        bytes += part.item(0, singly).to_string().len();
        match requests.last_mut() {
            Some(request) if bytes <= LARGEST => request.push(part),
            _ => {
                bytes = part.item(0, singly).to_string().len();
                requests.push(vec![part]);
            }
        }
    }
    requests
}

fn parts(checks: &[Check], most: usize) -> impl Iterator<Item = Part<'_>> {
    checks.iter().enumerate().flat_map(move |(check, Check { permission, on })| {
        let part = move |things| Part { check, permission, things };
        let alone = permission.resource.is_none().then(|| part(&[][..]));
        let chunks = if permission.resource.is_some() { on.as_slice() } else { &[] };
        alone.into_iter().chain(chunks.chunks(most).map(part))
    })
}
