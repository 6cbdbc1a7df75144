//! Commands that forges carry out, before the port of all others.

use super::Forges;
use super::dialect::Restored;
use super::undo::Planned;
use crate::adapters::http::Failure;
use crate::domain::document::{Line, Role};
use crate::domain::model::forge::{Landed, PullRequest};
use crate::domain::model::{EntityRef, Problem};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Seen};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, CommandPort, Told};
use crate::platform::query::{Ask, PullById, Rows};
use futures_util::future::BoxFuture;
use std::sync::Arc;

/// Files that are named.
const SHOWN: usize = 100;

/// Reverts, which are proposed as pull requests; whatever else is to be done goes on to the port behind.
#[derive(Clone)]
pub struct ForgeDeeds {
    forges: Forges,
    behind: Arc<dyn CommandPort>,
}

impl ForgeDeeds {
    /// The port of these forges, before another.
    pub fn before(behind: Arc<dyn CommandPort>, forges: Forges) -> Self {
        Self { forges, behind }
    }

    async fn forecast(&self, what: Landed, tried: &str) -> Result<Forecast, Fault> {
        let planned = self.forges.planned(&what, tried).await?;
        let files = planned.foresee().await?;
        let seen = Some(seen(&planned, &files));
        let undo = &planned.undo;
        let told = format!("a pull request into {} of {}: {}", undo.into, what.repository(), undo.title);
        Ok(Forecast {
            exactly: Command::Revert { what, seen },
            told: Clean::line(&told),
            lines: lines(&planned, &files),
        })
    }

    async fn revert(&self, what: Landed, shown: Option<Seen>, tried: &str) -> Result<Outcome, Fault> {
        let planned = self.forges.planned(&what, tried).await?;
        let files = planned.foresee().await?;
        if shown.is_some_and(|shown| shown != seen(&planned, &files)) {
            let happened = "by now it would change something else than was shown";
            return Err(Fault::new(FaultKind::Conflict, tried, happened, "look again at what it does, then decide"));
        }
        match planned.propose().await {
            Ok(pull) => Ok(done(&what, &pull, "")),
            Err(failure) if failure.lost => Ok(planned.looked_up(&what, failure).await),
            Err(failure) => Err(failure.fault),
        }
    }
}

impl Planned<'_> {
    async fn foresee(&self) -> Result<Vec<Restored>, Fault> {
        // what its branch holds was looked at when it was made
        if self.is_made {
            return Ok(Vec::new());
        }
        self.forge.dialect.foresee(&self.path, &self.undo).await
    }

    async fn propose(&self) -> Result<PullRequest, Failure> {
        if !self.is_made {
            self.forge.dialect.make(&self.path, &self.undo).await?;
        }
        self.forge.dialect.open(&self.path, &self.undo).await
    }

    /// What became of it where the answer was lost: the branch has a name that nothing else has.
    async fn looked_up(&self, what: &Landed, failure: Failure) -> Outcome {
        tokio::time::sleep(self.forge.pause).await;
        match self.forge.dialect.proposed(&self.path, &self.undo.from).await {
            Ok(Some(pull)) => done(what, &pull, "; the answer was lost, and it was found"),
            // that there is none yet proves nothing: the request may still be on its way
            _ => Outcome::InDoubt { probe: probe(what), fault: failure.fault },
        }
    }
}

fn probe(what: &Landed) -> Ask {
    match what {
        Landed::Pull(id) => PullById { id: id.clone() }.into(),
        Landed::Commit { .. } => Rows {}.into(),
    }
}

fn done(what: &Landed, pull: &PullRequest, more: &str) -> Outcome {
    let told =
        format!("{what}: pull request {} takes it back once it is merged: {}{more}", pull.id.number, pull.address);
    let stale = match what {
        Landed::Pull(id) => vec![PullById { id: id.clone() }.into()],
        Landed::Commit { .. } => Vec::new(),
    };
    Outcome::done(&told, stale)
}

/// A number that stands for what was shown: the branches, and each file.
fn seen(planned: &Planned<'_>, files: &[Restored]) -> Seen {
    let files = files.iter().map(|file| format!("{file:?}"));
    let head = [planned.undo.into.clone(), planned.undo.from.clone(), planned.undo.text.clone()];
    Seen::of(head.into_iter().chain(files).collect::<Vec<_>>().join("\n").as_bytes())
}

fn lines(planned: &Planned<'_>, files: &[Restored]) -> Vec<Line> {
    let undo = &planned.undo;
    let dim = |text: String| Line::of(Clean::line(&text), Role::Dim);
    let mut lines: Vec<Line> = files.iter().take(SHOWN).map(line).collect();
    let more = files.len().saturating_sub(SHOWN);
    lines.extend((more > 0).then(|| dim(format!("  and {more} more"))));
    let made = if planned.is_made { "is there already" } else { "is made" };
    lines.push(dim(format!("the branch {} {made}; nothing changes on {} until it is merged", undo.from, undo.into)));
    lines
}

fn line(file: &Restored) -> Line {
    match file {
        Restored::As(path) => {
            Line::of("~ ", Role::Warn).and(Clean::line(path), Role::Text).and("  as it was", Role::Dim)
        }
        Restored::Gone(path) => {
            Line::of("- ", Role::Bad).and(Clean::line(path), Role::Text).and("  is removed", Role::Bad)
        }
    }
}

impl CommandPort for ForgeDeeds {
    fn foresee<'a>(&'a self, command: Command) -> Answering<'a, Forecast> {
        let tried = command.words();
        match command {
            Command::Revert { what, .. } => {
                Box::pin(async move { Ok(Told::now(self.forecast(what, tried.as_str()).await?)) })
            }
            other => self.behind.foresee(other),
        }
    }

    fn command<'a>(&'a self, command: Command) -> BoxFuture<'a, Outcome> {
        let tried = command.words();
        match command {
            Command::Revert { what, seen } => Box::pin(async move {
                let done = self.revert(what, seen, tried.as_str()).await;
                done.unwrap_or_else(Outcome::Refused)
            }),
            other => self.behind.command(other),
        }
    }

    fn verdict<'a>(&'a self, reference: EntityRef, text: String) -> Answering<'a, Vec<Problem>> {
        self.behind.verdict(reference, text)
    }
}
