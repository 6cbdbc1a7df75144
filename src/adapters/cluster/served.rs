//! What kinds of objects a cluster has: discovery, aggregated where the cluster can (`apidiscovery.k8s.io/v2`),
//! else group by group as they are asked for.

use super::field::{list, text};
use super::reach::{Call, Reach};
use super::words::Refusal;
use crate::domain::model::cluster::Kind;
use crate::platform::fault::Fault;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Mutex;

const AGGREGATED: &str = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,\
    application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList,application/json";
const TRIED: &str = "see what kinds of objects there are";

/// A kind of objects that a cluster serves.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ServedKind {
    /// The kind.
    pub kind: Kind,
    /// The versions of its API, the one that the cluster prefers first.
    pub versions: Vec<Arc<str>>,
    /// Its name in addresses: `postgresdatabases`.
    pub plural: Arc<str>,
    /// Whether its objects lie in namespaces.
    pub is_namespaced: bool,
    /// What can be done with it: `list`, `watch`.
    pub verbs: Vec<Arc<str>>,
    /// The categories that it is in: `managed`, `claim`, `composite`.
    pub categories: Vec<Arc<str>>,
}

impl ServedKind {
    /// The version that is meant: the wished one where it is served.
    pub fn version(&self, wished: Option<&str>) -> Arc<str> {
        let wished = self.versions.iter().find(|version| wished == Some(&***version));
        wished.or(self.versions.first()).cloned().unwrap_or_default()
    }

    /// Whether that can be done with it.
    pub fn can(&self, verb: &str) -> bool {
        self.verbs.iter().any(|known| &**known == verb)
    }

    /// The path of its objects; of one namespace where it has namespaces and one is named.
    pub(super) fn path(&self, version: &str, namespace: &str) -> String {
        let root = match &*self.kind.group {
            "" => format!("/api/{}", escaped(version)),
            group => format!("/apis/{}/{}", escaped(group), escaped(version)),
        };
        match self.is_namespaced && !namespace.is_empty() {
            true => format!("{root}/namespaces/{}/{}", escaped(namespace), escaped(&self.plural)),
            false => format!("{root}/{}", escaped(&self.plural)),
        }
    }
}

/// A segment of a path. What a name of Kubernetes may hold stays; anything else cannot lead elsewhere.
pub(super) fn escaped(segment: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'~');
    let dots = !segment.bytes().all(|byte| byte == b'.');
    segment.bytes().fold(String::with_capacity(segment.len()), |mut path, byte| {
        match plain(byte) || byte == b'.' && dots {
            true => path.push(char::from(byte)),
            false => path.push_str(&format!("%{byte:02X}")),
        }
        path
    })
}

type Kinds = Arc<[Arc<ServedKind>]>;

/// What is known of the kinds of a cluster.
#[derive(Debug, Default)]
pub(super) struct Served(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    /// By group. Of a cluster that tells one group at a time those that were asked for.
    groups: BTreeMap<Arc<str>, Kinds>,
    /// The versions of each group, preferred first, of a cluster that tells one group at a time.
    named: BTreeMap<Arc<str>, Vec<Arc<str>>>,
    /// When all was read.
    read: Option<Instant>,
}

impl Served {
    /// The kind as the cluster serves it; `None` where it does not.
    pub async fn kind(&self, reach: &Reach, kind: &Kind) -> Result<Option<Arc<ServedKind>>, Fault> {
        let find = |kinds: &Kinds| kinds.iter().find(|served| served.kind == *kind).cloned();
        let mut known = self.0.lock().await;
        if let Some(found) = known.group(reach, &kind.group).await?.as_ref().and_then(find) {
            return Ok(Some(found));
        }
        // it may have come since
        if known.read.is_some_and(|read| read.elapsed() < reach.setup.limits.again) {
            return Ok(None);
        }
        known.read = None;
        Ok(known.group(reach, &kind.group).await?.as_ref().and_then(find))
    }

    /// All kinds of a group; none where there is no such group.
    pub async fn group(&self, reach: &Reach, group: &str) -> Result<Vec<Arc<ServedKind>>, Fault> {
        let mut known = self.0.lock().await;
        Ok(known.group(reach, group).await?.map(|kinds| kinds.to_vec()).unwrap_or_default())
    }

    /// What is known is read anew when it is wanted next.
    pub async fn forget(&self) {
        self.0.lock().await.read = None;
    }
}

impl Known {
    async fn group(&mut self, reach: &Reach, group: &str) -> Result<Option<Kinds>, Fault> {
        if self.read.is_none() {
            self.read(reach).await?;
        }
        if let Some(kinds) = self.groups.get(group) {
            return Ok(Some(Arc::clone(kinds)));
        }
        let Some(versions) = self.named.get(group).cloned() else { return Ok(None) };
        let kinds = one_by_one(reach, group, &versions).await?;
        self.groups.insert(group.into(), Arc::clone(&kinds));
        Ok(Some(kinds))
    }

    async fn read(&mut self, reach: &Reach) -> Result<(), Fault> {
        (self.groups, self.named) = Default::default();
        for root in ["/api", "/apis"] {
            let answer = reach.json(&Call::get(TRIED, root.to_owned()).accepting(AGGREGATED)).await?;
            match text(&answer, "/kind") {
                "APIGroupDiscoveryList" => self.groups.extend(list(&answer, "/items").map(aggregated)),
                "APIVersions" => drop(self.named.insert("".into(), versions(list(&answer, "/versions")))),
                _ => self.named.extend(list(&answer, "/groups").map(group_versions)),
            }
        }
        self.read = Some(Instant::now());
        Ok(())
    }
}

fn versions<'a>(said: impl Iterator<Item = &'a Value>) -> Vec<Arc<str>> {
    said.filter_map(|version| version.as_str().map(Arc::from)).collect()
}

fn group_versions(group: &Value) -> (Arc<str>, Vec<Arc<str>>) {
    let preferred = text(group, "/preferredVersion/version");
    let all = list(group, "/versions").map(|version| text(version, "/version"));
    let mut versions: Vec<Arc<str>> = all.filter(|version| !version.is_empty()).map(Arc::from).collect();
    versions.sort_by_key(|version| &**version != preferred);
    (text(group, "/name").into(), versions)
}

/// A group of the aggregated form. Its versions come in the order of preference.
fn aggregated(group: &Value) -> (Arc<str>, Kinds) {
    let name = text(group, "/metadata/name");
    let mut kinds = Vec::new();
    for version in list(group, "/versions") {
        for resource in list(version, "/resources") {
            let kind = Kind::new(name, text(resource, "/responseKind/kind"));
            let is_namespaced = text(resource, "/scope") == "Namespaced";
            push(&mut kinds, kind, text(version, "/version"), text(resource, "/resource"), is_namespaced, resource);
        }
    }
    (name.into(), kinds.into_iter().map(Arc::new).collect())
}

async fn one_by_one(reach: &Reach, group: &str, versions: &[Arc<str>]) -> Result<Kinds, Fault> {
    let mut kinds = Vec::new();
    for version in versions {
        let path = match group {
            "" => format!("/api/{}", escaped(version)),
            group => format!("/apis/{}/{}", escaped(group), escaped(version)),
        };
        let answer = match reach.json(&Call::get(TRIED, path)).await {
            // an aggregated API whose server is away takes nothing from the others
            Err(Refusal { code: Some(404 | 503), .. }) => continue,
            answer => answer?,
        };
        for resource in list(&answer, "/resources").filter(|resource| !text(resource, "/name").contains('/')) {
            let kind = Kind::new(group, text(resource, "/kind"));
            let is_namespaced = resource.get("namespaced").and_then(Value::as_bool) == Some(true);
            push(&mut kinds, kind, version, text(resource, "/name"), is_namespaced, resource);
        }
    }
    Ok(kinds.into_iter().map(Arc::new).collect())
}

/// One more kind, or one more version of a known one.
fn push(kinds: &mut Vec<ServedKind>, kind: Kind, version: &str, plural: &str, is_namespaced: bool, resource: &Value) {
    if plural.is_empty() || kind.name.is_empty() {
        return;
    }
    if let Some(known) = kinds.iter_mut().find(|known| known.kind == kind && &*known.plural == plural) {
        known.versions.push(version.into());
        return;
    }
    kinds.push(ServedKind {
        kind,
        versions: vec![version.into()],
        plural: plural.into(),
        is_namespaced,
        verbs: versions(list(resource, "/verbs")),
        categories: versions(list(resource, "/categories")),
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_of_theirs_leads_to_another_address() {
        assert_eq!(escaped("orders-1.shop"), "orders-1.shop");
        assert_eq!(escaped("../secrets?x=ä"), "..%2Fsecrets%3Fx%3D%C3%A4");
        assert_eq!(escaped(".."), "%2E%2E");
    }
}
