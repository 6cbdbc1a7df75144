//! Commands about access that Teleport carries out, before the port of all others.

use super::Teleport;
use super::ask::is_sound;
use crate::domain::model::access::{AccessOrder, AccessPolicy};
use crate::domain::model::{EntityRef, Problem};
use crate::platform::command::{Command, Forecast};
use crate::platform::fault::Fault;
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CatalogPort, CommandPort, Told};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Requests, reviews, and what is taken into use; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct TeleportDeeds {
    pub(super) teleport: Teleport,
    pub(super) catalog: Arc<dyn CatalogPort>,
    /// Who has to agree to what, for how long, and which roles that takes.
    pub(super) policy: Arc<AccessPolicy>,
    behind: Arc<dyn CommandPort>,
}

impl TeleportDeeds {
    /// The port of a Teleport, before another. The catalog tells which entities are what there.
    pub fn before(behind: Arc<dyn CommandPort>, teleport: Teleport, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { teleport, catalog, policy: Arc::default(), behind }
    }

    /// The same with the policy of the context in place of the table that comes along.
    #[must_use]
    pub fn under(self, policy: Arc<AccessPolicy>) -> Self {
        Self { policy, ..self }
    }

    /// Asks, where the policy lets it: that is looked at here as well, as not all that is sent was foreseen.
    async fn ask(&self, order: &AccessOrder, tried: &str) -> Result<Outcome, Fault> {
        is_sound(order, tried)?;
        let profile = self.teleport.signed_in(tried).await?;
        self.permitted(order, &profile, tried).await?;
        self.teleport.ask_for(order, tried).await
    }

    async fn carry_out(&self, command: Command) -> Outcome {
        let tried = command.words();
        let tried = tried.as_str();
        let done = match command {
            Command::AskAccess(order) => self.ask(&order, tried).await,
            Command::ReviewAccess { id, decision, comment, seen } => {
                self.teleport.review(&id, (decision, &comment), seen, tried).await
            }
            Command::AssumeAccess(id) => self.teleport.assume(&id, tried).await,
            Command::DropAccess(id) => self.teleport.give_up(&id, tried).await,
            Command::RevokeAccess { id, .. } => Err(self.teleport.cannot_revoke(&id, tried)),
            other => Ok(self.behind.command(other).await),
        };
        done.unwrap_or_else(Outcome::Refused)
    }
}

impl CommandPort for TeleportDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        match command {
            Command::AskAccess(_)
            | Command::ReviewAccess { .. }
            | Command::AssumeAccess(_)
            | Command::DropAccess(_)
            | Command::RevokeAccess { .. } => Box::pin(async move { told(self.forecast(command).await) }),
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

fn told(forecast: Result<Forecast, Fault>) -> Result<Told<Forecast>, Fault> {
    forecast.map(Told::now)
}
