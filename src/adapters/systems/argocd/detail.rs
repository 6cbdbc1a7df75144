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
use std::time::Duration;
use tokio::sync::watch;
use tokio::time::sleep;

/// The tree of what runs is asked for no more often than this.
const BETWEEN: Duration = Duration::from_secs(2);
/// Objects that are not well and whose own events are asked for.
const UNWELL: usize = 4;

impl ArgoCd {
    /// One application in full, followed.
    pub(super) async fn detail(&self, id: AppId, steps: Steps<AppDetail>) -> Result<Told<AppDetail>, Fault> {
        match &self.reached {
            Reached::Api(api) => api.detail(id, steps).await,
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

impl Api {
    async fn detail(&self, id: AppId, steps: Steps<AppDetail>) -> Result<Told<AppDetail>, Fault> {
        let (tell, mut changes) = watch::channel(None::<Result<Found, Clean>>);
        // asked for by itself first: a list says nothing of why one is not there
        let (first, _) = self.app(&id, None).await?;
        let wanted = Selection::one(&first.app.id);
        tell.send_replace(Some(Ok(first)));
        let told_id = id.clone();
        let each = move |apps: &Apps| {
            if apps.is_known && apps.behind.is_none() {
                let found =
                    apps.found.iter().find(|(other, _)| other.name == told_id.name).map(|(_, found)| found.clone());
                let gone = || Clean::line(&format!("there is no application {} any more", told_id.name));
                let new = Some(found.ok_or_else(gone));
                tell.send_if_modified(|now| (*now != new).then(|| now.clone_from(&new)).is_some());
            }
        };
        let following = self.follow(&wanted, &each);
        let telling = self.tell(&id, &mut changes, &steps);
        tokio::select! {
            fault = following => Err(fault),
            fault = telling => Err(fault),
        }
    }

    /// Hands on the application as it changes, each time with a new tree and new events.
    async fn tell(
        &self,
        id: &AppId,
        changes: &mut watch::Receiver<Option<Result<Found, Clean>>>,
        steps: &Steps<AppDetail>,
    ) -> Fault {
        let mut detail = AppDetail::default();
        loop {
            let found = changes.borrow_and_update().clone();
            match found {
                Some(Ok(found)) => {
                    let app = App::clone(&found.app);
                    // the application itself is known at once; tree and events take requests of their own
                    detail = AppDetail { app, ..detail };
                    steps.send(Step::Part(Told::now(detail.clone())));
                    let (tree, events) = self.around(id, &detail.app).await;
                    // what cannot be told of it now stays as it was
                    detail.tree = tree.unwrap_or(detail.tree);
                    detail.events = events.unwrap_or(detail.events);
                    steps.send(Step::Whole(Told::now(detail.clone())));
                }
                Some(Err(gone)) => {
                    return Fault::new(FaultKind::NotFound, "show the application", gone.as_str(), "it was deleted");
                }
                None => {}
            }
            sleep(BETWEEN).await;
            if changes.changed().await.is_err() {
                return fell_over("follow the application");
            }
        }
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
