//! Many who look, one set of feeds.

use futures_util::FutureExt as _;
use stagedoor::adapters::provisioning::JoinedProvisions;
use stagedoor::domain::model::cluster::{Kind, Object, ObjectId, ObjectRef};
use stagedoor::domain::model::provision::{Evidence, Manifest, ProvisionId, Provisions, manifests_in};
use stagedoor::domain::model::timeline::Known;
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, Step, Steps, Told};
use stagedoor::platform::provisioning::{
    Below, Leading, Leads, ProvisionDetail, ProvisionFeed, ProvisioningPort, TreeNode,
};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::sync::{mpsc, watch};

/// A feed that tells what the test sets, and says how often it is asked and which leads it got.
struct Fed {
    now: watch::Sender<Evidence>,
    asked: AtomicUsize,
    open: Arc<AtomicUsize>,
    led: watch::Sender<Arc<Leads>>,
    knows_below: bool,
}

/// Counts who is being told.
struct Open(Arc<AtomicUsize>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

impl Fed {
    fn new(evidence: Evidence) -> Arc<Self> {
        Arc::new(Self {
            now: watch::Sender::new(evidence),
            asked: AtomicUsize::new(0),
            open: Arc::default(),
            led: watch::Sender::new(Arc::default()),
            knows_below: true,
        })
    }
}

impl ProvisionFeed for Fed {
    fn name(&self) -> &str {
        "told"
    }

    fn evidence<'a>(&'a self, mut leading: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        self.asked.fetch_add(1, Ordering::SeqCst);
        self.open.fetch_add(1, Ordering::SeqCst);
        let open = Open(Arc::clone(&self.open));
        let mut now = self.now.subscribe();
        async move {
            let _open = open;
            loop {
                steps.send(Step::Whole(Told::now(now.borrow_and_update().clone())));
                tokio::select! {
                    _ = now.changed() => {}
                    _ = leading.changed() => drop(self.led.send_replace(leading.borrow_and_update().clone())),
                }
            }
        }
        .boxed()
    }

    fn below<'a>(&'a self, object: ObjectId, steps: Steps<Below>) -> Option<Answering<'a, Below>> {
        self.knows_below.then(|| {
            async move {
                let node = TreeNode { depth: 0, id: object, object: Err("it may not be read".into()) };
                steps.send(Step::Whole(Told::now(Below { tree: vec![node], ..Below::default() })));
                std::future::pending().await
            }
            .boxed()
        })
    }
}

/// A feed that fails.
struct Broken;

impl ProvisionFeed for Broken {
    fn name(&self) -> &str {
        "broken"
    }

    fn evidence<'a>(&'a self, _: Leading, _: Steps<Evidence>) -> Answering<'a, Evidence> {
        async { Err(Fault::new(FaultKind::Unreachable, "ask it", "nobody is there", "")) }.boxed()
    }
}

fn claim(name: &str) -> Manifest {
    let text = format!("apiVersion: d.example/v1\nkind: PostgresDatabase\nmetadata: {{name: {name}, namespace: d}}\n");
    Manifest { is_present: Some(true), ..manifests_in("git.example/o/r", "p/x.yaml", &text).remove(0) }
}

fn evidence(names: &[&str]) -> Evidence {
    Evidence { manifests: names.iter().map(|name| Arc::new(claim(name))).collect(), ..Evidence::default() }
}

fn heard<T: Send + Sync + 'static>() -> (Steps<T>, mpsc::UnboundedReceiver<Step<T>>) {
    let (send, heard) = mpsc::unbounded_channel();
    (Steps::to(move |step| drop(send.send(step))), heard)
}

fn names(step: &Step<Provisions>) -> Vec<String> {
    let (Step::Part(told) | Step::Whole(told)) = step;
    told.answer.list.iter().map(|one| one.name.to_string()).collect()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// The first step that a test waits for.
async fn until<T>(heard: &mut mpsc::UnboundedReceiver<Step<T>>, fits: impl Fn(&Step<T>) -> bool) -> Step<T> {
    loop {
        let step = heard.recv().await.unwrap();
        if fits(&step) {
            return step;
        }
    }
}

#[test]
fn a_list_and_a_detail_ask_the_systems_once_and_nobody_is_asked_when_both_are_gone() {
    run(async {
        let feed = Fed::new(evidence(&["orders"]));
        let joined = JoinedProvisions::new(vec![feed.clone(), Arc::new(Broken)]);
        let (list, mut listed) = heard();
        let (detail, mut detailed) = heard::<ProvisionDetail>();
        let (one, other) = (joined.clone(), joined.clone());
        let list = tokio::spawn(async move { one.provisions(list).await.map(drop) });
        let id = ProvisionId("orders".into());
        let detail = tokio::spawn(async move { other.provision(id, detail).await.map(drop) });
        let told = until(&mut listed, |step| matches!(step, Step::Whole(_)) && names(step) == ["orders"]).await;
        let Step::Whole(told) = told else { panic!() };
        assert!(matches!(told.answer.sources[1].known, Known::Failed(_)), "what fails keeps nothing back");
        until(&mut detailed, |step| matches!(step, Step::Whole(told) if told.answer.tree.len() == 1)).await;
        assert_eq!((feed.asked.load(Ordering::SeqCst), feed.open.load(Ordering::SeqCst)), (1, 1));
        feed.now.send_replace(evidence(&["orders", "carts"]));
        until(&mut listed, |step| names(step).len() == 2).await;
        list.abort();
        let _ = list.await;
        assert_eq!(feed.open.load(Ordering::SeqCst), 1, "the detail is still looked at");
        detail.abort();
        let _ = detail.await;
        while feed.open.load(Ordering::SeqCst) > 0 {
            tokio::task::yield_now().await;
        }
        let (again, mut heard) = heard();
        let joined = joined.clone();
        let again = tokio::spawn(async move { joined.provisions(again).await.map(drop) });
        until(&mut heard, |step| names(step).len() == 2).await;
        assert_eq!(feed.asked.load(Ordering::SeqCst), 2);
        again.abort();
    });
}

#[test]
fn what_one_system_finds_leads_the_others() {
    run(async {
        let (git, cluster) = (Fed::new(evidence(&["orders"])), Fed::new(Evidence::default()));
        let joined = JoinedProvisions::new(vec![git.clone(), cluster.clone()]);
        let (steps, _heard) = heard();
        let looking = tokio::spawn(async move { joined.provisions(steps).await.map(drop) });
        let mut led = cluster.led.subscribe();
        let led = led.wait_for(|leads| !leads.objects.is_empty()).await.unwrap().clone();
        let object = ObjectRef::new(Kind::new("d.example", "PostgresDatabase"), "d", "orders");
        assert_eq!(led.objects, [object]);
        looking.abort();
    });
}

#[test]
fn a_name_that_several_have_is_asked_for_by_one_of_their_ids_and_one_that_nobody_has_is_not_there() {
    run(async {
        let live = |cluster: &str| {
            let object = claim("orders").object;
            Arc::new(Object { id: ObjectId { cluster: cluster.into(), object }, ..Object::default() })
        };
        let both = Evidence { objects: vec![live("a"), live("b")], ..Evidence::default() };
        let joined = JoinedProvisions::new(vec![Fed::new(both)]);
        let id = |name: &str| ProvisionId(name.into());
        let fault = joined.provision(id("orders"), Steps::ignored()).await.unwrap_err();
        assert!(fault.cure.as_str().contains("a:PostgresDatabase.d.example/d/orders"), "{fault}");
        let fault = joined.provision(id("carts"), Steps::ignored()).await.unwrap_err();
        assert_eq!(fault.kind, FaultKind::NotFound);
    });
}
