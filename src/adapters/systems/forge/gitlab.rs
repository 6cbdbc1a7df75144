//! GitLab (REST, version 4). Its merge requests are pull requests here.

use super::api::Api;
use super::dialect::{Asking, Dialect, Home, Restored, Sent, Undo, Whole};
use super::json::{is_set, items, moment, number, raw, some, text};
use crate::adapters::http::Failure;
use crate::domain::model::forge::{
    Check, CheckState, Commit, Opinion, PullId, PullRequest, PullState, Pulls, Reviewer,
};
use crate::domain::text::Clean;
use futures_util::join;
use serde_json::{Value, json};

/// Items of lists that belong to one merge request.
const PARTS: usize = 250;
/// The level of access that may push branches.
const DEVELOPER: u64 = 30;

/// A GitLab.
#[derive(Debug)]
pub(super) struct GitLab {
    pub(super) api: Api,
    /// The host in the addresses of its projects.
    pub(super) host: String,
}

impl GitLab {
    fn repository(&self, path: &str) -> String {
        format!("{}/{path}", self.host)
    }

    /// Who reviews: those who are named, and those whose approval a rule wants.
    async fn reviewers(&self, path: &str, number: &str, value: &Value) -> Vec<Reviewer> {
        let tried = "read the reviewers";
        let at =
            ["reviewers", "approvals", "approval_state"].map(|more| route(path, &["merge_requests", number, more]));
        let [reviewers_at, approvals_at, rules_at] = &at;
        let (named, approvals, rules) = join!(
            self.api.find(tried, reviewers_at, &[]),
            self.api.find(tried, approvals_at, &[]),
            self.api.find(tried, rules_at, &[]),
        );
        let mut all: Vec<Reviewer> = match named.ok().flatten() {
            Some(named) => items(&named, "").filter_map(reviewer).collect(),
            // an older GitLab tells only who they are
            None => items(value, "/reviewers").filter_map(|user| asked(user, "/username")).collect(),
        };
        if let Some(approvals) = approvals.ok().flatten() {
            for name in items(&approvals, "/approved_by").filter_map(|it| some(it, "/user/username")) {
                all.retain(|known| known.name != name);
                all.push(Reviewer { name, opinion: Opinion::Approved, at: None });
            }
        }
        // rules without a name that only count are everybody's
        let rules = rules.ok().flatten();
        let open = rules.iter().flat_map(|rules| items(rules, "/rules")).filter(|rule| !is_set(rule, "/approved"));
        let open =
            open.filter(|rule| number_of(rule, "/approvals_required") > 0 && raw(rule, "/rule_type") != "any_approver");
        all.extend(open.filter_map(|rule| asked(rule, "/name")));
        all
    }

    async fn revert(&self, path: &str, undo: &Undo, commit: &Commit, tried: &str) -> Result<Value, Failure> {
        let at = route(path, &["repository", "commits", commit.id.as_str(), "revert"]);
        self.api.post(tried, &at, &json!({"branch": undo.from})).await
    }
}

impl Dialect for GitLab {
    fn pulls<'a>(&'a self, path: &'a str, most: usize) -> Asking<'a, Pulls> {
        Box::pin(async move {
            let query = [("state", "all"), ("order_by", "updated_at"), ("sort", "desc")];
            let at = route(path, &["merge_requests"]);
            let (list, has_more) = self.api.list("list merge requests", &at, &query, most).await?;
            let repository = self.repository(path);
            Ok(Pulls { list: list.iter().filter_map(|value| pull(value, &repository)).collect(), has_more })
        })
    }

    fn pull<'a>(&'a self, path: &'a str, number: u64) -> Asking<'a, Whole> {
        Box::pin(async move {
            let tried = format!("read merge request {number} of {}", self.repository(path));
            let number = number.to_string();
            let value = self.api.get(&tried, &route(path, &["merge_requests", &number]), &[]).await?;
            let mut pull = pull(&value, &self.repository(path)).ok_or_else(|| super::malformed(&tried))?;
            let files_at = route(path, &["merge_requests", &number, "diffs"]);
            let commits_at = route(path, &["merge_requests", &number, "commits"]);
            let checks_at = route(path, &["repository", "commits", pull.head.as_str(), "statuses"]);
            let (files, commits, checks, reviewers) = join!(
                self.api.list(&tried, &files_at, &[], PARTS),
                self.api.list(&tried, &commits_at, &[], PARTS),
                self.api.list(&tried, &checks_at, &[], PARTS),
                self.reviewers(path, &number, &value),
            );
            pull.reviewers = reviewers;
            pull.checks = checks.ok().map(|(list, _)| list.iter().map(check).collect());
            pull.files = Some(files?.0.iter().filter_map(|file| some(file, "/new_path")).collect());
            let mut parts: Vec<Commit> = commits?.0.iter().filter_map(commit).collect();
            // GitLab tells the newest first
            parts.reverse();
            Ok(Whole { pull, parts })
        })
    }

    fn pulls_with<'a>(&'a self, path: &'a str, commit: &'a str) -> Asking<'a, Vec<u64>> {
        Box::pin(async move {
            let at = route(path, &["repository", "commits", commit, "merge_requests"]);
            let (list, _) = self.api.list("find the merge request of a commit", &at, &[], 10).await?;
            Ok(list.iter().filter_map(|value| number(value, "/iid")).collect())
        })
    }

    fn commit<'a>(&'a self, path: &'a str, id: &'a str) -> Asking<'a, Commit> {
        Box::pin(async move {
            let tried = format!("read a commit of {}", self.repository(path));
            let value = self.api.get(&tried, &route(path, &["repository", "commits", id]), &[]).await?;
            commit(&value).ok_or_else(|| super::malformed(&tried))
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
                [("ref_name", branch), ("path", folder)].into_iter().filter(|(_, it)| !it.is_empty()).collect();
            let tried = format!("read the history of {}", self.repository(path));
            let at = route(path, &["repository", "commits"]);
            let (list, has_more) = self.api.list(&tried, &at, &query, most).await?;
            Ok((list.iter().filter_map(commit).collect(), has_more))
        })
    }

    fn contains<'a>(&'a self, path: &'a str, later: &'a str, earlier: &'a str) -> Asking<'a, bool> {
        Box::pin(async move {
            let query = [("refs[]", later), ("refs[]", earlier)];
            let at = route(path, &["repository", "merge_base"]);
            let base = self.api.find("compare two commits", &at, &query).await?;
            Ok(base.is_some_and(|base| raw(&base, "/id") == earlier))
        })
    }

    fn text<'a>(&'a self, path: &'a str, file: &'a str, at: &'a str) -> Asking<'a, Option<String>> {
        Box::pin(async move {
            let route = route(path, &["repository", "files", file, "raw"]);
            Ok(self.api.raw("read a file", &route, &[("ref", at)], "*/*").await?)
        })
    }

    fn home<'a>(&'a self, path: &'a str) -> Asking<'a, Home> {
        Box::pin(async move {
            let value = self.api.get(&format!("read {}", self.repository(path)), &route(path, &[]), &[]).await?;
            let levels = ["project_access", "group_access"]
                .map(|by| value.pointer(&format!("/permissions/{by}/access_level")).and_then(Value::as_u64));
            let may_push = levels.iter().flatten().max().map(|level| *level >= DEVELOPER);
            Ok(Home { branch: raw(&value, "/default_branch").to_owned(), may_push })
        })
    }

    fn proposed<'a>(&'a self, path: &'a str, from: &'a str) -> Asking<'a, Option<PullRequest>> {
        Box::pin(async move {
            let query = [("state", "all"), ("source_branch", from)];
            let at = route(path, &["merge_requests"]);
            let (list, _) = self.api.list("look for a merge request", &at, &query, 10).await?;
            Ok(list.iter().filter_map(|value| pull(value, &self.repository(path))).find(|it| it.from.as_str() == from))
        })
    }

    fn foresee<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Asking<'a, Vec<Restored>> {
        Box::pin(async move {
            let tried = format!("read what a commit of {} changed", self.repository(path));
            let mut all: Vec<Restored> = Vec::new();
            // whether it can be taken back GitLab itself says when it does so
            for commit in &undo.commits {
                let at = route(path, &["repository", "commits", commit.id.as_str(), "diff"]);
                let (files, _) = self.api.list(&tried, &at, &[], PARTS).await?;
                for restored in files.iter().flat_map(restored) {
                    if !all.contains(&restored) {
                        all.push(restored);
                    }
                }
            }
            Ok(all)
        })
    }

    fn make<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, ()> {
        Box::pin(async move {
            let tried = format!("make the branch {} in {}", undo.from, self.repository(path));
            let branch = json!({"branch": undo.from, "ref": undo.into});
            self.api.post(&tried, &route(path, &["repository", "branches"]), &branch).await?;
            for commit in &undo.commits {
                self.revert(path, undo, commit, &tried).await?;
            }
            Ok(())
        })
    }

    fn open<'a>(&'a self, path: &'a str, undo: &'a Undo) -> Sent<'a, PullRequest> {
        Box::pin(async move {
            let tried = format!("open a merge request in {}", self.repository(path));
            let request = json!({
                "source_branch": undo.from, "target_branch": undo.into, "title": undo.title,
                "description": undo.text, "remove_source_branch": true,
            });
            let made = self.api.post(&tried, &route(path, &["merge_requests"]), &request).await?;
            pull(&made, &self.repository(path)).ok_or_else(|| Failure::unread(super::malformed(&tried)))
        })
    }
}

/// A project is named by its whole path in one segment.
fn route<'p>(path: &'p str, more: &[&'p str]) -> Vec<&'p str> {
    ["projects", path].into_iter().chain(more.iter().copied()).collect()
}

fn number_of(value: &Value, pointer: &str) -> u64 {
    number(value, pointer).unwrap_or_default()
}

/// A merge request without reviews and checks; `None` where it is none.
fn pull(value: &Value, repository: &str) -> Option<PullRequest> {
    let state = match raw(value, "/state") {
        "merged" => PullState::Merged,
        "closed" => PullState::Closed,
        _ if is_set(value, "/draft") || is_set(value, "/work_in_progress") => PullState::Draft,
        _ => PullState::Open,
    };
    let head = text(value, "/sha");
    let merged = || some(value, "/merge_commit_sha").or_else(|| some(value, "/squash_commit_sha"));
    let by = ["/merge_user/username", "/merged_by/username", "/closed_by/username"];
    Some(PullRequest {
        id: PullId { repository: repository.to_owned(), number: number(value, "/iid")? },
        title: text(value, "/title"),
        state,
        author: text(value, "/author/username"),
        created: moment(value, "/created_at")?,
        updated: moment(value, "/updated_at"),
        ended: moment(value, "/merged_at").or_else(|| moment(value, "/closed_at")),
        ended_by: by.iter().find_map(|pointer| some(value, pointer)).unwrap_or_default(),
        into: text(value, "/target_branch"),
        from: text(value, "/source_branch"),
        // a fast forward makes no commit of its own
        merge_commit: (state == PullState::Merged).then(|| merged().unwrap_or_else(|| head.clone())),
        head,
        reviewers: items(value, "/reviewers").filter_map(|user| asked(user, "/username")).collect(),
        checks: None,
        blocked: blocked(raw(value, "/detailed_merge_status"), state),
        address: text(value, "/web_url"),
        files: None,
    })
}

fn asked(value: &Value, name: &str) -> Option<Reviewer> {
    Some(Reviewer { name: some(value, name)?, opinion: Opinion::Asked, at: None })
}

fn reviewer(value: &Value) -> Option<Reviewer> {
    let opinion = match raw(value, "/state") {
        "approved" => Opinion::Approved,
        "requested_changes" => Opinion::ChangesWanted,
        "reviewed" => Opinion::Commented,
        // unreviewed, unapproved, review_started
        _ => Opinion::Asked,
    };
    Some(Reviewer { name: some(value, "/user/username")?, opinion, at: None })
}

/// A status of a commit: a job, or what an outside system said.
fn check(status: &Value) -> Check {
    let state = match raw(status, "/status") {
        "success" => CheckState::Passed,
        "failed" if is_set(status, "/allow_failure") => CheckState::Neutral,
        "failed" | "canceled" => CheckState::Failed,
        "skipped" | "manual" => CheckState::Neutral,
        _ => CheckState::Running,
    };
    Check { name: text(status, "/name"), state, address: text(status, "/target_url") }
}

fn commit(value: &Value) -> Option<Commit> {
    let message = raw(value, "/message");
    Some(Commit {
        id: some(value, "/id")?,
        parents: items(value, "/parent_ids").filter_map(Value::as_str).map(Clean::line).collect(),
        title: text(value, "/title"),
        text: Clean::lines(message),
        author: text(value, "/author_name"),
        at: moment(value, "/committed_date").or_else(|| moment(value, "/created_at"))?,
        address: text(value, "/web_url"),
    })
}

/// What taking back a change of a file makes of it.
fn restored(file: &Value) -> Vec<Restored> {
    let (old, new) = (raw(file, "/old_path").to_owned(), raw(file, "/new_path").to_owned());
    match () {
        () if is_set(file, "/new_file") => vec![Restored::Gone(new)],
        () if is_set(file, "/renamed_file") => vec![Restored::As(old), Restored::Gone(new)],
        () => vec![Restored::As(old)],
    }
}

/// `detailed_merge_status`, in words.
fn blocked(status: &str, state: PullState) -> Clean {
    let is_open = matches!(state, PullState::Open | PullState::Draft);
    Clean::from(match status {
        _ if !is_open => "",
        "conflict" | "broken_status" => "it conflicts with the branch that it goes into",
        "need_rebase" => "it has to be rebased",
        "not_approved" | "approvals_syncing" => "an approval is missing",
        "requested_changes" => "a reviewer wants changes",
        "discussions_not_resolved" => "discussions are not resolved",
        "ci_must_pass" => "its pipeline has to pass",
        "ci_still_running" => "its pipeline goes on",
        "external_status_checks" | "status_checks_must_pass" => "a check from outside is missing",
        "blocked_status" | "merge_request_blocked" => "another merge request blocks it",
        "draft_status" => "it is a draft",
        "policies_denied" | "security_policy_violations" => "a policy forbids it",
        _ => "",
    })
}
