//! Access by Teleport, with a program in the place of `tsh` that keeps a world of its own (`tests/tsh`).

mod asking;
mod connecting;
mod faults;
mod following;
mod printed;
mod program;
mod reviewing;
mod running;
mod things;

use crate::support::scripted::{Mood, Scripted};
use serde_json::{Value, json};
use stagedoor::adapters::systems::teleport::{
    Clock, Teleport, TeleportAccess, TeleportDeeds, TeleportLimits, TeleportSetup,
};
use stagedoor::domain::document::Line;
use stagedoor::domain::model::At;
use stagedoor::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, AccessRequest, AccessRequests, Decision, RequestId, ResourceId,
};
use stagedoor::platform::access::AccessPort as _;
use stagedoor::platform::command::{Command, Forecast};
use stagedoor::platform::fault::Fault;
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{CommandPort as _, Step, Steps};
use std::fs::{File, read_to_string, write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

const CLUSTER: &str = "main.example.com";
/// 2026-11-30T12:00:00Z
const NOON: i64 = 1_796_040_000_000;
const MINUTE: i64 = 60_000;
const HOUR: i64 = 60 * MINUTE;
/// The number of the machine web-1.
const WEB: &str = "4f1e2a10-0000-4000-8000-000000000001";
/// For what is to happen soon, and would be waited for for ever where it does not.
const SOON: Duration = Duration::from_secs(60);

/// The program in the place of `tsh`; it is built where it is not there, or older than its sources.
fn program() -> &'static str {
    static BUILT: OnceLock<String> = OnceLock::new();
    BUILT.get_or_init(|| {
        let folder = std::env::current_exe().unwrap().parent().unwrap().parent().unwrap().to_owned();
        let program = folder.join("examples").join(format!("tsh{}", std::env::consts::EXE_SUFFIX));
        let time = |path: &Path| path.metadata().and_then(|known| known.modified()).ok();
        let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tsh");
        let newest = std::fs::read_dir(sources).unwrap().filter_map(|file| time(&file.unwrap().path())).max();
        if time(&program) < newest {
            let mut cargo = std::process::Command::new(env!("CARGO"));
            cargo.args(["build", "--example", "tsh", "--target-dir"]).arg(folder.parent().unwrap());
            cargo.args(folder.ends_with("release").then_some("--release"));
            assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
        }
        program.to_str().unwrap().to_owned()
    })
}

/// A Teleport that several use.
pub struct Stage {
    folder: tempfile::TempDir,
}

/// One of them.
pub struct Client {
    pub access: TeleportAccess,
    pub deeds: TeleportDeeds,
}

impl Stage {
    /// Alice asks; bob, carol and dave may review. Everybody is signed in for twelve hours.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let signed_in = |logins: &[&str]| json!({"until": NOON + 12 * HOUR, "active": [], "logins": logins});
        let world = json!({
            "now": NOON, "cluster": CLUSTER, "proxy": "teleport.example.com:443", "version": "17.4.2",
            "edition": "enterprise", "approvals": 1,
            "reviewers": {"alice": true, "bob": true, "carol": true, "dave": true},
            "signed_in": {
                "alice": signed_in(&["alice", "ubuntu", "-teleport-internal-join"]), "bob": signed_in(&["bob"]),
                "carol": signed_in(&[]), "dave": signed_in(&[]),
            },
            "requests": [], "gone": [], "faults": [], "calls": [], "sessions": [], "recordings": [],
            "things": [
                {"kind": "db", "name": "orders", "labels": {"env": "production", "team": "payments"},
                    "protocol": "postgres", "users": ["reader", "*"], "reached": true},
                {"kind": "node", "name": WEB, "hostname": "web-1", "labels": {"env": "staging"}},
                {"kind": "kube_cluster", "name": "prod-eu", "labels": {}},
                {"kind": "app", "name": "grafana", "labels": {}},
            ],
        });
        let stage = Self { folder };
        write(stage.file(), world.to_string()).unwrap();
        stage
    }

    fn file(&self) -> PathBuf {
        self.folder.path().join("world.json")
    }

    /// Changes the world between two runs.
    pub fn change(&self, how: impl FnOnce(&mut Value)) {
        let lock = File::create(self.file().with_extension("lock")).unwrap();
        lock.lock().unwrap();
        let mut world = serde_json::from_str(&read_to_string(self.file()).unwrap()).unwrap();
        how(&mut world);
        write(self.file(), world.to_string()).unwrap();
    }

    pub fn world(&self) -> Value {
        let mut copy = Value::Null;
        self.change(|world| copy = world.clone());
        copy
    }

    /// Time goes by.
    pub fn later(&self, by: i64) {
        self.change(|world| world["now"] = json!(world["now"].as_i64().unwrap() + by));
    }

    /// The next run of a command fails so.
    pub fn fail(&self, on: &str, how: &str) {
        self.change(|world| world["faults"].as_array_mut().unwrap().push(json!({"on": on, "do": how})));
    }

    /// From here on a command fails so.
    pub fn fail_for_ever(&self, on: &str, how: &str) {
        let fault = json!({"on": on, "do": how, "for_ever": true});
        self.change(|world| world["faults"].as_array_mut().unwrap().push(fault));
    }

    pub fn heal(&self) {
        self.change(|world| world["faults"] = json!([]));
    }

    /// The arguments of each run of a command.
    pub fn calls(&self, words: &str) -> Vec<Vec<String>> {
        let world = self.world();
        let calls = world["calls"].as_array().unwrap().iter().filter(|call| call["words"] == words);
        calls.map(|call| serde_json::from_value(call["args"].clone()).unwrap()).collect()
    }

    pub fn requests(&self) -> Vec<Value> {
        self.world()["requests"].as_array().unwrap().clone()
    }

    /// Where `tsh` keeps the profile of somebody.
    pub fn home(&self, user: &str) -> PathBuf {
        let home = self.folder.path().join(user);
        std::fs::create_dir_all(&home).unwrap();
        write(home.join("shim.json"), json!({"user": user, "state": self.file()}).to_string()).unwrap();
        home
    }

    pub fn setup(&self, user: &str) -> TeleportSetup {
        let file = self.file();
        let clock = move || {
            let lock = File::create(file.with_extension("lock")).unwrap();
            lock.lock().unwrap();
            let world: Value = serde_json::from_str(&read_to_string(&file).unwrap()).unwrap();
            At(world["now"].as_i64().unwrap())
        };
        let pause = Duration::from_millis(5);
        TeleportSetup {
            command: program().into(),
            home: Some(self.home(user)),
            limits: TeleportLimits { read: SOON, deed: SOON, output: 1 << 20, soon: pause, seldom: pause, lost: pause },
            clock: Clock(Arc::new(clock)),
            ..TeleportSetup::usual()
        }
    }

    pub fn client(&self, user: &str) -> Client {
        client(self.setup(user))
    }

    /// A request of alice's, by its id.
    pub async fn asked(&self, resources: &[&str]) -> RequestId {
        match self.client("alice").does(ask(resources)).await {
            Outcome::Done { request_id: Some(id), .. } => RequestId::parse(id.as_str()).unwrap(),
            other => panic!("{other:?}"),
        }
    }

    /// The same, with bob's yes.
    pub async fn granted(&self, resources: &[&str]) -> RequestId {
        let id = self.asked(resources).await;
        let done = self.client("bob").does(review(&id, Decision::Approve, "fine")).await;
        assert!(matches!(done, Outcome::Done { .. }), "{done:?}");
        id
    }
}

pub fn client(setup: TeleportSetup) -> Client {
    let entity = |name: &str, annotation: &str| {
        json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Resource", "spec": {}, "metadata": {
            "name": name, "namespace": "default", "annotations": {"stagedoor.dev/teleport-resource": annotation}}})
    };
    let entities = vec![
        entity("orders-db", "db/orders"),
        entity("web", &format!("/{CLUSTER}/node/{WEB}")),
        json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Resource", "spec": {},
            "metadata": {"name": "grafana", "namespace": "default"}}),
    ];
    let ports = Scripted::new(Mood::Well, entities, At(0)).ports();
    let teleport = Teleport::new(setup);
    Client {
        access: TeleportAccess::new(teleport.clone(), ports.catalog.clone()),
        deeds: TeleportDeeds::before(ports.commands, teleport, ports.catalog),
    }
}

impl Client {
    pub async fn foresees(&self, command: Command) -> Result<Arc<Forecast>, Fault> {
        self.deeds.foresee(command).await.map(|told| told.answer)
    }

    /// Foresees a command and carries it out.
    pub async fn does(&self, command: Command) -> Outcome {
        let exactly = self.foresees(command).await.unwrap().exactly.clone();
        self.deeds.command(exactly).await
    }

    /// The fault that a command is refused with.
    pub async fn refused(&self, command: Command) -> Fault {
        match self.deeds.command(command).await {
            Outcome::Refused(fault) => fault,
            other => panic!("{other:?}"),
        }
    }

    /// Requests as they are now.
    pub async fn lists(&self) -> Result<AccessRequests, Fault> {
        let (steps, mut told) = following();
        tokio::select! {
            ended = self.access.requests(steps) => ended.map(|told| AccessRequests::clone(&told.answer)),
            first = told.recv() => Ok(first.unwrap()),
        }
    }

    pub async fn one(&self, id: &RequestId) -> AccessRequest {
        self.lists().await.unwrap().find(id.as_str()).map(|one| AccessRequest::clone(one)).unwrap()
    }
}

/// Steps, and what comes of them.
pub fn following<T: Clone + Send + Sync + 'static>() -> (Steps<T>, UnboundedReceiver<T>) {
    let (send, told) = unbounded_channel();
    let steps = Steps::to(move |step| {
        let (Step::Part(told) | Step::Whole(told)) = step;
        drop(send.send(T::clone(&told.answer)));
    });
    (steps, told)
}

/// The next step that is so.
pub async fn next<T>(told: &mut UnboundedReceiver<T>, is_so: impl Fn(&T) -> bool) -> T {
    let look = async {
        loop {
            let step = told.recv().await.unwrap();
            if is_so(&step) {
                return step;
            }
        }
    };
    tokio::time::timeout(SOON, look).await.expect("it never came")
}

pub fn order(resources: &[&str]) -> AccessOrder {
    AccessOrder {
        resources: resources.iter().map(|id| ResourceId::parse(&format!("/{CLUSTER}/{id}")).unwrap()).collect(),
        roles: Vec::new(),
        entity: None,
        kind: AccessKind::Database,
        level: AccessLevel::Read,
        environment: "production".into(),
        lasts: Duration::from_secs(30 * 60),
        reason: "INC-1: the queue is full".into(),
        reviewers: Vec::new(),
        mark: String::new(),
    }
}

pub fn ask(resources: &[&str]) -> Command {
    Command::AskAccess(Box::new(order(resources)))
}

pub fn review(id: &RequestId, decision: Decision, comment: &str) -> Command {
    Command::ReviewAccess { id: id.clone(), decision, comment: comment.into(), seen: None }
}

pub fn lines(forecast: &Forecast) -> String {
    forecast.lines.iter().map(Line::text).collect::<Vec<_>>().join("\n")
}
