//! A run in full, followed until it has ended.

use super::kind;
use super::read::{TaskRead, WholeRun};
use crate::adapters::cluster::{Cluster, Following, Pace, Snapshot, Wanted};
use crate::domain::model::At;
use crate::domain::model::cluster::ObjectRef;
use crate::domain::model::delivery::{RunDetail, RunId, RunState, RunTask};
use crate::domain::text::Clean;
use crate::platform::fault::{Fault, FaultKind};
use crate::platform::ports::{Step, Steps, Told};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The label of the tasks of a run.
const RUN: &str = "tekton.dev/pipelineRun";

pub(super) async fn follow(
    cluster: Arc<Cluster>,
    id: RunId,
    steps: Steps<RunDetail>,
) -> Result<Told<RunDetail>, Fault> {
    let tried = format!("show the run {} of {}", id.name, id.namespace);
    // one that is not there is told at once; a watch would wait for it
    let object = ObjectRef::new(kind("PipelineRun"), &id.namespace, &id.name);
    cluster.get::<WholeRun>(&object).await?.ok_or_else(|| pruned(&tried))?;
    let all = |name: &str| Wanted::all(kind(name)).within(&[Arc::clone(&id.namespace)]);
    let mut run: Following<WholeRun> =
        cluster.follow(all("PipelineRun").with_fields(&format!("metadata.name={}", id.name)));
    let mut tasks: Following<TaskRead> = cluster.follow(all("TaskRun").labelled(&format!("{RUN}={}", id.name)));
    let mut last: Option<RunDetail> = None;
    let mut pace = Pace::default();
    loop {
        tokio::select! {
            _ = run.next() => {}
            _ = tasks.next() => {}
        }
        pace.keep().await;
        let (now, told) = (run.now(), tasks.now());
        if !(now.is_whole && told.is_whole) {
            continue;
        }
        if let Some(fault) = now.fault() {
            return Err(fault.clone());
        }
        let Some(whole) = now.objects.first() else {
            // what was known of one that is taken away stays: it ended
            return last.map(Told::now).ok_or_else(|| pruned(&tried));
        };
        let detail = detail(whole, &told);
        if last.as_ref() != Some(&detail) {
            steps.send(Step::Whole(Told::now(detail.clone())));
        }
        if has_ended(&detail) && told.fault().is_none() {
            return Ok(Told::now(detail));
        }
        last = Some(detail);
    }
}

fn pruned(tried: &str) -> Fault {
    let happened = "the cluster has no such run any more: old runs are taken away (pruned)";
    Fault::new(FaultKind::NotFound, tried, happened, "Tekton Results keeps them, where it is installed")
}

/// The run ended, and so did all its tasks; the last word of a task may come after that of the run.
fn has_ended(detail: &RunDetail) -> bool {
    let is_over = |state: RunState| !matches!(state, RunState::Waiting | RunState::Running);
    is_over(detail.run.state) && detail.tasks.iter().all(|task| is_over(task.state))
}

/// Its tasks in the order they began; then those that wait, in the order of the pipeline; those left out.
fn detail(whole: &WholeRun, told: &Snapshot<TaskRead>) -> RunDetail {
    let mut tasks: Vec<RunTask> = told.objects.iter().map(|task| named(&task.0, whole)).collect();
    let known: Vec<Arc<str>> = tasks.iter().map(|task| Arc::clone(&task.run)).collect();
    let missing = whole.begun.iter().filter(|(run, _)| !known.contains(run));
    // a task that was taken away, or may not be read: only its name is known
    tasks.extend(missing.map(|(run, name)| RunTask {
        name: name.clone(),
        run: Arc::clone(run),
        state: if whole.run.finished.is_some() { whole.run.state } else { RunState::Running },
        reason: "its details are not there any more".into(),
        ..RunTask::default()
    }));
    tasks.sort_by_key(|task| (task.started.unwrap_or(At(i64::MAX)), task.name.clone()));
    let places: BTreeMap<_, usize> = whole.order.iter().enumerate().map(|(at, name)| (name, at)).collect();
    let mut others: Vec<RunTask> = whole
        .skipped
        .iter()
        .map(|(name, reason)| task(name, RunState::Skipped, reason))
        .chain(whole.order.iter().map(|name| task(name, waiting(whole), &Default::default())))
        .collect();
    others.sort_by_key(|other| places.get(&other.name).copied().unwrap_or(usize::MAX));
    for other in others {
        if !tasks.iter().any(|task| task.name == other.name) {
            tasks.push(other);
        }
    }
    RunDetail { run: whole.run.clone(), tasks, results: whole.results.clone() }
}

/// How a task stands that was never begun: it waits, or the run ended without it.
fn waiting(whole: &WholeRun) -> RunState {
    if whole.run.finished.is_some() { RunState::Skipped } else { RunState::Waiting }
}

fn task(name: &Clean, state: RunState, reason: &Clean) -> RunTask {
    RunTask { name: name.clone(), state, reason: reason.clone(), ..RunTask::default() }
}

/// A task by the name that it has in the pipeline.
fn named(task: &RunTask, whole: &WholeRun) -> RunTask {
    let known = whole.begun.iter().find(|(run, _)| *run == task.run).map(|(_, name)| name.clone());
    let name = Some(task.name.clone()).filter(|name| !name.is_empty()).or(known);
    RunTask { name: name.unwrap_or_else(|| Clean::line(&task.run)), ..task.clone() }
}
