//! GitHub, and GitHub Enterprise (REST, version 2022-11-28).

use super::api::Api;
use super::dialect::{Asking, Dialect, Home, Restored, Sent, Undo, Whole};
use super::hub;
use super::inverse::{Step, Tree, inverse, tree};
use super::json::{items, raw, text};
use crate::adapters::http::Failure;
use crate::domain::model::forge::{Check, CheckState, Commit, PullRequest, PullState, Pulls};
use crate::domain::text::Clean;
use futures_util::join;
use serde_json::{Value, json};

/// Items of lists that belong to one pull request: reviews, files, commits (GitHub tells at most 250 of these).
const PARTS: usize = 250;
/// A file as it is.
const RAW: &str = "application/vnd.github.raw+json";

/// A GitHub.
#[derive(Debug)]
pub(super) struct GitHub {
    pub(super) api: Api,
    /// The host in the addresses of its repositories.
    pub(super) host: String,
}

impl GitHub {
    fn repository(&self, path: &str) -> String {
        format!("{}/{path}", self.host)
    }

    async fn trees(&self, path: &str, undo: &Undo, tried: &str) -> Result<(Vec<Step>, Value), Failure> {
        let after = undo.commits.first().map(|commit| commit.id.clone()).unwrap_or_default();
        let tip = self.api.get(tried, &route(path, &["branches", &undo.into]), &[]).await?;
        let now = text(&tip, "/commit/sha");
        let (before, after, now) = (
            self.tree(path, undo.before.as_str(), tried).await?,
            self.tree(path, after.as_str(), tried).await?,
            self.tree(path, now.as_str(), tried).await?,
        );
        let steps = inverse(&before, &after, &now, tried).map_err(Failure::unsent)?;
        Ok((steps, (*tip).clone()))
    }

    async fn tree(&self, path: &str, id: &str, tried: &str) -> Result<Tree, Failure> {
        let value = self.api.get(tried, &route(path, &["git", "trees", id]), &[("recursive", "1")]).await?;
        tree(&value, tried).map_err(Failure::unsent)
    }

    /// Checks of a commit: those of apps, and statuses.
    async fn checks(&self, path: &str, head: &str) -> Option<Vec<Check>> {
        let tried = "read the checks";
        let runs_at = route(path, &["commits", head, "check-runs"]);
        let statuses_at = route(path, &["commits", head, "status"]);
        let (runs, statuses) =
            join!(self.api.get(tried, &runs_at, &[("per_page", "100")]), self.api.get(tried, &statuses_at, &[]));
        // a token may be allowed one of both
        if runs.is_err() && statuses.is_err() {
            return None;
        }
        let runs = runs.map(|value| items(&value, "/check_runs").map(check).collect()).unwrap_or_default();
        let statuses = statuses.map(|value| hub::statuses(&value)).unwrap_or_default();
        Some([runs, statuses].concat())
    }

    /// Who closed it stands with the issue alone.
    async fn closed_by(&self, path: &str, number: &str) -> Clean {
        let issue = self.api.get("read who closed it", &route(path, &["issues", number]), &[]).await;
        issue.map(|issue| text(&issue, "/closed_by/login")).unwrap_or_default()
    }
}

impl Dialect for GitHub {
    fn pulls<'a>(&'a self, path: &'a str, most: usize) -> Asking<'a, Pulls> {
        Box::pin(async move {
            let query = [("state", "all"), ("sort", "updated"), ("direction", "desc")];
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
            let of = |more: &[&'static str]| {
                route(path, &["pulls", &number]).into_iter().chain(more.iter().copied()).collect::<Vec<_>>()
            };
            let value = self.api.get(&tried, &of(&[]), &[]).await?;
            let pull = hub::pull(&value, &self.repository(path));
            let mut pull = pull.ok_or_else(|| super::malformed(&tried))?;
            let (reviews_at, files_at, commits_at) = (of(&["reviews"]), of(&["files"]), of(&["commits"]));
            let (reviews, files, commits, checks) = join!(
                self.api.list(&tried, &reviews_at, &[], PARTS),
                self.api.list(&tried, &files_at, &[], PARTS),
                self.api.list(&tried, &commits_at, &[], PARTS),
                self.checks(path, pull.head.as_str()),
            );
            hub::review(&mut pull, &reviews?.0, true);
            pull.files = Some(hub::files(&files?.0));
            pull.checks = checks;
            pull.blocked = blocked(raw(&value, "/mergeable_state"), pull.state);
            if pull.state == PullState::Closed {
                pull.ended_by = self.closed_by(path, &number).await;
            }
            Ok(Whole { pull, parts: commits?.0.iter().filter_map(hub::commit).collect() })
        })
    }

    fn pulls_with<'a>(&'a self, path: &'a str, commit: &'a str) -> Asking<'a, Vec<u64>> {
        Box::pin(async move {
            let at = route(path, &["commits", commit, "pulls"]);
            let (list, _) = self.api.list("find the pull request of a commit", &at, &[], 10).await?;
            Ok(list.iter().filter_map(|value| super::json::number(value, "/number")).collect())
        })
    }

    fn commit<'a>(&'a self, path: &'a str, id: &'a str) -> Asking<'a, Commit> {
        Box::pin(async move {
            let tried = format!("read a commit of {}", self.repository(path));
            let value = self.api.get(&tried, &route(path, &["commits", id]), &[]).await?;
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
            let query: Vec<_> =
                [("sha", branch), ("path", folder)].into_iter().filter(|(_, it)| !it.is_empty()).collect();
            let tried = format!("read the history of {}", self.repository(path));
            let (list, has_more) = self.api.list(&tried, &route(path, &["commits"]), &query, most).await?;
            Ok((list.iter().filter_map(hub::commit).collect(), has_more))
        })
    }

    fn contains<'a>(&'a self, path: &'a str, later: &'a str, earlier: &'a str) -> Asking<'a, bool> {
        Box::pin(async move {
            let both = format!("{earlier}...{later}");
            let at = route(path, &["compare", &both]);
            let value = self.api.get("compare two commits", &at, &[("per_page", "1")]).await?;
            Ok(matches!(raw(&value, "/status"), "ahead" | "identical"))
        })
    }

    fn text<'a>(&'a self, path: &'a str, file: &'a str, at: &'a str) -> Asking<'a, Option<String>> {
        Box::pin(async move {
            let route = route(path, &["contents"]).into_iter().chain(file.split('/')).collect::<Vec<_>>();
            Ok(self.api.raw("read a file", &route, &[("ref", at)], RAW).await?)
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
            let owner = path.split('/').next().unwrap_or_default();
            let head = format!("{owner}:{from}");
            let query = [("state", "all"), ("head", head.as_str())];
            let (list, _) = self.api.list("look for a pull request", &route(path, &["pulls"]), &query, 10).await?;
            let repository = self.repository(path);
            // a server that does not know `head` tells all of them
            Ok(list.iter().filter_map(|value| hub::pull(value, &repository)).find(|pull| pull.from.as_str() == from))
        })
    }

    fn foresee<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Asking<'a, Vec<Restored>> {
        Box::pin(async move {
            let tried = format!("revert in {}", self.repository(path));
            let (steps, _) = self.trees(path, undo, &tried).await?;
            Ok(steps.iter().map(Step::restored).collect())
        })
    }

    fn make<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, ()> {
        Box::pin(async move {
            let tried = format!("make the branch {} in {}", undo.from, self.repository(path));
            let (steps, tip) = self.trees(path, undo, &tried).await?;
            let entry = |step: &Step| {
                // the mode of what goes is that of what is there
                let mode = step.becomes.as_ref().or(step.is.as_ref()).map(|(mode, _)| mode.as_str());
                let id = step.becomes.as_ref().map(|(_, id)| id.as_str());
                let kind = if mode == Some("160000") { "commit" } else { "blob" };
                json!({"path": step.path, "mode": mode, "type": kind, "sha": id})
            };
            let tree = json!({
                "base_tree": raw(&tip, "/commit/commit/tree/sha"),
                "tree": steps.iter().map(entry).collect::<Vec<_>>(),
            });
            let tree = self.api.post(&tried, &route(path, &["git", "trees"]), &tree).await?;
            let message = format!("{}\n\n{}", undo.title, undo.text);
            let commit = json!({"message": message, "tree": raw(&tree, "/sha"), "parents": [raw(&tip, "/commit/sha")]});
            let commit = self.api.post(&tried, &route(path, &["git", "commits"]), &commit).await?;
            let branch = json!({"ref": format!("refs/heads/{}", undo.from), "sha": raw(&commit, "/sha")});
            self.api.post(&tried, &route(path, &["git", "refs"]), &branch).await?;
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

fn check(run: &Value) -> Check {
    let state = match (raw(run, "/status"), raw(run, "/conclusion")) {
        ("completed", "success") => CheckState::Passed,
        ("completed", "neutral" | "skipped" | "stale") => CheckState::Neutral,
        ("completed", _) => CheckState::Failed,
        _ => CheckState::Running,
    };
    Check { name: text(run, "/name"), state, address: text(run, "/html_url") }
}

/// `mergeable_state`, in words.
fn blocked(state: &str, pull: PullState) -> Clean {
    let is_open = matches!(pull, PullState::Open | PullState::Draft);
    Clean::from(match state {
        _ if !is_open => "",
        "dirty" => "it conflicts with the branch that it goes into",
        "blocked" => "GitHub blocks it: a review or a check that is required is missing",
        "behind" => "it is behind the branch that it goes into",
        "draft" => "it is a draft",
        _ => "",
    })
}
