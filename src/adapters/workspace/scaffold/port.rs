//! The port of templates, served by a folder.

use super::order::{Ready, planned, template};
use super::record::Record;
use super::runs::{Runs, kept};
use super::start::start;
use super::trial::try_out;
use crate::adapters::workspace::Workspace;
use crate::adapters::workspace::ports::{blocking, changed, not_here};
use crate::adapters::workspace::shared::Shared;
use crate::domain::model::task::{DryRun, TaskFilter, TaskId, TaskPage, TaskRun};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::command::{Command, Forecast, Seen};
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::outcome::Outcome;
use crate::platform::ports::{Answering, Step, Steps, Told};
use crate::platform::query::{FormOf, Tasks};
use crate::platform::templates::{FormStep, Order, TemplateForm, TemplatePort, not_again};
use serde_json::Value;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// How often a run of another process is looked at, while somebody looks at it.
const LOOK: Duration = Duration::from_millis(500);

/// How long a dry run may take.
const TRIAL: Duration = Duration::from_secs(120);

/// A dry run that nobody waits for any more is stopped.
struct Unwanted(Arc<AtomicBool>);

impl Drop for Unwanted {
    fn drop(&mut self) {
        self.0.store(true, Ordering::Relaxed);
    }
}

impl TemplatePort for Workspace {
    fn form<'a>(&'a self, reference: EntityRef, steps: Steps<TemplateForm>) -> Answering<'a, TemplateForm> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let runs = runs(&shared, "read the template")?;
            let read = || {
                let (runs, reference) = (Arc::clone(&runs), reference.clone());
                blocking(&shared, move |shared| form(shared, &runs, &reference))
            };
            let mut states = shared.states();
            let mut last = read().await??;
            steps.send(Step::Whole(Told::now(last.clone())));
            let _following = shared.follow();
            loop {
                changed(&mut states).await?;
                // one that is broken while it is written is waited for
                if let Some(now) = read().await?.ok().filter(|now| *now != last) {
                    steps.send(Step::Whole(Told::now(now.clone())));
                    last = now;
                }
            }
        })
    }

    fn tasks<'a>(&'a self, wanted: TaskFilter, _: Steps<TaskPage>) -> Answering<'a, TaskPage> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let runs = runs(&shared, "list the tasks")?;
            let driver = tokio::runtime::Handle::current();
            let page = blocking(&shared, move |_| {
                runs.sweep(&driver);
                page(&runs, &wanted)
            });
            Ok(Told::now(page.await?))
        })
    }

    fn task<'a>(&'a self, id: TaskId, steps: Steps<TaskRun>) -> Answering<'a, TaskRun> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let runs = runs(&shared, "read the task")?;
            let driver = tokio::runtime::Handle::current();
            let sweeping = Arc::clone(&runs);
            blocking(&shared, move |_| sweeping.sweep(&driver)).await?;
            follow(&shared, &runs, &id, &steps).await
        })
    }

    fn dry_run<'a>(&'a self, order: Order) -> Answering<'a, DryRun> {
        let shared = Arc::clone(&self.0);
        Box::pin(async move {
            let runs = runs(&shared, "try the template")?;
            let (driver, own) = (tokio::runtime::Handle::current(), Arc::clone(&shared));
            let (tried, unwanted) = (format!("try {}", order.template), Unwanted(Arc::default()));
            let stop = Arc::clone(&unwanted.0);
            let work = blocking(&shared, move |_| try_out(&own, &runs, &order, driver, stop));
            let made = tokio::time::timeout(TRIAL, work).await.map_err(|_| {
                let happened = format!("it took longer than {} seconds, and was stopped", TRIAL.as_secs());
                Fault::new(FaultKind::TimedOut, &tried, &happened, "run it: a run may take its time")
            })?;
            Ok(Told::now(made??))
        })
    }
}

pub(super) fn runs(shared: &Shared, tried: &str) -> Result<Arc<Runs>, Fault> {
    shared.runs().ok_or_else(|| not_here(tried))
}

fn form(shared: &Shared, runs: &Runs, reference: &EntityRef) -> Result<TemplateForm, Fault> {
    let (template, entity, _) = template(shared, reference)?;
    let text = |pointer: &str| entity.value().pointer(pointer).and_then(Value::as_str).map(Clean::line);
    let step = |step: &crate::domain::template::FormStep| FormStep {
        title: Clean::line(&step.title),
        description: step.description.as_deref().map(Clean::line).unwrap_or_default(),
        schema: Arc::new(step.schema.clone()),
        when: step.when.clone(),
    };
    let buttons = template.presentation.get("buttonLabels").and_then(Value::as_object).into_iter().flatten();
    let button = |(name, words): (&String, &Value)| words.as_str().map(|words| (name.clone(), Clean::line(words)));
    Ok(TemplateForm {
        title: text("/metadata/title").unwrap_or_else(|| Clean::line(reference.name())),
        description: text("/metadata/description").unwrap_or_default(),
        steps: template.form.iter().map(step).collect(),
        buttons: buttons.filter_map(button).collect(),
        actions: planned(&template, runs),
        sends_anyway: false,
        needs_trust: !runs.trust().is_trusted(shared.root().path()),
        version: Seen::of(entity.value().to_string().as_bytes()).0,
    })
}

fn page(runs: &Runs, wanted: &TaskFilter) -> TaskPage {
    let mut tasks = runs.tasks();
    tasks.retain(|task| wanted.by.is_none() || task.by == wanted.by);
    tasks.retain(|task| wanted.state.is_none_or(|state| task.state == state));
    let total = tasks.len();
    let limit = if wanted.limit == 0 { usize::MAX } else { wanted.limit };
    TaskPage { tasks: tasks.into_iter().skip(wanted.offset).take(limit).collect(), total }
}

/// A run of this process as it goes on; one of another process is looked at again and again until it has ended.
async fn follow(
    shared: &Arc<Shared>,
    runs: &Arc<Runs>,
    id: &TaskId,
    steps: &Steps<TaskRun>,
) -> Result<Told<TaskRun>, Fault> {
    if let Some(live) = runs.live(id) {
        let mut states = live.state.subscribe();
        drop(live);
        loop {
            let run = states.borrow_and_update().clone();
            if !run.task.state.is_running() {
                return Ok(Told::now(run));
            }
            steps.send(Step::Whole(Told::now(run)));
            if states.changed().await.is_err() {
                break;
            }
        }
    }
    loop {
        let record = Record::new(&runs.setup.runs, id.clone());
        let run = blocking(shared, move |_| kept(&record)).await?;
        let run = run.ok_or_else(|| none(&format!("read the task {id}")))?;
        if !run.task.state.is_running() {
            return Ok(Told::now(run));
        }
        steps.send(Step::Whole(Told::now(run)));
        tokio::time::sleep(LOOK).await;
    }
}

fn none(tried: &str) -> Fault {
    Fault::new(FaultKind::NotFound, tried, "there is no such task here", "stagedoor task ls lists them")
}

/// What running a template would do.
pub(in crate::adapters::workspace) async fn foresee(shared: &Arc<Shared>, order: Order) -> Result<Forecast, Fault> {
    let runs = runs(shared, "run a template")?;
    blocking(shared, move |shared| {
        let ready = Ready::of(shared, &runs, &order)?;
        let root = shared.root();
        // whoever said that it is trusted is not asked again
        let is_trusted = order.trusted || runs.trust().is_trusted(root.path());
        let lines = ready.warnings(is_trusted, root.path());
        // whoever sends exactly this has read the lines
        let order = Order { trusted: true, skip: true, ..order };
        let told = format!("{} is run here, in {} steps", ready.title, ready.template.steps.len());
        Ok(Forecast { exactly: Command::CreateTask(Box::new(order)), told: Clean::line(&told), lines })
    })
    .await?
}

/// Runs a template, stops a run, or begins one again.
pub(in crate::adapters::workspace) async fn carry_out(
    shared: &Arc<Shared>,
    command: Command,
) -> Result<Outcome, Fault> {
    let runs = runs(shared, "run a template")?;
    let (driver, own) = (tokio::runtime::Handle::current(), Arc::clone(shared));
    blocking(shared, move |_| match command {
        Command::CreateTask(order) => start(&own, &runs, &order, driver).map(|id| begun(&id, order.template)),
        Command::CancelTask(id) => stop(&runs, &id),
        Command::RetryTask { id, secrets } => {
            let record = Record::new(&runs.setup.runs, id.clone());
            let known = kept(&record).ok_or_else(|| none(&format!("run the task {id} again")))?;
            if !known.can_retry {
                return Err(not_again(&id, known.state()));
            }
            let order = super::again::order(&runs, &id, &secrets.0)?;
            start(&own, &runs, &order, driver).map(|id| begun(&id, order.template))
        }
        _ => Err(not_here("do that")),
    })
    .await?
}

fn stop(runs: &Runs, id: &TaskId) -> Result<Outcome, Fault> {
    let tried = format!("stop the task {id}");
    if runs.stop(id) {
        return Ok(Outcome::done(&format!("{id} is stopped after what it is doing now"), stale()));
    }
    let record = Record::new(&runs.setup.runs, id.clone());
    match record.task() {
        None => Err(none(&tried)),
        Some(task) if task.state.is_running() => {
            let cure = "stop it where it was begun";
            Err(Fault::new(FaultKind::Unsupported, &tried, "another process runs it", cure))
        }
        Some(_) => Err(Fault::new(FaultKind::Conflict, &tried, "it has ended already", "")),
    }
}

/// A task that runs. What asks for trust is asked anew.
fn begun(id: &TaskId, template: EntityRef) -> Outcome {
    let stale = stale().into_iter().chain([FormOf { template: template.clone() }.into()]).collect();
    match Outcome::done(&format!("{template} runs as task/{id}"), stale) {
        Outcome::Done { told, stale, request_id, .. } => {
            Outcome::Done { told, stale, request_id, made: Some(Place::task(id.as_str())) }
        }
        other => other,
    }
}

fn stale() -> Vec<crate::platform::query::Ask> {
    vec![Tasks { wanted: TaskFilter::default() }.into()]
}
