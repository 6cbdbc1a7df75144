//! What the feeds of tasks and of the catalog do over time: asked again and again, through errors that pass.

use crate::support::scripted::Mood;
use crate::support::stage::NOW;
use crate::support::templates::{ScriptedTemplates, task};
use futures_util::FutureExt as _;
use serde_json::{Value, json};
use stagedoor::adapters::provisioning::{CatalogFeed, TaskFeed};
use stagedoor::domain::model::listing::{FieldColumn, FieldPath, Listing};
use stagedoor::domain::model::provision::Evidence;
use stagedoor::domain::model::task::{DryRun, TaskFilter, TaskId, TaskPage, TaskRun, TaskState};
use stagedoor::domain::model::timeline::Known;
use stagedoor::domain::model::{Entity, EntityRef, Problem};
use stagedoor::platform::fault::{Fault, FaultKind};
use stagedoor::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use stagedoor::platform::provisioning::{Leads, ProvisionFeed};
use stagedoor::platform::query::{Folder, Source};
use stagedoor::platform::templates::{Order, TemplateForm, TemplatePort};
use std::collections::VecDeque;
use std::future::pending;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::sync::{mpsc, watch};

/// A minute, made short.
const SOON: Duration = Duration::from_millis(1);

/// A portal whose entities and tasks the test sets, and that fails when it says so.
struct Portal {
    entities: Mutex<Vec<Value>>,
    templates: ScriptedTemplates,
    /// Of the next requests, one each.
    faults: Mutex<VecDeque<Fault>>,
    asked: watch::Sender<usize>,
}

impl Portal {
    fn new(entities: Vec<Value>) -> Arc<Self> {
        Arc::new(Self {
            entities: Mutex::new(entities),
            templates: ScriptedTemplates::new(Mood::Well, NOW),
            faults: Mutex::default(),
            asked: watch::Sender::new(0),
        })
    }

    fn fail_once(&self, kind: FaultKind) {
        self.faults.lock().unwrap().push_back(Fault::new(kind, "ask the portal", "it went wrong", ""));
    }

    fn fault(&self) -> Option<Fault> {
        self.asked.send_modify(|asked| *asked += 1);
        self.faults.lock().unwrap().pop_front()
    }

    /// Waits until it was asked so often from now on.
    async fn until_asked(&self, times: usize) {
        let until = *self.asked.borrow() + times;
        let mut asked = self.asked.subscribe();
        let asked = asked.wait_for(|asked| *asked >= until);
        tokio::time::timeout(Duration::from_secs(30), asked).await.expect("it is asked again").unwrap();
    }
}

impl CatalogPort for Portal {
    fn rows<'a>(&'a self, _: Option<Arc<Listing>>, _: Steps<Listing>) -> Answering<'a, Listing> {
        pending().boxed()
    }
    fn fresh_rows<'a>(&'a self, _: Vec<EntityRef>, _: Arc<Listing>) -> Answering<'a, Option<Arc<Listing>>> {
        pending().boxed()
    }
    fn by_ref<'a>(&'a self, _: EntityRef, _: Steps<Entity>) -> Answering<'a, Entity> {
        pending().boxed()
    }
    fn field<'a>(&'a self, _: FieldPath, _: Steps<FieldColumn>) -> Answering<'a, FieldColumn> {
        pending().boxed()
    }
    fn entities<'a>(&'a self, _: Wanted) -> Answering<'a, Vec<Entity>> {
        let answer = match self.fault() {
            Some(fault) => Err(fault),
            None => Ok(Told::now(self.entities.lock().unwrap().iter().cloned().filter_map(Entity::new).collect())),
        };
        async { answer }.boxed()
    }
    fn problems<'a>(&'a self, _: Steps<Vec<Problem>>) -> Answering<'a, Vec<Problem>> {
        pending().boxed()
    }
    fn source_of<'a>(&'a self, _: EntityRef) -> Answering<'a, Source> {
        pending().boxed()
    }
    fn at_folder<'a>(&'a self, _: Folder) -> Answering<'a, Option<EntityRef>> {
        pending().boxed()
    }
}

impl TemplatePort for Portal {
    fn form<'a>(&'a self, template: EntityRef, steps: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        self.templates.form(template, steps)
    }
    fn tasks<'a>(&'a self, wanted: TaskFilter, steps: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        match self.fault() {
            Some(fault) => async { Err(fault) }.boxed(),
            None => self.templates.tasks(wanted, steps),
        }
    }
    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        self.templates.task(id, steps)
    }
    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun> {
        self.templates.dry_run(order)
    }
}

/// A feed that is heard.
struct Heard {
    steps: mpsc::UnboundedReceiver<(bool, Evidence)>,
    work: tokio::task::JoinHandle<Result<Evidence, Fault>>,
}

impl Heard {
    fn of(feed: impl ProvisionFeed + 'static) -> Self {
        let (to, steps) = mpsc::unbounded_channel();
        let work = tokio::spawn(async move {
            let tell = Steps::to(move |step: Step<Evidence>| {
                drop(match step {
                    Step::Part(told) => to.send((false, (*told.answer).clone())),
                    Step::Whole(told) => to.send((true, (*told.answer).clone())),
                });
            });
            let (_leads, leading) = watch::channel(Arc::new(Leads::default()));
            feed.evidence(leading, tell).await.map(|told| (*told.answer).clone())
        });
        Self { steps, work }
    }

    /// The next that is told, and whether it is all.
    async fn next(&mut self) -> (bool, Evidence) {
        let next = tokio::time::timeout(Duration::from_secs(30), self.steps.recv()).await;
        next.expect("nothing more is told").expect("the feed ended")
    }

    async fn until(&mut self, holds: impl Fn(&Evidence) -> bool) -> Evidence {
        loop {
            let (is_whole, told) = self.next().await;
            if is_whole && holds(&told) {
                return told;
            }
        }
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.work.abort();
    }
}

fn known(evidence: &Evidence) -> &Known {
    &evidence.source.as_ref().unwrap().known
}

fn made(name: &str) -> Value {
    json!({"apiVersion": "backstage.io/v1alpha1", "kind": "Resource",
        "metadata": {"name": name, "annotations": {"stagedoor.dev/request": "t-1"}},
        "spec": {"type": "database", "owner": "team-a"}})
}

fn catalog(portal: &Arc<Portal>) -> Heard {
    Heard::of(CatalogFeed::new(portal.clone()).every(SOON))
}

fn tasks(portal: &Arc<Portal>) -> Heard {
    Heard::of(TaskFeed::new(portal.clone(), portal.clone()).every(SOON))
}

#[tokio::test]
async fn an_entity_that_a_portal_takes_up_while_nothing_else_happens_is_found() {
    let portal = Portal::new(vec![made("orders")]);
    let mut heard = catalog(&portal);
    heard.until(|told| told.cataloged.len() == 1).await;
    portal.entities.lock().unwrap().push(made("carts"));
    heard.until(|told| told.cataloged.len() == 2).await;
    // and what stays as it is is told no more
    portal.until_asked(6).await;
    assert!(heard.steps.is_empty());
}

#[tokio::test]
async fn an_error_of_a_catalog_that_passes_is_said_and_what_was_known_stays_until_it_answers_again() {
    let portal = Portal::new(vec![made("orders")]);
    portal.fail_once(FaultKind::Unreachable);
    let mut heard = catalog(&portal);
    let failing = heard.until(|_| true).await;
    assert!(matches!(known(&failing), Known::Failed(_)), "{failing:?}");
    heard.until(|told| *known(told) == Known::Yes && told.cataloged.len() == 1).await;
    portal.fail_once(FaultKind::Server);
    let failing = heard.until(|told| *known(told) != Known::Yes).await;
    assert!(matches!(known(&failing), Known::Failed(why) if why.as_str().contains("it went wrong")), "{failing:?}");
    assert_eq!(failing.cataloged.len(), 1, "it was so");
    heard.until(|told| *known(told) == Known::Yes).await;
}

#[tokio::test]
async fn a_catalog_that_may_not_be_read_is_not_asked_again() {
    let portal = Portal::new(Vec::new());
    portal.fail_once(FaultKind::NotPermitted);
    let mut heard = catalog(&portal);
    let end = (&mut heard.work).await.unwrap();
    assert_eq!((end.unwrap_err().kind, *portal.asked.borrow()), (FaultKind::NotPermitted, 1));
}

#[tokio::test]
async fn tasks_that_were_told_are_not_said_to_be_asked_for_however_often_they_are() {
    let portal = Portal::new(Vec::new());
    let mut heard = tasks(&portal);
    assert!(!heard.next().await.0, "the list's rows come first");
    assert!(heard.next().await.0);
    // in one round the tasks and the templates are asked for
    portal.until_asked(8).await;
    assert!(heard.steps.is_empty(), "nothing happened, and nothing is told");
    portal.templates.tasks.lock().unwrap().push(task("t-new", TaskState::Completed, NOW));
    let (is_whole, told) = heard.next().await;
    assert!(is_whole && told.asked.len() == 4, "{}", told.asked.len());
}

#[tokio::test]
async fn an_error_of_the_tasks_that_passes_is_said_and_does_not_end_them() {
    let portal = Portal::new(Vec::new());
    portal.fail_once(FaultKind::TimedOut);
    let mut heard = tasks(&portal);
    let failing = heard.until(|_| true).await;
    assert!(matches!(known(&failing), Known::Failed(_)) && failing.asked.is_empty(), "{failing:?}");
    heard.until(|told| *known(told) == Known::Yes && told.asked.len() == 3).await;
    portal.fail_once(FaultKind::Server);
    let failing = heard.until(|told| *known(told) != Known::Yes).await;
    assert_eq!(failing.asked.len(), 3, "what was told was so");
    heard.until(|told| *known(told) == Known::Yes).await;
}

#[tokio::test]
async fn a_portal_without_tasks_is_asked_once() {
    let portal = Portal::new(Vec::new());
    portal.fail_once(FaultKind::Unsupported);
    let mut heard = tasks(&portal);
    let end = (&mut heard.work).await.unwrap().unwrap();
    assert_eq!((known(&end), *portal.asked.borrow()), (&Known::Unknown("it went wrong".into()), 1));
}
