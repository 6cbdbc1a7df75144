//! An application, from the resource that Argo CD keeps of it: the same by its API and in the cluster.

use super::json::{is_set, items, moment, number, one_or_more, raw, text, texts};
use crate::domain::model::WebAddress;
use crate::domain::model::cluster::{Kind, ObjectRef, REQUEST_LABEL};
use crate::domain::model::delivery::{App, AppId, Deployment, Health, Operation, Phase, ResourceState, Source, Sync};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// Where an application was read from.
#[derive(Clone, Debug, Default)]
pub(super) struct Whence {
    /// The name of the Argo CD.
    pub(super) instance: Arc<str>,
    /// Its address for a browser, where that is known.
    pub(super) web: Option<String>,
    /// Why nothing can be done to it from here.
    pub(super) read_only: Clean,
}

/// An application as it was found, with what is not part of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Found {
    /// The application.
    pub(super) app: Arc<App>,
    /// The request that its own label or annotation names.
    pub(super) request: Option<Clean>,
    /// The name of its cluster and the address, as its destination has them.
    pub(super) destination: (String, String),
    /// How Argo CD tells one state of it from another.
    pub(super) version: String,
}

/// What is found in a resource; none in what has no name.
pub(super) fn found(value: &Value, whence: &Whence) -> Option<Found> {
    let app = Arc::new(app(value, whence)?);
    let mark = |of: &str| value.pointer(of)?.get(REQUEST_LABEL)?.as_str();
    let request = mark("/metadata/labels").or_else(|| mark("/metadata/annotations")).map(Clean::line);
    let destination =
        (raw(value, "/spec/destination/name").to_owned(), raw(value, "/spec/destination/server").to_owned());
    let version = raw(value, "/metadata/resourceVersion").to_owned();
    Some(Found { app, request: request.filter(|id| !id.is_empty()), destination, version })
}

/// The application that a resource describes; none in what has no name.
pub(super) fn app(value: &Value, whence: &Whence) -> Option<App> {
    let id = id(value, whence)?;
    let destination = ["/spec/destination/name", "/spec/destination/server"].map(|pointer| text(value, pointer));
    Some(App {
        project: text(value, "/spec/project"),
        sources: sources(value),
        cluster: destination.into_iter().find(|name| !name.is_empty()).unwrap_or_default(),
        namespace: text(value, "/spec/destination/namespace"),
        sync: Sync::of_word(raw(value, "/status/sync/status")),
        revisions: one_or_more(value, "/status/sync/revision", "/status/sync/revisions"),
        health: Health::of_word(raw(value, "/status/health/status")),
        messages: messages(value),
        operation: operation(value),
        history: history(value),
        resources: items(value, "/status/resources").filter_map(resource).collect(),
        images: texts(value, "/status/summary/images"),
        is_automated: is_automated(value),
        reconciled: moment(value, "/status/reconciledAt"),
        read_only: whence.read_only.clone(),
        address: address(&id, whence),
        id,
    })
}

fn id(value: &Value, whence: &Whence) -> Option<AppId> {
    let name = raw(value, "/metadata/name");
    let namespace = raw(value, "/metadata/namespace").into();
    (!name.is_empty()).then(|| AppId { instance: Arc::clone(&whence.instance), namespace, name: name.into() })
}

/// `/applications/NAMESPACE/NAME` of Argo CD's own pages.
fn address(id: &AppId, whence: &Whence) -> Clean {
    let Some(web) = &whence.web else { return Clean::default() };
    let parts = [&id.namespace, &id.name].into_iter().filter(|part| !part.is_empty());
    // a name of Kubernetes holds nothing that an address would have to escape; what does is none
    let path: Vec<&str> = parts.map(|part| &**part).collect();
    let address = format!("{}/applications/{}", web.trim_end_matches('/'), path.join("/"));
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '/');
    let is_one = path.iter().all(|part| part.chars().all(fits)) && WebAddress::parse(&address).is_ok();
    if is_one { Clean::line(&address) } else { Clean::default() }
}

fn sources(value: &Value) -> Vec<Source> {
    let several: Vec<Source> = items(value, "/spec/sources").map(source).collect();
    let single = value.pointer("/spec/source").filter(|source| source.is_object());
    if several.is_empty() { single.map(source).into_iter().collect() } else { several }
}

fn source(value: &Value) -> Source {
    Source {
        repository: text(value, "/repoURL"),
        path: text(value, "/path"),
        target: text(value, "/targetRevision"),
        chart: text(value, "/chart"),
    }
}

/// Automation is off where it says so itself (`enabled: false`, since Argo CD 3.1).
fn is_automated(value: &Value) -> bool {
    let automated = value.pointer("/spec/syncPolicy/automated").filter(|policy| policy.is_object());
    automated.is_some_and(|policy| policy.get("enabled").and_then(Value::as_bool).unwrap_or(true))
}

fn messages(value: &Value) -> Vec<Clean> {
    let health = Some(text(value, "/status/health/message")).filter(|message| !message.is_empty());
    let conditions = items(value, "/status/conditions")
        .map(|condition| Clean::line(&format!("{}: {}", raw(condition, "/type"), raw(condition, "/message"))));
    health.into_iter().chain(conditions).collect()
}

/// The operation that goes on, or the last one. One that was asked for and has not begun is `operation` alone.
fn operation(value: &Value) -> Option<Operation> {
    let asked = value.get("operation").filter(|operation| operation.is_object());
    let state = value.pointer("/status/operationState").filter(|state| state.is_object());
    match (asked, state) {
        (Some(asked), state) if state.is_none_or(|state| !Phase::of_word(raw(state, "/phase")).is_on()) => {
            Some(Operation {
                message: "it waits to begin".into(),
                by: by(asked.get("initiatedBy")),
                revisions: one_or_more(asked, "/sync/revision", "/sync/revisions"),
                ..Operation::default()
            })
        }
        (_, Some(state)) => Some(operation_state(state)),
        _ => None,
    }
}

fn operation_state(state: &Value) -> Operation {
    let applied = one_or_more(state, "/syncResult/revision", "/syncResult/revisions");
    let asked = || one_or_more(state, "/operation/sync/revision", "/operation/sync/revisions");
    Operation {
        phase: Phase::of_word(raw(state, "/phase")),
        message: text(state, "/message"),
        started: moment(state, "/startedAt"),
        finished: moment(state, "/finishedAt"),
        by: by(state.pointer("/operation/initiatedBy")),
        revisions: if applied.is_empty() { asked() } else { applied },
    }
}

fn by(initiated: Option<&Value>) -> Clean {
    let Some(initiated) = initiated else { return Clean::default() };
    match raw(initiated, "/username") {
        "" if is_set(initiated, "/automated") => "automated".into(),
        name => Clean::line(name),
    }
}

/// Newest first; Argo CD has the oldest first.
fn history(value: &Value) -> Vec<Deployment> {
    let mut all: Vec<Deployment> = items(value, "/status/history").map(deployment).collect();
    all.sort_by_key(|deployment| std::cmp::Reverse((deployment.at, deployment.id)));
    all
}

fn deployment(value: &Value) -> Deployment {
    Deployment {
        id: number(value, "/id").unwrap_or_default(),
        revisions: one_or_more(value, "/revision", "/revisions"),
        at: moment(value, "/deployedAt"),
        by: by(value.get("initiatedBy")),
    }
}

/// An object as Argo CD names one: its group and kind stand apart.
pub(super) fn object(value: &Value) -> Option<ObjectRef> {
    let name = raw(value, "/name");
    let kind = Kind::new(raw(value, "/group"), raw(value, "/kind"));
    (!name.is_empty()).then(|| ObjectRef::new(kind, raw(value, "/namespace"), name))
}

fn resource(value: &Value) -> Option<ResourceState> {
    let health = raw(value, "/health/status");
    Some(ResourceState {
        object: object(value)?,
        sync: Sync::of_word(raw(value, "/status")),
        health: (!health.is_empty()).then(|| Health::of_word(health)),
        message: text(value, "/health/message"),
        requires_pruning: is_set(value, "/requiresPruning"),
    })
}
