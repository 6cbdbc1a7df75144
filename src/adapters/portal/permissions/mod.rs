//! What the portal permits: the questions of a screen, one request a plugin.

mod asking;
mod sorted;

use super::Portal;
use crate::adapters::http::Failure;
use crate::adapters::session::jwt_claims;
use crate::adapters::systems::backstage::Unasked;
use crate::domain::model::At;
use crate::domain::text::Clean;
use crate::platform::clock::now;
use crate::platform::fault::Fault;
use crate::platform::permissions::{Permission, PermissionPort, Permits, Published, PublishedKeep, Question};
use crate::platform::steps::{Answering, Told};
use sorted::Sorted;
use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// How long it is known what plugins publish: that changes when a portal is built anew.
const DAY: Duration = Duration::from_secs(86_400);
/// How long it is relied on that something is not there: what the portal does not judge is not kept
/// away, and that may be so for no longer than a portal is half away.
const BRIEF: Duration = Duration::from_secs(120);
/// How long it is relied on that a plugin is not there: that keeps away what would be done with it,
/// and is asked about seldom.
const ABSENT: Duration = Duration::from_secs(900);
/// The plugin that every portal has.
const CATALOG: &str = "catalog";
/// The least time that an answer holds, whatever clocks say: a wrong one must not have the portal
/// asked over and over.
const LEAST: Duration = Duration::from_secs(60);

/// The permission framework of a portal.
pub struct PortalPermissions {
    portal: Arc<Portal>,
    decisions: Option<Duration>,
    keep: Arc<dyn PublishedKeep>,
    /// What plugins publish; none until it was looked for where it is kept.
    published: tokio::sync::Mutex<Option<Published>>,
    learned: Mutex<Learned>,
}

/// What earlier answers taught about this portal.
#[derive(Default)]
struct Learned {
    /// It takes no lists of things.
    singly: bool,
    /// Permissions that it could not decide when they were asked last, nor anything beside them.
    spoilers: HashSet<String>,
    /// Permissions that it will never decide.
    undecidable: HashSet<String>,
}

impl PortalPermissions {
    /// Those of a portal. Its decisions are relied on for `decisions` at most, and never beyond the
    /// token's end.
    pub fn new(portal: Arc<Portal>, decisions: Option<Duration>, keep: Arc<dyn PublishedKeep>) -> Self {
        Self { portal, decisions, keep, published: tokio::sync::Mutex::default(), learned: Mutex::default() }
    }

    async fn permitted(&self, questions: Vec<Question>) -> Result<Permits, Fault> {
        let mut permits = Permits { until: self.until().await?, ..Permits::default() };
        let mut by_plugin: BTreeMap<String, Vec<Question>> = BTreeMap::new();
        for question in questions {
            by_plugin.entry(question.capability.plugin().to_owned()).or_default().push(question);
        }
        for (plugin, questions) in by_plugin {
            self.of_plugin(&plugin, questions, &mut permits).await?;
        }
        Ok(permits)
    }

    async fn of_plugin(&self, plugin: &str, questions: Vec<Question>, permits: &mut Permits) -> Result<(), Fault> {
        let Some(published) = self.published(plugin, &questions).await? else {
            permits.absent.push((plugin.to_owned(), now().after(ABSENT)));
            return Ok(());
        };
        let mut sorted = Sorted::of(questions, &published, &self.undecidable());
        let unpublished = std::mem::take(&mut sorted.unpublished);
        permits.unjudged_briefly(unpublished, "the portal has no permission of that name");
        if sorted.checks.is_empty() {
            return Ok(());
        }
        match self.ask(&sorted.checks).await {
            Ok(said) => permits.said.extend(sorted.places.iter().filter_map(|place| place.answer(&said))),
            Err(Unasked::Service) => {
                // said by the portal of the token itself: as good as its other answers
                permits
                    .unjudged
                    .extend(unjudged(sorted.asked(), "a service token: the portal asks no permissions for it"));
            }
            Err(Unasked::NoFramework) => {
                self.is_there().await?;
                permits.unjudged_briefly(sorted.asked(), "this portal has no permission framework");
            }
            Err(Unasked::Spoiled(failure) | Unasked::Failed(failure)) => return Err(failure.fault),
        }
        Ok(())
    }

    /// What a plugin publishes, asked at most once a day; `None` where it is not there. That it does
    /// not publish what is asked about is taken only from what was read a moment ago.
    async fn published(&self, plugin: &str, questions: &[Question]) -> Result<Option<Vec<Permission>>, Fault> {
        let mut published = self.published.lock().await;
        let known = published.get_or_insert_with(|| self.keep.load());
        if let Some((at, permissions)) = known.0.get(plugin) {
            let has = |question: &Question| permissions.iter().any(|it| it.name == question.capability.0);
            if is_within(*at, BRIEF) || is_within(*at, DAY) && questions.iter().all(has) {
                return Ok(Some(permissions.clone()));
            }
        }
        match self.read(plugin, known).await {
            // that it is not there is taken only from what is a portal at this moment, and is not kept
            Err(failure) if failure.status == Some(404) && failure.is_bare && plugin != CATALOG => {
                self.read(CATALOG, known).await?;
                known.0.remove(plugin);
                Ok(None)
            }
            answer => Ok(Some(answer?)),
        }
    }

    /// Finds out whether the portal is there at this moment, by what none is without.
    async fn is_there(&self) -> Result<(), Fault> {
        let mut published = self.published.lock().await;
        let known = published.get_or_insert_with(|| self.keep.load());
        self.read(CATALOG, known).await?;
        Ok(())
    }

    async fn read(&self, plugin: &str, known: &mut Published) -> Result<Vec<Permission>, Failure> {
        let permissions = self.portal.backstage().published(plugin).await?;
        known.0.insert(plugin.to_owned(), (now(), permissions.clone()));
        let there = known.0.iter().filter(|(_, (_, permissions))| !permissions.is_empty());
        self.keep.keep(&Published(there.map(|(plugin, of)| (plugin.clone(), of.clone())).collect()));
        Ok(permissions)
    }

    /// Until when an answer of now may be relied on; `None` as long as the program runs.
    async fn until(&self) -> Result<Option<At>, Fault> {
        let token = self.portal.backstage().token().await?;
        let ends = token.and_then(|token| jwt_claims(&token)?.expires_at);
        let ends = ends.map(|seconds| At(seconds.saturating_mul(1_000)));
        let bound = self.decisions.map(|span| now().after(span));
        let until = ends.into_iter().chain(bound).min();
        Ok(until.map(|until| until.max(now().after(LEAST))))
    }
}

/// Whether something of then is no older than that. What is of a time to come was kept by a clock that
/// was wrong, and is of no known age.
fn is_within(at: At, span: Duration) -> bool {
    at <= now() && now().since(at) < span
}

impl Permits {
    fn unjudged_briefly(&mut self, questions: Vec<Question>, why: &str) {
        if !questions.is_empty() {
            self.unjudged_until = Some(now().after(BRIEF));
            self.unjudged.extend(unjudged(questions, why));
        }
    }
}

fn unjudged(questions: Vec<Question>, why: &str) -> impl Iterator<Item = (Question, Clean)> {
    let why = Clean::line(why);
    questions.into_iter().map(move |question| (question, why.clone()))
}

impl PermissionPort for PortalPermissions {
    fn permits<'a>(&'a self, questions: Vec<Question>) -> Answering<'a, Permits> {
        Box::pin(async move { Ok(Told::now(self.permitted(questions).await?)) })
    }
}
