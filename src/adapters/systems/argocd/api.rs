//! An Argo CD by its own API (`/api/v1`), directly or through a portal's proxy.

use super::app::{Found, Whence, found};
use super::json::{items, raw, text};
use super::selection::Selection;
use crate::adapters::http::{Body, Call, Events, Failure};
use crate::adapters::session::Signed;
use crate::domain::model::At;
use crate::domain::model::delivery::{AppId, WantedSync};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::{Value, json};

/// What a list is asked for: what an application is made of, without what each object of a sync became.
const FIELDS: [&str; 20] = [
    "metadata.name",
    "metadata.namespace",
    "metadata.resourceVersion",
    "metadata.labels",
    "metadata.annotations",
    "spec",
    "operation",
    "status.sync",
    "status.health",
    "status.conditions",
    "status.history",
    "status.resources",
    "status.summary",
    "status.reconciledAt",
    "status.operationState.phase",
    "status.operationState.message",
    "status.operationState.startedAt",
    "status.operationState.finishedAt",
    "status.operationState.operation",
    "status.operationState.syncResult.revision",
];
/// Argo CD tells who may not see an application the same as that there is none.
const FORBIDDEN: &str =
    "check the name: Argo CD says this of an application that is not there, too; or ask those who run it";

/// An Argo CD, and who one is there.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) signed: Signed,
    pub(super) whence: Whence,
}

/// The applications of a list, and where a stream goes on.
pub(super) struct Listed {
    pub(super) found: Vec<Found>,
    pub(super) version: String,
}

impl Api {
    fn call(&self, words: &str, path: &[&str]) -> Call {
        let tried = format!("{words} of Argo CD {}", self.whence.instance);
        Call::get(&tried, &route(path))
    }

    async fn read(&self, call: Call) -> Result<Value, Fault> {
        Ok(self.body(call).await.map_err(explained)?.json()?)
    }

    async fn body(&self, call: Call) -> Result<Body, Failure> {
        self.signed.send(call).await
    }

    /// The applications that are meant.
    pub(super) async fn list(&self, wanted: &Selection) -> Result<Listed, Fault> {
        let call = selected(self.call("list the applications", &["applications"]), wanted);
        let fields: Vec<String> = FIELDS.iter().map(|field| format!("items.{field}")).collect();
        let fields = format!("metadata.resourceVersion,{}", fields.join(","));
        let value = self.read(call.query("fields", fields)).await?;
        let found = items(&value, "/items").filter_map(|item| found(item, &self.whence));
        let found = found.filter(|found| is_meant(wanted, found)).collect();
        Ok(Listed { found, version: raw(&value, "/metadata/resourceVersion").to_owned() })
    }

    /// What changes of the applications that are meant, from a state on.
    pub(super) async fn stream(&self, wanted: &Selection, version: &str) -> Result<Events<'_>, Failure> {
        let call = selected(self.call("follow the applications", &["stream", "applications"]), wanted).by_lines();
        let fields: Vec<String> = FIELDS.iter().map(|field| format!("result.application.{field}")).collect();
        let call = call.query("fields", format!("result.type,{}", fields.join(",")));
        let call = if version.is_empty() { call } else { call.query("resourceVersion", version) };
        self.signed.listen(call).await
    }

    /// One application in full, and the moment by Argo CD's own clock; compared anew where that is wanted.
    pub(super) async fn app(&self, id: &AppId, refresh: Option<&str>) -> Result<(Found, Option<At>), Fault> {
        let words = if refresh.is_some() { "refresh the application" } else { "read the application" };
        let call = within(self.call(words, &["applications", &id.name]), id);
        let call = match refresh {
            // Argo CD answers once it has compared them
            Some(how) => call.query("refresh", how).waiting(std::time::Duration::from_secs(60)),
            None => call,
        };
        let body = self.body(call).await.map_err(explained)?;
        let value: Value = body.json()?;
        let found = found(&value, &self.whence);
        Ok((found.ok_or_else(|| body.malformed("the answer is no application", ""))?, body.date()))
    }

    /// What an application brought to life.
    pub(super) async fn tree(&self, id: &AppId) -> Result<Value, Fault> {
        self.read(within(self.call("read the tree", &["applications", &id.name, "resource-tree"]), id)).await
    }

    /// Events of an application, or of an object of it by namespace, name and uid.
    pub(super) async fn events(&self, id: &AppId, of: Option<(&str, &str, &str)>) -> Result<Value, Fault> {
        let call = within(self.call("read the events", &["applications", &id.name, "events"]), id);
        let call = match of {
            Some((namespace, name, uid)) => {
                call.query("resourceNamespace", namespace).query("resourceName", name).query("resourceUID", uid)
            }
            None => call,
        };
        self.read(call).await
    }

    /// What is committed and what runs, object by object.
    pub(super) async fn managed(&self, id: &AppId) -> Result<Body, Fault> {
        let call = within(self.call("compare", &["applications", &id.name, "managed-resources"]), id);
        self.body(call).await.map_err(explained)
    }

    /// Who made a revision, and what was said of it: author and message.
    pub(super) async fn revision(&self, id: &AppId, revision: &str) -> Result<(Clean, Vec<Clean>), Fault> {
        let path = ["applications", &id.name, "revisions", revision, "metadata"];
        let value = self.read(within(self.call("read a revision", &path), id)).await?;
        Ok((text(&value, "/author"), Clean::lines(raw(&value, "/message"))))
    }

    /// Whether the user may do that to an application, as Argo CD itself says.
    pub(super) async fn can(&self, action: &str, id: &AppId, project: &str) -> Result<bool, Fault> {
        let call = |path: &[&str]| self.call("read what you may do", path);
        let start = ["account", "can-i", "applications", action, project];
        // with the namespace of Argo CD itself left out it is asked about an application of its own
        let namespace = Some(&*id.namespace).filter(|it| !it.is_empty());
        let mut said = false;
        for middle in [None, namespace].into_iter().take(if namespace.is_some() { 2 } else { 1 }) {
            let path: Vec<&str> = start.into_iter().chain(middle).chain([&*id.name]).collect();
            said |= raw(&self.read(call(&path)).await?, "/value") == "yes";
        }
        Ok(said)
    }

    /// Who the user is there.
    pub(super) async fn who(&self) -> Result<String, Fault> {
        let value = self.read(self.call("read who you are", &["session", "userinfo"])).await?;
        Ok(raw(&value, "/username").to_owned())
    }

    /// Its version; asked by nobody who is signed in, so it says whether it is there.
    pub(super) async fn version(&self) -> Result<Clean, Fault> {
        let call = Call::get(&format!("read the version of Argo CD {}", self.whence.instance), &["api", "version"]);
        Ok(text(&self.read(call).await?, "/Version"))
    }

    /// Has an application synced. Sent once.
    pub(super) async fn sync(&self, id: &AppId, how: &WantedSync) -> Result<Body, Failure> {
        let mut order = json!({"prune": how.prune, "dryRun": how.dry_run});
        let revision = how.revision.as_deref().filter(|revision| !revision.is_empty());
        let namespace = Some(&*id.namespace).filter(|namespace| !namespace.is_empty());
        for (name, value) in [("revision", revision), ("appNamespace", namespace)] {
            if let (Some(value), Some(order)) = (value, order.as_object_mut()) {
                order.insert(name.to_owned(), value.into());
            }
        }
        let tried = format!("sync the application {} of Argo CD {}", id.name, id.instance);
        self.body(Call::post(&tried, &route(&["applications", &id.name, "sync"]), &order)).await
    }
}

fn route<'p>(path: &[&'p str]) -> Vec<&'p str> {
    ["api", "v1"].into_iter().chain(path.iter().copied()).collect()
}

fn within(call: Call, id: &AppId) -> Call {
    if id.namespace.is_empty() { call } else { call.query("appNamespace", &*id.namespace) }
}

fn selected(call: Call, wanted: &Selection) -> Call {
    let parts = [
        ("name", &wanted.name),
        ("selector", &wanted.selector),
        ("appNamespace", &wanted.namespace),
        ("projects", &wanted.project),
    ];
    let given = parts.into_iter().filter_map(|(name, value)| Some((name, value.as_deref()?)));
    given.fold(call, |call, (name, value)| call.query(name, value))
}

/// An old Argo CD does not know all parameters of a list, and gives more than was asked for.
pub(super) fn is_meant(wanted: &Selection, found: &Found) -> bool {
    wanted.fits(&found.app.id.name, &found.app.id.namespace, found.app.project.as_str())
}

pub(super) fn explained(failure: Failure) -> Fault {
    let is_forbidden = failure.status == Some(403) || failure.fault.kind == FaultKind::NotPermitted;
    let fault = failure.fault;
    if is_forbidden { Fault { cure: Clean::line(FORBIDDEN), ..fault } } else { fault }
}
