//! Gitea and Forgejo (API version 1).

use super::api::Api;
use super::dialect::{Asking, Dialect, Home, Restored, Sent, Undo, Whole};
use super::hub;
use super::inverse::{Step, Tree, entries, inverse};
use super::json::{items, number, raw, text};
use crate::adapters::http::Failure;
use crate::domain::model::forge::{Commit, PullRequest, PullState, Pulls};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use futures_util::join;
use serde_json::{Value, json};

/// Items of lists that belong to one pull request.
const PARTS: usize = 250;
/// Pages of a tree that are read.
const TREE_PAGES: usize = 50;

/// A Gitea.
#[derive(Debug)]
pub(super) struct Gitea {
    pub(super) api: Api,
    /// The host in the addresses of its repositories.
    pub(super) host: String,
}

impl Gitea {
    fn repository(&self, path: &str) -> String {
        format!("{}/{path}", self.host)
    }

    async fn steps(&self, path: &str, undo: &Undo, tried: &str) -> Result<Vec<Step>, Failure> {
        let after = undo.commits.first().map(|commit| commit.id.clone()).unwrap_or_default();
        let tip = self.api.get(tried, &branch(path, &undo.into), &[]).await?;
        let now = text(&tip, "/commit/id");
        let (before, after, now) = (
            self.tree(path, undo.before.as_str(), tried).await?,
            self.tree(path, after.as_str(), tried).await?,
            self.tree(path, now.as_str(), tried).await?,
        );
        let steps = inverse(&before, &after, &now, tried).map_err(Failure::unsent)?;
        steps.iter().try_for_each(|step| plain(step, tried)).map_err(Failure::unsent)?;
        Ok(steps)
    }

    /// A tree with all below it, which comes in pages.
    async fn tree(&self, path: &str, id: &str, tried: &str) -> Result<Tree, Failure> {
        let mut all = Tree::new();
        let mut told = 0;
        for page in 1..=TREE_PAGES {
            let page = page.to_string();
            let query = [("recursive", "true"), ("per_page", "1000"), ("page", page.as_str())];
            let value = self.api.get(tried, &route(path, &["git", "trees", id]), &query).await?;
            all.extend(entries(&value));
            let count = items(&value, "/tree").count();
            told += count;
            let is_whole = number(&value, "/total_count").is_none_or(|total| told as u64 >= total);
            if count == 0 || is_whole {
                return Ok(all);
            }
        }
        let happened = "the repository has more files than are read at once";
        let cure = "revert it in a checkout: `git revert`";
        Err(Failure::unsent(Fault::new(FaultKind::Unsupported, tried, happened, cure)))
    }

    async fn file(&self, path: &str, step: &Step, tried: &str) -> Result<Value, Failure> {
        let is = step.is.as_ref().map(|(_, id)| id);
        let Some((_, id)) = &step.becomes else {
            return Ok(json!({"operation": "delete", "path": step.path, "sha": is}));
        };
        let blob = self.api.get(tried, &route(path, &["git", "blobs", id]), &[]).await?;
        // it is told in base64, and taken so
        let content = raw(&blob, "/content");
        let operation = if is.is_some() { "update" } else { "create" };
        Ok(json!({"operation": operation, "path": step.path, "sha": is, "content": content}))
    }
}

/// What can be written as a file's content alone.
fn plain(step: &Step, tried: &str) -> Result<(), Fault> {
    let modes = [&step.becomes, &step.is].map(|it| it.as_ref().map(|(mode, _)| mode.as_str()));
    let is_plain = match modes {
        [Some(becomes), Some(is)] => becomes == is && matches!(becomes, "100644" | "100755"),
        [Some(becomes), None] => becomes == "100644",
        _ => true,
    };
    if is_plain {
        return Ok(());
    }
    let happened = format!("{} is no plain file, or gets another mode; the API writes contents alone", step.path);
    Err(Fault::new(FaultKind::Unsupported, tried, &happened, "revert it in a checkout: `git revert`"))
}

impl Dialect for Gitea {
    fn pulls<'a>(&'a self, path: &'a str, most: usize) -> Asking<'a, Pulls> {
        Box::pin(async move {
            let query = [("state", "all"), ("sort", "recentupdate")];
            let (list, has_more) = self.api.list("list pull requests", &route(path, &["pulls"]), &query, most).await?;
            let repository = self.repository(path);
            let list = list.iter().filter_map(|value| hub::pull(value, &repository)).collect();
            Ok(Pulls { list, has_more })
        })
    }

    fn pull<'a>(&'a self, path: &'a str, number: u64) -> Asking<'a, Whole> {
        Box::pin(async move {
            let tried = format!("read pull request {number} of {}", self.repository(path));
            let number = number.to_string();
            let at = ["", "reviews", "files", "commits"].map(|more| {
                let more = (!more.is_empty()).then_some(more);
                route(path, &["pulls", &number]).into_iter().chain(more).collect::<Vec<_>>()
            });
            let [pull_at, reviews_at, files_at, commits_at] = &at;
            let value = self.api.get(&tried, pull_at, &[]).await?;
            let mut pull = hub::pull(&value, &self.repository(path)).ok_or_else(|| super::malformed(&tried))?;
            let statuses_at = route(path, &["commits", pull.head.as_str(), "status"]);
            let (reviews, files, commits, statuses) = join!(
                self.api.list(&tried, reviews_at, &[], PARTS),
                self.api.list(&tried, files_at, &[], PARTS),
                self.api.list(&tried, commits_at, &[], PARTS),
                self.api.find(&tried, &statuses_at, &[]),
            );
            // closed ones have no branch any more, and no statuses may be read
            pull.checks = statuses.ok().flatten().map(|value| hub::statuses(&value));
            hub::review(&mut pull, &reviews?.0, false);
            pull.files = Some(hub::files(&files?.0));
            let is_open = matches!(pull.state, PullState::Open | PullState::Draft);
            if is_open && value.pointer("/mergeable").and_then(Value::as_bool) == Some(false) {
                pull.blocked = Clean::from("it conflicts with the branch that it goes into");
            }
            let mut parts: Vec<Commit> = commits?.0.iter().filter_map(hub::commit).collect();
            // Gitea tells the newest first
            if parts.first().is_some_and(|first| first.id == pull.head) {
                parts.reverse();
            }
            Ok(Whole { pull, parts })
        })
    }

    fn pulls_with<'a>(&'a self, path: &'a str, commit: &'a str) -> Asking<'a, Vec<u64>> {
        Box::pin(async move {
            let at = route(path, &["commits", commit, "pull"]);
            let found = self.api.find("find the pull request of a commit", &at, &[]).await?;
            Ok(found.and_then(|value| number(&value, "/number")).into_iter().collect())
        })
    }

    fn commit<'a>(&'a self, path: &'a str, id: &'a str) -> Asking<'a, Commit> {
        Box::pin(async move {
            let tried = format!("read a commit of {}", self.repository(path));
            let value = self.api.get(&tried, &route(path, &["git", "commits", id]), &[]).await?;
            hub::commit(&value).ok_or_else(|| super::malformed(&tried))
        })
    }

    fn commits<'a>(
        &'a self,
        path: &'a str,
        branch: &'a str,
        folder: &'a str,
        most: usize,
    ) -> Asking<'a, (Vec<Commit>, bool)> {
        Box::pin(async move {
            let narrow = [("sha", branch), ("path", folder)].into_iter().filter(|(_, it)| !it.is_empty());
            let query: Vec<_> = narrow.chain([("stat", "false"), ("files", "false")]).collect();
            let tried = format!("read the history of {}", self.repository(path));
            let (list, has_more) = self.api.list(&tried, &route(path, &["commits"]), &query, most).await?;
            Ok((list.iter().filter_map(hub::commit).collect(), has_more))
        })
    }

    fn contains<'a>(&'a self, path: &'a str, later: &'a str, earlier: &'a str) -> Asking<'a, bool> {
        Box::pin(async move {
            // what the earlier one has and the later one has not: nothing
            let both = format!("{later}...{earlier}");
            let value = self.api.get("compare two commits", &route(path, &["compare", &both]), &[]).await?;
            Ok(number(&value, "/total_commits") == Some(0))
        })
    }

    fn text<'a>(&'a self, path: &'a str, file: &'a str, at: &'a str) -> Asking<'a, Option<String>> {
        Box::pin(async move {
            let route = route(path, &["raw"]).into_iter().chain(file.split('/')).collect::<Vec<_>>();
            Ok(self.api.raw("read a file", &route, &[("ref", at)], "*/*").await?)
        })
    }

    fn home<'a>(&'a self, path: &'a str) -> Asking<'a, Home> {
        Box::pin(async move {
            let value = self.api.get(&format!("read {}", self.repository(path)), &route(path, &[]), &[]).await?;
            let may_push = value.pointer("/permissions/push").and_then(Value::as_bool);
            Ok(Home { branch: raw(&value, "/default_branch").to_owned(), may_push })
        })
    }

    fn proposed<'a>(&'a self, path: &'a str, from: &'a str) -> Asking<'a, Option<PullRequest>> {
        Box::pin(async move {
            // it cannot be asked by branch; what is looked for is among the newest
            let query = [("state", "all"), ("sort", "recentupdate")];
            let (list, _) = self.api.list("look for a pull request", &route(path, &["pulls"]), &query, PARTS).await?;
            let repository = self.repository(path);
            Ok(list.iter().filter_map(|value| hub::pull(value, &repository)).find(|pull| pull.from.as_str() == from))
        })
    }

    fn foresee<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Asking<'a, Vec<Restored>> {
        Box::pin(async move {
            let tried = format!("revert in {}", self.repository(path));
            Ok(self.steps(path, undo, &tried).await?.iter().map(Step::restored).collect())
        })
    }

    fn make<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, ()> {
        Box::pin(async move {
            let tried = format!("make the branch {} in {}", undo.from, self.repository(path));
            let mut files = Vec::new();
            for step in &self.steps(path, undo, &tried).await? {
                files.push(self.file(path, step, &tried).await?);
            }
            let message = format!("{}\n\n{}", undo.title, undo.text);
            let change = json!({"branch": undo.into, "new_branch": undo.from, "message": message, "files": files});
            self.api.post(&tried, &route(path, &["contents"]), &change).await?;
            Ok(())
        })
    }

    fn open<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, PullRequest> {
        Box::pin(async move {
            let tried = format!("open a pull request in {}", self.repository(path));
            let pull = json!({"title": undo.title, "body": undo.text, "head": undo.from, "base": undo.into});
            let made = self.api.post(&tried, &route(path, &["pulls"]), &pull).await?;
            hub::pull(&made, &self.repository(path)).ok_or_else(|| Failure::unread(super::malformed(&tried)))
        })
    }
}

fn route<'p>(path: &'p str, more: &[&'p str]) -> Vec<&'p str> {
    ["repos"].into_iter().chain(path.split('/')).chain(more.iter().copied()).collect()
}

/// A branch may have slashes in its name, which Gitea wants as they are.
fn branch<'p>(path: &'p str, name: &'p str) -> Vec<&'p str> {
    route(path, &["branches"]).into_iter().chain(name.split('/')).collect()
}
