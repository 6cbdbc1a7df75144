//! What grants access, as a system would: a test sets what is so, and changes it while it is looked at.

use super::scripted::Mood;
use futures_util::FutureExt as _;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{
    AccessKind, AccessLevel, AccessRequest, AccessRequests, AccessSession, AccessSessions, AccessWays, CommandLine,
    Connection, Decision, Recording, RecordingKind, RequestId, Resource, ResourceId, Review, Said, SessionId,
    SessionStage,
};
use stagedoor::domain::model::timeline::{Known, SourceState};
use stagedoor::platform::access::{AccessPort, ResourceSearch, SessionFilter};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use std::future::pending;
use std::sync::{Arc, Mutex};

pub struct ScriptedAccess {
    pub mood: Mood,
    pub now: At,
    pub all: Mutex<AccessRequests>,
    pub resources: Mutex<Vec<Resource>>,
    pub sessions: Mutex<Vec<AccessSession>>,
    pub connection: Mutex<Connection>,
    /// What was asked, in order.
    pub asked: Mutex<Vec<String>>,
    lists: Mutex<Vec<Steps<AccessRequests>>>,
    details: Mutex<Vec<(RequestId, Steps<AccessRequest>)>>,
}

/// The one of alice that is in use, the one of bob that waits, and others, by how their ids begin.
pub const ACTIVE: &str = "a1b2c3d4-0000-4000-8000-000000000001";
pub const WAITING: &str = "b0b00000-0000-4000-8000-000000000002";
pub const PENDING: &str = "c0ffee00-0000-4000-8000-000000000003";
pub const DENIED: &str = "d0000000-0000-4000-8000-000000000004";
pub const APPROVED: &str = "e0000000-0000-4000-8000-000000000005";

impl ScriptedAccess {
    pub fn new(mood: Mood, now: At) -> Arc<Self> {
        let requests = if mood == Mood::Empty { Vec::new() } else { requests(now) };
        let all = AccessRequests { requests, ways: ways(), sources: Vec::new() };
        Arc::new(Self {
            mood,
            now,
            all: Mutex::new(all),
            resources: Mutex::new(resources()),
            sessions: Mutex::new(if mood == Mood::Empty { Vec::new() } else { sessions(now) }),
            connection: Mutex::new(connection(now)),
            asked: Mutex::default(),
            lists: Mutex::default(),
            details: Mutex::default(),
        })
    }

    /// What is so changes, and whoever follows is told.
    pub fn change(&self, change: impl FnOnce(&mut AccessRequests)) {
        let mut all = self.all.lock().unwrap();
        change(&mut all);
        self.lists.lock().unwrap().iter().for_each(|steps| steps.send(Step::Whole(Told::now(all.clone()))));
        for (id, steps) in self.details.lock().unwrap().iter() {
            if let Some(found) = all.find(id.as_str()) {
                steps.send(Step::Whole(Told::now((**found).clone())));
            }
        }
    }

    /// Changes one request.
    pub fn change_one(&self, id: &str, change: impl FnOnce(&mut AccessRequest)) {
        self.change(|all| {
            let one = all.requests.iter_mut().find(|one| one.id.as_str() == id).unwrap();
            change(Arc::make_mut(one));
        });
    }

    fn note(&self, what: &str) {
        self.asked.lock().unwrap().push(what.to_owned());
    }

    fn fault(&self) -> Fault {
        let cure = "check the network; `stagedoor doctor` looks further";
        Fault::new(FaultKind::Unreachable, "ask about access", "the connection was refused", cure)
    }

    async fn told<T>(&self, steps: &Steps<T>, answer: T, keep: impl FnOnce()) -> Result<Told<T>, Fault> {
        match self.mood {
            Mood::Silent => {}
            Mood::Failing => return Err(self.fault()),
            Mood::OldCopy | Mood::OldCopyThenFault => {
                let as_of = Some(At(self.now.0 - 3 * 3_600_000));
                steps.send(Step::Part(Told { answer: Arc::new(answer), as_of }));
                return Err(self.fault());
            }
            Mood::Well | Mood::Empty | Mood::Half => {
                keep();
                steps.send(Step::Whole(Told::now(answer)));
            }
        }
        pending().await
    }

    async fn once<T>(&self, answer: T) -> Result<Told<T>, Fault> {
        match self.mood {
            Mood::Silent => pending().await,
            Mood::Failing | Mood::OldCopyThenFault => Err(self.fault()),
            _ => Ok(Told::now(answer)),
        }
    }
}

impl AccessPort for ScriptedAccess {
    fn requests<'a>(&'a self, steps: Steps<AccessRequests>) -> Answering<'a, AccessRequests> {
        self.note("requests");
        async move {
            let all = self.all.lock().unwrap().clone();
            let kept = steps.clone();
            self.told(&steps, all, || self.lists.lock().unwrap().push(kept)).await
        }
        .boxed()
    }

    fn request<'a>(&'a self, id: RequestId, steps: Steps<AccessRequest>) -> Answering<'a, AccessRequest> {
        self.note("request");
        async move {
            let found = self.all.lock().unwrap().find(id.as_str()).map(|found| (**found).clone());
            let Some(found) = found else {
                let (tried, cure) = ("show the request", "look at the list");
                return Err(Fault::new(FaultKind::NotFound, tried, "no request has that id", cure));
            };
            let kept = (id, steps.clone());
            self.told(&steps, found, || self.details.lock().unwrap().push(kept)).await
        }
        .boxed()
    }

    fn resources<'a>(&'a self, wanted: ResourceSearch) -> Answering<'a, Vec<Resource>> {
        self.note("resources");
        async move {
            let all = self.resources.lock().unwrap().clone();
            let fits = |one: &Resource| wanted.entity.is_none() || one.entity == wanted.entity;
            self.once(all.into_iter().filter(fits).collect()).await
        }
        .boxed()
    }

    fn sessions<'a>(&'a self, wanted: SessionFilter, steps: Steps<AccessSessions>) -> Answering<'a, AccessSessions> {
        self.note("sessions");
        async move {
            let all = self.sessions.lock().unwrap().clone();
            let fits = |one: &AccessSession| {
                (wanted.entity.is_none() || one.entity == wanted.entity) && (!wanted.mine || one.is_mine)
            };
            let sessions = all.into_iter().filter(fits).map(Arc::new).collect();
            self.told(&steps, AccessSessions { sessions, sources: sources() }, || {}).await
        }
        .boxed()
    }

    fn connection<'a>(&'a self, _: RequestId, login: Option<String>) -> Answering<'a, Connection> {
        self.note(&format!("connection {}", login.clone().unwrap_or_default()));
        async move {
            let mut connection = self.connection.lock().unwrap().clone();
            if let (Some(login), Some(last)) = (login, connection.commands.last_mut()) {
                last.args.retain(|arg| !arg.starts_with("--db-user"));
                last.args.insert(2, format!("--db-user={login}"));
            }
            self.once(connection).await
        }
        .boxed()
    }

    fn playing<'a>(&'a self, id: SessionId) -> Answering<'a, Connection> {
        self.note(&format!("playing {id}"));
        async move {
            let commands = vec![command("Play the recording", &["play", id.as_str()])];
            self.once(Connection { commands, ..Connection::default() }).await
        }
        .boxed()
    }
}

pub fn ago(now: At, minutes: i64) -> At {
    At(now.0 - minutes * 60_000)
}

pub fn command(title: &str, args: &[&str]) -> CommandLine {
    let args = args.iter().map(|arg| (*arg).to_owned()).collect();
    CommandLine { title: stagedoor::domain::text::Clean::line(title), program: "tsh".into(), args }
}

pub fn ways() -> AccessWays {
    AccessWays {
        system: "Teleport 18.2.1 Enterprise".into(),
        cluster: "main.example".into(),
        user: "alice".into(),
        sign_in: Some(command("Sign in", &["login", "--proxy=main.example"])),
        ..AccessWays::default()
    }
}

fn sources() -> Vec<SourceState> {
    vec![SourceState {
        name: "recordings".into(),
        known: Known::Unknown("only your own are shown".into()),
        remark: None,
    }]
}

pub fn database(name: &str, environment: &'static str) -> Resource {
    let id = ResourceId::parse(&format!("/main.example/db/{name}")).unwrap();
    Resource {
        about: "postgres".into(),
        environment: environment.into(),
        entity: Some("resource:default/orders-db".parse().unwrap()),
        logins: vec!["reader".into(), "writer".into()],
        ..Resource::of(id)
    }
}

fn server() -> Resource {
    let id = ResourceId::parse("/main.example/node/5b0c4f5e").unwrap();
    Resource { title: "web-1".into(), about: "Ubuntu 24.04".into(), environment: "staging".into(), ..Resource::of(id) }
}

fn resources() -> Vec<Resource> {
    vec![database("orders-production", "production"), server()]
}

pub fn request(id: &str, who: &'static str, resource: Resource, now: At, minutes: i64) -> AccessRequest {
    let environment = resource.environment.clone();
    AccessRequest {
        is_mine: who == "alice",
        resources: vec![resource],
        level: Some(AccessLevel::Read),
        environment,
        reason: "look why the nightly job is late".into(),
        created_at: Some(ago(now, minutes)),
        answer_by: Some(At(ago(now, minutes).0 + 3_600_000)),
        expires_at: Some(At(ago(now, minutes).0 + 2 * 3_600_000)),
        ..AccessRequest::of(RequestId::parse(id).unwrap(), who.into())
    }
}

fn requests(now: At) -> Vec<Arc<AccessRequest>> {
    let production = || database("orders-production", "production");
    let mut active = request(ACTIVE, "alice", production(), now, 48);
    (active.said, active.is_assumed) = (Said::Approved, true);
    let word = |by: &'static str, decision, comment: &'static str| Review {
        by: by.into(),
        decision,
        comment: comment.into(),
        at: Some(ago(now, 40)),
    };
    active.reviews = vec![word("dora", Decision::Approve, "go ahead, but only look")];
    let mut waiting = request(WAITING, "bob", production(), now, 5);
    waiting.level = Some(AccessLevel::Write);
    waiting.reason = "INC-4711: repair the rows that the import broke".into();
    waiting.needs = "1 of 2 approvals".into();
    let mut own = request(PENDING, "alice", server(), now, 12);
    own.reviewers = vec!["sre-oncall".into()];
    let mut denied = request(DENIED, "bob", server(), now, 26 * 60);
    (denied.said, denied.because) = (Said::Denied, "use the replica".into());
    denied.reviews = vec![word("dora", Decision::Deny, "use the replica")];
    let mut approved = request(APPROVED, "alice", database("ledger-staging", "staging"), now, 20);
    approved.said = Said::Approved;
    [waiting, own, approved, active, denied].map(Arc::new).to_vec()
}

pub fn sessions(now: At) -> Vec<AccessSession> {
    let session = |id: &str, user: &'static str, minutes: i64| AccessSession {
        id: SessionId::parse(id).unwrap(),
        kind: AccessKind::Database,
        target: "orders-production".into(),
        entity: Some("resource:default/orders-db".parse().unwrap()),
        user: user.into(),
        is_mine: user == "alice",
        login: "reader".into(),
        participants: Vec::new(),
        stage: SessionStage::Active,
        started_at: Some(ago(now, minutes)),
        ended_at: None,
        recording: None,
        request: None,
        simulated: false,
    };
    let mut own = session("5e551000-0000-4000-8000-000000000001", "alice", 30);
    own.request = RequestId::parse(ACTIVE);
    let mut past = session("5e551000-0000-4000-8000-000000000002", "bob", 3 * 24 * 60);
    (past.stage, past.ended_at) = (SessionStage::Ended, Some(ago(now, 3 * 24 * 60 - 22)));
    let address = "https://main.example/web/session/2".into();
    past.recording = Some(Recording { kind: RecordingKind::Queries, address, plays: true });
    vec![own, past]
}

fn connection(now: At) -> Connection {
    Connection {
        commands: vec![command(
            "Connect to the database",
            &["db", "connect", "--db-user=reader", "--db-name=it's orders", "orders-production"],
        )],
        notes: vec!["the session is recorded".into()],
        until: Some(At(now.0 + 72 * 60_000)),
        ..Connection::default()
    }
}
