//! Commands that Argo CD carries out, before the port of all others.

use super::ArgoCds;
use super::api::{Api, explained};
use super::app::Found;
use super::order::{is_free, seen};
use crate::adapters::http::Failure;
use crate::domain::model::delivery::{AppId, Operation, WantedSync};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::command::{AppTarget, Command, Forecast, Seen};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CatalogPort, CommandPort, Told};
use crate::platform::query::{AppById, AppDiff, Ask, DeliveryOf};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Syncs and refreshes of applications; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct ArgoDeeds {
    pub(super) argos: ArgoCds,
    pub(super) catalog: Arc<dyn CatalogPort>,
    behind: Arc<dyn CommandPort>,
}

impl ArgoDeeds {
    /// The port of these Argo CDs, before another. The catalog tells which applications are an entity's.
    pub fn before(behind: Arc<dyn CommandPort>, argos: ArgoCds, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { argos, catalog, behind }
    }

    async fn carry_out(&self, command: Command) -> Outcome {
        let tried = command.words();
        let done = match command {
            Command::SyncApp { app, how, seen } => self.sync(*app, how, seen, tried.as_str()).await,
            Command::RefreshApp { app, hard } => self.refresh(*app, hard, tried.as_str()).await,
            other => Ok(self.behind.command(other).await),
        };
        done.unwrap_or_else(Outcome::Refused)
    }

    async fn refresh(&self, app: AppTarget, hard: bool, tried: &str) -> Result<Outcome, Fault> {
        let (argo, app) = self.meant(app, tried).await?;
        let id = app.id.clone().unwrap_or_default();
        let how = if hard { "hard" } else { "normal" };
        let found = argo.api(tried)?.app(&id, Some(how)).await?;
        let told = format!("{} was compared anew: {}, {}", app.words(), found.app.sync.word(), found.app.health.word());
        Ok(Outcome::done(&told, stale(&app, &id)))
    }

    async fn sync(&self, app: AppTarget, how: WantedSync, shown: Option<Seen>, tried: &str) -> Result<Outcome, Fault> {
        let (argo, app) = self.meant(app, tried).await?;
        let (api, id) = (argo.api(tried)?, app.id.clone().unwrap_or_default());
        let before = api.app(&id, None).await?;
        is_free(&before.app, tried)?;
        if shown.is_some_and(|shown| shown != seen(&before)) {
            let happened = "by now other things differ than were shown";
            return Err(Fault::new(FaultKind::Conflict, tried, happened, "look again at what it does, then decide"));
        }
        // who is asked before, as there is no time for it once an answer is lost
        let who = api.who().await.unwrap_or_default();
        let words = |more: &str| format!("{}: {} Argo CD{more}", app.words(), begun(&how));
        match api.sync(&id, &how).await {
            Ok(body) => {
                let request_id = Some(body.request_id()).filter(|id| !id.is_empty());
                let (told, stale) = (Clean::line(&words("")), stale(&app, &id));
                Ok(Outcome::Done { told, stale, request_id, made: None })
            }
            Err(failure) if failure.lost => {
                let was_begun = is_begun(api, &id, &before, &who).await;
                let words = words("; the answer was lost, and the operation was found");
                Ok(match was_begun {
                    true => Outcome::done(&words, stale(&app, &id)),
                    false => in_doubt(failure, id),
                })
            }
            Err(failure) => Err(explained(failure)),
        }
    }
}

fn begun(how: &WantedSync) -> &'static str {
    if how.dry_run { "a sync is tried out by" } else { "a sync was begun by" }
}

fn in_doubt(failure: Failure, id: AppId) -> Outcome {
    Outcome::InDoubt { probe: AppById { id }.into(), fault: failure.fault }
}

/// What is no longer true.
fn stale(app: &AppTarget, id: &AppId) -> Vec<Ask> {
    let delivery = app.entity.clone().map(|reference| DeliveryOf { reference }.into());
    let asks = [AppById { id: id.clone() }.into(), AppDiff { id: id.clone() }.into()];
    asks.into_iter().chain(delivery).collect()
}

/// Whether an operation of this very user's was begun since. That there is none yet proves nothing: the request may
/// still be on its way.
async fn is_begun(api: &Api, id: &AppId, before: &Found, who: &str) -> bool {
    tokio::time::sleep(api.signed.pause()).await;
    let Ok(found) = api.app(id, None).await else { return false };
    let mark = |operation: &Option<Operation>| operation.as_ref().map(|it| (it.phase.is_on(), it.started));
    let is_new = mark(&found.app.operation) != mark(&before.app.operation);
    let by = found.app.operation.as_ref().map(|operation| operation.by.as_str());
    is_new && !who.is_empty() && by == Some(who)
}

impl CommandPort for ArgoDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        match command {
            Command::SyncApp { .. } | Command::RefreshApp { .. } => {
                Box::pin(async move { Ok(Told::now(self.forecast(command).await?)) })
            }
            other => self.behind.foresee(other),
        }
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        Box::pin(self.carry_out(command))
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.behind.verdict(reference, text)
    }
}
