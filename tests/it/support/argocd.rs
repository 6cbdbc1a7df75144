//! An Argo CD on loopback that holds applications, and does with them what Argo CD does: what a test sets is what is
//! listed, streamed and told; what is ordered is kept and changes them. It is no kinder than the real one: changes
//! without exactly `application/json` are refused, an application that is not there is forbidden, a list of nothing
//! is `null`, and a second operation is not taken.

use crate::systems::{Asked, answer, head, read_request};
use serde_json::{Value, json};
use stagedoor::adapters::http::{Client, Limits};
use stagedoor::adapters::session::{Session, Signed, TokenSource};
use stagedoor::adapters::systems::argocd::{ArgoCd, ArgoCds, ArgoSetup};
use stagedoor::domain::text::Secret;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

pub const ARGO_TOKEN: &str = "argo-1b9f-very-secret";

/// What goes wrong, as the test wants it.
#[derive(Clone, Debug, Default)]
pub struct Wrong {
    /// Requests whose path ends so are answered with that status, so often.
    pub statuses: Vec<(&'static str, u16, usize)>,
    /// A sync is carried out, and its answer is never given.
    pub loses_answers: bool,
    /// A sync is not carried out, and no answer is given.
    pub swallows_orders: bool,
    /// A proxy stands before it that lets no stream through.
    pub no_stream: bool,
    /// Streams come as values one a line.
    pub by_lines: bool,
    /// What may not be done: `sync`, `get`.
    pub denied: BTreeSet<&'static str>,
}

#[derive(Default)]
struct State {
    apps: BTreeMap<(String, String), Value>,
    /// What changed, by the version that it made.
    log: Vec<(u64, &'static str, Value)>,
    version: u64,
    /// Streams that were opened before are over.
    era: u64,
    trees: BTreeMap<String, Value>,
    managed: BTreeMap<String, Value>,
    events: BTreeMap<String, Value>,
    revisions: BTreeMap<String, Value>,
    wrong: Wrong,
    asked: Vec<Asked>,
    streams: usize,
}

/// An Argo CD on loopback.
#[derive(Clone)]
pub struct FakeArgo {
    pub base: String,
    state: Arc<(Mutex<State>, Condvar)>,
}

/// An application as Argo CD has it.
pub fn app(name: &str, sync: &str, health: &str) -> Value {
    json!({
        "metadata": {"name": name, "namespace": "argocd", "labels": {"team": "a"}},
        "spec": {
            "project": "shop",
            "source": {"repoURL": "https://github.com/acme/infra.git", "path": format!("apps/{name}"), "targetRevision": "main"},
            "destination": {"server": "https://kubernetes.default.svc", "namespace": "payments"},
        },
        "status": {
            "sync": {"status": sync, "revision": "1f2e3d4c5b6a79880123456789abcdef01234567"},
            "health": {"status": health},
            "reconciledAt": "2026-09-21T13:00:00Z",
            "history": [
                {"id": "4", "revision": "0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a0a", "deployedAt": "2026-09-20T09:00:00Z",
                 "initiatedBy": {"username": "alice"}},
                {"id": 5, "revision": "1f2e3d4c5b6a79880123456789abcdef01234567", "deployedAt": "2026-09-21T12:00:00Z",
                 "initiatedBy": {"automated": true}},
            ],
            "operationState": {
                "phase": "Succeeded", "message": "successfully synced (all tasks run)",
                "startedAt": "2026-09-21T11:59:48Z", "finishedAt": "2026-09-21T12:00:00Z",
                "operation": {"initiatedBy": {"username": "alice"}, "sync": {"revision": "1f2e3d4c5b6a79880123456789abcdef01234567"}},
                "syncResult": {"revision": "1f2e3d4c5b6a79880123456789abcdef01234567"},
            },
            "resources": [
                {"group": "apps", "version": "v1", "kind": "Deployment", "namespace": "payments", "name": name,
                 "status": sync, "health": {"status": health}},
                {"version": "v1", "kind": "Service", "namespace": "payments", "name": name, "status": "Synced",
                 "health": {"status": "Healthy"}},
            ],
            "summary": {"images": ["ghcr.io/acme/payments:1.4.2"]},
        },
    })
}

impl FakeArgo {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let fake = Self { base, state: Arc::default() };
        let served = fake.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let served = served.clone();
                std::thread::spawn(move || served.serve(&stream));
            }
        });
        fake
    }

    /// It, as stagedoor reaches it.
    pub fn argo(&self, name: &str) -> ArgoCd {
        self.argo_with(name, Duration::from_millis(1))
    }

    pub fn argo_with(&self, name: &str, pause: Duration) -> ArgoCd {
        let client = Client::new(&self.base, Limits { pause, ..Limits::default() }).unwrap();
        let session = Session::new(TokenSource::Fixed(Secret::new(ARGO_TOKEN.into())));
        let signed = Signed::new(client, Arc::new(session));
        ArgoCd::by_api(ArgoSetup {
            name: name.into(),
            signed,
            is_api: false,
            web: Some("https://argocd.example".into()),
        })
    }

    pub fn argos(&self) -> ArgoCds {
        ArgoCds::new(vec![self.argo("main")])
    }

    fn locked(&self) -> MutexGuard<'_, State> {
        self.state.0.lock().unwrap()
    }

    /// This is how an application is from now on.
    pub fn set(&self, mut app: Value) {
        let mut state = self.locked();
        state.version += 1;
        let version = state.version;
        app["metadata"]["resourceVersion"] = version.to_string().into();
        let key = key(&app);
        let kind = if state.apps.insert(key, app.clone()).is_some() { "MODIFIED" } else { "ADDED" };
        state.log.push((version, kind, app));
        self.state.1.notify_all();
    }

    /// Changes an application.
    pub fn change(&self, name: &str, how: impl FnOnce(&mut Value)) {
        let found = self.locked().apps.values().find(|app| app["metadata"]["name"] == name).cloned();
        let mut app = found.expect("the application is there");
        how(&mut app);
        self.set(app);
    }

    pub fn remove(&self, name: &str) {
        let mut state = self.locked();
        let key = state.apps.keys().find(|(_, it)| it == name).cloned().expect("the application is there");
        let app = state.apps.remove(&key).unwrap();
        state.version += 1;
        let version = state.version;
        state.log.push((version, "DELETED", app));
        self.state.1.notify_all();
    }

    pub fn app(&self, name: &str) -> Value {
        self.locked().apps.values().find(|app| app["metadata"]["name"] == name).cloned().unwrap_or_default()
    }

    pub fn set_tree(&self, name: &str, tree: Value) {
        let mut state = self.locked();
        state.trees.insert(name.into(), tree);
        state.version += 1;
        self.state.1.notify_all();
    }

    pub fn set_managed(&self, name: &str, managed: Value) {
        self.locked().managed.insert(name.into(), managed);
    }

    pub fn set_events(&self, name: &str, events: Value) {
        self.locked().events.insert(name.into(), events);
    }

    pub fn set_revision(&self, revision: &str, metadata: Value) {
        self.locked().revisions.insert(revision.into(), metadata);
    }

    pub fn go_wrong(&self, how: impl FnOnce(&mut Wrong)) {
        how(&mut self.locked().wrong);
    }

    /// Every stream that is open breaks off, with what is said in it half.
    pub fn cut_streams(&self) {
        self.locked().era += 1;
        self.state.1.notify_all();
    }

    /// Streams that are open.
    pub fn streams(&self) -> usize {
        self.locked().streams
    }

    /// Waits until so many streams are open.
    pub fn until_streams(&self, count: usize) {
        let state = self.locked();
        let waited = self.state.1.wait_timeout_while(state, Duration::from_secs(20), |state| state.streams != count);
        let late = waited.unwrap().1;
        assert!(!late.timed_out(), "{count} streams never came");
    }

    /// Requests whose path ends so.
    pub fn asked(&self, end: &str) -> Vec<Asked> {
        self.locked().asked.iter().filter(|asked| asked.path().ends_with(end)).cloned().collect()
    }

    fn serve(&self, stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut out = stream;
        while let Some(asked) = read_request(&mut reader) {
            self.locked().asked.push(asked.clone());
            if asked.path().starts_with("/api/v1/stream/") && !self.locked().wrong.no_stream {
                match asked.path().strip_suffix("/resource-tree").and_then(|path| path.rsplit('/').next()) {
                    Some(name) => self.stream_of_tree(name, stream),
                    None => self.stream(&asked, stream),
                }
                return;
            }
            match self.answer(&asked) {
                Some(bytes) if out.write_all(&bytes).is_ok() => {}
                _ => return,
            }
        }
    }

    /// A stream as Argo CD gives it: its head comes with the first thing that is told; it begins with all that there
    /// is, but where it goes on from a version; and what happened before it stood is told by none.
    fn stream(&self, asked: &Asked, mut out: &TcpStream) {
        let by_lines = self.locked().wrong.by_lines;
        let kind = if by_lines { "application/json" } else { "text/event-stream" };
        let mut head = Some(head(200, &[("Content-Type", kind)], None));
        let goes_on = asked.param("resourceVersion").is_some() && asked.param("name").is_none();
        let mut state = self.locked();
        let (era, mut last) = (state.era, state.version);
        let all = state.apps.values().filter(|_| !goes_on).cloned();
        let mut new: Vec<(&str, Value)> = all.map(|app| ("ADDED", app)).collect();
        state.streams += 1;
        self.state.1.notify_all();
        loop {
            drop(state);
            let told = new.iter().filter(|(_, app)| is_streamed(asked, app));
            let told: String = told
                .map(|(kind, app)| {
                    let event = json!({"result": {"type": kind, "application": app}});
                    if by_lines { format!("{event}\n") } else { format!("data: {event}\n\n") }
                })
                .collect();
            let head = if told.is_empty() { None } else { head.take() };
            let is_gone = out.write_all(&head.unwrap_or_default()).is_err() || out.write_all(told.as_bytes()).is_err();
            state = self.locked();
            while !is_gone && state.era == era && state.version == last {
                state = self.state.1.wait(state).unwrap();
            }
            if is_gone || state.era != era {
                break;
            }
            let later = state.log.iter().filter(|(version, ..)| *version > last);
            new = later.map(|(_, kind, app)| (*kind, app.clone())).collect();
            last = state.version;
        }
        state.streams -= 1;
        self.state.1.notify_all();
        drop(state);
        let _ = out.write_all(b"data: {\"result\": {\"ty");
    }

    /// A stream of a tree begins with the tree; each change is all of it.
    fn stream_of_tree(&self, name: &str, mut out: &TcpStream) {
        let head = head(200, &[("Content-Type", "text/event-stream")], None);
        let mut told = None;
        let mut state = self.locked();
        let era = state.era;
        let mut head = Some(head);
        while state.era == era {
            let tree = state.trees.get(name).cloned();
            if tree == told {
                state = self.state.1.wait(state).unwrap();
                continue;
            }
            drop(state);
            let text = format!("data: {}\n\n", json!({"result": tree}));
            let bytes = [head.take().unwrap_or_default(), text.into_bytes()].concat();
            if out.write_all(&bytes).is_err() {
                return;
            }
            told = tree;
            state = self.locked();
        }
    }

    fn answer(&self, asked: &Asked) -> Option<Vec<u8>> {
        if asked.header("authorization") != Some(&format!("Bearer {ARGO_TOKEN}")) {
            return Some(refusal(401, 16, "no session information"));
        }
        if asked.method != "GET" && asked.header("content-type") != Some("application/json") {
            return Some(bytes(415, "Invalid content type"));
        }
        if let Some(status) = self.status_for(asked.path()) {
            return Some(match status {
                429 => send(answer(429, &[("Retry-After", "0")], b"{}")),
                404 => send(answer(404, &[("Content-Type", "text/html")], b"<html><title>Not here</title></html>")),
                status => refusal(status, 13, "it goes wrong as the test wants"),
            });
        }
        let path: Vec<&str> = asked.path().trim_start_matches("/api/v1/").split('/').collect();
        match (asked.method.as_str(), path.as_slice()) {
            ("GET", ["applications"]) => Some(ok(&self.list(asked))),
            ("GET", ["", "api", "version"]) => Some(ok(&json!({"Version": "v3.5.7+abcdef0"}))),
            ("GET", ["session", "userinfo"]) => Some(ok(&json!({"loggedIn": true, "username": "alice"}))),
            ("GET", ["account", "can-i", "applications", action, ..]) => {
                let may = !self.locked().wrong.denied.contains(action);
                Some(ok(&json!({"value": if may { "yes" } else { "no" }})))
            }
            ("GET", ["applications", name]) => Some(self.one(asked, name)),
            ("GET", ["applications", name, "resource-tree"]) => Some(self.about(&self.locked().trees, name)),
            ("GET", ["applications", name, "managed-resources"]) => Some(self.about(&self.locked().managed, name)),
            ("GET", ["applications", name, "events"]) => Some(self.about(&self.locked().events, name)),
            ("GET", ["applications", _, "revisions", revision, "metadata"]) => {
                let found = self.locked().revisions.get(*revision).cloned();
                Some(found.map_or_else(|| refusal(500, 2, "no such revision"), |found| ok(&found)))
            }
            ("POST", ["applications", name, "sync"]) => self.sync(asked, name),
            _ => Some(refusal(404, 5, "Not Found")),
        }
    }

    fn status_for(&self, path: &str) -> Option<u16> {
        let mut state = self.locked();
        let (_, status, times) =
            state.wrong.statuses.iter_mut().find(|(end, _, times)| path.ends_with(*end) && *times > 0)?;
        *times -= 1;
        Some(*status)
    }

    fn list(&self, asked: &Asked) -> Value {
        let state = self.locked();
        let found: Vec<Value> = state.apps.values().filter(|app| is_selected(asked, app)).cloned().collect();
        let items = if found.is_empty() { Value::Null } else { found.into() };
        json!({"metadata": {"resourceVersion": state.version.to_string()}, "items": items})
    }

    fn about(&self, all: &BTreeMap<String, Value>, name: &str) -> Vec<u8> {
        ok(&all.get(name).cloned().unwrap_or_else(|| json!({"items": null})))
    }

    fn one(&self, asked: &Asked, name: &str) -> Vec<u8> {
        if asked.param("refresh").is_some() && self.has(asked, name) {
            self.change(name, |app| app["status"]["reconciledAt"] = "2026-09-21T13:46:40Z".into());
        }
        match self.has(asked, name) {
            true => ok(&self.app(name)),
            false => refusal(403, 7, "permission denied"),
        }
    }

    fn has(&self, asked: &Asked, name: &str) -> bool {
        let namespace = asked.param("appNamespace");
        let state = self.locked();
        state.apps.keys().any(|(of, it)| it == name && namespace.as_ref().is_none_or(|namespace| namespace == of))
    }

    fn sync(&self, asked: &Asked, name: &str) -> Option<Vec<u8>> {
        let wrong = self.locked().wrong.clone();
        if wrong.denied.contains("sync") {
            return Some(refusal(403, 7, "permission denied: applications, sync, shop/payments"));
        }
        if wrong.swallows_orders {
            return None;
        }
        let app = self.app(name);
        if app["operation"].is_object() || app["status"]["operationState"]["phase"] == "Running" {
            return Some(refusal(400, 9, "another operation is already in progress"));
        }
        let order: Value = serde_json::from_str(&asked.body).unwrap();
        self.change(name, |app| {
            app["status"]["operationState"] = json!({
                "phase": "Running", "message": "waiting for completion of hook", "startedAt": "2026-09-21T13:46:40Z",
                "operation": {"initiatedBy": {"username": "alice"}, "sync": order},
            });
        });
        if wrong.loses_answers { None } else { Some(ok(&self.app(name))) }
    }
}

fn key(app: &Value) -> (String, String) {
    let text = |name: &str| app["metadata"][name].as_str().unwrap_or_default().to_owned();
    (text("namespace"), text("name"))
}

/// As Argo CD selects; of selectors of labels only `key=value`.
fn is_selected(asked: &Asked, app: &Value) -> bool {
    let is = |param: &str, value: &Value| asked.param(param).is_none_or(|wanted| value.as_str() == Some(&wanted));
    let labels = asked.param("selector").is_none_or(|selector| {
        let (name, value) = selector.split_once('=').unwrap();
        app["metadata"]["labels"][name] == value
    });
    is("name", &app["metadata"]["name"])
        && is("appNamespace", &app["metadata"]["namespace"])
        && is("projects", &app["spec"]["project"])
        && labels
}

/// A stream by name tells of Argo CD's own namespace where it is asked for no other; by no name it tells of all.
fn is_streamed(asked: &Asked, app: &Value) -> bool {
    let namespace = asked.param("appNamespace").unwrap_or_else(|| "argocd".into());
    is_selected(asked, app) && (asked.param("name").is_none() || app["metadata"]["namespace"] == namespace)
}

fn ok(value: &Value) -> Vec<u8> {
    bytes(200, &value.to_string())
}

fn bytes(status: u16, body: &str) -> Vec<u8> {
    send(answer(status, &[("Content-Type", "application/json")], body.as_bytes()))
}

/// As a gateway of gRPC tells it.
fn refusal(status: u16, code: u32, message: &str) -> Vec<u8> {
    bytes(status, &json!({"error": message, "code": code, "message": message}).to_string())
}

fn send(act: crate::systems::Act) -> Vec<u8> {
    match act {
        crate::systems::Act::Send(bytes) => bytes,
        other => panic!("{other:?}"),
    }
}
