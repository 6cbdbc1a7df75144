//! Commits and pull requests: what several systems tell of one, together.

use crate::domain::model::At;
use crate::domain::model::forge::PullId;
use crate::domain::model::provision::{Change, ChangeState};
use crate::domain::text::Clean;
use std::borrow::Cow;
use std::collections::HashMap;

/// The changes, each once, by what they are looked up by.
#[derive(Default)]
pub(super) struct Changes<'e> {
    all: Vec<Cow<'e, Change>>,
    commits: HashMap<&'e str, usize>,
    /// Commits that went into another; `None` where they went into several.
    parts: HashMap<&'e str, Option<usize>>,
    pulls: HashMap<&'e PullId, usize>,
    requests: HashMap<&'e str, Vec<usize>>,
}

impl<'e> Changes<'e> {
    pub(super) fn add(&mut self, change: &'e Change) {
        let pull = pull_id(change);
        let by_commit = change.commit.as_ref().and_then(|id| self.commits.get(id.as_str()).copied());
        let by_pull = || pull.and_then(|id| self.pulls.get(id).copied());
        let place = by_commit.or_else(by_pull).or_else(|| self.same_branch(change));
        let place = match place {
            Some(place) => {
                if let Some(had) = self.all.get_mut(place).filter(|had| ***had != *change) {
                    *had = Cow::Owned(together(had, change));
                }
                place
            }
            None => {
                self.all.push(Cow::Borrowed(change));
                self.all.len() - 1
            }
        };
        self.commits.extend(change.commit.as_ref().map(|id| (id.as_str(), place)));
        self.pulls.extend(pull.map(|id| (id, place)));
        self.index(change, place);
    }

    /// The branch that was told of before.
    fn same_branch(&self, change: &Change) -> Option<usize> {
        let head = pull(change).filter(|pull| pull.id.number == 0).map(|pull| pull.head.as_str())?;
        let place = self.parts.get(head).copied().flatten()?;
        self.all.get(place).filter(|had| pull(had).is_some_and(|pull| pull.head.as_str() == head)).map(|_| place)
    }

    fn index(&mut self, change: &'e Change, place: usize) {
        let head = pull(change).map(|pull| pull.head.as_str()).filter(|head| !head.is_empty());
        for part in change.parts.iter().map(Clean::as_str).chain(head) {
            let into = self.parts.entry(part).or_insert(Some(place));
            *into = into.filter(|known| *known == place);
        }
        for request in &change.requests {
            let known = self.requests.entry(request.as_str()).or_default();
            if !known.contains(&place) {
                known.push(place);
            }
        }
    }

    /// The change that a commit is, or that it went into.
    pub(super) fn of_commit(&self, id: &str) -> Option<&Change> {
        let place = self.commits.get(id).copied().or_else(|| self.parts.get(id).copied().flatten())?;
        self.all.get(place).map(|change| &**change)
    }

    /// The change of a pull request.
    pub(super) fn of_pull(&self, id: &PullId) -> Option<&Change> {
        self.all.get(*self.pulls.get(id)?).map(|change| &**change)
    }

    /// Changes whose files name a request.
    pub(super) fn of_request(&self, id: &str) -> impl Iterator<Item = &Change> {
        let places = self.requests.get(id).into_iter().flatten();
        places.filter_map(|place| self.all.get(*place).map(|change| &**change))
    }
}

/// The pull request of a change.
pub(super) fn pull(change: &Change) -> Option<&crate::domain::model::forge::PullRequest> {
    match &change.state {
        ChangeState::Proposed(pull) | ChangeState::Rejected(pull) => Some(pull),
        ChangeState::Landed(_) | ChangeState::Reverted { .. } => change.pull.as_deref(),
    }
}

/// Its id; none of a branch that is no pull request of a forge yet, which has no number.
pub(super) fn pull_id(change: &Change) -> Option<&PullId> {
    pull(change).map(|pull| &pull.id).filter(|id| id.number > 0)
}

/// When it came to stand as it does.
pub(super) fn since(change: &Change) -> At {
    match &change.state {
        ChangeState::Landed(at) | ChangeState::Reverted { at, .. } => *at,
        ChangeState::Proposed(pull) => pull.created,
        ChangeState::Rejected(pull) => pull.ended.unwrap_or(pull.created),
    }
}

/// How far a state has come: what comes later was the other one before.
fn rank(change: &Change) -> (u8, At) {
    let rank = match change.state {
        ChangeState::Proposed(_) => 0,
        ChangeState::Rejected(_) => 1,
        ChangeState::Landed(_) => 2,
        ChangeState::Reverted { .. } => 3,
    };
    (rank, since(change))
}

/// What two systems tell of one change. The one that knows it further along counts; what it leaves out the other says.
fn together(a: &Change, b: &Change) -> Change {
    let key = |change: &Change| (rank(change), change.pull.is_some(), format!("{change:?}"));
    let (first, second) = if key(a) >= key(b) { (a, b) } else { (b, a) };
    let text = |a: &Clean, b: &Clean| if a.is_empty() { b.clone() } else { a.clone() };
    Change {
        repository: text(&first.repository, &second.repository),
        commit: first.commit.clone().or_else(|| second.commit.clone()),
        parts: both(&first.parts, &second.parts),
        author: text(&first.author, &second.author),
        merged_by: text(&first.merged_by, &second.merged_by),
        at: first.at,
        state: first.state.clone(),
        pull: first.pull.clone().or_else(|| second.pull.clone()),
        address: text(&first.address, &second.address),
        requests: both(&first.requests, &second.requests),
        contained_in: both(&first.contained_in, &second.contained_in),
    }
}

fn both(a: &[Clean], b: &[Clean]) -> Vec<Clean> {
    let mut all = [a, b].concat();
    all.sort_unstable();
    all.dedup();
    all
}
