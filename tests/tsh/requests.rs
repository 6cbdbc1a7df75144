//! Requests: asked, listed, reviewed, taken into use.

use super::args::Args;
use super::print::{self, NONE, chance, moment};
use super::state::World;
use super::{End, error};
use serde_json::{Value, json};

const PENDING: u64 = 1;
const APPROVED: u64 = 2;
const DENIED: u64 = 3;
const HOUR: i64 = 3_600_000;

/// What is still there: one that nobody answered in time is gone.
fn standing(world: &mut World) -> Vec<Value> {
    let now = world.now();
    let lapsed = |one: &Value| one["state"] == PENDING && one["answer_by"].as_i64().unwrap() <= now;
    world.list("requests").retain(|one| !lapsed(one));
    world.list("requests").clone()
}

/// As `AccessRequestV3` is printed.
fn v3(one: &Value) -> Value {
    let at = |name: &str| one[name].as_i64().map_or(NONE.to_owned(), moment);
    let reviews = one["reviews"].as_array().unwrap().iter().map(|review| {
        json!({"author": review["author"], "proposed_state": review["state"], "reason": review["reason"],
            "created": moment(review["created"].as_i64().unwrap())})
    });
    let resources = one["resources"].as_array().unwrap().iter().map(|id| {
        let parts: Vec<&str> = id.as_str().unwrap().splitn(5, '/').collect();
        let mut id = json!({"cluster": parts[1], "kind": parts[2], "name": parts[3]});
        if let Some(sub) = parts.get(4) {
            id["sub_resource"] = json!(sub);
        }
        id
    });
    let state = one["state"].as_u64().unwrap();
    let mut spec = json!({
        "user": one["user"], "roles": one["roles"], "created": at("created"), "expires": at("expires"),
        "request_reason": one["reason"], "resolve_reason": one["resolve_reason"],
        "thresholds": [{"name": "default", "approve": one["approvals"], "deny": 1}],
        "reviews": reviews.collect::<Vec<_>>(), "suggested_reviewers": one["reviewers"],
        "resource_ids": resources.collect::<Vec<_>>(), "max_duration": at("expires"), "session_ttl": at("expires"),
        "assume_start_time": at("starts"), "expiry": at("answer_by"), "system_annotations": {}, "resolve_annotations": null,
    });
    let words = ["NONE", "PENDING", "APPROVED", "DENIED", "PROMOTED"];
    match (state, chance(4)) {
        (0, _) => {}
        (_, 0) => spec["state"] = json!(words[usize::try_from(state).unwrap()]),
        _ => spec["state"] = json!(state),
    }
    let expires = if state == PENDING { at("answer_by") } else { at("expires") };
    json!({"kind": "access_request", "version": "v3", "metadata": {"name": one["id"], "expires": expires}, "spec": spec})
}

pub fn list(world: &mut World, args: &Args) -> End {
    let user = world.user.clone();
    let mut all = standing(world);
    if args.has("my-requests") {
        all.retain(|one| one["user"] == user.as_str());
    }
    End::Well(print::printed(&Value::Array(all.iter().map(v3).collect())))
}

fn find(world: &mut World, id: &str) -> Option<Value> {
    standing(world).into_iter().find(|one| one["id"] == id)
}

fn missing(id: &str) -> End {
    // both are said: by `lib/services/local/dynamic_access.go`, and by `lib/services/access_request.go`
    match chance(2) {
        0 => error(&format!("access request \"{id}\" not found")),
        _ => error(&format!("no access request matching \"{id}\"")),
    }
}

pub fn show(world: &mut World, args: &Args) -> End {
    match find(world, args.last()) {
        Some(one) => End::Well(print::printed(&v3(&one))),
        None => missing(args.last()),
    }
}

pub fn create(world: &mut World, args: &Args) -> End {
    assert!(args.has("nowait"), "it would wait until somebody answers");
    let resources: Vec<&str> = args.each("resource").collect();
    if world.is_community() && !resources.is_empty() {
        return error(
            "this Teleport cluster is not licensed for resource access requests, please contact the cluster administrator",
        );
    }
    let roles: Vec<&str> = args.get("roles").split(',').filter(|role| !role.is_empty()).collect();
    if let Some(role) = roles.iter().find(|role| **role == "forbidden") {
        return error(&format!("access denied: user \"{}\" can not request role \"{role}\"", world.user));
    }
    let (user, now, lasts) = (world.user.clone(), world.now(), duration(args.get("max-duration")));
    let count = world.list("requests").len() + world.list("gone").len();
    let id = format!("0197a000-0000-4000-8000-{:08x}{count:04x}", chance(1 << 32));
    let approvals = world.value["approvals"].as_u64().unwrap_or(1);
    let request = json!({
        "id": id, "user": user, "roles": roles, "resources": resources, "reason": args.get("reason"), "state": PENDING,
        "created": now, "answer_by": now + HOUR, "expires": now + lasts, "reviews": [], "resolve_reason": "",
        "reviewers": args.get("reviewers").split(',').filter(|one| !one.is_empty()).collect::<Vec<_>>(),
        "approvals": approvals,
    });
    world.list("requests").push(request);
    if world.value["says_no_id"] == true {
        return End::Well("Creating request...\n".into());
    }
    let said = format!(
        "Creating request...\nRequest ID:     {id} \nUsername:       {user} \nRoles:          {} \nReason:         {:?} \
         \nReviewers:      [none] (suggested) \nStatus:         PENDING \n\nhint: use 'tsh login --request-id=<request-id>' \
         to login with an approved request\n\n> Profile URL:        https://{}\n",
        roles.join(", "),
        args.get("reason"),
        world.text("proxy")
    );
    End::Well(said)
}

/// A duration of Go's, in milliseconds.
fn duration(text: &str) -> i64 {
    let mut rest = text;
    let mut all = 0;
    for (unit, worth) in [('h', HOUR), ('m', HOUR / 60)] {
        if let Some((count, more)) = rest.split_once(unit) {
            all += count.parse::<i64>().unwrap() * worth;
            rest = more;
        }
    }
    assert!(rest.is_empty() && all > 0, "{text} is no duration");
    all
}

pub fn review(world: &mut World, args: &Args) -> End {
    if args.has("approve") == args.has("deny") {
        return error("must supply exactly one of '--approve' or '--deny'");
    }
    let (user, id, now) = (world.user.clone(), args.last().to_owned(), world.now());
    let Some(one) = find(world, &id) else { return missing(&id) };
    if world.is_community() || one["user"] == user.as_str() || world.value["reviewers"][&user] != true {
        return error(&format!("access denied: user {user} cannot submit reviews"));
    }
    let state = if args.has("approve") { APPROVED } else { DENIED };
    let is_open = one["state"] == PENDING && world.value["deaf"] != true;
    let request = world.list("requests").iter_mut().find(|one| one["id"] == id.as_str()).unwrap();
    if is_open {
        let review = json!({"author": user, "state": state, "reason": args.get("reason"), "created": now});
        request["reviews"].as_array_mut().unwrap().push(review);
        let given = request["reviews"].as_array().unwrap().iter().filter(|one| one["state"] == APPROVED).count() as u64;
        match state {
            DENIED => request["state"] = json!(DENIED),
            _ if given >= request["approvals"].as_u64().unwrap() => request["state"] = json!(APPROVED),
            _ => {}
        }
        request["resolve_reason"] = json!(args.get("reason"));
    }
    let word = ["NONE", "PENDING", "APPROVED", "DENIED"][usize::try_from(request["state"].as_u64().unwrap()).unwrap()];
    let said = match is_open || world.value["silent"] == true {
        true => format!("Successfully submitted review.  Request state: {word}\n"),
        false => format!("Warning: ineffectual review. Request state: {word}\n"),
    };
    End::Told(String::new(), said)
}

pub fn login(world: &mut World, args: &Args) -> End {
    let id = args.get("request-id").to_owned();
    let (user, now) = (world.user.clone(), world.now());
    match find(world, &id) {
        None => return missing(&id),
        Some(one) if one["user"] != user.as_str() => return error("access denied: it is another user's"),
        Some(one) if one["state"] != APPROVED || one["expires"].as_i64().unwrap() <= now => {
            return error(&format!("access denied: access request \"{id}\" is not approved"));
        }
        Some(_) => {}
    }
    if world.value["deaf"] != true {
        world.certificate()["active"].as_array_mut().unwrap().push(json!(id));
    }
    End::Well("> Profile URL:        https://teleport.example.com\n".into())
}

pub fn give_up(world: &mut World, args: &Args) -> End {
    let id = args.last().to_owned();
    if world.value["deaf"] != true {
        world.certificate()["active"].as_array_mut().unwrap().retain(|one| *one != id.as_str());
    }
    End::Well(String::new())
}
