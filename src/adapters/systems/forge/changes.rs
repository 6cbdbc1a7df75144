//! Pull requests and commits as changes towards the line.

use super::dialect::Whole;
use super::{Forge, Forges};
use crate::domain::model::forge::{Commit, PullId, PullState, Trail};
use crate::domain::model::provision::{Change, ChangeState, Manifest, manifests_in};
use crate::domain::text::Clean;
use crate::platform::fault::Fault;
use std::collections::HashMap;
use std::sync::Arc;
use tokio::sync::{Mutex, OnceCell};

/// Commits of a branch that are looked at for what contains and what reverts.
const TRAIL: usize = 300;
/// Files of a pull request that are read.
const FILES: usize = 30;
/// Files at a commit of which it is kept what they describe.
const DESCRIBED: usize = 5_000;

/// The branch that a repository begins with, and its latest commits.
#[derive(Clone, Debug, Default)]
pub(super) struct Main {
    pub(super) branch: String,
    pub(super) trail: Trail,
}

impl Main {
    /// The newest commit; nothing where the branch is empty.
    pub(super) fn tip(&self) -> Option<&Clean> {
        self.trail.commits.first().map(|commit| &commit.id)
    }
}

/// A file at a commit: the repository, the path, the commit's id.
type FileAt = (String, Clean, Clean);

/// What is kept from one round to the next.
#[derive(Debug, Default)]
pub(super) struct Kept {
    /// By repository; good for as long as the newest commit is the same.
    mains: Mutex<HashMap<String, Arc<Main>>>,
    /// What files describe; text at a commit never changes.
    described: Mutex<HashMap<FileAt, Arc<Vec<Manifest>>>>,
}

/// What is read once of each repository in one round.
#[derive(Default)]
pub(super) struct Round {
    kept: Arc<Kept>,
    mains: Mutex<HashMap<String, Arc<OnceCell<Arc<Main>>>>>,
}

impl Round {
    pub(super) fn new(kept: Arc<Kept>) -> Self {
        Self { kept, mains: Mutex::default() }
    }
}

/// A change, and what its files describe.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) change: Change,
    pub(super) manifests: Vec<Manifest>,
}

/// What was found out about something that leads.
#[derive(Clone, Debug)]
pub(super) enum Seen {
    /// It.
    Found(Box<Found>),
    /// It is there, and nothing can be said of it; why.
    Untold(String),
    /// It is another one's part.
    PartOf(Vec<PullId>),
}

impl Forges {
    /// The main branch of a repository, read once a round.
    pub(super) async fn main(&self, round: &Round, repository: &str) -> Result<Arc<Main>, Fault> {
        let cell = Arc::clone(round.mains.lock().await.entry(repository.to_owned()).or_default());
        let read = || async {
            let (forge, path) = self.of(repository, "read the history")?;
            let branch = forge.dialect.home(path).await?.branch;
            let known = round.kept.mains.lock().await.get(repository).filter(|main| main.branch == branch).cloned();
            if let Some(main) = known {
                // one commit is a small answer, and mostly the same as before
                let (newest, _) = forge.dialect.commits(path, &branch, "", 1).await?;
                if main.tip().is_some() && newest.first().map(|commit| &commit.id) == main.tip() {
                    return Ok(main);
                }
            }
            let (commits, has_more) = forge.dialect.commits(path, &branch, "", TRAIL).await?;
            let main = Arc::new(Main { branch, trail: Trail { commits, is_whole: !has_more } });
            round.kept.mains.lock().await.insert(repository.to_owned(), Arc::clone(&main));
            Ok(main)
        };
        cell.get_or_try_init(read).await.map(Arc::clone)
    }

    /// What a pull request is towards the line.
    pub(super) async fn change(&self, round: &Round, whole: &Whole) -> Result<Seen, Fault> {
        let pull = &whole.pull;
        let (forge, path) = self.of(&pull.id.repository, "read a change")?;
        let is_merged = pull.state == PullState::Merged;
        let main = match is_merged {
            true => self.main(round, &pull.id.repository).await?,
            false => Arc::default(),
        };
        if is_merged && !self.is_on(forge, path, &main, pull.merge_commit.as_ref()).await? {
            return Ok(Seen::Untold(format!("{} went into {}, and not into {}", pull.id, pull.into, main.branch)));
        }
        let manifests = manifests(forge, path, &main, whole, &round.kept).await?;
        let mut requests: Vec<Clean> = manifests.iter().filter_map(|manifest| manifest.request.clone()).collect();
        requests.dedup();
        let state = match pull.state {
            PullState::Open | PullState::Draft => ChangeState::Proposed(Arc::new(pull.clone())),
            PullState::Closed => ChangeState::Rejected(Arc::new(pull.clone())),
            PullState::Merged => landed(&main.trail, whole),
        };
        let commit = pull.merge_commit.clone().filter(|_| is_merged);
        let known = commit.as_ref().and_then(|id| main.trail.commits.iter().find(|commit| commit.id == *id));
        let contained_in = commit.as_ref().map(|id| main.trail.containing(id.as_str())).unwrap_or_default();
        let change = Change {
            repository: Clean::line(&pull.id.repository),
            parts: whole.parts.iter().map(|part| part.id.clone()).collect(),
            author: pull.author.clone(),
            merged_by: if is_merged { pull.ended_by.clone() } else { Clean::default() },
            at: pull.created,
            state,
            pull: Some(Arc::new(pull.clone())),
            address: known.map(|commit| commit.address.clone()).unwrap_or_default(),
            requests,
            contained_in,
            commit,
        };
        Ok(Seen::Found(Box::new(Found { change, manifests })))
    }

    /// What a commit is towards the line: what it stands in where that is a pull request.
    pub(super) async fn commit_change(&self, round: &Round, repository: &str, id: &str) -> Result<Seen, Fault> {
        let (forge, path) = self.of(repository, "read a commit")?;
        let pulls = forge.dialect.pulls_with(path, id).await?;
        if !pulls.is_empty() {
            let named = |number| PullId { repository: repository.to_owned(), number };
            return Ok(Seen::PartOf(pulls.into_iter().map(named).collect()));
        }
        let commit = forge.dialect.commit(path, id).await?;
        let main = self.main(round, repository).await?;
        if !self.is_on(forge, path, &main, Some(&commit.id)).await? {
            return Ok(Seen::Untold(format!("{repository}@{id} is on no branch that is rolled out")));
        }
        let by = main.trail.reverting(&[id], None);
        let change = Change {
            repository: Clean::line(repository),
            parts: Vec::new(),
            author: commit.author.clone(),
            merged_by: Clean::default(),
            at: commit.at,
            state: by.map_or(ChangeState::Landed(commit.at), reverted),
            pull: None,
            address: commit.address.clone(),
            requests: Vec::new(),
            contained_in: main.trail.containing(id),
            commit: Some(commit.id),
        };
        Ok(Seen::Found(Box::new(Found { change, manifests: Vec::new() })))
    }

    async fn is_on(&self, forge: &Forge, path: &str, main: &Main, commit: Option<&Clean>) -> Result<bool, Fault> {
        let Some(id) = commit.map(Clean::as_str) else { return Ok(false) };
        if main.trail.holds(id) {
            return Ok(true);
        }
        if main.trail.is_whole {
            return Ok(false);
        }
        forge.dialect.contains(path, &main.branch, id).await
    }
}

fn reverted(by: &Commit) -> ChangeState {
    ChangeState::Reverted { at: by.at, by_commit: by.id.clone(), by: by.author.clone() }
}

fn landed(trail: &Trail, whole: &Whole) -> ChangeState {
    let pull = &whole.pull;
    let parts = whole.parts.iter().map(|part| part.id.as_str());
    let ids: Vec<&str> = pull.merge_commit.iter().map(Clean::as_str).chain(parts).collect();
    let at = pull.ended.unwrap_or(pull.created);
    trail.reverting(&ids, Some(pull.id.number)).map_or(ChangeState::Landed(at), reverted)
}

impl Kept {
    /// What a file describes at a commit; one that the commit took away describes nothing.
    async fn described(&self, forge: &Forge, path: &str, key: FileAt) -> Result<Arc<Vec<Manifest>>, Fault> {
        if let Some(known) = self.described.lock().await.get(&key) {
            return Ok(Arc::clone(known));
        }
        let (repository, file, at) = &key;
        let text = forge.dialect.text(path, file.as_str(), at.as_str()).await?;
        let found = Arc::new(manifests_in(repository, file.as_str(), text.as_deref().unwrap_or_default()));
        let mut described = self.described.lock().await;
        if described.len() >= DESCRIBED {
            described.clear();
        }
        described.insert(key, Arc::clone(&found));
        Ok(found)
    }
}

/// What the files of a pull request describe; of one that was merged, whether it is so on the branch still.
async fn manifests(forge: &Forge, path: &str, main: &Main, whole: &Whole, kept: &Kept) -> Result<Vec<Manifest>, Fault> {
    let pull = &whole.pull;
    let at = pull.merge_commit.as_ref().unwrap_or(&pull.head);
    let files = pull.files.iter().flatten();
    let files = files.filter(|file| file.as_str().ends_with(".yaml") || file.as_str().ends_with(".yml"));
    let is_merged = pull.state == PullState::Merged;
    let is_reverted = is_merged && matches!(landed(&main.trail, whole), ChangeState::Reverted { .. });
    let mut all = Vec::new();
    for file in files.take(FILES) {
        let found = kept.described(forge, path, (pull.id.repository.clone(), file.clone(), at.clone())).await?;
        if found.is_empty() {
            continue;
        }
        let file = file.as_str();
        let now = match is_merged {
            true => forge.dialect.text(path, file, &main.branch).await?,
            false => None,
        };
        // it may only have been moved
        let is_untold = now.is_none() && !is_reverted;
        let now = manifests_in(&pull.id.repository, file, now.as_deref().unwrap_or_default());
        let is_present = |manifest: &Manifest| {
            let same = now.iter().find(|one| one.object == manifest.object);
            match same {
                _ if is_untold => None,
                None => Some(false),
                // another request made it what it is
                Some(same) => (same.request == manifest.request).then_some(true),
            }
        };
        let known = found.iter().map(is_present).collect::<Vec<_>>();
        let with = |(manifest, is_present)| Manifest { commit: Some(at.clone()), is_present, ..manifest };
        all.extend(found.iter().cloned().zip(known).map(with));
    }
    Ok(all)
}
