//! What kinds there are: aggregated (`apidiscovery.k8s.io/v2`), or group by group.

use super::kinds::Kind;
use super::wire::{Reply, Request};
use serde_json::{Value, json};
use std::collections::BTreeMap;

fn groups(kinds: &[Kind]) -> BTreeMap<&str, Vec<&Kind>> {
    let mut groups: BTreeMap<&str, Vec<&Kind>> = BTreeMap::new();
    kinds.iter().for_each(|kind| groups.entry(&kind.group).or_default().push(kind));
    groups
}

/// The versions of a group, preferred first.
fn versions(kinds: &[&Kind]) -> Vec<String> {
    let mut versions: Vec<String> = Vec::new();
    for version in kinds.iter().flat_map(|kind| &kind.versions) {
        if !versions.contains(version) {
            versions.push(version.clone());
        }
    }
    versions
}

/// `/api` and `/apis`.
pub fn root(request: &Request, kinds: &[Kind], is_old: bool) -> Reply {
    let is_core = request.path[0] == "api";
    let groups = groups(kinds);
    let mine = groups.iter().filter(|(group, _)| group.is_empty() == is_core);
    if !is_old && request.header("accept").contains("as=APIGroupDiscoveryList") {
        let items: Vec<Value> = mine.map(|(group, kinds)| aggregated(group, kinds)).collect();
        let body = json!({"kind": "APIGroupDiscoveryList", "apiVersion": "apidiscovery.k8s.io/v2", "metadata": {}, "items": items});
        let kind = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
        return Reply { kind, ..Reply::json(200, &body) };
    }
    if is_core {
        return Reply::json(200, &json!({"kind": "APIVersions", "versions": ["v1"]}));
    }
    let group = |(group, kinds): (&&str, &Vec<&Kind>)| {
        let all: Vec<Value> =
            versions(kinds).iter().map(|v| json!({"groupVersion": format!("{group}/{v}"), "version": v})).collect();
        json!({"name": group, "versions": all, "preferredVersion": all[0]})
    };
    let all: Vec<Value> = mine.map(group).collect();
    Reply::json(200, &json!({"kind": "APIGroupList", "apiVersion": "v1", "groups": all}))
}

fn aggregated(group: &str, kinds: &[&Kind]) -> Value {
    let resource = |kind: &&&Kind, version: &str| {
        json!({
            "resource": kind.plural, "scope": if kind.is_namespaced { "Namespaced" } else { "Cluster" },
            "responseKind": {"group": group, "version": version, "kind": kind.kind},
            "singularResource": kind.kind.to_lowercase(), "verbs": kind.verbs, "categories": kind.categories,
            "subresources": [],
        })
    };
    let version = |version: &String| {
        let all = kinds.iter().filter(|kind| kind.versions.contains(version));
        let all: Vec<Value> = all.map(|kind| resource(&kind, version)).collect();
        json!({"version": version, "freshness": "Current", "resources": all})
    };
    let all: Vec<Value> = versions(kinds).iter().map(version).collect();
    json!({"metadata": {"name": group, "creationTimestamp": null}, "versions": all})
}

/// `/api/v1` and `/apis/GROUP/VERSION`; `None` where there is no such group and version.
pub fn resources(kinds: &[Kind], group: &str, version: &str) -> Option<Reply> {
    let mine = kinds.iter().filter(|kind| kind.group == group && kind.versions.iter().any(|known| known == version));
    let resource = |kind: &Kind| {
        json!({"name": kind.plural, "singularName": kind.kind.to_lowercase(), "namespaced": kind.is_namespaced,
            "kind": kind.kind, "verbs": kind.verbs, "categories": kind.categories})
    };
    let mut all: Vec<Value> = mine.clone().map(resource).collect();
    all.extend(mine.filter(|kind| kind.has_status).map(|kind| {
        json!({"name": format!("{}/status", kind.plural), "singularName": "", "namespaced": kind.is_namespaced,
            "kind": kind.kind, "verbs": ["get", "patch", "update"]})
    }));
    let api = if group.is_empty() { version.to_owned() } else { format!("{group}/{version}") };
    let body = json!({"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": api, "resources": all});
    (!all.is_empty()).then(|| Reply::json(200, &body))
}
