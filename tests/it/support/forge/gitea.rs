//! Gitea's API, as far as it is used.

use super::github::{commit, files, history, holding};
use super::repository::rfc3339;
use super::{Pull, Said, World};
use crate::systems::Asked;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};

pub fn respond(world: &World, asked: &Asked) -> Said {
    let path: Vec<&str> = asked.path().trim_matches('/').split('/').collect();
    let ["api", "v1", "repos", "acme", "infra", rest @ ..] = path.as_slice() else {
        return Said::Not(404, "Not Found");
    };
    let body = || serde_json::from_str::<Value>(&asked.body).unwrap();
    let param = |name: &str| asked.param(name).unwrap_or_default();
    let number = |text: &str| world.state().pulls.get(&text.parse().unwrap_or(0)).cloned();
    match (asked.method.as_str(), rest) {
        ("GET", []) => Said::Is(json!({"default_branch": "main", "permissions": {"push": world.state().may_push}})),
        ("GET", ["pulls"]) => Said::Is(pulls(world)),
        ("POST", ["pulls"]) => open(world, &body()),
        ("GET", ["pulls", n]) => Said::maybe(number(n).map(|it| pull(world, &it))),
        ("GET", ["pulls", n, "reviews"]) => Said::maybe(number(n).map(|it| reviews(&it))),
        ("GET", ["pulls", n, "files"]) => Said::maybe(number(n).map(|it| files(world, &it))),
        // the newest first
        ("GET", ["pulls", n, "commits"]) => Said::maybe(
            number(n).map(|it| world.parts(&it).iter().rev().map(|id| commit(world, id).unwrap()).collect()),
        ),
        ("GET", ["commits"]) => history(world, &param("sha"), &param("path")),
        ("GET", ["git", "commits", id]) => Said::maybe(commit(world, id)),
        ("GET", ["commits", id, "pull"]) => {
            // of the commit that it became alone
            let became = holding(world, id).into_iter().find(|it| it.merged.as_ref().is_some_and(|(_, to)| to == id));
            Said::maybe(became.map(|it| pull(world, &it)))
        }
        ("GET", ["commits", id, "status"]) => Said::Is(json!({"state": "pending", "statuses": statuses(world, id)})),
        ("GET", ["compare", both]) => {
            let (base, head) = both.split_once("...").unwrap();
            let log = world.repository.log(&format!("{base}..{head}"), "");
            Said::maybe(log.map(|log| json!({"total_commits": log.len(), "commits": []})))
        }
        ("GET", ["branches", name @ ..]) => {
            let tip = world.repository.tip(&format!("refs/heads/{}", name.join("/")));
            Said::maybe(tip.map(|tip| json!({"name": name.join("/"), "commit": {"id": tip}})))
        }
        ("GET", ["raw", file @ ..]) => match world.repository.text(&param("ref"), &file.join("/")) {
            Some(text) => Said::Text(text),
            None => Said::Not(404, "Not Found"),
        },
        ("GET", ["git", "trees", id]) => Said::maybe(tree(world, id, &param("page"))),
        ("GET", ["git", "blobs", id]) => Said::maybe(
            world
                .repository
                .blob(id)
                .map(|text| json!({"sha": id, "encoding": "base64", "content": STANDARD.encode(text)})),
        ),
        ("POST", ["contents"]) => contents(world, &body()),
        _ => Said::Not(404, "Not Found"),
    }
}

fn pull(world: &World, it: &Pull) -> Value {
    let name = |login: &String| json!({"login": login});
    let merged = it.merged.as_ref();
    json!({
        "number": it.number, "title": it.title, "state": if it.ended.is_some() { "closed" } else { "open" },
        "draft": it.draft, "user": name(&it.author), "created_at": rfc3339(it.created),
        "updated_at": rfc3339(it.updated), "closed_at": it.ended.map(rfc3339), "merged": merged.is_some(),
        "merged_at": merged.and(it.ended).map(rfc3339), "merge_commit_sha": merged.map(|(_, id)| id),
        "merged_by": merged.map(|_| name(&it.ended_by)), "mergeable": true,
        "head": {"ref": it.from, "sha": world.head(it)}, "base": {"ref": it.into, "sha": it.base},
        // those who answered are among them
        "requested_reviewers": it.reviews.iter().map(|(who, _, _)| name(who)).chain(it.asked.iter().map(name)).collect::<Vec<_>>(),
        "requested_reviewers_teams": it.teams.iter().map(|team| json!({"name": team})).collect::<Vec<_>>(),
        "html_url": format!("https://git.example:3000/acme/infra/pulls/{}", it.number),
    })
}

fn pulls(world: &World) -> Value {
    let state = world.state().pulls.clone();
    let mut all: Vec<&Pull> = state.values().collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.updated));
    all.iter().map(|it| pull(world, it)).collect()
}

fn open(world: &World, body: &Value) -> Said {
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let is_open = world.state().pulls.values().any(|it| it.from == text("head") && it.ended.is_none());
    if world.repository.tip(&text("head")).is_none() || is_open {
        return Said::Not(409, "pull request already exists for these targets");
    }
    let number = world.open(&text("title"), &text("head"), "me");
    let made = world.state().pulls[&number].clone();
    Said::Made(pull(world, &made))
}

fn reviews(it: &Pull) -> Value {
    let word = |what: &str| match what {
        "approved" => "APPROVED",
        "changes" => "REQUEST_CHANGES",
        _ => "COMMENT",
    };
    let said = it.reviews.iter().map(|(who, what, at)| {
        json!({"user": {"login": who}, "state": word(what), "submitted_at": rfc3339(*at), "dismissed": false})
    });
    // an asking is a review too
    let asked = it.asked.iter().map(|who| json!({"user": {"login": who}, "state": "REQUEST_REVIEW"}));
    said.chain(asked).collect()
}

fn statuses(world: &World, id: &str) -> Value {
    let checks = world.state().checks.get(id).cloned().unwrap_or_default();
    checks
        .iter()
        .map(|(name, state)| json!({"context": name, "status": state, "target_url": "https://ci.example"}))
        .collect()
}

/// In pages of two, whatever is asked for.
fn tree(world: &World, id: &str, page: &str) -> Option<Value> {
    let all = world.repository.tree(id)?;
    let page: usize = page.parse().unwrap_or(1);
    let entries = all.iter().skip((page - 1) * 2).take(2);
    let entries = entries.map(|(mode, kind, id, path)| json!({"mode": mode, "type": kind, "sha": id, "path": path}));
    Some(json!({"sha": id, "tree": entries.collect::<Vec<_>>(), "total_count": all.len(), "page": page}))
}

fn contents(world: &World, body: &Value) -> Said {
    let text = |name: &str| body[name].as_str().unwrap();
    let repository = &world.repository;
    let tip = repository.tip(text("branch")).unwrap();
    let known = repository.tree(&tip).unwrap();
    let mut entries = Vec::new();
    for file in body["files"].as_array().unwrap() {
        let path = file["path"].as_str().unwrap();
        let now = known.iter().find(|(_, _, _, known)| known == path);
        let is_as_said = now.map(|(_, _, id, _)| id.as_str()) == file["sha"].as_str();
        if !is_as_said || (file["operation"] == "create") != now.is_none() {
            return Said::Not(422, "sha does not match");
        }
        let mode = now.map_or("100644", |(mode, _, _, _)| mode).to_owned();
        let becomes = file["content"].as_str().map(|text| (mode, repository.hash(&STANDARD.decode(text).unwrap())));
        entries.push((path.to_owned(), becomes));
    }
    let tree = repository.write_tree(&tip, &entries);
    let commit = repository.commit_tree(&tree, &[tip], text("message"));
    match repository.branch(text("new_branch"), &commit) {
        true => Said::Made(json!({"commit": {"sha": commit}})),
        false => Said::Not(409, "branch already exists"),
    }
}
