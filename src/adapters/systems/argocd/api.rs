//! An Argo CD by its own API (`/api/v1`), directly or through a portal's proxy.

use super::app::{Found, Whence, found};
use super::json::{items, raw, text};
use super::selection::Selection;
use crate::adapters::http::{Body, Call, Events, Failure};
use crate::adapters::session::Signed;
use crate::domain::model::delivery::{AppId, WantedSync};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use serde_json::{Value, json};
use std::time::Duration;

/// How long a stream may say nothing while there is nothing to say.
const UNTIL_ONE: Duration = Duration::from_secs(600);
/// Argo CD tells who may not see an application the same as that there is none.
const FORBIDDEN: &str =
    "check the name: Argo CD says this of an application that is not there, too; or ask those who run it";

/// An Argo CD, and who one is there.
#[derive(Debug)]
pub(super) struct Api {
    pub(super) signed: Signed,
    pub(super) whence: Whence,
    /// The address is that of the API itself.
    pub(super) is_api: bool,
}

impl Api {
    fn call(&self, words: &str, path: &[&str]) -> Call {
        let tried = format!("{words} of Argo CD {}", self.whence.instance);
        Call::get(&tried, &self.route(path))
    }

    fn route<'p>(&self, path: &[&'p str]) -> Vec<&'p str> {
        let start: &[&str] = if self.is_api { &[] } else { &["api", "v1"] };
        start.iter().chain(path).copied().collect()
    }

    async fn read(&self, call: Call) -> Result<Value, Fault> {
        self.body(call).await.map_err(explained)?.json()
    }

    async fn body(&self, call: Call) -> Result<Body, Failure> {
        self.signed.send(call).await
    }

    /// The applications that are meant. They are asked for whole: of the fields that a list can be narrowed to
    /// (`fields`) history, conditions and messages are none.
    pub(super) async fn list(&self, wanted: &Selection) -> Result<Vec<Found>, Fault> {
        let call = selected(self.call("list the applications", &["applications"]), wanted);
        let value = self.read(call).await?;
        let found = items(&value, "/items").filter_map(|item| found(item, &self.whence));
        Ok(found.filter(|found| is_meant(wanted, found)).collect())
    }

    /// What changes of the applications that are meant. A stream begins with all of them; given a state to go on
    /// from (`resourceVersion`) Argo CD would leave out what happened before the stream stood. Its head comes with
    /// the first of them, so where there is none (not `is_any`) it is waited for.
    pub(super) async fn stream(&self, wanted: &Selection, is_any: bool) -> Result<Events<'_>, Failure> {
        let call = selected(self.call("follow the applications", &["stream", "applications"]), wanted).by_lines();
        self.signed.listen(if is_any { call } else { call.waiting(UNTIL_ONE) }).await
    }

    /// One application in full; compared anew where that is wanted.
    pub(super) async fn app(&self, id: &AppId, refresh: Option<&str>) -> Result<Found, Fault> {
        let words = if refresh.is_some() { "refresh the application" } else { "read the application" };
        let call = within(self.call(words, &["applications", &id.name]), id);
        let call = match refresh {
            // Argo CD answers once it has compared them
            Some(how) => call.query("refresh", how).waiting(Duration::from_secs(60)),
            None => call,
        };
        let body = self.body(call).await.map_err(explained)?;
        let value: Value = body.json()?;
        let found = found(&value, &self.whence);
        found.ok_or_else(|| body.malformed("the answer is no application", ""))
    }

    /// What an application brought to life.
    pub(super) async fn tree(&self, id: &AppId) -> Result<Value, Fault> {
        self.read(within(self.call("read the tree", &["applications", &id.name, "resource-tree"]), id)).await
    }

    /// The same as it changes; each change is all of it.
    pub(super) async fn tree_stream(&self, id: &AppId) -> Result<Events<'_>, Failure> {
        let path = ["stream", "applications", &id.name, "resource-tree"];
        self.signed.listen(within(self.call("follow the tree", &path), id).by_lines()).await
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
        // an old Argo CD names those of its own namespace without it
        let namespace = Some(&*id.namespace).filter(|it| !it.is_empty());
        let mut path = start.to_vec();
        path.extend(namespace);
        path.push(&id.name);
        if raw(&self.read(call(&path)).await?, "/value") == "yes" {
            return Ok(true);
        }
        let path: Vec<&str> = start.into_iter().chain([&*id.name]).collect();
        Ok(namespace.is_some() && raw(&self.read(call(&path)).await?, "/value") == "yes")
    }

    /// Who the user is there.
    pub(super) async fn who(&self) -> Result<String, Fault> {
        let value = self.read(self.call("read who you are", &["session", "userinfo"])).await?;
        Ok(raw(&value, "/username").to_owned())
    }

    /// Its version. It is not told where only the API behind a proxy is reached; then who one is says that it
    /// answers.
    pub(super) async fn version(&self) -> Result<Clean, Fault> {
        if self.is_api {
            return self.who().await.map(|_| Clean::default());
        }
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
        self.body(Call::post(&tried, &self.route(&["applications", &id.name, "sync"]), &order)).await
    }
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
