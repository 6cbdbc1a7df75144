//! Argo CD: applications of entities as they change, what is done to them, and their room.

mod crd;
mod deeds;
mod delivery;
mod feeds;
mod program;
mod room;
mod shape;

use crate::support::argocd::FakeArgo;
use crate::support::scripted::{Mood, Scripted};
use crate::support::stage::NOW;
use serde_json::{Value, json};
use stagedoor::adapters::delivery::JoinedDelivery;
use stagedoor::adapters::systems::argocd::{ArgoCds, ArgoDelivery};
use stagedoor::domain::model::EntityRef;
use stagedoor::domain::model::delivery::{AppId, Delivery};
use stagedoor::platform::delivery::DeliveryPort as _;
use stagedoor::platform::fault::Fault;
use stagedoor::platform::ports::{Answering, Step, Steps};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

static RUNTIME: LazyLock<tokio::runtime::Runtime> =
    LazyLock::new(|| tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap());

pub fn payments() -> EntityRef {
    "component:default/payments".parse().unwrap()
}

pub fn id(name: &str) -> AppId {
    AppId { instance: "main".into(), namespace: "argocd".into(), name: name.into() }
}

/// A component with these annotations.
pub fn entity(annotations: Value) -> Value {
    json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Component",
        "metadata": {"name": "payments", "title": "Payments", "annotations": annotations},
        "spec": {"type": "service", "lifecycle": "production", "owner": "team-a"}})
}

/// A catalog with that component alone.
pub fn catalog(annotations: Value) -> Arc<Scripted> {
    Scripted::new(Mood::Well, vec![entity(annotations)], NOW)
}

pub fn joined(argos: ArgoCds, annotations: Value) -> JoinedDelivery {
    JoinedDelivery::new(vec![Arc::new(ArgoDelivery::new(argos))], catalog(annotations))
}

/// An answer that is followed.
pub struct Followed<T> {
    states: Receiver<Arc<T>>,
    end: Receiver<Result<Arc<T>, Fault>>,
    work: tokio::task::JoinHandle<()>,
}

impl<T: Send + Sync + 'static> Followed<T> {
    pub fn of(begin: impl FnOnce(Steps<T>) -> Answering<'static, T> + Send + 'static) -> Self {
        let ((send, states), (done, end)) = (channel(), channel());
        let steps = Steps::to(move |step| match step {
            Step::Part(told) | Step::Whole(told) => drop(send.send(told.answer)),
        });
        let work = RUNTIME.spawn(async move {
            let ended = begin(steps).await;
            drop(done.send(ended.map(|told| told.answer)));
        });
        Self { states, end, work }
    }

    /// The first state that is as wanted.
    pub fn until(&self, what: &str, wanted: impl Fn(&T) -> bool) -> Arc<T> {
        loop {
            let state =
                self.states.recv_timeout(Duration::from_secs(20)).unwrap_or_else(|_| panic!("{what} never came"));
            if wanted(&state) {
                return state;
            }
        }
    }

    pub fn ended(&self) -> Result<Arc<T>, Fault> {
        self.end.recv_timeout(Duration::from_secs(20)).expect("it ends")
    }

    /// States that came and were not looked at.
    pub fn more(&self) -> usize {
        self.states.try_iter().count()
    }
}

impl<T> Drop for Followed<T> {
    fn drop(&mut self) {
        self.work.abort();
    }
}

pub fn delivery(argos: ArgoCds, annotations: Value) -> Followed<Delivery> {
    let port = joined(argos, annotations);
    Followed::of(move |steps| Box::pin(async move { port.delivery(payments(), steps).await }))
}

/// Names, sync and health of what is told.
pub fn told(delivery: &Delivery) -> Vec<String> {
    let words = |app: &Arc<stagedoor::domain::model::delivery::App>| {
        format!("{} {} {}", app.id.name, app.sync.word(), app.health.word())
    };
    delivery.apps.iter().map(words).collect()
}

pub fn block_on<F: Future>(work: F) -> F::Output {
    RUNTIME.block_on(work)
}

pub fn fake_with(apps: &[Value]) -> FakeArgo {
    let fake = FakeArgo::start();
    apps.iter().cloned().for_each(|app| fake.set(app));
    fake
}
