//! One application in full, followed: itself by the stream of its changes, its tree and events with each of them.

use super::api::Api;
use super::app::Found;
use super::follow::Apps;
use super::json::{items, raw};
use super::selection::Selection;
use super::tree::{events, joined, tree};
use super::{ArgoCd, Reached, diff};
use crate::domain::model::cluster::ObjectEvent;
use crate::domain::model::delivery::{App, AppDetail, AppId, AppNode, ResourceDiff};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::fell_over;
use crate::platform::steps::{Answering, Step, Steps, Told};
use serde_json::Value;
use std::convert::Infallible;
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// The tree of what runs is asked for no more often than this.
const BETWEEN: Duration = Duration::from_secs(2);
/// Streams of the tree that bring nothing until none is opened any more, and the pauses between them.
const BARREN: u32 = 3;
const PAUSES: u32 = 8;
/// Objects that are not well and whose own events are asked for.
const UNWELL: usize = 4;

impl ArgoCd {
    /// One application in full, followed.
    pub(super) async fn detail(&self, id: AppId, steps: Steps<AppDetail>) -> Result<Told<AppDetail>, Fault> {
        match &self.reached {
            Reached::Api(api) => api.detail(id, steps).await,
            Reached::Crd(crd) => crd.detail(id, steps).await,
        }
    }

    /// What differs of an application.
    pub(super) fn diff<'a>(&'a self, id: &'a AppId) -> Answering<'a, Vec<ResourceDiff>> {
        Box::pin(async move {
            let body = self.api("compare the application")?.managed(id).await?;
            // it may be large, and others wait
            let read = tokio::task::spawn_blocking(move || {
                let value: Value = body.json()?;
                Ok::<_, Fault>(diff::diffs(&value))
            });
            Ok(Told::now(read.await.map_err(|_| fell_over("compare the application"))??))
        })
    }
}

/// The application as it was last heard, and why that may be behind; or that it is gone.
type Heard = Result<(Found, Option<Clean>), Clean>;

impl Api {
    async fn detail(&self, id: AppId, steps: Steps<AppDetail>) -> Result<Told<AppDetail>, Fault> {
        // asked for by itself first: a list says nothing of why one is not there
        let first = self.app(&id, None).await?;
        let wanted = Selection::one(&first.app.id);
        let (tell, mut changes) = watch::channel::<Heard>(Ok((first, None)));
        let each = |apps: &Apps| {
            tell.send_if_modified(|now| {
                let new = heard(&id, apps, now);
                (*now != new).then(|| *now = new).is_some()
            });
        };
        let (tree, mut trees) = watch::channel(());
        tokio::select! {
            fault = self.follow(&wanted, &each) => Err(fault),
            fault = self.tell(&id, &mut changes, &mut trees, &steps) => Err(fault),
            never = self.hear_tree(&id, &tree) => match never {},
        }
    }

    /// Hands on the application as it changes, each time with a new tree and new events.
    async fn tell(
        &self,
        id: &AppId,
        changes: &mut watch::Receiver<Heard>,
        trees: &mut watch::Receiver<()>,
        steps: &Steps<AppDetail>,
    ) -> Fault {
        let mut detail = AppDetail::default();
        loop {
            let (found, behind) = match changes.borrow_and_update().clone() {
                Ok(heard) => heard,
                Err(gone) => {
                    return Fault::new(FaultKind::NotFound, "show the application", gone.as_str(), "it was deleted");
                }
            };
            trees.mark_unchanged();
            detail.app = App::clone(&found.app);
            detail.app.messages.extend(behind.clone());
            // the application itself is known at once; tree and events take requests of their own
            steps.send(Step::Part(Told::now(detail.clone())));
            if behind.is_none() {
                let (tree, events) = self.around(id, &detail.app).await;
                // what cannot be told of it now stays as it was
                detail.tree = tree.unwrap_or(detail.tree);
                detail.events = events.unwrap_or(detail.events);
            }
            steps.send(Step::Whole(Told::now(detail.clone())));
            sleep(BETWEEN).await;
            tokio::select! {
                _ = changes.changed() => {}
                _ = trees.changed() => {}
            }
        }
    }

    /// Tells when the tree changes, which may be without a change of the application: pods come and go. Where no
    /// stream of it gets through, changes of the application have to do.
    async fn hear_tree(&self, id: &AppId, told: &watch::Sender<()>) -> Infallible {
        let mut barren = 0;
        while barren < BARREN {
            if let Ok(mut stream) = self.tree_stream(id).await {
                while let Ok(Some(some)) = stream.next().await {
                    if !some.is_empty() {
                        barren = 0;
                        told.send_replace(());
                    }
                }
            }
            barren += 1;
            sleep(self.signed.pause() * PAUSES).await;
        }
        std::future::pending().await
    }

    /// The tree and the events of an application, with those of what is not well in it.
    async fn around(&self, id: &AppId, app: &App) -> (Option<Vec<AppNode>>, Option<Vec<ObjectEvent>>) {
        let (nodes, told) = tokio::join!(self.tree(id), self.events(id, None));
        let mut lists: Vec<_> = told.iter().map(events).collect();
        let Ok(nodes) = nodes else { return (None, told.is_ok().then(|| joined(lists))) };
        let is_unwell = |node: &&Value| matches!(raw(node, "/health/status"), "Degraded" | "Missing" | "Progressing");
        for node in items(&nodes, "/nodes").filter(is_unwell).filter(|node| !raw(node, "/uid").is_empty()).take(UNWELL)
        {
            let of = (raw(node, "/namespace"), raw(node, "/name"), raw(node, "/uid"));
            lists.extend(self.events(id, Some(of)).await.iter().map(events));
        }
        let is_told = told.is_ok() || !lists.is_empty();
        (Some(tree(&nodes, app)), is_told.then(|| joined(lists)))
    }
}

/// What is heard of an application by what is known of all that were meant.
fn heard(id: &AppId, apps: &Apps, before: &Heard) -> Heard {
    if let Some(why) = &apps.behind {
        let behind = Clean::line(&format!("this may be behind: {why}"));
        return before.clone().map(|(found, _)| (found, Some(behind)));
    }
    let found = apps.found.iter().find(|(other, _)| other.name == id.name).map(|(_, found)| (found.clone(), None));
    found.ok_or_else(|| Clean::line(&format!("there is no application {} any more", id.name)))
}
