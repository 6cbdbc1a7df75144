//! From a request to its answer.

use super::kinds::Kind;
use super::state::{Asked, Shared, State};
use super::wire::{self, Reply, Request};
use super::{access, discovery, listing, logs, objects, portal, watching};
use serde_json::{Value, json};
use std::net::TcpStream;
use std::sync::Arc;

/// What a request is about.
pub struct Target {
    pub kind: Kind,
    pub version: String,
    pub namespace: String,
    pub name: Option<String>,
    pub sub: Option<String>,
}

pub fn status_object(code: u16, reason: &str, message: &str) -> Value {
    json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message,
        "reason": reason, "code": code})
}

pub fn status(code: u16, reason: &str, message: &str) -> Reply {
    Reply::json(code, &status_object(code, reason, message))
}

/// Answers one request; whether the connection goes on.
pub fn answer(request: &Request, shared: &Arc<Shared>, stream: &mut TcpStream) -> bool {
    let copy = Request {
        method: request.method.clone(),
        target: request.target.clone(),
        path: request.path.clone(),
        query: request.query.clone(),
        headers: request.headers.clone(),
        body: request.body.clone(),
    };
    let request = match shared.look(|state| portal::through(&state.portal, copy)) {
        Ok(request) => request,
        Err(reply) => {
            note(request, shared, "portal", "", "");
            return wire::send(stream, &reply);
        }
    };
    let target = shared.look(|state| target(state, &request.path));
    let verb = verb(&request, target.as_ref());
    let (plural, namespace) =
        target.as_ref().map(|target| (target.plural(), target.namespace.clone())).unwrap_or_default();
    note(&request, shared, verb, &plural, &namespace);
    if let Some((code, wait, body)) = shared.change(|state| state.faults.answers.pop_front()) {
        let mut reply = Reply::text(code, &body);
        reply.headers.extend(wait.map(|seconds| ("retry-after", seconds.to_string())));
        if body.starts_with('{') {
            reply.kind = "application/json";
        }
        return wire::send(stream, &reply);
    }
    if let Some(reply) = shared.look(|state| refusal(state, &request, verb, target.as_ref())) {
        return wire::send(stream, &reply);
    }
    match (&target, verb) {
        (Some(target), "watch") => watching::watch(&request, target, shared, stream),
        (Some(Target { sub: Some(sub), namespace, name: Some(pod), .. }), _) if sub == "log" => {
            logs::log(&request, namespace, pod, shared, stream)
        }
        (Some(target), verb) => {
            let reply = shared.change(|state| carry_out(state, &request, target, verb));
            wire::send(stream, &reply)
        }
        (None, _) => wire::send(stream, &shared.look(|state| other(state, &request))),
    }
}

fn note(request: &Request, shared: &Shared, verb: &str, plural: &str, namespace: &str) {
    let asked = Asked {
        verb: verb.to_owned(),
        plural: plural.to_owned(),
        namespace: namespace.to_owned(),
        target: request.target.clone(),
        headers: request.headers.clone(),
    };
    shared.change(|state| state.asked.push(asked));
}

impl Target {
    /// The resource as rules name it: `pods`, `pods/log`.
    fn plural(&self) -> String {
        match &self.sub {
            Some(sub) => format!("{}/{sub}", self.kind.plural),
            None => self.kind.plural.clone(),
        }
    }
}

/// The kind, namespace and name of a path; `None` for everything else.
fn target(state: &State, path: &[String]) -> Option<Target> {
    let (group, version, rest) = match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["api", version, rest @ ..] => {
            (String::new(), (*version).to_owned(), rest.iter().map(|part| (*part).to_owned()).collect::<Vec<_>>())
        }
        ["apis", group, version, rest @ ..] => {
            ((*group).to_owned(), (*version).to_owned(), rest.iter().map(|part| (*part).to_owned()).collect())
        }
        _ => return None,
    };
    let (namespace, rest) = match rest.as_slice() {
        [first, namespace, rest @ ..] if first == "namespaces" && !rest.is_empty() && rest[0] != "status" => {
            (namespace.clone(), rest.to_vec())
        }
        rest => (String::new(), rest.to_vec()),
    };
    let mut rest = rest.into_iter();
    let kind = state.kind(&group, &rest.next()?)?;
    kind.versions.contains(&version).then(|| Target { kind, version, namespace, name: rest.next(), sub: rest.next() })
}

fn verb(request: &Request, target: Option<&Target>) -> &'static str {
    let is_one = target.is_some_and(|target| target.name.is_some());
    match (request.method.as_str(), is_one) {
        ("GET", false) if target.is_some() && request.is("watch") => "watch",
        ("GET", false) if target.is_some() => "list",
        ("POST", _) => "create",
        ("PATCH", _) => "patch",
        ("PUT", _) => "update",
        ("DELETE", _) => "delete",
        _ => "get",
    }
}

fn refusal(state: &State, request: &Request, verb: &str, target: Option<&Target>) -> Option<Reply> {
    let token = request.header("authorization").strip_prefix("Bearer ").unwrap_or_default();
    if !state.rules.tokens.is_empty() && !state.rules.tokens.iter().any(|known| known == token) {
        return Some(status(401, "Unauthorized", "Unauthorized"));
    }
    let target = target?;
    let plural = target.plural();
    state.rules.denies(verb, &plural, &target.namespace).then(|| {
        let subject = target.name.as_ref().map_or_else(|| plural.clone(), |name| format!("{plural} \"{name}\""));
        let group = &target.kind.group;
        let place = match target.namespace.as_str() {
            "" => "at the cluster scope".to_owned(),
            namespace => format!("in the namespace \"{namespace}\""),
        };
        let words = format!(
            "{subject} is forbidden: User \"tester\" cannot {verb} resource \"{plural}\" in API group \"{group}\" {place}"
        );
        status(403, "Forbidden", &words)
    })
}

/// What is about no kind: discovery, the version.
fn other(state: &State, request: &Request) -> Reply {
    let kinds = state.kinds();
    let none = || Reply::text(404, "404 page not found\n");
    match request.path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["api" | "apis"] => discovery::root(request, &kinds, state.faults.is_old),
        ["api", version] => discovery::resources(&kinds, "", version).unwrap_or_else(none),
        ["apis", group, version] => discovery::resources(&kinds, group, version).unwrap_or_else(none),
        ["version"] => Reply::json(200, &json!({"major": "1", "minor": "34", "gitVersion": "v1.34.1"})),
        ["readyz" | "livez" | "healthz"] => Reply::text(200, "ok"),
        _ => none(),
    }
}

fn carry_out(state: &mut State, request: &Request, target: &Target, verb: &str) -> Reply {
    let kind = &target.kind;
    if kind.plural == "selfsubjectaccessreviews" {
        return Reply::json(201, &access::review(state, &request.json()));
    }
    let Some(name) = &target.name else {
        return match verb {
            "list" => listing::list(state, request, target),
            "create" => create(state, request, target),
            _ => status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
        };
    };
    let key = (kind.group.clone(), kind.plural.clone(), target.namespace.clone(), name.clone());
    let Some(known) = state.objects.get(&key).cloned() else {
        let of = if kind.group.is_empty() { kind.plural.clone() } else { format!("{}.{}", kind.plural, kind.group) };
        let mut body = status_object(404, "NotFound", &format!("{of} \"{name}\" not found"));
        body["details"] = json!({"name": name, "group": kind.group, "kind": kind.plural});
        return Reply::json(404, &body);
    };
    let told = |object: &Value| Reply::json(200, &listing::told(kind, &target.version, object));
    match verb {
        "get" => told(&known),
        "delete" => {
            let is_held = known["metadata"]["finalizers"].as_array().is_some_and(|held| !held.is_empty());
            match is_held {
                true => {
                    let mut held = known.clone();
                    held["metadata"]["deletionTimestamp"] = json!(state.faults.now());
                    told(&state.store(key, held))
                }
                false => {
                    state.erase(&key);
                    Reply::json(
                        200,
                        &json!({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success",
                        "details": {"name": name, "group": kind.group, "kind": kind.plural}}),
                    )
                }
            }
        }
        "patch" | "update" => {
            let body = request.json();
            let mut next = known.clone();
            match verb {
                "patch" => objects::merge(&mut next, &body),
                _ => next = body.clone(),
            }
            let said = body["metadata"]["resourceVersion"].as_str().unwrap_or_default();
            if !said.is_empty() && known["metadata"]["resourceVersion"] != said {
                let words = format!(
                    "Operation cannot be fulfilled on {} \"{name}\": the object has been modified; please apply your \
                     changes to the latest version and try again",
                    kind.plural
                );
                return status(409, "Conflict", &words);
            }
            // status and the rest are changed each by itself, where the kind has that
            if kind.has_status {
                let (from, to) =
                    if target.sub.as_deref() == Some("status") { (&next, &known) } else { (&known, &next) };
                let (from, mut whole) = (from.get("status").cloned(), to.clone());
                match from {
                    Some(status) => whole["status"] = status,
                    None => drop(whole.as_object_mut().unwrap().remove("status")),
                }
                next = whole;
            }
            next["metadata"].as_object_mut().unwrap().remove("generation");
            told(&state.store(key, next))
        }
        _ => status(405, "MethodNotAllowed", "the server does not allow this method on the requested resource"),
    }
}

fn create(state: &mut State, request: &Request, target: &Target) -> Reply {
    let kind = &target.kind;
    let mut object = request.json();
    if object["kind"] != kind.kind.as_str() || !object["metadata"].is_object() {
        return status(400, "BadRequest", "the object provided is unrecognized (must be of type)");
    }
    if kind.is_namespaced {
        object["metadata"]["namespace"] = json!(target.namespace);
    }
    if object["metadata"]["name"].is_null() {
        let Some(begin) = object["metadata"]["generateName"].as_str().map(str::to_owned) else {
            return status(
                422,
                "Invalid",
                &format!(
                    "{} \"\" is invalid: metadata.name: Required value: name or generateName is required",
                    kind.kind
                ),
            );
        };
        state.names += 1;
        object["metadata"]["name"] = json!(format!("{begin}{:05}", state.names));
    }
    if kind.has_status && kind.is_custom {
        object.as_object_mut().unwrap().remove("status");
    }
    let key = state.key(&object);
    if state.objects.contains_key(&key) {
        return status(409, "AlreadyExists", &format!("{} \"{}\" already exists", kind.plural, key.3));
    }
    Reply { status: 201, ..Reply::json(201, &listing::told(kind, &target.version, &state.store(key, object))) }
}
