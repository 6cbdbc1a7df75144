//! The ledger in which access is played: two people in two terminals, time that passes, and what goes wrong between.

use stagedoor::adapters::simulated::{SimulatedAccess, SimulatedDeeds, SimulatedSetup};
use stagedoor::adapters::workspace::{Workspace, WorkspaceSetup};
use stagedoor::domain::model::access::{
    AccessKind, AccessLevel, AccessOrder, AccessPolicy, AccessRequest, AccessRequests, AccessState, Approval, Approver,
    Decision, PolicyRow, RequestId, ResourceId, SessionStage,
};
use stagedoor::domain::model::{At, EntityRef};
use stagedoor::domain::text::Clean;
use stagedoor::platform::access::{AccessPort, ResourceSearch, SessionFilter};
use stagedoor::platform::command::{Command, Forecast};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::outcome::Outcome;
use stagedoor::platform::ports::{Answering, CommandPort, Step, Steps};
use std::future::Future;
use std::path::PathBuf;
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tempfile::TempDir;
use tokio::runtime::Runtime;

const CATALOG: &str = "\
apiVersion: backstage.io/v1alpha1
kind: Group
metadata: {name: dba, title: DBA}
spec: {type: team, children: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ann}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: ben}
spec: {memberOf: [dba]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: bob}
spec: {memberOf: [dba]}
---
apiVersion: backstage.io/v1alpha1
kind: User
metadata: {name: cem}
spec: {memberOf: []}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: orders, title: Orders, labels: {environment: production}}
spec: {type: database, owner: ann}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: demo, labels: {environment: staging}}
spec: {type: database, owner: ann}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: unlabelled}
spec: {type: database, owner: ann}
---
apiVersion: backstage.io/v1alpha1
kind: Resource
metadata: {name: gate, labels: {environment: production}}
spec: {type: server, owner: ann}
---
apiVersion: backstage.io/v1alpha1
kind: Component
metadata: {name: shop, annotations: {backstage.io/kubernetes-id: shop}, labels: {environment: production}}
spec: {type: service, lifecycle: production, owner: ann}
";

/// A folder, a clock and a ledger, which several people share.
struct Scene {
    temp: TempDir,
    runtime: Runtime,
    clock: Arc<AtomicI64>,
    policy: AccessPolicy,
}

/// One person at a terminal of their own.
struct Side<'s> {
    scene: &'s Scene,
    access: SimulatedAccess,
    deeds: SimulatedDeeds,
}

impl Scene {
    fn new() -> Self {
        let temp = tempfile::tempdir().unwrap();
        std::fs::create_dir(temp.path().join("shop")).unwrap();
        std::fs::write(temp.path().join("shop/catalog-info.yaml"), CATALOG).unwrap();
        let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
        Self { temp, runtime, clock: Arc::new(AtomicI64::new(0)), policy: AccessPolicy::default() }
    }

    fn ledger(&self) -> PathBuf {
        self.temp.path().join("ledger")
    }

    fn side(&self, user: &str) -> Side<'_> {
        self.side_at(user, Some(self.ledger()))
    }

    fn side_at(&self, user: &str, folder: Option<PathBuf>) -> Side<'_> {
        let user = Some(EntityRef::new("user", "default", user));
        let root = self.temp.path().join("shop");
        let workspace = Arc::new(Workspace::open(WorkspaceSetup { root, user, name: None }).unwrap());
        let clock = Arc::clone(&self.clock);
        let access = SimulatedAccess::new(SimulatedSetup {
            name: Clean::from("Shop"),
            folder,
            policy: Arc::new(self.policy.clone()),
            colleagues: None,
            catalog: Arc::clone(&workspace) as Arc<_>,
            identity: Arc::clone(&workspace) as Arc<_>,
            clock: Arc::new(move || At(clock.load(Ordering::Relaxed) * 60_000)),
        });
        let deeds = SimulatedDeeds::before(workspace, access.clone());
        Side { scene: self, access, deeds }
    }

    fn minute(&self, minute: i64) {
        self.clock.store(minute, Ordering::Relaxed);
    }
}

impl Side<'_> {
    fn wait<T>(&self, what: impl Future<Output = T>) -> T {
        self.scene.runtime.block_on(what)
    }

    /// The first whole answer of one that may be followed.
    fn first<'s, T: Send + Sync + 'static>(
        &'s self,
        ask: impl FnOnce(Steps<T>) -> Answering<'s, T>,
    ) -> Result<Arc<T>, Fault> {
        let (tell, mut told) = tokio::sync::mpsc::unbounded_channel();
        let steps = Steps::to(move |step| match step {
            Step::Part(answer) | Step::Whole(answer) => drop(tell.send(answer.answer)),
        });
        let asked = ask(steps);
        self.wait(async {
            tokio::select! {
                biased;
                Some(answer) = told.recv() => Ok(answer),
                ended = asked => ended.map(|told| told.answer),
            }
        })
    }

    fn requests(&self) -> Arc<AccessRequests> {
        self.first(|steps| self.access.requests(steps)).unwrap()
    }

    fn request(&self, id: &RequestId) -> AccessRequest {
        self.first(|steps| self.access.request(id.clone(), steps)).unwrap().as_ref().clone()
    }

    fn stands(&self, id: &RequestId) -> AccessState {
        self.request(id).stands(At(self.scene.clock.load(Ordering::Relaxed) * 60_000))
    }

    fn foresee(&self, command: Command) -> Result<Arc<Forecast>, Fault> {
        Ok(self.wait(self.deeds.foresee(command))?.answer)
    }

    /// Foreseen, and exactly that sent.
    fn send(&self, command: Command) -> Result<Clean, Fault> {
        let exactly = self.foresee(command)?.exactly.clone();
        self.send_exactly(exactly)
    }

    fn send_exactly(&self, command: Command) -> Result<Clean, Fault> {
        match self.wait(self.deeds.command(command)) {
            Outcome::Done { told, .. } => Ok(told),
            Outcome::Refused(fault) => Err(fault),
            Outcome::InDoubt { fault, .. } => panic!("in doubt: {fault}"),
        }
    }

    /// Asks for a while of one of the databases; the id.
    fn ask(&self, name: &str) -> RequestId {
        let exactly = self.foresee(ask(name)).unwrap().exactly.clone();
        let Command::AskAccess(order) = &exactly else { panic!("{exactly:?}") };
        let id = RequestId::parse(&order.mark).unwrap();
        self.send_exactly(exactly).unwrap();
        id
    }
}

fn order(name: &str) -> AccessOrder {
    AccessOrder {
        resources: vec![],
        roles: vec![],
        entity: Some(EntityRef::new("resource", "default", name)),
        kind: AccessKind::Database,
        level: AccessLevel::Read,
        environment: String::new(),
        lasts: Duration::from_secs(30 * 60),
        reason: "an order hangs".into(),
        reviewers: vec![],
        mark: String::new(),
    }
}

fn ask(name: &str) -> Command {
    Command::AskAccess(Box::new(order(name)))
}

fn review(id: &RequestId, decision: Decision) -> Command {
    Command::ReviewAccess { id: id.clone(), decision, comment: "go on".into(), seen: None }
}

fn yes(id: &RequestId) -> Command {
    review(id, Decision::Approve)
}

fn ids(requests: &AccessRequests) -> Vec<&RequestId> {
    requests.requests.iter().map(|request| &request.id).collect()
}

#[test]
fn one_asks_another_agrees_it_is_used_and_it_ends() {
    let scene = Scene::new();
    let (ann, ben, cem) = (scene.side("ann"), scene.side("ben"), scene.side("cem"));
    let forecast = ann.foresee(ask("orders")).unwrap();
    assert_eq!(forecast.told.as_str(), "read access to Orders for 30m: approval by DBA; simulated: it grants nothing");
    let id = ann.ask("orders");
    let theirs = ann.requests();
    let request = theirs.find(id.as_str()).unwrap();
    assert_eq!((request.needs.as_str(), request.is_mine), ("0 of 1 approval; waits for DBA", true));
    assert_eq!(request.resources[0].id.to_string(), "/shop/db/orders");
    assert!(request.simulated && theirs.ways.simulated, "it says what it is");
    assert_eq!(ids(&ben.requests()), [&id], "it waits for a DBA");
    assert!(cem.requests().requests.is_empty(), "and for nobody else");

    let own = ann.send(yes(&id)).unwrap_err();
    assert_eq!((own.kind, own.kind.exit_code()), (FaultKind::NotPermitted, 5), "{own}");
    assert_eq!(ann.send_exactly(yes(&id)).unwrap_err().kind, FaultKind::NotPermitted, "the ledger refuses it itself");
    let other = cem.send(yes(&id)).unwrap_err();
    assert!(other.kind == FaultKind::NotPermitted && other.happened.as_str().contains("DBA"), "{other}");

    scene.minute(5);
    assert_eq!(ben.send(yes(&id)).unwrap().as_str(), "it is granted for 30m; simulated: it grants nothing");
    assert_eq!(ann.stands(&id), AccessState::Approved);
    ann.send(Command::AssumeAccess(id.clone())).unwrap();
    assert_eq!(ben.stands(&id), AccessState::Active);
    let sessions = ben.first(|steps| ben.access.sessions(SessionFilter::default(), steps)).unwrap();
    let session = &sessions.sessions[0];
    assert_eq!((session.stage, session.user.as_str()), (SessionStage::Active, "user:default/ann"));
    assert!(session.simulated && session.request.as_ref() == Some(&id));
    let connection = ann.wait(ann.access.connection(id.clone(), None)).unwrap().answer;
    assert!(connection.simulated && connection.commands.is_empty(), "there is nothing to run");

    scene.minute(35);
    assert_eq!((ann.stands(&id), ben.stands(&id)), (AccessState::Expired, AccessState::Expired));
    let sessions = ann.first(|steps| ann.access.sessions(SessionFilter::default(), steps)).unwrap();
    assert_eq!(sessions.sessions[0].ended_at, Some(At(35 * 60_000)));
    let late = ann.send(Command::AssumeAccess(id)).unwrap_err();
    assert_eq!(late.kind, FaultKind::Conflict, "{late}");
}

#[test]
fn one_is_warned_of_asking_for_the_same_again_and_can_withdraw_what_nobody_answered() {
    let scene = Scene::new();
    let (ann, ben) = (scene.side("ann"), scene.side("ben"));
    let id = ann.ask("orders");
    let warns = || {
        let forecast = ann.foresee(ask("orders")).unwrap();
        forecast.lines.iter().any(|line| line.text().contains(&format!("you have asked for this before: {id}")))
    };
    assert!(warns());
    let withdraw = || Command::RevokeAccess { id: id.clone(), comment: "the wrong database".into() };
    assert_eq!(ben.send_exactly(withdraw()).unwrap_err().kind, FaultKind::Conflict, "it is not granted yet");
    let would = ann.foresee(withdraw()).unwrap().told.clone();
    assert!(would.as_str().starts_with("withdraws it"), "{would}");
    let told = ann.send(withdraw()).unwrap();
    assert!(told.as_str().starts_with("it is withdrawn"), "{told}");
    assert!(ben.requests().requests.iter().all(|request| request.stands(At(0)) != AccessState::Pending));
    assert!(!warns(), "what is over is not asked for twice");
    let stranger = AccessOrder { reviewers: vec!["nobody-here".into()], ..order("orders") };
    let forecast = ann.foresee(Command::AskAccess(Box::new(stranger))).unwrap();
    assert!(forecast.lines.iter().any(|line| line.text().contains("nobody-here is nobody in this catalog")));
}

#[test]
fn what_the_policy_gives_to_everybody_is_granted_at_once_and_what_nobody_labelled_is_not() {
    let scene = Scene::new();
    let ann = scene.side("ann");
    assert_eq!(ann.stands(&ann.ask("demo")), AccessState::Approved);
    // an environment of one's own choice is no way round
    let chosen = AccessOrder { environment: "development".into(), ..order("unlabelled") };
    let forecast = ann.foresee(Command::AskAccess(Box::new(chosen))).unwrap();
    assert!(forecast.told.as_str().contains("approval by DBA"), "{}", forecast.told);
    let port = AccessOrder { kind: AccessKind::PortForward, ..order("orders") };
    let forecast = ann.foresee(Command::AskAccess(Box::new(port))).unwrap();
    assert!(forecast.told.as_str().contains("approval by DBA"), "a port to it is as good as it: {}", forecast.told);
    let both = ["/shop/db/demo", "/shop/node/gate"].map(|id| ResourceId::parse(id).unwrap()).to_vec();
    let forecast = ann.foresee(Command::AskAccess(Box::new(AccessOrder { resources: both, ..order("demo") }))).unwrap();
    assert!(forecast.told.as_str().contains("approval by SRE on call and by manager"), "{}", forecast.told);
    assert!(forecast.lines.iter().any(|line| line.text().contains("SRE on call is nobody in this catalog")));
}

#[test]
fn what_cannot_be_asked_for_is_refused_before_it_is_sent() {
    let scene = Scene::new();
    let ann = scene.side("ann");
    let refused = |order: AccessOrder| ann.foresee(Command::AskAccess(Box::new(order))).unwrap_err();
    let long = refused(AccessOrder { lasts: Duration::from_secs(3 * 3_600), ..order("orders") });
    assert_eq!((long.kind, long.happened.as_str()), (FaultKind::Invalid, "3h is longer than 2h"));
    assert_eq!(refused(AccessOrder { reason: "  ".into(), ..order("orders") }).kind, FaultKind::Invalid);
    assert_eq!(refused(AccessOrder { roles: vec!["dba".into()], ..order("orders") }).kind, FaultKind::Unsupported);
    assert_eq!(refused(AccessOrder { entity: None, ..order("orders") }).kind, FaultKind::Invalid);
    let elsewhere = vec![ResourceId::parse("/shop/db/nowhere").unwrap()];
    assert_eq!(refused(AccessOrder { resources: elsewhere, ..order("orders") }).kind, FaultKind::NotFound);
    assert!(!scene.ledger().exists(), "and looking writes nothing");
    let usual =
        ann.foresee(Command::AskAccess(Box::new(AccessOrder { lasts: Duration::ZERO, ..order("demo") }))).unwrap();
    assert!(usual.told.as_str().contains("for 1h"), "where nobody says how long: {}", usual.told);
}

#[test]
fn what_there_is_is_found_by_sort_by_words_and_by_entity() {
    let scene = Scene::new();
    let ann = scene.side("ann");
    let found = |wanted: ResourceSearch| {
        let found = ann.wait(ann.access.resources(wanted)).unwrap().answer;
        found.iter().map(|thing| format!("{} {}", thing.id, thing.environment)).collect::<Vec<_>>()
    };
    let all = found(ResourceSearch::default());
    assert_eq!(all.len(), 5, "{all:?}");
    let kind = |kind| found(ResourceSearch { kind: Some(kind), ..ResourceSearch::default() });
    assert_eq!(kind(AccessKind::Ssh), ["/shop/node/gate production"]);
    assert_eq!(kind(AccessKind::Kubernetes), ["/shop/namespace/shop production"]);
    assert_eq!(
        found(ResourceSearch { text: "ORDER".into(), ..ResourceSearch::default() }),
        ["/shop/db/orders production"]
    );
    let entity = Some(EntityRef::new("resource", "default", "demo"));
    assert_eq!(found(ResourceSearch { entity, ..ResourceSearch::default() }), ["/shop/db/demo staging"]);
}

#[test]
fn a_request_that_lapses_while_its_review_is_typed_is_not_answered() {
    let scene = Scene::new();
    let (ann, ben) = (scene.side("ann"), scene.side("ben"));
    let id = ann.ask("orders");
    scene.minute(59);
    let shown = ben.foresee(yes(&id)).unwrap().exactly.clone();
    scene.minute(61);
    let late = ben.send_exactly(shown).unwrap_err();
    assert!(late.kind == FaultKind::Conflict && late.happened.as_str().contains("lapsed"), "{late}");
    assert_eq!(ann.stands(&id), AccessState::Lapsed);
    assert!(ann.request(&id).reviews.is_empty(), "nothing of it was taken in");
}

#[test]
fn of_two_who_answer_at_once_one_is_heard_and_the_other_told() {
    let scene = Scene::new();
    let (ann, ben, bob) = (scene.side("ann"), scene.side("ben"), scene.side("bob"));
    for round in 0..8 {
        let id = ann.ask("orders");
        let approve = ben.foresee(yes(&id)).unwrap().exactly.clone();
        let deny = bob.foresee(review(&id, Decision::Deny)).unwrap().exactly.clone();
        let both = scene.runtime.block_on(async {
            let (first, second) = (ben.deeds.command(approve), bob.deeds.command(deny));
            if round % 2 == 0 {
                tokio::join!(first, second)
            } else {
                let (second, first) = tokio::join!(second, first);
                (first, second)
            }
        });
        let heard = [&both.0, &both.1].map(|outcome| matches!(outcome, Outcome::Done { .. }));
        assert_eq!(heard.iter().filter(|it| **it).count(), 1, "{both:?}");
        let request = ann.request(&id);
        assert_eq!(request.reviews.len(), 1, "{request:?}");
        let expected = if heard[0] { AccessState::Approved } else { AccessState::Denied };
        assert_eq!(request.stands(At(0)), expected);
        let refused = if heard[0] { both.1 } else { both.0 };
        assert!(matches!(refused, Outcome::Refused(fault) if fault.kind == FaultKind::Conflict));
    }
}

#[test]
fn who_looked_before_another_spoke_is_told_and_says_nothing() {
    let mut scene = Scene::new();
    let two = vec![vec![Approver(Clean::from("DBA"))], vec![Approver(Clean::from("anybody"))]];
    let row = PolicyRow {
        kind: AccessKind::Database,
        levels: vec![],
        environments: vec![],
        approval: Approval::Each(two),
        usual: Duration::from_secs(600),
        at_most: Duration::from_secs(3_600),
        roles: vec![],
        from: Clean::from("contexts.work.access"),
    };
    scene.policy = AccessPolicy::over(vec![row]);
    let (ann, ben, cem) = (scene.side("ann"), scene.side("ben"), scene.side("cem"));
    let id = ann.ask("orders");
    let shown = cem.foresee(yes(&id)).unwrap().exactly.clone();
    let told = ben.send(yes(&id)).unwrap();
    assert!(told.as_str().starts_with("it waits: 1 of 2 approvals; waits for anybody"), "{told}");
    let stale = cem.send_exactly(shown).unwrap_err();
    assert!(stale.kind == FaultKind::Conflict && stale.happened.as_str().contains("meanwhile"), "{stale}");
    assert_eq!(ann.request(&id).reviews.len(), 1);
    cem.send(yes(&id)).unwrap();
    assert_eq!(ann.stands(&id), AccessState::Approved);
    assert_eq!(ben.send(yes(&id)).unwrap_err().kind, FaultKind::Conflict, "nobody answers twice");
}

#[test]
fn an_order_whose_answer_was_lost_is_found_and_not_made_again() {
    let scene = Scene::new();
    let exactly = scene.side("ann").foresee(ask("orders")).unwrap().exactly.clone();
    // the first program is gone before it could say how it went
    scene.side("ann").send_exactly(exactly.clone()).unwrap();
    scene.minute(2);
    let again = scene.side("ann").send_exactly(exactly.clone()).unwrap();
    assert!(again.as_str().contains("it was asked for before, and is pending"), "{again}");
    assert_eq!(scene.side("ann").requests().requests.len(), 1);
    let other = scene.side("ben").send_exactly(exactly).unwrap_err();
    assert_eq!(other.kind, FaultKind::Conflict, "it is ann's: {other}");
}

#[test]
fn an_order_that_was_changed_since_it_was_sent_is_told_what_is_there_and_changes_nothing() {
    let scene = Scene::new();
    let ann = scene.side("ann");
    let exactly = ann.foresee(ask("orders")).unwrap().exactly.clone();
    ann.send_exactly(exactly.clone()).unwrap();
    let Command::AskAccess(order) = exactly else { panic!() };
    let reason = "two orders hang".to_owned();
    let changed = AccessOrder { reason, lasts: order.lasts * 2, ..(*order).clone() };
    let fault = ann.send(Command::AskAccess(Box::new(changed))).unwrap_err();
    assert_eq!(fault.kind, FaultKind::Conflict);
    let happened = fault.happened.as_str();
    assert!(happened.contains(&order.mark) && happened.ends_with("for how long, the reason"), "{happened}");
    let requests = ann.requests();
    assert_eq!((requests.requests.len(), requests.requests[0].reason.as_str()), (1, "an order hangs"));
}

#[test]
fn what_one_terminal_saw_end_stays_so_for_all_also_when_the_clock_goes_back() {
    let scene = Scene::new();
    let (ann, ben) = (scene.side("ann"), scene.side("ben"));
    let id = ann.ask("demo");
    scene.minute(31);
    assert_eq!(ben.stands(&id), AccessState::Expired);
    scene.minute(1);
    assert_eq!((ann.stands(&id), scene.side("cem").stands(&id)), (AccessState::Expired, AccessState::Expired));
    assert_eq!(ann.send(Command::AssumeAccess(id)).unwrap_err().kind, FaultKind::Conflict);
    assert_eq!(ann.stands(&ann.ask("demo")), AccessState::Approved, "what is asked for now is of now");
}

#[test]
fn whoever_follows_sees_at_once_what_is_done_in_the_same_program() {
    let scene = Scene::new();
    let ann = scene.side("ann");
    let (tell, told) = channel();
    let tell = Mutex::new(tell);
    let steps = Steps::to(move |step: Step<AccessRequests>| match step {
        Step::Part(answer) | Step::Whole(answer) => drop(tell.lock().unwrap().send(answer.answer.requests.len())),
    });
    let access = ann.access.clone();
    let following = scene.runtime.spawn(async move { access.requests(steps).await.map(drop) });
    let next = || told.recv_timeout(Duration::from_secs(60)).unwrap();
    assert_eq!(next(), 0);
    ann.ask("demo");
    assert_eq!(next(), 1);
    following.abort();
}

#[test]
fn access_is_given_up_and_taken_back() {
    let scene = Scene::new();
    let (ann, ben) = (scene.side("ann"), scene.side("ben"));
    let id = ann.ask("demo");
    ann.send(Command::AssumeAccess(id.clone())).unwrap();
    let told = ann.send(Command::DropAccess(id.clone())).unwrap();
    assert!(told.as_str().contains("nothing is taken back"), "{told}");
    assert_eq!(ann.stands(&id), AccessState::Approved);
    ben.send(Command::RevokeAccess { id: id.clone(), comment: "an incident".into() }).unwrap();
    let request = ann.request(&id);
    assert_eq!(request.revoked.unwrap().because.as_str(), "an incident");
    assert_eq!(ann.stands(&id), AccessState::Revoked);
}

#[cfg(unix)]
#[test]
fn the_ledger_is_its_owners_alone_and_one_in_memory_leaves_nothing() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    let private = scene.side_at("ann", None);
    assert_eq!(private.stands(&private.ask("demo")), AccessState::Approved);
    assert!(!scene.ledger().exists());
    scene.side("ann").ask("demo");
    let mode = |path: PathBuf| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!((mode(scene.ledger()), mode(scene.ledger().join("access.db"))), (0o700, 0o600));
}

#[test]
fn a_ledger_that_is_damaged_is_told_and_left_alone() {
    let scene = Scene::new();
    std::fs::create_dir(scene.ledger()).unwrap();
    let file = scene.ledger().join("access.db");
    std::fs::write(&file, "this is no database, and somebody may want it").unwrap();
    let ann = scene.side("ann");
    let fault = ann.first(|steps| ann.access.requests(steps)).unwrap_err();
    assert!(fault.kind == FaultKind::Local && fault.cure.as_str().contains("nothing in it is real"), "{fault}");
    for fault in [ann.foresee(ask("demo")).unwrap_err(), ann.send_exactly(ask("demo")).unwrap_err()] {
        assert_eq!(fault.kind, FaultKind::Local, "{fault}");
    }
    assert!(std::fs::read_to_string(&file).unwrap().starts_with("this is no database"));
}

#[test]
fn a_ledger_that_is_begun_anew_is_so_for_who_has_it_open_and_goes_on_working() {
    let scene = Scene::new();
    let (ann, ben) = (scene.side("ann"), scene.side("ben"));
    let before = ann.ask("orders");
    assert_eq!(ben.requests().requests.len(), 1);
    ben.access.forget().unwrap();
    assert!(ann.requests().requests.is_empty(), "what was in memory is of the time before");
    let after = ann.ask("orders");
    assert_ne!(before, after);
    assert_eq!((ids(&ben.requests()), ids(&scene.side("ben").requests())), (vec![&after], vec![&after]));
}
