//! What runs and how it came to run, in as many states as rooms have to tell apart, and in words that are up to no good.

use super::provisions::ago;
use super::scripted::Mood;
use stagedoor::domain::model::cluster::{
    Amounts, ClusterPart, Container, Gravity, Kind, ObjectEvent, ObjectRef, Pod, Runtime, Workload,
};
use stagedoor::domain::model::delivery::{
    App, AppDetail, AppId, AppNode, Delivery, Deployment, Freight, Health, Held, Intake, Operation, Phase, Pipeline,
    PipelineRun, Promotion, PromotionState, ResourceDiff, ResourceState, RunDetail, RunId, RunState, RunStep, RunTask,
    Source, StageNode, Sync,
};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::domain::template::quota::{Quota, QuotaPlace};
use stagedoor::domain::text::Clean;
use stagedoor::platform::delivery::DeliveryPort;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::platform::runtime::{LogWanted, PodLog, RuntimePort};
use std::future::pending;
use std::sync::Arc;

/// Words that a terminal would obey, wide ones, and more of them than there is room for.
const HOSTILE: &str = "\u{1b}]0;x\u{7}\u{1b}[2Jimage \u{202e}gpj.x 可能な限り e\u{301}\u{200d}\u{1f468}\u{200d}\u{1f469}\u{200d}\u{1f467} \
                       cannot be pulled: no such host registry.example, and so on for as long as a line is and longer";

/// What runs, as a platform of some mood tells it.
pub struct Running {
    pub mood: Mood,
    pub now: At,
}

impl Running {
    /// The catalog's own, so that which of several is told last does not matter.
    fn fault() -> Fault {
        let cure = "check the address and the network; `stagedoor doctor` looks further";
        let tried = "read the catalog of http://127.0.0.1:1";
        Fault::new(FaultKind::Unreachable, tried, "the connection was refused", cure)
    }

    /// Answers as the mood has it.
    async fn told<T>(&self, whole: T, empty: T, steps: Option<Steps<T>>) -> Result<Told<T>, Fault> {
        match self.mood {
            Mood::Silent => pending().await,
            Mood::Failing => Err(Self::fault()),
            Mood::OldCopy | Mood::OldCopyThenFault => {
                let as_of = Some(At(self.now.0 - 3 * 3_600_000));
                if let Some(steps) = steps {
                    steps.send(Step::Part(Told { answer: Arc::new(whole), as_of }));
                }
                Err(Self::fault())
            }
            Mood::Empty => Ok(Told::now(empty)),
            Mood::Well | Mood::Half => Ok(Told::now(whole)),
        }
    }
}

fn hostile() -> Clean {
    Clean::line(HOSTILE)
}

fn object(kind: &str, name: &str) -> ObjectRef {
    ObjectRef::new(Kind::new("apps", kind), "payments", name)
}

fn event(now: At, gravity: Gravity) -> ObjectEvent {
    ObjectEvent {
        at: ago(now, 3),
        count: 12,
        gravity,
        reason: "BackOff".into(),
        message: hostile(),
        about: object("Pod", "payments-b"),
        ..ObjectEvent::default()
    }
}

fn container(name: &str, state: &str, is_ready: bool) -> Container {
    Container {
        name: Clean::line(name),
        image: hostile(),
        is_ready,
        restarts: if is_ready { 0 } else { 7 },
        state: Clean::line(state),
        last_end: (!is_ready).then(|| ("OOMKilled".into(), None)),
        requests: Amounts { cpu: Some(250), memory: Some(256 << 20) },
        limits: Amounts { cpu: Some(500), memory: None },
        usage: is_ready.then_some(Amounts { cpu: Some(490), memory: Some(240 << 20) }),
        ..Container::default()
    }
}

fn pod(now: At, name: &str, state: &str, containers: Vec<Container>) -> Pod {
    Pod {
        object: object("Pod", name),
        state: Clean::line(state),
        is_ready: containers.iter().all(|container| container.is_ready),
        created: Some(ago(now, 90)),
        node: "node-1".into(),
        owner: Some(object("Deployment", "payments")),
        containers,
    }
}

fn workload(kind: &str, name: &str, (wanted, ready): (u32, u32), trouble: Clean) -> Workload {
    let images = vec![hostile()];
    Workload { object: object(kind, name), wanted, ready, updated: ready, trouble, images, ..Workload::default() }
}

fn runtime(now: At) -> Runtime {
    let known = |pods| vec![("pods".into(), pods), ("usage".into(), Known::Unknown("nothing is measured".into()))];
    let busy = ClusterPart {
        cluster: "prod".into(),
        namespace: "payments".into(),
        selector: "app=payments".into(),
        known: known(Known::Yes),
        workloads: vec![
            workload("Deployment", "payments", (3, 1), hostile()),
            workload("StatefulSet", "ledger", (2, 2), Clean::default()),
            Workload { note: "0 3 * * *".into(), ..workload("CronJob", "report", (0, 0), Clean::default()) },
        ],
        pods: vec![
            pod(now, "payments-a", "Running", vec![container("app", "running", true)]),
            pod(now, "payments-b", "CrashLoopBackOff", vec![container("app", "CrashLoopBackOff", false)]),
            pod(now, "pay\u{1b}[31mments-c", "Terminating", Vec::new()),
        ],
        events: vec![event(now, Gravity::Warning), event(now, Gravity::Normal)],
    };
    let shut =
        ClusterPart { cluster: "stage".into(), known: known(Known::Failed(hostile())), ..ClusterPart::default() };
    Runtime { clusters: vec![busy, shut] }
}

fn app_id(name: &str) -> AppId {
    AppId { instance: "main".into(), namespace: "argocd".into(), name: name.into() }
}

fn app(now: At, name: &str, sync: Sync, health: Health) -> App {
    let operation = Operation {
        phase: Phase::Failed,
        message: hostile(),
        started: Some(ago(now, 20)),
        finished: Some(ago(now, 19)),
        by: "alice".into(),
        revisions: vec!["1f2e3d4c5b6a".into()],
    };
    let source =
        Source { repository: hostile(), path: "apps/payments".into(), target: "main".into(), ..Source::default() };
    App {
        id: app_id(name),
        sources: vec![source],
        cluster: "prod".into(),
        namespace: "payments".into(),
        sync,
        health,
        messages: vec![hostile()],
        revisions: vec!["1f2e3d4c5b6a".into()],
        operation: Some(operation),
        history: vec![Deployment { id: 7, revisions: vec!["0a0a0a0".into()], at: Some(ago(now, 600)), by: hostile() }],
        resources: vec![ResourceState {
            object: object("Deployment", "payments"),
            sync: Sync::OutOfSync,
            health: Some(Health::Degraded),
            message: hostile(),
            requires_pruning: true,
        }],
        images: vec![hostile()],
        ..App::default()
    }
}

fn app_detail(now: At, id: &AppId) -> AppDetail {
    let node = |name: &str, parents: Vec<usize>, sync, health| AppNode {
        object: object("Deployment", name),
        parents,
        sync,
        health,
        info: vec![hostile()],
        created: Some(ago(now, 50)),
    };
    let tree = vec![
        node("payments", vec![], Some(Sync::OutOfSync), Some(Health::Degraded)),
        node("payments-6b5", vec![0], None, Some(Health::Progressing)),
        node("payments-6b5-x2x", vec![1], None, Some(Health::Missing)),
        node("config", vec![], Some(Sync::Synced), Some(Health::Healthy)),
        node("odd", vec![], Some(Sync::Unknown), None),
    ];
    let events = vec![event(now, Gravity::Warning)];
    AppDetail { app: app(now, &id.name, Sync::OutOfSync, Health::Degraded), tree, events }
}

fn pipeline(now: At) -> Pipeline {
    let promotion = |stage: &str, state| Promotion {
        name: "p".into(),
        stage: Clean::line(stage),
        freight: "f-new".into(),
        state,
        message: hostile(),
        by: "jane".into(),
        created: Some(ago(now, 9)),
        ..Promotion::default()
    };
    let freight = |name: &str, alias: &str, verified: &[&str]| Freight {
        name: name.into(),
        alias: Clean::line(alias),
        warehouse: "images".into(),
        created: Some(ago(now, 40)),
        contents: vec![hostile()],
        currently_in: vec!["test".into()],
        verified_in: verified.iter().map(|stage| (Clean::line(stage), None)).collect(),
        ..Freight::default()
    };
    let stage = |name: &str, upstream: &[usize], health, freight: Option<&str>| StageNode {
        name: name.into(),
        upstream: upstream.to_vec(),
        is_first: upstream.is_empty(),
        intakes: vec![Intake { warehouse: "images".into(), is_direct: upstream.is_empty(), ..Intake::default() }],
        health,
        holds: freight.map(|name| Held { warehouse: "images".into(), freight: name.into() }).into_iter().collect(),
        ..StageNode::default()
    };
    let mut stages = vec![
        stage("test", &[], Health::Healthy, Some("f-new")),
        stage("uat-\u{1b}[2J可能な限り", &[0], Health::Progressing, Some("f-old")),
        stage("perf", &[0], Health::Degraded, Some("f-old")),
        stage("prod", &[1, 2], Health::Unknown, None),
    ];
    stages[2].issues = vec![hostile()];
    stages[1].current = Some(promotion("uat-\u{1b}[2J可能な限り", PromotionState::Running));
    stages[3].last = Some(promotion("prod", PromotionState::Failed));
    Pipeline {
        cluster: "prod".into(),
        project: "payments".into(),
        own: vec!["prod".into()],
        stages,
        freight: vec![freight("f-new", "dull-dog", &["test"]), freight("f-old", "odd-owl", &["test", "perf"])],
        promotions: vec![promotion("prod", PromotionState::Errored), promotion("test", PromotionState::Succeeded)],
        ..Pipeline::default()
    }
}

fn run(now: At, name: &str, state: RunState) -> PipelineRun {
    PipelineRun {
        id: RunId { cluster: "prod".into(), namespace: "ci".into(), name: name.into() },
        pipeline: "build".into(),
        state,
        reason: "PipelineRunTimeout".into(),
        message: hostile(),
        started: Some(ago(now, 15)),
        finished: (state != RunState::Running).then(|| ago(now, 10)),
        ..PipelineRun::default()
    }
}

const STATES: [RunState; 6] = [
    RunState::Succeeded,
    RunState::Failed,
    RunState::Running,
    RunState::Waiting,
    RunState::Cancelled,
    RunState::Skipped,
];

fn run_detail(now: At, id: &RunId) -> RunDetail {
    let step = |state| RunStep {
        name: "unit".into(),
        container: "step-unit".into(),
        state,
        exit_code: (state == RunState::Failed).then_some(2),
        reason: hostile(),
    };
    let task = |state: RunState| RunTask {
        name: Clean::line(&format!("{state:?}")),
        run: "r1-test".into(),
        pod: "r1-test-pod".into(),
        state,
        reason: "Reason".into(),
        message: hostile(),
        started: Some(ago(now, 14)),
        finished: None,
        steps: STATES.map(step).to_vec(),
    };
    let run = run(now, &id.name, RunState::Failed);
    RunDetail { run, tasks: STATES.map(task).to_vec(), results: vec![(hostile(), hostile())] }
}

fn log(now: At) -> PodLog {
    let mut said = PodLog {
        streams: vec![("payments-a".into(), "app".into()), ("payments-b".into(), "app".into())],
        behind: Some(hostile()),
        ..PodLog::default()
    };
    for n in 0..80_u16 {
        said.log.say(ago(now, i64::from(90 - n)), Some(n % 2), &format!("{n} \u{1b}[31mERROR\u{1b}[0m {HOSTILE}"));
    }
    said
}

impl RuntimePort for Running {
    fn runtime<'a>(&'a self, _: EntityRef, steps: Steps<Runtime>) -> Answering<'a, Runtime> {
        let (whole, empty) = (runtime(self.now), Runtime { clusters: vec![ClusterPart::default()] });
        Box::pin(self.told(whole, empty, Some(steps)))
    }

    fn logs<'a>(&'a self, _: LogWanted, steps: Steps<PodLog>) -> Answering<'a, PodLog> {
        let empty = PodLog { is_over: true, ..PodLog::default() };
        Box::pin(self.told(log(self.now), empty, Some(steps)))
    }

    fn quotas<'a>(&'a self, _: QuotaPlace) -> Answering<'a, Vec<Quota>> {
        let quota = |percent| Quota {
            set_by: hostile(),
            resource: hostile(),
            hard: "10".into(),
            used: Some("9".into()),
            percent: Some(percent),
        };
        Box::pin(self.told(vec![quota(20), quota(95), quota(100)], Vec::new(), None))
    }
}

impl DeliveryPort for Running {
    fn delivery<'a>(&'a self, _: EntityRef, steps: Steps<Delivery>) -> Answering<'a, Delivery> {
        let apps =
            [(Sync::Synced, Health::Healthy), (Sync::OutOfSync, Health::Suspended), (Sync::Unknown, Health::Missing)];
        let apps = apps
            .iter()
            .zip(["one", "two", "three"])
            .map(|((sync, health), name)| Arc::new(app(self.now, name, *sync, *health)));
        let whole = Delivery {
            known: vec![("Argo CD".into(), Known::Yes), ("Kargo".into(), Known::Failed(hostile()))],
            apps: apps.collect(),
            pipelines: vec![Arc::new(pipeline(self.now))],
            runs: STATES
                .iter()
                .zip(["a", "b", "c", "d", "e", "f"])
                .map(|(s, n)| Arc::new(run(self.now, n, *s)))
                .collect(),
        };
        Box::pin(self.told(whole, Delivery::default(), Some(steps)))
    }

    fn app<'a>(&'a self, id: AppId, steps: Steps<AppDetail>) -> Answering<'a, AppDetail> {
        let empty = AppDetail { app: App { id: id.clone(), ..App::default() }, ..AppDetail::default() };
        Box::pin(self.told(app_detail(self.now, &id), empty, Some(steps)))
    }

    fn app_diff<'a>(&'a self, _: AppId) -> Answering<'a, Vec<ResourceDiff>> {
        let diff = ResourceDiff {
            object: object("Deployment", "payments"),
            wanted: format!("replicas: 3\nimage: {HOSTILE}\n"),
            live: "replicas: 2\n".into(),
        };
        Box::pin(self.told(vec![diff], Vec::new(), None))
    }

    fn run<'a>(&'a self, id: RunId, steps: Steps<RunDetail>) -> Answering<'a, RunDetail> {
        let empty = RunDetail { run: PipelineRun { id: id.clone(), ..PipelineRun::default() }, ..RunDetail::default() };
        Box::pin(self.told(run_detail(self.now, &id), empty, Some(steps)))
    }
}
