//! What was rolled out of an entity, for its timeline: from the history that Argo CD keeps (the last ten), with who
//! did it, what it was, and where it leads.

use super::follow::Apps;
use super::selection::Selection;
use super::{ArgoCd, ArgoCds, NAME};
use crate::domain::model::delivery::{App, AppId, Deployment, Source};
use crate::domain::model::timeline::{Event, EventKind, Fact, Forge, Heard, Known, Lead, LeadsTo};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::ports::{CatalogPort, Wanted};
use crate::platform::steps::{Answering, Step, Steps, Told};
use crate::platform::timeline::{TimelineFeed, Window};
use futures_util::future::join_all;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Letters of a commit's id that people read.
const SHORT: usize = 7;
/// Revisions of an application that are looked up.
const REVISIONS: usize = 10;
/// A revision that could not be looked up is not asked for again before.
const AGAIN: Duration = Duration::from_secs(60);

/// Argo CD's part of timelines.
pub struct ArgoDeploys {
    argos: ArgoCds,
    catalog: Arc<dyn CatalogPort>,
    /// What is known of revisions: it does not change.
    revisions: Mutex<HashMap<(AppId, Clean), Said>>,
    /// When those that could not be looked up were asked for.
    failed: Mutex<HashMap<(AppId, Clean), Instant>>,
}

/// Who made a revision, and what was said of it.
type Said = (Clean, Vec<Clean>);

impl ArgoDeploys {
    /// The part of these Argo CDs. The catalog tells which applications are an entity's.
    pub fn new(argos: ArgoCds, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { argos, catalog, revisions: Mutex::default(), failed: Mutex::default() }
    }

    async fn entity(&self, reference: EntityRef) -> Result<Option<Entity>, Fault> {
        let wanted = Wanted { refs: vec![reference.clone()], ..Wanted::default() };
        let told = self.catalog.entities(wanted).await?;
        Ok(told.answer.iter().find(|entity| *entity.reference() == reference).cloned())
    }

    /// The events of all applications, with what is known of their revisions.
    fn heard(&self, all: &[Option<Apps>], window: Window) -> Heard {
        let apps = || all.iter().flatten().flat_map(|apps| apps.found.values());
        let said = self.revisions.lock().unwrap_or_else(PoisonError::into_inner);
        let mut events: Vec<Arc<Event>> = apps().flat_map(|found| deploys(&found.app, &said)).map(Arc::new).collect();
        events.retain(|event| window.since.is_none_or(|since| event.at >= since));
        events.sort_by_key(|event| std::cmp::Reverse(event.at));
        let has_more = events.len() > window.limit;
        events.truncate(window.limit);
        let behind = all.iter().flatten().find_map(|apps| apps.behind.clone());
        let asking = all.iter().any(Option::is_none);
        let known = if asking { Known::Asking } else { behind.map_or(Known::Yes, Known::Failed) };
        Heard { events, has_more, ..Heard::without_events(NAME, known) }
    }

    /// Looks up what is not known yet of the revisions of some applications; whether something came of it.
    async fn look_up(&self, argo: &ArgoCd, apps: &Apps) -> bool {
        let Ok(api) = argo.api("read a revision") else { return false };
        let mut is_new = false;
        for found in apps.found.values() {
            let revisions = found.app.history.iter().filter_map(|deployment| deployment.revisions.first());
            for revision in revisions.take(REVISIONS) {
                let key = (found.app.id.clone(), revision.clone());
                if self.is_looked_up(&key) {
                    continue;
                }
                let said = match api.revision(&key.0, key.1.as_str()).await {
                    Ok(said) => said,
                    Err(fault) if fault.kind.passes() => {
                        self.failed.lock().unwrap_or_else(PoisonError::into_inner).insert(key, Instant::now());
                        continue;
                    }
                    // a chart has none; asked again only when the program starts anew
                    Err(_) => Said::default(),
                };
                is_new |= !said.1.is_empty();
                self.revisions.lock().unwrap_or_else(PoisonError::into_inner).insert(key, said);
            }
        }
        is_new
    }

    /// Whether a revision is known, or was asked for in vain just now.
    fn is_looked_up(&self, key: &(AppId, Clean)) -> bool {
        let failed = self.failed.lock().unwrap_or_else(PoisonError::into_inner).get(key).copied();
        failed.is_some_and(|at| at.elapsed() < AGAIN)
            || self.revisions.lock().unwrap_or_else(PoisonError::into_inner).contains_key(key)
    }
}

impl TimelineFeed for ArgoDeploys {
    fn name(&self) -> &str {
        NAME
    }

    fn events<'a>(&'a self, reference: EntityRef, window: Window, steps: Steps<Heard>) -> Answering<'a, Heard> {
        Box::pin(async move {
            let entity = self.entity(reference).await?;
            let Some(wanted) = entity.as_ref().and_then(Selection::of) else {
                return Ok(Told::now(Heard::without_events(NAME, Known::Yes)));
            };
            let meant = self.argos.meant(&wanted);
            let telling = Telling { feed: self, window, steps, all: Mutex::new(vec![None; meant.len()]) };
            let (telling, wanted) = (&telling, &wanted);
            join_all(meant.iter().enumerate().map(|(n, argo)| telling.follow(n, argo, wanted))).await;
            Ok(Told::now(telling.heard()))
        })
    }
}

/// One asking of the feed.
struct Telling<'a> {
    feed: &'a ArgoDeploys,
    window: Window,
    steps: Steps<Heard>,
    all: Mutex<Vec<Option<Apps>>>,
}

impl Telling<'_> {
    /// Tells what one Argo CD tells, and once more when its revisions are known.
    async fn follow(&self, n: usize, argo: &ArgoCd, wanted: &Selection) {
        let (send, mut changes) = watch::channel(Apps::default());
        let each = |apps: &Apps| drop(send.send_replace(apps.clone()));
        let told = async {
            while changes.changed().await.is_ok() {
                let apps = changes.borrow_and_update().clone();
                self.tell(n, &apps);
                if self.feed.look_up(argo, &apps).await {
                    self.tell(n, &apps);
                }
            }
        };
        let fault = tokio::select! {
            fault = argo.follow(wanted, &each) => fault,
            () = told => return,
        };
        let known = self.locked().get(n).cloned().flatten().unwrap_or_default();
        self.tell(n, &Apps { behind: Some(Clean::line(&fault.to_string())), ..known });
    }

    fn tell(&self, n: usize, apps: &Apps) {
        if let Some(slot) = self.locked().get_mut(n) {
            *slot = Some(apps.clone());
        }
        let heard = self.heard();
        let is_asking = heard.source.known == Known::Asking;
        let told = Told::now(heard);
        self.steps.send(if is_asking { Step::Part(told) } else { Step::Whole(told) });
    }

    fn heard(&self) -> Heard {
        self.feed.heard(&self.locked(), self.window)
    }

    fn locked(&self) -> MutexGuard<'_, Vec<Option<Apps>>> {
        self.all.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// What was rolled out of an application, and its last operation where that failed.
fn deploys(app: &App, said: &HashMap<(AppId, Clean), Said>) -> Vec<Event> {
    let known = |deployment: &Deployment| {
        let revision = deployment.revisions.first().cloned().unwrap_or_default();
        said.get(&(app.id.clone(), revision)).cloned().unwrap_or_default()
    };
    let deployed = app.history.iter().filter_map(|deployment| deploy(app, deployment, known(deployment)));
    deployed.chain(failure(app)).collect()
}

fn deploy(app: &App, deployment: &Deployment, (author, text): Said) -> Option<Event> {
    let at: At = deployment.at?;
    let revision = deployment.revisions.first().map(Clean::as_str).unwrap_or_default();
    let title = Clean::line(&format!("{} rolled out{}", app.id.name, to_where(app, revision)));
    let id = format!("{}/{}", app.id, deployment.id);
    let mut event = Event { who: deployment.by.clone(), text, ..Event::new(NAME, &id, at, EventKind::Deploy, title) };
    event.facts = facts(app, &deployment.revisions, author);
    event.leads = leads(app, &deployment.revisions);
    Some(event)
}

/// An operation that failed is in no history.
fn failure(app: &App) -> Option<Event> {
    let operation = app.operation.as_ref().filter(|operation| operation.phase.is_bad())?;
    let at = operation.finished.or(operation.started)?;
    let revision = operation.revisions.first().map(Clean::as_str).unwrap_or_default();
    let title = Clean::line(&format!("{} could not be rolled out{}", app.id.name, to_where(app, revision)));
    let id = format!("{}/failed/{}", app.id, at.0);
    let mut event = Event { who: operation.by.clone(), ..Event::new(NAME, &id, at, EventKind::Alert, title) };
    event.text = Clean::lines(operation.message.as_str());
    event.facts = facts(app, &operation.revisions, Clean::default());
    event.leads = leads(app, &operation.revisions);
    Some(event)
}

fn to_where(app: &App, revision: &str) -> String {
    let at = if revision.is_empty() { String::new() } else { format!(" at {}", short(revision)) };
    let to = if app.namespace.is_empty() { String::new() } else { format!(" to {}", app.namespace) };
    format!("{to}{at}")
}

/// A commit's id as people read it; any other revision whole.
fn short(revision: &str) -> &str {
    let is_commit = revision.len() == 40 && revision.bytes().all(|byte| byte.is_ascii_hexdigit());
    revision.get(..SHORT).filter(|_| is_commit).unwrap_or(revision)
}

fn facts(app: &App, revisions: &[Clean], author: Clean) -> Vec<Fact> {
    let revisions = revisions.iter().map(|revision| Fact::new("revision", revision.clone()));
    let others = [
        ("author", author),
        ("application", Clean::line(&app.id.to_string())),
        ("cluster", app.cluster.clone()),
        ("namespace", app.namespace.clone()),
    ];
    let others =
        others.into_iter().filter(|(_, value)| !value.is_empty()).map(|(label, value)| Fact::new(label, value));
    revisions.chain(others).collect()
}

fn leads(app: &App, revisions: &[Clean]) -> Vec<Lead> {
    let commit = |(source, revision): (&Source, &Clean)| {
        let is_chart = !source.chart.is_empty();
        let forge = Forge::of_remote(source.repository.as_str()).filter(|_| !is_chart && !revision.is_empty())?;
        let address = Clean::line(&forge.commit(revision.as_str()));
        Some(Lead {
            title: Clean::line(&format!("commit {}", short(revision.as_str()))),
            to: LeadsTo::Address(address),
        })
    };
    let commits = app.sources.iter().zip(revisions).filter_map(commit);
    let at_argo = Lead { title: "in Argo CD".into(), to: LeadsTo::Address(app.address.clone()) };
    commits.chain(Some(at_argo).filter(|_| !app.address.is_empty())).collect()
}
