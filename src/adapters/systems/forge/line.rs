//! What forges tell towards the line of what was asked for: the pull requests and commits that tasks made.

use super::changes::{Found, Kept, Round, Seen};
use super::dialect::Whole;
use super::{Forges, NAME};
use crate::domain::model::forge::{PullId, PullRequest, PullState};
use crate::domain::model::provision::Evidence;
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use crate::platform::provisioning::{Leading, Leads, ProvisionFeed};
use crate::platform::steps::{Answering, Step, Steps, Told};
use futures_util::future::join_all;
use std::collections::{BTreeSet, HashMap};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Leads that are followed, of pull requests and of commits each: pull requests that were open when they were last
/// heard of, then those of the newest tasks. Each costs a forge some six requests.
const MOST: usize = 120;
/// So many are asked about at once.
const AT_ONCE: usize = 6;
/// No forge tells by itself that a review came: what is open is asked about so often, by the tags of what is known,
/// which costs no quota. Where nothing is open nobody is asked.
const EVERY: Duration = Duration::from_secs(60);

/// The forges' part of the line.
#[derive(Debug)]
pub struct ForgeChanges {
    forges: Forges,
    every: Duration,
    kept: Arc<Kept>,
    /// Pull requests that were merged; they do not change any more.
    merged: Mutex<HashMap<PullId, Merged>>,
}

/// A pull request that was merged, and what was found of it when the branch had this newest commit.
#[derive(Clone, Debug)]
struct Merged {
    whole: Arc<Whole>,
    seen: Option<(Clean, Seen)>,
}

/// What came of one round.
#[derive(Default)]
struct Heard {
    found: Vec<Found>,
    remarks: Vec<String>,
    fault: Option<Fault>,
}

impl ForgeChanges {
    /// The part of these forges.
    pub fn new(forges: Forges) -> Self {
        Self { forges, every: EVERY, kept: Arc::default(), merged: Mutex::default() }
    }

    /// The same; what is open is asked about so often.
    #[must_use]
    pub fn every(self, every: Duration) -> Self {
        Self { every, ..self }
    }

    /// What the leads come to. Parts are handed on meanwhile.
    async fn hear(&self, leads: &Leads, before: &Heard, steps: &Steps<Evidence>) -> Heard {
        let round = Round::new(Arc::clone(&self.kept));
        let mut heard = Heard::default();
        let (mut pulls, commits) = self.chosen(leads, before, &mut heard);
        for some in commits.chunks(AT_ONCE) {
            let asked = some.iter().map(|(repository, id)| self.forges.commit_change(&round, repository, id));
            for seen in join_all(asked).await {
                let of = heard.take(seen).unwrap_or_default();
                let new: Vec<PullId> = of.into_iter().filter(|pull| !pulls.contains(pull)).collect();
                pulls.extend(new);
            }
        }
        for some in pulls.chunks(AT_ONCE) {
            for seen in join_all(some.iter().map(|id| self.pull(&round, id))).await {
                heard.take(seen);
            }
            if before.found.is_empty() && !heard.found.is_empty() {
                steps.send(Step::Part(Told::now(heard.evidence(Known::Asking))));
            }
            // asking on would only make it worse
            if heard.fault.as_ref().is_some_and(|fault| fault.retry_after.is_some()) {
                break;
            }
        }
        heard.keeping(before)
    }

    /// The leads that a forge is known for.
    fn chosen(&self, leads: &Leads, before: &Heard, heard: &mut Heard) -> (Vec<PullId>, Vec<(String, String)>) {
        let is_known = |repository: &str| self.forges.find(repository).is_some();
        let repositories = leads.pulls.iter().map(|id| id.repository.as_str());
        let repositories = repositories.chain(leads.commits.iter().map(|(repository, _)| repository.as_str()));
        let hosts: BTreeSet<&str> = repositories
            .filter(|repository| !is_known(repository))
            .filter_map(|repository| repository.split_once('/').map(|(host, _)| host))
            .filter(|host| host.contains('.'))
            .collect();
        heard.remarks.extend(hosts.into_iter().map(|host| format!("no forge is configured for {host}")));
        let mut pulls: Vec<PullId> = leads.pulls.iter().filter(|id| is_known(&id.repository)).cloned().collect();
        let open: BTreeSet<&PullId> = before.open().map(|pull| &pull.id).collect();
        // the order among the others stays
        pulls.sort_by_key(|id| !open.contains(id));
        let commits = leads.commits.iter().filter(|(repository, _)| is_known(repository.as_str()));
        let mut commits: Vec<_> = commits.map(|(repository, id)| (repository.to_string(), id.to_string())).collect();
        let left = pulls.len().saturating_sub(MOST) + commits.len().saturating_sub(MOST);
        heard.remarks.extend((left > 0).then(|| format!("{left} changes of older tasks were not asked for")));
        pulls.truncate(MOST);
        commits.truncate(MOST);
        (pulls, commits)
    }

    async fn pull(&self, round: &Round, id: &PullId) -> Result<Seen, Fault> {
        let known = self.merged().get(id).cloned();
        let merged = match known {
            Some(merged) => merged,
            None => Merged { whole: Arc::new(self.forges.whole(id).await?), seen: None },
        };
        if merged.whole.pull.state != PullState::Merged {
            return self.forges.change(round, &merged.whole).await;
        }
        self.merged().insert(id.clone(), merged.clone());
        self.landed(round, id, merged).await
    }

    /// What is to be said of one that was merged: the same for as long as nothing new is on the branch.
    async fn landed(&self, round: &Round, id: &PullId, merged: Merged) -> Result<Seen, Fault> {
        let tip = self.forges.main(round, &id.repository).await?.tip().cloned();
        match merged.seen {
            Some((at, seen)) if tip.as_ref() == Some(&at) => return Ok(seen),
            _ => {}
        }
        let seen = self.forges.change(round, &merged.whole).await?;
        let kept = Merged { whole: merged.whole, seen: tip.map(|tip| (tip, seen.clone())) };
        self.merged().insert(id.clone(), kept);
        Ok(seen)
    }

    fn merged(&self) -> MutexGuard<'_, HashMap<PullId, Merged>> {
        self.merged.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Heard {
    /// Takes what was seen; the pull requests that it is part of.
    fn take(&mut self, seen: Result<Seen, Fault>) -> Option<Vec<PullId>> {
        match seen {
            Ok(Seen::Found(found)) => self.found.push(*found),
            Ok(Seen::Untold(why)) => self.remarks.push(why),
            Ok(Seen::PartOf(pulls)) => return Some(pulls),
            // the one that says how long to wait is worth the most
            Err(fault) if self.fault.as_ref().is_none_or(|known| known.retry_after.is_none()) => {
                self.fault = Some(fault);
            }
            Err(_) => {}
        }
        None
    }

    /// What was heard before and could not be heard again was so then; the source says that it failed.
    fn keeping(mut self, before: &Heard) -> Self {
        if self.fault.is_some() {
            let key =
                |found: &Found| (found.change.pull.as_ref().map(|pull| pull.id.clone()), found.change.commit.clone());
            let lost = before.found.iter().filter(|old| {
                !self.found.iter().any(|new| key(new).0 == key(old).0 && key(new).0.is_some() || key(new) == key(old))
            });
            let lost: Vec<Found> = lost.cloned().collect();
            self.found.extend(lost);
        }
        self
    }

    fn open(&self) -> impl Iterator<Item = &PullRequest> {
        let pulls = self.found.iter().filter_map(|found| found.change.pull.as_deref());
        pulls.filter(|pull| matches!(pull.state, PullState::Open | PullState::Draft))
    }

    fn evidence(&self, known: Known) -> Evidence {
        let remark = (!self.remarks.is_empty()).then(|| Clean::line(&self.remarks.join("; ")));
        Evidence {
            source: Some(SourceState { name: NAME.into(), known, remark }),
            changes: self.found.iter().map(|found| Arc::new(found.change.clone())).collect(),
            manifests: self.found.iter().flat_map(|found| found.manifests.iter().cloned()).map(Arc::new).collect(),
            ..Evidence::default()
        }
    }

    fn told(&self) -> Evidence {
        let known = self.fault.as_ref().map(|fault| Known::Failed(Clean::line(&fault.to_string())));
        self.evidence(known.unwrap_or(Known::Yes))
    }

    /// When to ask again; never where nothing is open and nothing failed.
    fn again(&self, every: Duration) -> Option<Duration> {
        match &self.fault {
            Some(fault) if fault.retry_after.is_some() => fault.retry_after.map(|wait| wait.max(every)),
            Some(fault) if fault.kind.passes() => Some(every),
            _ => self.open().next().is_some().then_some(every),
        }
    }
}

impl ProvisionFeed for ForgeChanges {
    fn name(&self) -> &str {
        NAME
    }

    fn evidence<'a>(&'a self, mut leads: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(async move {
            let mut last = Heard::default();
            let mut sent: Option<Evidence> = None;
            loop {
                let wanted = Arc::clone(&leads.borrow_and_update());
                last = self.hear(&wanted, &last, &steps).await;
                let told = last.told();
                if sent.as_ref() != Some(&told) {
                    steps.send(Step::Whole(Told::now(told.clone())));
                    sent = Some(told);
                }
                let again = async {
                    match last.again(self.every) {
                        Some(wait) => tokio::time::sleep(wait).await,
                        None => std::future::pending().await,
                    }
                };
                tokio::select! {
                    changed = leads.changed() => if changed.is_err() {
                        return Ok(Told::now(last.told()));
                    },
                    () = again => {}
                }
            }
        })
    }
}
