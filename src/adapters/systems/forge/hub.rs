//! What GitHub and Gitea say in the same words.

use super::json::{is_set, items, moment, number, raw, some, text};
use crate::domain::model::forge::{Check, CheckState, Commit, Opinion, PullId, PullRequest, PullState, Reviewer};
use crate::domain::text::Clean;
use serde_json::Value;

/// A pull request without reviews and checks; `None` where it is none.
pub(super) fn pull(value: &Value, repository: &str) -> Option<PullRequest> {
    let is_merged = is_set(value, "/merged") || !raw(value, "/merged_at").is_empty();
    let state = match raw(value, "/state") {
        _ if is_merged => PullState::Merged,
        "closed" => PullState::Closed,
        _ if is_set(value, "/draft") => PullState::Draft,
        _ => PullState::Open,
    };
    Some(PullRequest {
        id: PullId { repository: repository.to_owned(), number: number(value, "/number")? },
        title: text(value, "/title"),
        state,
        author: text(value, "/user/login"),
        created: moment(value, "/created_at")?,
        updated: moment(value, "/updated_at"),
        ended: moment(value, "/merged_at").or_else(|| moment(value, "/closed_at")),
        ended_by: some(value, "/merged_by/login").unwrap_or_else(|| text(value, "/closed_by/login")),
        into: text(value, "/base/ref"),
        from: text(value, "/head/ref"),
        head: text(value, "/head/sha"),
        // of one that is open it is a merge that was only tried out
        merge_commit: some(value, "/merge_commit_sha").filter(|_| is_merged),
        reviewers: asked(value),
        checks: None,
        blocked: Clean::default(),
        address: text(value, "/html_url"),
        files: None,
    })
}

/// Users and teams that were asked for a review.
fn asked(value: &Value) -> Vec<Reviewer> {
    let users = items(value, "/requested_reviewers").map(|user| text(user, "/login"));
    let teams = items(value, "/requested_teams").chain(items(value, "/requested_reviewers_teams"));
    let teams = teams.map(|team| some(team, "/slug").unwrap_or_else(|| text(team, "/name")));
    let named = users.chain(teams).filter(|name| !name.is_empty());
    named.map(|name| Reviewer { name, opinion: Opinion::Asked, at: None }).collect()
}

/// Adds what was said in reviews, each one's last word. GitHub's list of those who are asked has nobody who has answered
/// (`is_asked_still`); Gitea's has everybody, and each asking is a review of its own.
pub(super) fn review(pull: &mut PullRequest, reviews: &[Value], is_asked_still: bool) {
    let mut said: Vec<Reviewer> = Vec::new();
    for review in reviews {
        let name = some(review, "/user/login").or_else(|| some(review, "/team/name"));
        let (Some(name), Some(opinion)) = (name, opinion(review)) else { continue };
        let at = moment(review, "/submitted_at");
        match said.iter_mut().find(|known| known.name == name) {
            // a word without a verdict takes none back
            Some(known)
                if opinion == Opinion::Commented
                    && matches!(known.opinion, Opinion::Approved | Opinion::ChangesWanted) => {}
            Some(known) => *known = Reviewer { name, opinion, at },
            None => said.push(Reviewer { name, opinion, at }),
        }
    }
    said.retain(|one| one.name != pull.author);
    match is_asked_still {
        true => said.retain(|one| !pull.reviewers.iter().any(|asked| asked.name == one.name)),
        false => pull.reviewers.retain(|asked| !said.iter().any(|one| one.name == asked.name)),
    }
    pull.reviewers.extend(said);
}

fn opinion(review: &Value) -> Option<Opinion> {
    if is_set(review, "/dismissed") {
        return Some(Opinion::Commented);
    }
    match raw(review, "/state") {
        "APPROVED" => Some(Opinion::Approved),
        "CHANGES_REQUESTED" | "REQUEST_CHANGES" => Some(Opinion::ChangesWanted),
        "COMMENTED" | "COMMENT" | "DISMISSED" => Some(Opinion::Commented),
        "REQUEST_REVIEW" => Some(Opinion::Asked),
        // being written
        _ => None,
    }
}

/// The statuses of a commit; of each context the first one told, which is the latest.
pub(super) fn statuses(value: &Value) -> Vec<Check> {
    let mut checks: Vec<Check> = Vec::new();
    for status in items(value, "/statuses") {
        let said = some(status, "/state").unwrap_or_else(|| text(status, "/status"));
        let state = match said.as_str() {
            "success" => CheckState::Passed,
            "failure" | "error" => CheckState::Failed,
            "warning" | "skipped" => CheckState::Neutral,
            _ => CheckState::Running,
        };
        let check = Check { name: text(status, "/context"), state, address: text(status, "/target_url") };
        if !checks.iter().any(|known| known.name == check.name) {
            checks.push(check);
        }
    }
    checks
}

/// A commit, as both have it.
pub(super) fn commit(value: &Value) -> Option<Commit> {
    let lines = Clean::lines(raw(value, "/commit/message"));
    Some(Commit {
        id: some(value, "/sha")?,
        parents: items(value, "/parents").filter_map(|parent| some(parent, "/sha")).collect(),
        title: lines.first().cloned().unwrap_or_default(),
        text: lines,
        author: some(value, "/author/login").unwrap_or_else(|| text(value, "/commit/author/name")),
        at: moment(value, "/commit/committer/date").or_else(|| moment(value, "/commit/author/date"))?,
        address: text(value, "/html_url"),
    })
}

/// The paths of changed files.
pub(super) fn files(values: &[Value]) -> Vec<Clean> {
    values.iter().filter_map(|file| some(file, "/filename")).collect()
}
