//! What is known so far and has to be looked up elsewhere.

use super::{Evidence, marks};
use crate::domain::model::At;
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::forge::{Landed, PullId};
use crate::domain::text::Clean;
use std::borrow::Borrow;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What is known so far and has to be looked up elsewhere: what the tasks made, what the files describe. Each once, in
/// an order that stays.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Leads {
    /// Pull requests that tasks opened: those of the newest task first.
    pub pulls: Vec<PullId>,
    /// Commits by repository and whole id: those of the newest task first, and last those of no task that is known.
    pub commits: Vec<(Clean, Clean)>,
    /// Objects that have no label of a request and are known by their names.
    pub objects: Vec<ObjectRef>,
    /// Requests whose objects are wanted.
    pub requests: Vec<Clean>,
}

/// What the evidence leads to.
pub fn leads<E: Borrow<Evidence>>(evidence: &[E]) -> Leads {
    let mut found = Found::default();
    let asked = || evidence.iter().flat_map(|part| &part.borrow().asked);
    let when: HashMap<Clean, At> =
        asked().map(|asked| (Clean::line(asked.task.id.as_str()), asked.task.created)).collect();
    for asked in asked() {
        asked.leads.iter().for_each(|lead| found.address(lead.as_str(), asked.task.created));
    }
    for part in evidence.iter().map(Borrow::borrow) {
        for manifest in &part.manifests {
            match &manifest.request {
                Some(request) => drop(found.requests.insert(request.clone())),
                None => drop(found.objects.insert(manifest.object.clone())),
            }
            let at = manifest.request.as_ref().and_then(|request| when.get(request)).copied();
            if let Some(commit) = manifest.commit.as_ref().filter(|_| !manifest.repository.is_empty()) {
                led(&mut found.commits, (manifest.repository.clone(), commit.clone()), at);
            }
        }
        part.cataloged.iter().for_each(|entity| found.requests.extend(entity.request.clone()));
    }
    found.requests.extend(when.into_keys());
    found.leads()
}

#[derive(Default)]
struct Found {
    pulls: BTreeMap<PullId, Option<At>>,
    commits: BTreeMap<(Clean, Clean), Option<At>>,
    objects: BTreeSet<ObjectRef>,
    requests: BTreeSet<Clean>,
}

/// Something is led to by what was asked for at that time; the latest counts.
fn led<K: Ord>(all: &mut BTreeMap<K, Option<At>>, to: K, at: Option<At>) {
    let known = all.entry(to).or_default();
    *known = (*known).max(at);
}

/// Those asked for last first; of one moment those that sort last, which among pull requests are the newest.
fn newest<K: Ord>(all: BTreeMap<K, Option<At>>) -> Vec<K> {
    let mut all: Vec<(K, Option<At>)> = all.into_iter().rev().collect();
    all.sort_by_key(|(_, at)| Reverse(*at));
    all.into_iter().map(|(one, _)| one).collect()
}

impl Found {
    fn address(&mut self, address: &str, at: At) {
        if let Some(pull) = pull_of(address) {
            led(&mut self.pulls, pull, Some(at));
        } else if let Some((repository, commit)) = commit_of(address) {
            led(&mut self.commits, (Clean::line(&repository), Clean::line(&commit)), Some(at));
        }
    }

    fn leads(self) -> Leads {
        Leads {
            pulls: newest(self.pulls),
            commits: newest(self.commits),
            objects: self.objects.into_iter().collect(),
            requests: self.requests.into_iter().collect(),
        }
    }
}

/// A repository's address without scheme, user and `.git`, in lower case: `github.com/org/name`. Of
/// `https://USER@HOST/PATH.git`, `ssh://USER@HOST:PORT/PATH`, `USER@HOST:PATH`; of a path of this machine, and of a
/// `file:` address, the path as it is.
pub fn repository_of(address: &str) -> String {
    let plain = |text: &str| text.trim_end_matches('/').trim_end_matches(".git").trim_end_matches('/').to_owned();
    let address = address.trim();
    if let Some(path) = address.strip_prefix("file://") {
        return plain(path);
    }
    let (authority, path) = match address.split_once("://") {
        Some((scheme, rest)) => {
            let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
            let host = authority.rsplit('@').next().unwrap_or(authority);
            // the port of ssh is not that of the pages
            (if scheme == "ssh" { host.split(':').next().unwrap_or(host) } else { host }, path)
        }
        None if address.starts_with(['/', '.']) => return plain(address),
        None => match address.split_once(':').filter(|(host, _)| !host.contains('/')) {
            Some((authority, path)) => (authority.rsplit('@').next().unwrap_or(authority), path),
            None => return plain(&address.to_lowercase()),
        },
    };
    plain(&format!("{authority}/{}", path.trim_start_matches('/'))).to_lowercase()
}

/// The pull request that an address shows: `.../pull/7` (GitHub), `.../pulls/7` (Gitea), `.../-/merge_requests/7`
/// (GitLab), with anything after it.
pub(super) fn pull_of(address: &str) -> Option<PullId> {
    ["/-/merge_requests/", "/merge_requests/", "/pulls/", "/pull/", "/pull-requests/"].iter().find_map(|mark| {
        let (repository, rest) = address.split_once(mark)?;
        let digits = rest.split(|c: char| !c.is_ascii_digit()).next()?;
        Some(PullId { repository: web(repository)?, number: digits.parse().ok()? })
    })
}

/// The commit that an address shows: `.../commit/ID`, `.../-/commit/ID`, `.../commits/ID`.
pub(super) fn commit_of(address: &str) -> Option<(String, String)> {
    ["/-/commit/", "/commit/", "/commits/"].iter().find_map(|mark| {
        let (repository, rest) = address.split_once(mark)?;
        let id = rest.split(|c: char| !c.is_ascii_hexdigit()).next().filter(|id| matches!(id.len(), 40 | 64))?;
        Some((web(repository)?, id.to_lowercase()))
    })
}

/// The pull request or commit that an address shows.
pub fn landed_at(address: &str) -> Option<Landed> {
    let commit = || commit_of(address).map(|(repository, id)| Landed::Commit { repository, id });
    pull_of(address).map(Landed::Pull).or_else(commit)
}

fn web(repository: &str) -> Option<String> {
    repository.contains("://").then(|| repository_of(repository)).filter(|repository| repository.contains('/'))
}

/// The request that labels and annotations name.
pub(super) fn approvers(marks: &marks::Marks) -> impl Iterator<Item = &str> {
    marks.get(marks::APPROVAL).into_iter().flat_map(|said| marks::listed(said))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::provision::{Asked, Manifest};
    use crate::domain::model::task::{Task, TaskId, TaskState};
    use std::sync::Arc;

    #[test]
    fn one_repository_has_one_name_however_it_is_addressed() {
        for address in [
            "https://github.com/Acme/Infra.git",
            "https://user:pw@github.com/acme/infra/",
            "git@github.com:acme/infra.git",
            "ssh://git@github.com:22/acme/infra",
            "github.com/acme/infra",
        ] {
            assert_eq!(repository_of(address), "github.com/acme/infra", "{address}");
        }
        assert_eq!(repository_of("https://git.example:3000/a/b"), "git.example:3000/a/b");
        assert_eq!(repository_of("/srv/Git/infra.git"), "/srv/Git/infra");
        assert_eq!(repository_of("file:///srv/infra.git/"), "/srv/infra");
    }

    fn asked(id: &str, at: i64, leads: &[&str]) -> Arc<Asked> {
        let task = Task {
            id: TaskId::parse(id).unwrap(),
            template: None,
            title: Clean::default(),
            by: None,
            created: At(at),
            heard: None,
            state: TaskState::Completed,
            parameters: Arc::default(),
        };
        let leads = leads.iter().map(|lead| Clean::line(lead)).collect();
        let none = (Clean::default(), Vec::new(), Vec::new());
        let (sort, entities, approvers) = none;
        Arc::new(Asked { task, steps: None, fault: None, sort, leads, commit: None, entities, approvers })
    }

    #[test]
    fn what_the_newest_task_leads_to_comes_first_and_what_no_task_is_known_for_last() {
        let (pull, id) = (|n: u64| format!("https://git.example/o/r/pulls/{n}"), |digit: &str| digit.repeat(40));
        let commit = |digit: &str| format!("https://git.example/o/r/commit/{}", id(digit));
        let manifest = |request: Option<&str>, digit: &str| {
            let (request, commit) = (request.map(Clean::line), Some(Clean::line(&id(digit))));
            Arc::new(Manifest { repository: "git.example/o/r".into(), request, commit, ..Manifest::default() })
        };
        let tasks = vec![
            asked("t-old", 1_000, &[&pull(900), &commit("a")]),
            asked("t-new", 3_000, &[&pull(7), &pull(8)]),
            // run again: the pull request is the older one's, too
            asked("t-mid", 2_000, &[&pull(900), &commit("b")]),
        ];
        let files = vec![manifest(None, "f"), manifest(Some("t-new"), "c"), manifest(Some("t-gone"), "e")];
        // which system tells what makes no difference
        let all =
            [Evidence { manifests: files, ..Evidence::default() }, Evidence { asked: tasks, ..Evidence::default() }];
        let leads = leads(&all);
        assert_eq!(leads.pulls.iter().map(|pull| pull.number).collect::<Vec<_>>(), [8, 7, 900]);
        let commits: Vec<&str> = leads.commits.iter().filter_map(|(_, id)| id.as_str().get(..1)).collect();
        assert_eq!(commits, ["c", "b", "a", "f", "e"]);
    }

    #[test]
    fn pull_requests_and_commits_are_told_by_their_addresses() {
        let pull = |address| pull_of(address).map(|pull| format!("{}#{}", pull.repository, pull.number));
        assert_eq!(pull("https://github.com/acme/infra/pull/7/files"), Some("github.com/acme/infra#7".into()));
        assert_eq!(pull("https://git.example/g/s/infra/-/merge_requests/12"), Some("git.example/g/s/infra#12".into()));
        assert_eq!(pull("https://git.example/acme/infra/pulls/3"), Some("git.example/acme/infra#3".into()));
        assert_eq!(pull("https://github.com/acme/infra/pull/new"), None);
        assert_eq!(pull("/pull/3"), None);
        let id = "0123456789abcdef0123456789abcdef01234567";
        let commit = commit_of(&format!("https://github.com/acme/infra/commit/{id}?x"));
        assert_eq!(commit, Some(("github.com/acme/infra".into(), id.into())));
        assert_eq!(commit_of("https://github.com/acme/infra/commit/0123"), None);
    }
}
