//! Commits, branches and files as evidence.

use super::super::log::Commit;
use super::place::Place;
use crate::domain::model::At;
use crate::domain::model::forge::{PullId, PullRequest, PullState};
use crate::domain::model::provision::{Change, ChangeState, Evidence, Manifest};
use crate::domain::model::timeline::Forge;
use crate::domain::text::Clean;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

/// What a template's commit names its request by.
const TRAILER: &str = "Stagedoor-Request:";
/// What git writes into a commit that takes another one back.
const REVERTS: &str = "This reverts commit ";

/// A branch.
pub(super) struct Branch {
    pub(super) name: String,
    pub(super) head: String,
}

/// A branch beside the one that is rolled out, with its own commits, newest first.
pub(super) struct Beside {
    pub(super) branch: Branch,
    pub(super) log: Vec<Commit>,
}

/// What was read of a repository.
pub(super) struct Seen<'s> {
    pub(super) place: &'s Place,
    pub(super) main: &'s str,
    pub(super) log: &'s [Commit],
    /// Files of the branch that is rolled out.
    pub(super) present: &'s [String],
    pub(super) beside: &'s [Beside],
    /// What a file describes, by `REVISION:PATH`.
    pub(super) described: &'s dyn Fn(&str) -> Vec<Manifest>,
}

/// What it tells: of each file the state that stands, and those before it that another request made; commits and
/// branches that these name.
pub(super) fn told(seen: &Seen<'_>) -> Evidence {
    let mut manifests = Vec::new();
    let touching = touching(seen.log);
    for path in seen.present {
        let found = (seen.described)(&format!("{}:{path}", seen.main));
        let commits = touching.get(path.as_str()).map_or(&[][..], Vec::as_slice);
        found.into_iter().for_each(|file| standing(file, commits, &mut manifests));
    }
    let present: HashSet<&str> = seen.present.iter().map(String::as_str).collect();
    for (path, commits) in touching.iter().filter(|(path, _)| !present.contains(*path)) {
        let was = commits.iter().map(|commit| (commit, (seen.described)(&format!("{}:{path}", commit.id))));
        if let Some((commit, found)) = was.into_iter().find(|(_, found)| !found.is_empty()) {
            manifests.extend(found.into_iter().map(|file| of_commit(file, commit, false)));
        }
    }
    let mut changes = landed(seen, &manifests);
    for beside in seen.beside {
        changes.extend(proposed(seen, beside, &mut manifests));
    }
    Evidence {
        manifests: manifests.into_iter().map(Arc::new).collect(),
        changes: changes.into_iter().map(Arc::new).collect(),
        ..Evidence::default()
    }
}

fn touching(log: &[Commit]) -> BTreeMap<&str, Vec<&Commit>> {
    let mut touching: BTreeMap<&str, Vec<&Commit>> = BTreeMap::new();
    for commit in log {
        commit.files.iter().for_each(|file| touching.entry(file.path.as_str()).or_default().push(commit));
    }
    touching
}

fn of_commit(file: Manifest, commit: &Commit, is_present: bool) -> Manifest {
    let request = file.request.clone().or_else(|| requests(commit).into_iter().next());
    Manifest { commit: Some(Clean::line(&commit.id)), is_present: Some(is_present), request, ..file }
}

/// A file that is there: the commit that touched it last; and of those before it one for each other request.
fn standing(file: Manifest, commits: &[&Commit], manifests: &mut Vec<Manifest>) {
    let Some(last) = commits.first() else {
        return manifests.push(Manifest { is_present: Some(true), ..file });
    };
    let mut known: Vec<Clean> = file.request.iter().cloned().chain(requests(last)).collect();
    for commit in commits.iter().skip(1) {
        for request in requests(commit).into_iter().filter(|id| !known.contains(id)).collect::<Vec<_>>() {
            known.push(request.clone());
            let earlier = Manifest { request: Some(request), ..file.clone() };
            manifests.push(of_commit(earlier, commit, false));
        }
    }
    // the commit that brought this state for the request, not one that touched the file since
    let own = file.request.as_ref().and_then(|id| commits.iter().find(|commit| requests(commit).contains(id)));
    manifests.push(of_commit(file, own.unwrap_or(last), true));
}

/// The requests that a commit's message names.
fn requests(commit: &Commit) -> Vec<Clean> {
    let lines = commit.message.lines().filter_map(|line| line.trim().strip_prefix(TRAILER));
    lines.map(|id| Clean::line(id.trim())).filter(|id| !id.is_empty()).collect()
}

fn at(seconds: i64) -> At {
    At(seconds.saturating_mul(1_000))
}

/// Commits of the branch that brought files which are told of, each with whether it was taken back.
fn landed(seen: &Seen<'_>, manifests: &[Manifest]) -> Vec<Change> {
    let named: HashSet<&str> = manifests.iter().filter_map(|file| file.commit.as_ref()).map(Clean::as_str).collect();
    let taken_back = taken_back(seen.log);
    let wanted = seen.log.iter().filter(|commit| named.contains(commit.id.as_str()) || !requests(commit).is_empty());
    wanted
        .map(|commit| {
            let state = match taken_back.get(commit.id.as_str()) {
                Some(by) => ChangeState::Reverted {
                    at: at(by.committed),
                    by_commit: Clean::line(&by.id),
                    by: Clean::line(&by.author.name),
                },
                None => ChangeState::Landed(at(commit.committed)),
            };
            Change { commit: Some(Clean::line(&commit.id)), ..change(seen.place, commit, state) }
        })
        .collect()
}

fn change(place: &Place, commit: &Commit, state: ChangeState) -> Change {
    let forge = Forge::of_remote(&format!("https://{}", place.name));
    Change {
        repository: Clean::line(&place.name),
        commit: None,
        parts: Vec::new(),
        author: Clean::line(&commit.author.name),
        merged_by: Clean::default(),
        at: at(commit.authored),
        state,
        pull: None,
        address: forge.map(|forge| Clean::line(&forge.commit(&commit.id))).unwrap_or_default(),
        requests: requests(commit),
        contained_in: Vec::new(),
    }
}

/// Commits that another one took back, unless that was taken back itself.
fn taken_back(log: &[Commit]) -> HashMap<&str, &Commit> {
    let mut taken_back: HashMap<&str, &Commit> = HashMap::new();
    // newest first: what takes back is known before what it takes back
    for commit in log {
        let reverts = commit.message.split(REVERTS).skip(1);
        let ids = reverts.filter_map(|rest| rest.split(|c: char| !c.is_ascii_hexdigit()).next());
        if !taken_back.contains_key(commit.id.as_str()) {
            taken_back.extend(ids.filter(|id| id.len() >= 40).map(|id| (id, commit)));
        }
    }
    taken_back
}

/// A branch that brings files: what they describe, and that it is proposed. It has no number, as no forge knows it.
fn proposed(seen: &Seen<'_>, beside: &Beside, manifests: &mut Vec<Manifest>) -> Option<Change> {
    let head = beside.log.first()?;
    let first = beside.log.last().unwrap_or(head);
    let mut brought = Vec::new();
    for path in touching(&beside.log).into_keys() {
        let found = (seen.described)(&format!("{}:{path}", beside.branch.head));
        brought.extend(found.into_iter().map(|file| of_commit(file, head, false)));
    }
    if brought.is_empty() {
        return None;
    }
    manifests.append(&mut brought);
    let pull = PullRequest {
        id: PullId { repository: seen.place.name.clone(), number: 0 },
        title: Clean::line(head.message.lines().next().unwrap_or_default()),
        state: PullState::Open,
        author: Clean::line(&first.author.name),
        created: at(first.committed),
        updated: Some(at(head.committed)),
        ended: None,
        ended_by: Clean::default(),
        into: Clean::line(seen.main.strip_prefix("refs/heads/").unwrap_or(seen.main)),
        from: Clean::line(&beside.branch.name),
        head: Clean::line(&beside.branch.head),
        merge_commit: None,
        reviewers: Vec::new(),
        checks: None,
        blocked: Clean::default(),
        address: Clean::default(),
        files: None,
    };
    let parts = beside.log.iter().map(|commit| Clean::line(&commit.id)).collect();
    let all: HashSet<Clean> = beside.log.iter().flat_map(requests).collect();
    let mut requests: Vec<Clean> = all.into_iter().collect();
    requests.sort();
    let state = ChangeState::Proposed(Arc::new(pull));
    Some(Change { parts, requests, address: Clean::default(), ..change(seen.place, first, state) })
}
