//! GitHub's REST API, as far as it is used.

use super::repository::rfc3339;
use super::{Pull, Said, World};
use crate::systems::Asked;
use serde_json::{Value, json};

pub fn respond(world: &World, asked: &Asked) -> Said {
    let path: Vec<&str> = asked.path().trim_matches('/').split('/').collect();
    let ["repos", "acme", "infra", rest @ ..] = path.as_slice() else { return Said::Not(404, "Not Found") };
    let body = || serde_json::from_str::<Value>(&asked.body).unwrap();
    let param = |name: &str| asked.param(name).unwrap_or_default();
    let number = |text: &str| world.state().pulls.get(&text.parse().unwrap_or(0)).cloned();
    match (asked.method.as_str(), rest) {
        ("GET", []) => Said::Is(json!({"default_branch": "main", "permissions": {"push": world.state().may_push}})),
        ("GET", ["pulls"]) => Said::Is(pulls(world, &param("head"))),
        ("POST", ["pulls"]) => open(world, &body()),
        ("GET", ["pulls", n]) => Said::maybe(number(n).map(|it| pull(world, &it, true))),
        ("GET", ["issues", n]) => Said::maybe(number(n).map(|it| json!({"closed_by": {"login": it.ended_by}}))),
        ("GET", ["pulls", n, "reviews"]) => Said::maybe(number(n).map(|it| reviews(&it))),
        ("GET", ["pulls", n, "files"]) => Said::maybe(number(n).map(|it| files(world, &it))),
        ("GET", ["pulls", n, "commits"]) => {
            Said::maybe(number(n).map(|it| world.parts(&it).iter().map(|id| commit(world, id).unwrap()).collect()))
        }
        ("GET", ["commits"]) => history(world, &param("sha"), &param("path")),
        ("GET", ["commits", id]) => Said::maybe(commit(world, id)),
        ("GET", ["commits", id, "pulls"]) => Said::Is(pulls_with(world, id)),
        ("GET", ["commits", id, "check-runs"]) => Said::Is(runs(world, id)),
        ("GET", ["commits", id, "status"]) => Said::Is(json!({"state": "pending", "statuses": statuses(world, id)})),
        ("GET", ["compare", both]) => compare(world, both),
        ("GET", ["branches", name]) => Said::maybe(branch(world, name)),
        ("GET", ["contents", file @ ..]) => match world.repository.text(&param("ref"), &file.join("/")) {
            Some(text) => Said::Text(text),
            None => Said::Not(404, "Not Found"),
        },
        ("GET", ["git", "trees", id]) => Said::maybe(tree(world, id)),
        ("POST", ["git", "trees"]) => make_tree(world, &body()),
        ("POST", ["git", "commits"]) => {
            let body = body();
            let parents = body["parents"].as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned());
            let parents: Vec<String> = parents.collect();
            let id = world.repository.commit_tree(
                body["tree"].as_str().unwrap(),
                &parents,
                body["message"].as_str().unwrap(),
            );
            Said::Made(json!({"sha": id}))
        }
        ("POST", ["git", "refs"]) => {
            let body = body();
            let name = body["ref"].as_str().unwrap().strip_prefix("refs/heads/").unwrap();
            match world.repository.branch(name, body["sha"].as_str().unwrap()) {
                true => Said::Made(json!({"ref": body["ref"]})),
                false => Said::Not(422, "Reference already exists"),
            }
        }
        _ => Said::Not(404, "Not Found"),
    }
}

fn pull(world: &World, it: &Pull, in_full: bool) -> Value {
    let name = |login: &String| json!({"login": login});
    let merged = it.merged.as_ref();
    let state = if it.ended.is_some() { "closed" } else { "open" };
    let mut value = json!({
        "number": it.number, "title": it.title, "state": state, "draft": it.draft,
        "user": name(&it.author), "created_at": rfc3339(it.created), "updated_at": rfc3339(it.updated),
        "closed_at": it.ended.map(rfc3339), "merged_at": merged.and(it.ended).map(rfc3339),
        // of one that is open it is the merge that GitHub tried out
        "merge_commit_sha": merged.map_or("0123456789012345678901234567890123456789", |(_, id)| id),
        "head": {"ref": it.from, "sha": world.head(it)}, "base": {"ref": it.into, "sha": it.base},
        "requested_reviewers": it.asked.iter().map(name).collect::<Vec<_>>(),
        "requested_teams": it.teams.iter().map(|team| json!({"slug": team, "name": team})).collect::<Vec<_>>(),
        "html_url": format!("https://github.com/acme/infra/pull/{}", it.number),
    });
    if in_full {
        value["merged"] = merged.is_some().into();
        value["merged_by"] = merged.map(|_| name(&it.ended_by)).into();
        value["mergeable_state"] = if it.asked.is_empty() { "clean" } else { "blocked" }.into();
    }
    value
}

fn pulls(world: &World, head: &str) -> Value {
    let state = world.state().pulls.clone();
    let mut all: Vec<&Pull> = state.values().collect();
    all.sort_by_key(|it| std::cmp::Reverse(it.updated));
    let is_from = |it: &&&Pull| head.is_empty() || head == format!("acme:{}", it.from);
    all.iter().filter(is_from).map(|it| pull(world, it, false)).collect()
}

fn open(world: &World, body: &Value) -> Said {
    let text = |name: &str| body[name].as_str().unwrap().to_owned();
    let is_open = world.state().pulls.values().any(|it| it.from == text("head") && it.ended.is_none());
    if world.repository.tip(&text("head")).is_none() || is_open {
        return Said::Not(422, "Validation Failed");
    }
    let number = world.open(&text("title"), &text("head"), "me");
    let made = world.state().pulls[&number].clone();
    Said::Made(pull(world, &made, true))
}

fn reviews(it: &Pull) -> Value {
    let word = |what: &str| match what {
        "approved" => "APPROVED",
        "changes" => "CHANGES_REQUESTED",
        _ => "COMMENTED",
    };
    let review = |(who, what, at): &(String, String, i64)| json!({"user": {"login": who}, "state": word(what), "submitted_at": rfc3339(*at)});
    it.reviews.iter().map(review).collect()
}

pub fn files(world: &World, it: &Pull) -> Value {
    let changed = world.repository.changed(&it.base, &world.head(it));
    changed.iter().map(|parts| json!({"filename": parts.last(), "status": "modified"})).collect()
}

pub fn commit(world: &World, id: &str) -> Option<Value> {
    let it = world.repository.committed(id)?;
    let parents: Vec<Value> = it.parents.iter().map(|parent| json!({"sha": parent})).collect();
    let by = json!({"name": it.author, "date": rfc3339(it.at)});
    Some(json!({
        "sha": it.id, "parents": parents, "author": null,
        "commit": {"message": it.message, "author": by, "committer": by},
        "html_url": format!("https://github.com/acme/infra/commit/{}", it.id),
    }))
}

pub fn history(world: &World, at: &str, folder: &str) -> Said {
    let at = if at.is_empty() { "main" } else { at };
    let log = world.repository.log(at, folder);
    Said::maybe(log.map(|log| log.iter().map(|id| commit(world, id).unwrap()).collect()))
}

/// Pull requests that a commit is in, or that became it.
pub fn holding(world: &World, id: &str) -> Vec<Pull> {
    let state = world.state().pulls.clone();
    let holds = |it: &Pull| {
        let became = it.merged.as_ref().is_some_and(|(_, commit)| commit == id);
        became || world.parts(it).iter().any(|part| part == id)
    };
    state.into_values().filter(holds).collect()
}

fn pulls_with(world: &World, id: &str) -> Value {
    holding(world, id).iter().map(|it| pull(world, it, false)).collect()
}

/// GitHub tells the checks of apps and statuses apart: those with a slash in their name are apps'.
fn runs(world: &World, id: &str) -> Value {
    let checks = world.state().checks.get(id).cloned().unwrap_or_default();
    let runs = checks.iter().filter(|(name, _)| name.contains('/')).map(|(name, state)| match state.as_str() {
        "pending" => {
            json!({"name": name, "status": "in_progress", "conclusion": null, "html_url": "https://ci.example"})
        }
        state => json!({"name": name, "status": "completed", "conclusion": state, "html_url": "https://ci.example"}),
    });
    json!({"check_runs": runs.collect::<Vec<_>>()})
}

pub fn statuses(world: &World, id: &str) -> Value {
    let checks = world.state().checks.get(id).cloned().unwrap_or_default();
    let of_others = checks.iter().filter(|(name, _)| !name.contains('/'));
    of_others
        .map(|(name, state)| json!({"context": name, "state": state, "target_url": "https://ci.example"}))
        .collect()
}

fn compare(world: &World, both: &str) -> Said {
    let (base, head) = both.split_once("...").unwrap();
    let repository = &world.repository;
    let (Some(base), Some(head)) = (repository.tip(base), repository.tip(head)) else {
        return Said::Not(404, "Not Found");
    };
    let merge_base = repository.git(&["merge-base", &base, &head]);
    let status = match () {
        () if base == head => "identical",
        () if merge_base == base => "ahead",
        () if merge_base == head => "behind",
        () => "diverged",
    };
    Said::Is(json!({"status": status}))
}

fn branch(world: &World, name: &str) -> Option<Value> {
    let tip = world.repository.tip(&format!("refs/heads/{name}"))?;
    let tree = world.repository.git(&["rev-parse", &format!("{tip}^{{tree}}")]);
    Some(json!({"name": name, "commit": {"sha": tip, "commit": {"tree": {"sha": tree}}}}))
}

fn tree(world: &World, id: &str) -> Option<Value> {
    let entries = world.repository.tree(id)?;
    let entries =
        entries.iter().map(|(mode, kind, id, path)| json!({"mode": mode, "type": kind, "sha": id, "path": path}));
    Some(json!({"sha": id, "tree": entries.collect::<Vec<_>>(), "truncated": false}))
}

fn make_tree(world: &World, body: &Value) -> Said {
    let entry = |value: &Value| {
        let text = |name: &str| value[name].as_str().unwrap_or_default().to_owned();
        let becomes = value["sha"].as_str().map(|id| (text("mode"), id.to_owned()));
        (text("path"), becomes)
    };
    let entries: Vec<_> = body["tree"].as_array().unwrap().iter().map(entry).collect();
    Said::Made(json!({"sha": world.repository.write_tree(body["base_tree"].as_str().unwrap(), &entries)}))
}
