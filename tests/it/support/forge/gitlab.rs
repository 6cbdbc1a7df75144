//! GitLab's API, as far as it is used.

use super::github::holding;
use super::repository::rfc3339;
use super::{PATH, Pull, Said, World};
use crate::systems::Asked;
use serde_json::{Value, json};

pub fn respond(world: &World, asked: &Asked) -> Said {
    // a project is one segment, with its slashes escaped; so is a file
    let path: Vec<String> = asked.path().trim_matches('/').split('/').map(|it| it.replace("%2F", "/")).collect();
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let ["api", "v4", "projects", PATH, rest @ ..] = path.as_slice() else {
        return Said::Not(404, "404 Project Not Found");
    };
    let body = || serde_json::from_str::<Value>(&asked.body).unwrap();
    let param = |name: &str| asked.param(name).unwrap_or_default();
    let number = |text: &str| world.state().pulls.get(&text.parse().unwrap_or(0)).cloned();
    match (asked.method.as_str(), rest) {
        ("GET", []) => {
            let level = if world.state().may_push { 30 } else { 20 };
            let permissions = json!({"project_access": null, "group_access": {"access_level": level}});
            Said::Is(json!({"default_branch": "main", "permissions": permissions}))
        }
        ("GET", ["merge_requests"]) => Said::Is(requests(world, &param("source_branch"))),
        ("POST", ["merge_requests"]) => open(world, &body()),
        ("GET", ["merge_requests", n]) => Said::maybe(number(n).map(|it| request(world, &it))),
        ("GET", ["merge_requests", n, "reviewers"]) => Said::maybe(number(n).map(|it| reviewers(&it))),
        ("GET", ["merge_requests", n, "approvals"]) => Said::maybe(number(n).map(|it| approvals(&it))),
        ("GET", ["merge_requests", n, "approval_state"]) => Said::maybe(number(n).map(|it| rules(&it))),
        ("GET", ["merge_requests", n, "diffs"]) => {
            Said::maybe(number(n).map(|it| diff(world, &it.base, &world.head(&it))))
        }
        ("GET", ["merge_requests", n, "commits"]) => Said::maybe(
            number(n).map(|it| world.parts(&it).iter().rev().map(|id| commit(world, id).unwrap()).collect()),
        ),
        ("GET", ["repository", "commits"]) => {
            let log = world.repository.log(&param("ref_name"), &param("path"));
            Said::maybe(log.map(|log| log.iter().map(|id| commit(world, id).unwrap()).collect()))
        }
        ("GET", ["repository", "commits", id]) => Said::maybe(commit(world, id)),
        ("GET", ["repository", "commits", id, "merge_requests"]) => {
            Said::Is(holding(world, id).iter().map(|it| request(world, it)).collect())
        }
        ("GET", ["repository", "commits", id, "statuses"]) => Said::Is(statuses(world, id)),
        ("GET", ["repository", "commits", id, "diff"]) => {
            let parent = world.repository.committed(id).map(|it| it.parents[0].clone());
            Said::maybe(parent.map(|parent| diff(world, &parent, id)))
        }
        ("POST", ["repository", "commits", id, "revert"]) => {
            match world.repository.revert(body()["branch"].as_str().unwrap(), id) {
                Ok(made) => Said::Made(commit(world, &made).unwrap()),
                Err(_) => Said::Not(400, "Sorry, we cannot revert this commit automatically."),
            }
        }
        ("GET", ["repository", "merge_base"]) => {
            let refs: Vec<String> =
                asked.query().into_iter().filter(|(name, _)| name == "refs[]").map(|(_, it)| it).collect();
            let base = world.repository.tried(&["merge-base", &refs[0], &refs[1]]).ok();
            Said::maybe(base.map(|base| json!({"id": base})))
        }
        ("POST", ["repository", "branches"]) => {
            let body = body();
            match world.repository.branch(body["branch"].as_str().unwrap(), body["ref"].as_str().unwrap()) {
                true => Said::Made(json!({"name": body["branch"]})),
                false => Said::Not(400, "Branch already exists"),
            }
        }
        ("GET", ["repository", "files", file, "raw"]) => match world.repository.text(&param("ref"), file) {
            Some(text) => Said::Text(text),
            None => Said::Not(404, "404 File Not Found"),
        },
        _ => Said::Not(404, "404 Not Found"),
    }
}

fn request(world: &World, it: &Pull) -> Value {
    let name = |user: &String| json!({"username": user, "name": user});
    let merged = it.merged.as_ref();
    let commit = |ways: &[&str]| merged.filter(|(how, _)| ways.contains(&how.as_str())).map(|(_, id)| id);
    let state = match (it.ended, merged) {
        (None, _) => "opened",
        (Some(_), Some(_)) => "merged",
        (Some(_), None) => "closed",
    };
    // with a fast forward its branch is put onto the other one as it is
    let sha = match merged {
        Some((how, id)) if how == "rebase" => id.clone(),
        _ => world.head(it),
    };
    json!({
        "iid": it.number, "id": 9_000 + it.number, "title": it.title, "state": state, "draft": it.draft,
        "author": name(&it.author), "created_at": rfc3339(it.created), "updated_at": rfc3339(it.updated),
        "merged_at": merged.and(it.ended).map(rfc3339), "closed_at": it.ended.filter(|_| merged.is_none()).map(rfc3339),
        "merge_user": merged.map(|_| name(&it.ended_by)),
        "closed_by": it.ended.filter(|_| merged.is_none()).map(|_| name(&it.ended_by)),
        "merge_commit_sha": commit(&["merge"]), "squash_commit_sha": commit(&["squash"]), "sha": sha,
        "source_branch": it.from, "target_branch": it.into,
        "reviewers": it.asked.iter().map(name).collect::<Vec<_>>(),
        "detailed_merge_status": if it.asked.is_empty() { "mergeable" } else { "not_approved" },
        "web_url": format!("https://gitlab.example/{PATH}/-/merge_requests/{}", it.number),
    })
}

fn requests(world: &World, from: &str) -> Value {
    let state = world.state().pulls.clone();
    let mut all: Vec<&Pull> = state.values().filter(|it| from.is_empty() || it.from == from).collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.updated));
    all.iter().map(|it| request(world, it)).collect()
}

fn open(world: &World, body: &Value) -> Said {
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let from = text("source_branch");
    let is_open = world.state().pulls.values().any(|it| it.from == from && it.ended.is_none());
    if world.repository.tip(&from).is_none() || is_open {
        return Said::Not(409, "Another open merge request already exists for this source branch");
    }
    let number = world.open(&text("title"), &from, "me");
    let made = world.state().pulls[&number].clone();
    Said::Made(request(world, &made))
}

fn reviewers(it: &Pull) -> Value {
    let word = |what: &str| match what {
        "approved" => "approved",
        "changes" => "requested_changes",
        _ => "reviewed",
    };
    let asked = it.asked.iter().map(|who| json!({"user": {"username": who}, "state": "unreviewed"}));
    let said = it.reviews.iter().map(|(who, what, _)| json!({"user": {"username": who}, "state": word(what)}));
    asked.chain(said).collect()
}

fn approvals(it: &Pull) -> Value {
    let approved = it.reviews.iter().filter(|(_, what, _)| what == "approved");
    json!({"approved_by": approved.map(|(who, _, _)| json!({"user": {"username": who}})).collect::<Vec<_>>()})
}

/// A team is a rule that wants an approval.
fn rules(it: &Pull) -> Value {
    let rule =
        |team: &String| json!({"name": team, "rule_type": "regular", "approvals_required": 1, "approved": false});
    let any = json!({"name": "All Members", "rule_type": "any_approver", "approvals_required": 1, "approved": false});
    json!({"rules": it.teams.iter().map(rule).chain([any]).collect::<Vec<_>>()})
}

fn statuses(world: &World, id: &str) -> Value {
    let checks = world.state().checks.get(id).cloned().unwrap_or_default();
    let word = |state: &str| match state {
        "failure" => "failed".to_owned(),
        other => other.to_owned(),
    };
    checks
        .iter()
        .map(|(name, state)| json!({"name": name, "status": word(state), "target_url": "https://ci.example"}))
        .collect()
}

fn commit(world: &World, id: &str) -> Option<Value> {
    let it = world.repository.committed(id)?;
    Some(json!({
        "id": it.id, "parent_ids": it.parents, "message": it.message,
        "title": it.message.lines().next(), "author_name": it.author, "committed_date": rfc3339(it.at),
        "web_url": format!("https://gitlab.example/{PATH}/-/commit/{}", it.id),
    }))
}

fn diff(world: &World, from: &str, to: &str) -> Value {
    let file = |parts: &Vec<String>| {
        let (old, new) = (&parts[1], parts.last());
        json!({"old_path": old, "new_path": new, "new_file": parts[0] == "A", "deleted_file": parts[0] == "D",
            "renamed_file": parts[0].starts_with('R')})
    };
    world.repository.changed(from, to).iter().map(file).collect()
}
