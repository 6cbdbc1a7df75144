//! What was asked for, as a platform would tell it: a test sets what is so, and changes it while it is looked at.

use super::scripted::Mood;
use futures_util::FutureExt as _;
use stagedoor::domain::model::cluster::{Condition, Gravity, Kind, Object, ObjectEvent, ObjectId, ObjectRef, Truth};
use stagedoor::domain::model::provision::{
    Progress, Provision, ProvisionId, ProvisionKind, Provisions, Stage, StageName,
};
use stagedoor::domain::model::task::TaskId;
use stagedoor::domain::model::timeline::{Known, Lead, LeadsTo, SourceState};
use stagedoor::domain::model::{At, Place};
use stagedoor::domain::text::Clean;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Systems, Told};
use stagedoor::platform::provisioning::{Backup, Database, ProvisionDetail, ProvisioningPort, TreeNode};
use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

pub struct ScriptedProvisions {
    pub mood: Mood,
    pub now: At,
    pub all: Mutex<Provisions>,
    /// What each is made of.
    pub detail: Mutex<ProvisionDetail>,
    /// Systems are still being asked: nothing is known yet.
    pub is_asking: AtomicBool,
    lists: Mutex<Vec<Steps<Provisions>>>,
    details: Mutex<Vec<(ProvisionId, Steps<ProvisionDetail>)>>,
}

impl ScriptedProvisions {
    pub fn new(mood: Mood, now: At) -> Arc<Self> {
        let list = if mood == Mood::Empty { Vec::new() } else { lines(now) };
        let sources = if mood == Mood::Empty { Vec::new() } else { sources() };
        Arc::new(Self {
            mood,
            now,
            detail: Mutex::new(made_of(&lines(now)[0], now)),
            all: Mutex::new(Provisions { list, sources }),
            is_asking: AtomicBool::default(),
            lists: Mutex::default(),
            details: Mutex::default(),
        })
    }

    pub fn systems(self: &Arc<Self>) -> Systems {
        Systems { provisioning: self.clone(), ..Systems::default() }
    }

    /// What is so changes, and whoever follows is told.
    pub fn change(&self, change: impl FnOnce(&mut Vec<Provision>)) {
        let mut all = self.all.lock().unwrap();
        let mut list: Vec<Provision> = all.list.iter().map(|one| (**one).clone()).collect();
        change(&mut list);
        all.list = list.into_iter().map(Arc::new).collect();
        self.lists.lock().unwrap().iter().for_each(|steps| steps.send(Step::Whole(Told::now(all.clone()))));
        for (id, steps) in self.details.lock().unwrap().iter() {
            if let Some(detail) = self.of(&all, id) {
                steps.send(Step::Whole(Told::now(detail)));
            }
        }
    }

    /// All systems have answered.
    pub fn answer(&self) {
        self.is_asking.store(false, Ordering::Relaxed);
        self.change(|_| {});
    }

    fn of(&self, all: &Provisions, id: &ProvisionId) -> Option<ProvisionDetail> {
        let provision = all.find(&id.0).first().map(|one| Arc::clone(one))?;
        Some(ProvisionDetail { provision, sources: all.sources.clone(), ..self.detail.lock().unwrap().clone() })
    }

    fn fault(&self) -> Fault {
        let cure = "check the address and the network; `stagedoor doctor` looks further";
        Fault::new(FaultKind::Unreachable, "list what was asked for", "the connection was refused", cure)
    }
}

impl ProvisioningPort for ScriptedProvisions {
    fn provisions<'a>(&'a self, steps: Steps<Provisions>) -> Answering<'a, Provisions> {
        async move {
            let all = self.all.lock().unwrap().clone();
            match self.mood {
                Mood::Silent => {}
                Mood::Failing => return Err(self.fault()),
                Mood::OldCopy | Mood::OldCopyThenFault => {
                    let as_of = Some(At(self.now.0 - 3 * 3_600_000));
                    steps.send(Step::Part(Told { answer: Arc::new(all), as_of }));
                    return Err(self.fault());
                }
                Mood::Well | Mood::Empty | Mood::Half => {
                    self.lists.lock().unwrap().push(steps.clone());
                    steps.send(match self.is_asking.load(Ordering::Relaxed) {
                        true => Step::Part(Told::now(asking(all))),
                        false => Step::Whole(Told::now(all)),
                    });
                }
            }
            pending().await
        }
        .boxed()
    }

    fn provision<'a>(&'a self, id: ProvisionId, steps: Steps<ProvisionDetail>) -> Answering<'a, ProvisionDetail> {
        async move {
            let all = self.all.lock().unwrap().clone();
            let found = self.of(&all, &id);
            match (self.mood, found) {
                (Mood::Silent, _) => {}
                (Mood::Failing, _) => return Err(self.fault()),
                (Mood::OldCopy | Mood::OldCopyThenFault, Some(detail)) => {
                    let as_of = Some(At(self.now.0 - 3 * 3_600_000));
                    steps.send(Step::Part(Told { answer: Arc::new(detail), as_of }));
                    return Err(self.fault());
                }
                (_, Some(detail)) => {
                    self.details.lock().unwrap().push((id, steps.clone()));
                    steps.send(Step::Whole(Told::now(detail)));
                }
                (_, None) => {
                    let (tried, cure) = ("show what was asked for", "it may have ended; look at the list");
                    return Err(Fault::new(FaultKind::NotFound, tried, "nothing of that name is known", cure));
                }
            }
            pending().await
        }
        .boxed()
    }
}

pub fn ago(now: At, minutes: i64) -> At {
    At(now.0 - minutes * 60_000)
}

/// A line as its signs: `d` done, `a` active, `w` waiting, `f` failed, `?` unknown.
pub fn line(id: &str, signs: &str, now: At, minutes: i64) -> Provision {
    let progress = |sign| match sign {
        'd' => Progress::Done,
        'a' => Progress::Active,
        'w' => Progress::Waiting,
        'f' => Progress::Failed,
        _ => Progress::Unknown,
    };
    let began = ago(now, minutes);
    let stages = StageName::ALL.into_iter().zip(signs.chars()).enumerate().map(|(n, (name, sign))| {
        let mut stage = Stage::new(name, progress(sign));
        let at = began.after(Duration::from_secs(20 * n as u64));
        match sign {
            'd' | 'f' => (stage.started, stage.ended) = (Some(at), Some(at.after(Duration::from_secs(20)))),
            'a' => stage.started = Some(at),
            _ => {}
        }
        stage
    });
    let name = id.rsplit('/').next().unwrap();
    let kind = match id {
        _ if id.starts_with("Postgres") => ProvisionKind::Database("postgresql".into()),
        _ if id.starts_with("Mongo") => ProvisionKind::Database("mongodb".into()),
        _ if id.starts_with("Redis") => ProvisionKind::Cache("redis".into()),
        _ if id.starts_with("KafkaTopic") => ProvisionKind::Topic,
        _ if id.starts_with("Bucket") => ProvisionKind::Bucket,
        _ => ProvisionKind::Service,
    };
    Provision {
        id: ProvisionId(id.into()),
        name: Clean::line(name),
        kind,
        environment: "development".into(),
        owner: Some("group:default/team-b".parse().unwrap()),
        requested_by: Some("user:default/bob".parse().unwrap()),
        entity: None,
        object: None,
        file: None,
        made_by: None,
        facts: Vec::new(),
        tasks: Vec::new(),
        stages: stages.collect(),
        is_ending: false,
        simulated: false,
    }
}

pub fn stage(one: &mut Provision, name: StageName) -> &mut Stage {
    one.stages.iter_mut().find(|stage| stage.name == name).unwrap()
}

pub const ORDERS: &str = "PostgresDatabase.databases.example/payments/orders";

/// A database in production that stopped, something that waits for alice's team, and what goes well or is not known.
fn lines(now: At) -> Vec<Arc<Provision>> {
    let mut topic = line("KafkaTopic.kafka.strimzi.io/kafka/order-events", "dddwwwww", now, 30);
    topic.environment = "staging".into();
    let committed = stage(&mut topic, StageName::Committed);
    committed.waiting_for = vec!["group:default/team-a".into()];
    committed.evidence = "pull request #41".into();
    let address = LeadsTo::Address("https://git.example/o/infra/pulls/41".into());
    committed.lead = Some(Lead { title: "pull request #41".into(), to: address });
    let mut cache = line("RedisDatabase.databases.example/carts/carts", "dddddddd", now, 600);
    cache.entity = Some("component:default/payments".parse().unwrap());
    cache.owner = Some("group:default/team-a".parse().unwrap());
    stage(&mut cache, StageName::Cataloged).evidence = "component:default/payments".into();
    let mut bucket = line("Bucket.storage.example/receipts/receipts", "dddddaww", now, 3);
    bucket.simulated = true;
    stage(&mut bucket, StageName::Provisioning).reason = "Creating: the bucket is being made".into();
    let mut service = line("Application.argoproj.io/argocd/shop", "dddd????", now, 90);
    stage(&mut service, StageName::Synced).reason = "Argo CD was not reached".into();
    let mut mongo = line("MongoDatabase.databases.example/carts/baskets", "dddwwwww", now, 12);
    stage(&mut mongo, StageName::Committed).waiting_for = vec!["group:default/dbas".into()];
    [orders(now), topic, cache, bucket, service, mongo].map(Arc::new).to_vec()
}

fn orders(now: At) -> Provision {
    let mut one = line(ORDERS, "dddddfww", now, 45);
    one.environment = "production".into();
    one.owner = Some("group:default/team-a".parse().unwrap());
    one.requested_by = Some("user:default/alice".parse().unwrap());
    one.tasks = vec![TaskId::parse("t-orders").unwrap()];
    one.object = Some(ObjectId { cluster: "eu-1".into(), object: claim() });
    one.file = Some(("git.example/o/infra".into(), "production/orders/claim.yaml".into()));
    let requested = stage(&mut one, StageName::Requested);
    requested.by = "alice".into();
    requested.evidence = "task t-orders".into();
    requested.lead = Some(Lead { title: "task".into(), to: LeadsTo::Place(Box::new(Place::task("t-orders"))) });
    stage(&mut one, StageName::Committed).evidence = "commit 1f2e3d4".into();
    stage(&mut one, StageName::Synced).evidence = "Argo CD payments at 1f2e3d4".into();
    let failed = stage(&mut one, StageName::Provisioning);
    failed.evidence = "Ready=False on PostgresDatabase orders".into();
    failed.reason =
        Clean::line("ReconcileError: cannot create \u{1b}[31mthe instance: quota of 3 databases is used up");
    failed.cure = "ask the platform team for a larger quota, or delete a database".into();
    one
}

fn claim() -> ObjectRef {
    ObjectRef::new(Kind::new("databases.example", "PostgresDatabase"), "payments", "orders")
}

fn sources() -> Vec<SourceState> {
    let source = |name: &'static str, known| SourceState { name: name.into(), known, remark: None };
    vec![source("tasks", Known::Yes), source("Argo CD", Known::Failed("not reached since 3 min".into()))]
}

/// Nothing is known yet, as all are asked.
fn asking(all: Provisions) -> Provisions {
    let asked = |source: SourceState| SourceState { known: Known::Asking, ..source };
    Provisions { list: Vec::new(), sources: all.sources.into_iter().map(asked).collect() }
}

fn condition(name: &'static str, holds: Truth, reason: &'static str, message: &'static str) -> Condition {
    Condition { name: name.into(), holds, reason: reason.into(), message: message.into(), since: None }
}

fn node(depth: usize, kind: (&str, &str), name: &str, conditions: Vec<Condition>) -> TreeNode {
    let object = ObjectRef::new(Kind::new(kind.1, kind.0), "payments", name);
    let id = ObjectId { cluster: "eu-1".into(), object };
    let found = Object { id: id.clone(), conditions, is_observed: true, ..Object::default() };
    TreeNode { depth, id, object: Ok(Arc::new(found)) }
}

fn made_of(one: &Arc<Provision>, now: At) -> ProvisionDetail {
    let yes = |name| condition(name, Truth::Yes, "Available", "");
    let quota = "cannot create the instance: quota of 3 databases is used up";
    let mut tree = vec![
        node(
            0,
            ("PostgresDatabase", "databases.example"),
            "orders",
            vec![yes("Synced"), condition("Ready", Truth::No, "Creating", "")],
        ),
        node(
            1,
            ("XPostgres", "databases.example"),
            "orders-x7k2p",
            vec![yes("Synced"), condition("Ready", Truth::No, "Creating", "Unready resources: instance")],
        ),
        node(
            2,
            ("Instance", "rds.example"),
            "orders-x7k2p-instance",
            vec![condition("Synced", Truth::No, "ReconcileError", quota)],
        ),
        node(2, ("SubnetGroup", "rds.example"), "orders-x7k2p-subnets", vec![yes("Synced"), yes("Ready")]),
        node(2, ("Password", "secrets.example"), "orders-x7k2p-password", vec![]),
    ];
    tree[4].object = Err("it may not be read: secrets.example passwords is forbidden".into());
    let event = |minutes, gravity, reason: &'static str, message: &'static str| ObjectEvent {
        at: ago(now, minutes),
        count: 4,
        gravity,
        reason: reason.into(),
        message: message.into(),
        about: tree[2].id.object.clone(),
        ..ObjectEvent::default()
    };
    let events = vec![
        event(2, Gravity::Warning, "CannotCreateExternalResource", quota),
        event(44, Gravity::Normal, "SelectComposition", "Successfully selected composition"),
    ];
    let backup = |minutes, went_well, said: &'static str| Backup {
        name: Clean::line(&format!("orders-{minutes}")),
        ended: Some(ago(now, minutes)),
        went_well,
        said: said.into(),
        size: "1.2 GB".into(),
        ..Backup::default()
    };
    let database = Database {
        engine: "postgresql".into(),
        operator: "CloudNativePG".into(),
        version: "17.2".into(),
        phase: "Cluster in healthy state".into(),
        instances: Some((2, 2)),
        primary: "orders-1".into(),
        storage: "100Gi".into(),
        schedule: "0 0 2 * * *".into(),
        backups: vec![backup(60, Some(false), "no space left on the object store"), backup(1_500, Some(true), "")],
        metrics: vec![("connections".into(), "41 of 100".into()), ("replication lag".into(), "0.2 s".into())],
        credentials: vec![("Vault".into(), "databases/production/orders".into())],
        facts: Vec::new(),
    };
    ProvisionDetail { provision: Arc::clone(one), tree, events, database: Some(database), sources: sources() }
}
