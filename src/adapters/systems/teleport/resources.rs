//! What access may be asked to: `tsh request search`, and what `tsh` lists of databases, machines and clusters.

use super::table::{self, environment};
use super::{Teleport, json, named};
use crate::domain::model::access::{AccessKind, AccessRequest, AccessWay, Resource, ResourceId};
use crate::domain::text::Clean;
use crate::platform::access::ResourceSearch;
use crate::platform::fault::Fault;
use crate::platform::ports::CatalogPort;
use futures_util::future::join_all;
use serde_json::Value;
use std::sync::Arc;

/// Pods of a cluster, as versions since 18 and those before call their kind.
const PODS: [&[&str]; 2] = [&["--kind=kube_resource", "--kube-kind=pods"], &["--kind=pod"]];

/// Kinds whose things are asked for their names.
const NAMED: [&str; 4] = ["db", "node", "kube_cluster", "app"];

/// What `tsh` lists of what one reaches already, and by which kind.
const LISTS: [(&str, &[&str]); 3] = [("db", &["db", "ls"]), ("node", &["ls"]), ("kube_cluster", &["kube", "ls"])];

impl Teleport {
    /// What fits. What one of several questions does not tell keeps nothing of the others back.
    ///
    /// # Errors
    /// When nobody is signed in, and when no question was answered.
    pub(super) async fn find(
        &self,
        catalog: &dyn CatalogPort,
        wanted: &ResourceSearch,
    ) -> Result<Vec<Resource>, Fault> {
        let tried = "list what access may be asked to";
        let profile = self.signed_in(tried).await?;
        let kinds = kinds(wanted);
        let searches = join_all(kinds.iter().map(|kind| self.search(kind, &wanted.text, tried)));
        let lists = join_all(
            LISTS
                .iter()
                .filter(|(kind, _)| kinds.contains(kind))
                .map(|(kind, words)| self.listed(kind, words, &profile.cluster, tried)),
        );
        let (searched, listed, names) = futures_util::join!(searches, lists, self.names(catalog, &profile.cluster));
        let mut failed = None;
        let mut found: Vec<Resource> = Vec::new();
        for answer in searched {
            match answer {
                Ok(more) => found.extend(more),
                Err(fault) => drop(failed.get_or_insert(fault)),
            }
        }
        let known: Vec<Resource> = listed.into_iter().flatten().flatten().collect();
        if let (Some(fault), true, true) = (failed, found.is_empty(), known.is_empty()) {
            return Err(fault);
        }
        let mut all = joined(found, known);
        all.iter_mut().for_each(|one| one.entity = named::entity_of(&names, &one.id));
        self.memory().keep_resources(&all);
        all.retain(|one| fits(one, wanted));
        all.sort_by(|a, b| a.kind().cmp(&b.kind()).then_with(|| a.title.as_str().cmp(b.title.as_str())));
        Ok(all)
    }

    /// Asks what the things of requests are called, each kind once in a while; whether more is known then.
    pub(super) async fn learn_names(&self, requests: &[Arc<AccessRequest>], tried: &str) -> bool {
        let ids = requests.iter().flat_map(|request| &request.resources).map(|resource| &resource.id);
        self.learn(ids, tried).await
    }

    /// The same of things by their ids.
    pub(super) async fn learn(&self, ids: impl Iterator<Item = &ResourceId>, tried: &str) -> bool {
        let unknown = ids.filter(|id| !self.memory().knows(id));
        let is_unknown = |kind: &&str, ids: &[&ResourceId]| ids.iter().any(|id| *id.kind == **kind);
        let unknown: Vec<&ResourceId> = unknown.collect();
        let kinds = NAMED.iter().copied().filter(|kind| is_unknown(kind, &unknown));
        let due: Vec<&str> = kinds.filter(|kind| self.memory().asks(kind, named::GOOD)).collect();
        for found in join_all(due.iter().map(|kind| self.search(kind, "", tried))).await.into_iter().flatten() {
            self.memory().keep_resources(&found);
        }
        !due.is_empty()
    }

    /// Keeps what `tsh` lists of some kinds: what things are called, and as whom one may sign in.
    pub(super) async fn keep_listed(&self, kinds: &[&str], cluster: &str, tried: &str) {
        let lists = LISTS.iter().filter(|(kind, _)| kinds.contains(kind));
        let lists = join_all(lists.map(|(kind, words)| self.listed(kind, words, cluster, tried))).await;
        let listed: Vec<Resource> = lists.into_iter().flatten().flatten().collect();
        let known = listed.iter().map(|one| self.memory().resource(&one.id)).collect();
        self.memory().keep_resources(&joined(known, listed));
    }

    async fn search(&self, kind: &str, text: &str, tried: &str) -> Result<Vec<Resource>, Fault> {
        if kind == "pods" {
            return self.pods(text, tried).await;
        }
        self.searched(&[format!("--kind={kind}"), "--verbose".into()], tried).await
    }

    /// Pods of the cluster that stands before the slash.
    async fn pods(&self, text: &str, tried: &str) -> Result<Vec<Resource>, Fault> {
        let cluster = text.split('/').next().unwrap_or_default();
        let mut last = Ok(Vec::new());
        for form in PODS {
            let rest = [format!("--kube-cluster={cluster}"), "--all-kube-namespaces".into(), "--verbose".into()];
            let args: Vec<String> = form.iter().map(|word| (*word).to_owned()).chain(rest).collect();
            last = self.searched(&args, tried).await;
            if last.is_ok() {
                break;
            }
        }
        last
    }

    async fn searched(&self, args: &[String], tried: &str) -> Result<Vec<Resource>, Fault> {
        let said = self.tsh().look(&["request", "search"], args, tried).await?;
        if said.is_good {
            return Ok(table::resources(&String::from_utf8_lossy(&said.output)));
        }
        let fault = self.tsh().refused(&said, tried, &self.tsh().line(tried, &["request", "search"], args));
        self.memory().note_lack(AccessWay::Resources, &fault);
        Err(fault)
    }

    async fn listed(&self, kind: &str, words: &[&str], cluster: &str, tried: &str) -> Result<Vec<Resource>, Fault> {
        let value = self.tsh().json(words, &["--format=json".into()], tried).await?;
        Ok(json::items(&value, "").filter_map(|one| listed(one, kind, cluster)).collect())
    }
}

/// The kinds of Teleport's that are asked about.
fn kinds(wanted: &ResourceSearch) -> Vec<&'static str> {
    let has_cluster = wanted.text.split_once('/').is_some_and(|(cluster, _)| is_name(cluster));
    match wanted.kind {
        Some(AccessKind::Database) => vec!["db"],
        Some(AccessKind::Ssh) => vec!["node"],
        Some(AccessKind::Kubernetes) if has_cluster => vec!["kube_cluster", "pods"],
        Some(AccessKind::Kubernetes) => vec!["kube_cluster"],
        Some(AccessKind::Other) => vec!["app", "windows_desktop"],
        Some(AccessKind::PortForward) => vec!["db", "node", "kube_cluster"],
        None => vec!["db", "node", "kube_cluster", "app"],
    }
}

/// Whether a text can be the value of an option.
fn is_name(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('-') && !text.chars().any(|c| c.is_whitespace() || c.is_control())
}

/// Something that is listed: a database, a machine, a cluster of Kubernetes.
fn listed(value: &Value, kind: &str, cluster: &str) -> Option<Resource> {
    // with another form of the command it stands a step deeper
    let value = value.get("database").unwrap_or(value);
    let name = [json::raw(value, "/metadata/name"), json::raw(value, "/kube_cluster_name")];
    let name = name.into_iter().find(|name| !name.is_empty())?;
    let id = ResourceId { cluster: cluster.into(), kind: kind.into(), name: name.into(), sub: Arc::default() };
    let labels = value.pointer("/metadata/labels").or_else(|| value.get("labels")).and_then(Value::as_object);
    let labels = labels.into_iter().flatten().filter_map(|(name, value)| Some((name.as_str(), value.as_str()?)));
    let allowed = json::texts(value, "/users/allowed");
    Some(Resource {
        title: json::one_of(value, &["/spec/hostname", "/metadata/name", "/kube_cluster_name"]),
        about: json::one_of(value, &["/spec/protocol", "/metadata/description", "/spec/version"]),
        environment: environment(labels),
        logins: allowed.into_iter().filter(|login| login.as_str() != "*").collect(),
        ..Resource::of(id)
    })
}

/// What was found, with what is known of it besides; what is known alone comes after.
fn joined(found: Vec<Resource>, known: Vec<Resource>) -> Vec<Resource> {
    let mut all: Vec<Resource> = Vec::new();
    for one in found.into_iter().chain(known) {
        match all.iter_mut().find(|other| other.id == one.id) {
            Some(other) => enrich(other, one),
            None => all.push(one),
        }
    }
    all
}

fn enrich(one: &mut Resource, more: Resource) {
    let fill = |empty: &mut Clean, text: Clean| {
        if empty.is_empty() {
            *empty = text;
        }
    };
    fill(&mut one.about, more.about);
    fill(&mut one.environment, more.environment);
    if one.title.as_str() == &*one.id.name {
        one.title = more.title;
    }
    if one.logins.is_empty() {
        one.logins = more.logins;
    }
}

fn fits(one: &Resource, wanted: &ResourceSearch) -> bool {
    let text = wanted.text.to_lowercase();
    let has = |hay: &str| hay.to_lowercase().contains(&text);
    let is_found = has(one.title.as_str()) || has(one.about.as_str()) || has(&one.id.to_string());
    let is_theirs = wanted.entity.as_ref().is_none_or(|entity| match &one.entity {
        Some(own) => own == entity,
        None => named::is_called(one, entity),
    });
    is_found && is_theirs
}
