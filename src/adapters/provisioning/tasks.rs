//! What was asked for, by the runs of templates.

use super::failed;
use crate::domain::model::provision::{Asked, Evidence};
use crate::domain::model::task::{OutputTarget, Task, TaskFilter, TaskId, TaskRun};
use crate::domain::model::timeline::{Known, SourceState};
use crate::domain::model::{Entity, EntityRef};
use crate::domain::template::approval::approvals;
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Answering, CatalogPort, Step, Steps, Told, Wanted};
use crate::platform::provisioning::{Leading, ProvisionFeed};
use crate::platform::templates::TemplatePort;
use futures_util::stream::{self, StreamExt as _};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use tokio::time::sleep;

/// So many of the latest tasks are looked at.
const LATEST: usize = 200;
/// So many of them are looked at in full.
const IN_FULL: usize = 60;
/// So many at once.
const AT_ONCE: usize = 4;
/// Others run templates too, and no platform tells of new tasks by itself.
const AGAIN: Duration = Duration::from_secs(30);

/// Tells of runs of templates whose type (`spec.type`) is known. Runs that ended are read once.
pub struct TaskFeed {
    templates: Arc<dyn TemplatePort>,
    catalog: Arc<dyn CatalogPort>,
    every: Duration,
    /// What is known in full, as long as the platform is open.
    ended: Mutex<HashMap<TaskId, Arc<Asked>>>,
}

impl TaskFeed {
    /// The runs of these templates.
    pub fn new(templates: Arc<dyn TemplatePort>, catalog: Arc<dyn CatalogPort>) -> Self {
        Self { templates, catalog, every: AGAIN, ended: Mutex::default() }
    }

    /// The same; the tasks are asked for so often.
    #[must_use]
    pub fn every(self, every: Duration) -> Self {
        Self { every, ..self }
    }

    /// What is known now. `last` is what was told last; only where nothing was, the list's rows are told meanwhile.
    async fn tell(&self, last: Option<&Evidence>, steps: &Steps<Evidence>) -> Result<Arc<Evidence>, Fault> {
        let wanted = TaskFilter { limit: LATEST, ..TaskFilter::default() };
        let page = match self.templates.tasks(wanted, Steps::ignored()).await {
            Ok(told) => told.answer,
            Err(fault) if fault.kind == FaultKind::Unsupported => return Ok(unknown(&fault.happened)),
            Err(fault) => return Err(fault),
        };
        let templates = self.templates().await?;
        let listed = |task: &Task| {
            let known = self.known(&task.id).or_else(|| still_runs(last, task));
            known.unwrap_or_else(|| Arc::new(of_list(task, &templates)))
        };
        let mut asked: Vec<Arc<Asked>> = page.tasks.iter().map(listed).collect();
        if last.is_none() {
            steps.send(Step::Part(Told::now(evidence(&asked))));
        }
        let wanted: Vec<TaskId> = asked
            .iter()
            .filter(|one| self.known(&one.task.id).is_none() && !one.sort.is_empty())
            .take(IN_FULL)
            .map(|one| one.task.id.clone())
            .collect();
        let mut read = stream::iter(wanted).map(|id| self.in_full(id, &templates)).buffer_unordered(AT_ONCE);
        while let Some(found) = read.next().await {
            // of one that cannot be read what was known before stands, or the list's row
            let Some(found) = found else { continue };
            if let Some(slot) = asked.iter_mut().find(|one| one.task.id == found.task.id) {
                *slot = found;
            }
        }
        Ok(Arc::new(evidence(&asked)))
    }

    /// The templates by their references: their types, and who approves what they make.
    async fn templates(&self) -> Result<HashMap<EntityRef, Entity>, Fault> {
        let wanted = Wanted { kind: Some("template".into()), ..Wanted::default() };
        let all = self.catalog.entities(wanted).await?.answer;
        Ok(all.iter().map(|template| (template.reference().clone(), template.clone())).collect())
    }

    fn known(&self, id: &TaskId) -> Option<Arc<Asked>> {
        self.ended.lock().unwrap_or_else(PoisonError::into_inner).get(id).cloned()
    }

    /// A task as it stands, with its steps: the first state that is told of it.
    async fn in_full(&self, id: TaskId, templates: &HashMap<EntityRef, Entity>) -> Option<Arc<Asked>> {
        let (sender, mut first) = tokio::sync::watch::channel(None);
        let steps = Steps::to(move |step| match step {
            Step::Part(told) | Step::Whole(told) => drop(sender.send_replace(Some(told.answer))),
        });
        let run = tokio::select! {
            biased;
            told = self.templates.task(id, steps) => told.ok()?.answer,
            run = heard(&mut first) => run?,
        };
        let asked = Arc::new(in_full(&run, templates));
        if !run.task.state.is_running() {
            let mut ended = self.ended.lock().unwrap_or_else(PoisonError::into_inner);
            ended.insert(run.task.id.clone(), Arc::clone(&asked));
        }
        Some(asked)
    }
}

/// The first state that tells of steps and is not behind.
async fn heard(first: &mut tokio::sync::watch::Receiver<Option<Arc<TaskRun>>>) -> Option<Arc<TaskRun>> {
    let is_told = |run: &Option<Arc<TaskRun>>| {
        run.as_ref().is_some_and(|run| run.task.state.is_running() && !run.steps.is_empty())
    };
    let told = first.wait_for(is_told).await.ok().and_then(|run| run.clone());
    match told {
        Some(run) => Some(run),
        // it ends by itself
        None => std::future::pending().await,
    }
}

impl ProvisionFeed for TaskFeed {
    fn name(&self) -> &str {
        "tasks"
    }

    fn evidence<'a>(&'a self, _: Leading, steps: Steps<Evidence>) -> Answering<'a, Evidence> {
        Box::pin(async move {
            let mut last: Option<Arc<Evidence>> = None;
            loop {
                let (now, wait) = match self.tell(last.as_deref(), &steps).await {
                    Ok(now) => (now, self.every),
                    // what was told before stays: it was so
                    Err(fault) if fault.kind.passes() => {
                        let last = last.as_deref().cloned().unwrap_or_default();
                        (Arc::new(failed(last, "tasks", &fault)), fault.retry_after.unwrap_or_default().max(self.every))
                    }
                    Err(fault) => return Err(fault),
                };
                if is_unknown(&now) {
                    return Ok(Told { answer: now, as_of: None });
                }
                if last.as_ref() != Some(&now) {
                    steps.send(Step::Whole(Told { answer: Arc::clone(&now), as_of: None }));
                    last = Some(now);
                }
                sleep(wait).await;
            }
        })
    }
}

/// What was told of a run in full, where the list still says that it runs.
fn still_runs(last: Option<&Evidence>, task: &Task) -> Option<Arc<Asked>> {
    let mut told = last?.asked.iter();
    told.find(|had| had.task.id == task.id && had.steps.is_some() && task.state.is_running()).cloned()
}

fn is_unknown(evidence: &Evidence) -> bool {
    evidence.source.as_ref().is_some_and(|source| matches!(source.known, Known::Unknown(_)))
}

fn unknown(why: &Clean) -> Arc<Evidence> {
    let source = SourceState { name: "tasks".into(), known: Known::Unknown(why.clone()), remark: None };
    Arc::new(Evidence { source: Some(source), ..Evidence::default() })
}

fn evidence(asked: &[Arc<Asked>]) -> Evidence {
    let remark = (asked.len() == LATEST).then(|| Clean::line(&format!("the latest {LATEST} tasks")));
    let source = SourceState { name: "tasks".into(), known: Known::Yes, remark };
    Evidence { source: Some(source), asked: asked.to_vec(), ..Evidence::default() }
}

/// What a row of a list tells.
fn of_list(task: &Task, templates: &HashMap<EntityRef, Entity>) -> Asked {
    let template = task.template.as_ref().and_then(|template| templates.get(template));
    let needed = template.map(approvals).unwrap_or_default();
    let parameters = serde_json::json!({"parameters": *task.parameters});
    Asked {
        task: task.clone(),
        steps: None,
        fault: None,
        sort: template.map(|template| template.text("/spec/type")).unwrap_or_default(),
        leads: Vec::new(),
        commit: None,
        entities: Vec::new(),
        approvers: needed.into_iter().filter(|one| one.is_needed(&parameters)).map(|one| one.by).collect(),
    }
}

/// The commit that a run made here, where it is one.
fn made(run: &TaskRun) -> Option<Clean> {
    match run.output.commits.as_slice() {
        [only] => Some(only.commit.clone()),
        _ => None,
    }
}

fn in_full(run: &TaskRun, templates: &HashMap<EntityRef, Entity>) -> Asked {
    let mut task = run.task.clone();
    task.state = run.state();
    let links = run.output.links.iter().map(|link| &link.to);
    let whole = &run.output.whole;
    let mut asked = Asked {
        steps: Some(Arc::clone(&run.steps)),
        fault: run.fault.clone(),
        commit: whole.get("commitHash").and_then(serde_json::Value::as_str).map(Clean::line).or_else(|| made(run)),
        ..of_list(&task, templates)
    };
    for target in links {
        match target {
            OutputTarget::Address(address) => asked.leads.push(address.clone()),
            OutputTarget::Entity(entity) => asked.entities.push(entity.clone()),
        }
    }
    asked
}
