//! Tasks as they are printed.

use crate::cli::out::Row;
use crate::domain::model::task::{OutputCommit, OutputTarget, StepState, Task, TaskId, TaskRun, TaskStep};
use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::ports::Platform;
use serde_json::{Value, json};

pub(in crate::cli) fn row_of(task: &Task) -> Row {
    let template = task.template.as_ref().map(EntityRef::short).unwrap_or_default();
    let by = task.by.as_ref().map(EntityRef::short).unwrap_or_default();
    let created = task.created.rfc3339();
    Row {
        cells: vec![
            Clean::line(task.id.as_str()),
            task.state.word().into(),
            template,
            Clean::line(&created),
            by,
            task.title.clone(),
        ],
        name: Clean::line(task.id.as_str()),
        value: task_value(task),
    }
}

fn task_value(task: &Task) -> Value {
    json!({
        "id": task.id.as_str(),
        "template": task.template.as_ref().map(EntityRef::as_str),
        "title": task.title.as_str(),
        "state": task.state.word(),
        "by": task.by.as_ref().map(EntityRef::as_str),
        "created_at": task.created.rfc3339(),
        "heard_at": task.heard.map(|at| at.rfc3339()),
        "parameters": &*task.parameters,
    })
}

/// A task with its steps and what came of it.
pub(in crate::cli) fn value_of(run: &TaskRun) -> Value {
    let mut value = task_value(&run.task);
    if let Some(fields) = value.as_object_mut() {
        fields.insert("state".into(), run.state().word().into());
        fields.insert("steps".into(), run.steps.iter().map(step_value).collect());
        fields.insert("output".into(), (*run.output.whole).clone());
        fields.insert("error".into(), run.fault.as_ref().map(Clean::as_str).into());
        fields.insert("can_retry".into(), run.can_retry.into());
        fields.insert("log_lines".into(), (run.log.len() + run.log.left_out()).into());
    }
    value
}

fn step_value(step: &TaskStep) -> Value {
    json!({
        "id": step.id.as_str(),
        "name": step.name.as_str(),
        "action": step.action.as_str(),
        "state": word(step.state),
        "started_at": step.started.map(|at| at.rfc3339()),
        "ended_at": step.ended.map(|at| at.rfc3339()),
    })
}

pub(super) fn word(state: StepState) -> &'static str {
    match state {
        StepState::Waiting => "waiting",
        StepState::Processing => "processing",
        StepState::Completed => "completed",
        StepState::Failed => "failed",
        StepState::Skipped => "skipped",
        StepState::Cancelled => "cancelled",
    }
}

/// Where a task runs that was just begun, how to follow it, and where it is to be seen.
pub(super) fn where_it_runs(platform: &Platform, id: &TaskId, follows: bool) -> Vec<Clean> {
    let mut lines = vec![format!("  where: {}", platform.place)];
    if !follows && !platform.is_workspace {
        lines.push(format!("  follow it: stagedoor task logs --follow {id}"));
    }
    lines.push(format!("  see it: {}", Place::task(id.as_str())));
    let page = |web: &Clean| format!("  in the browser: {}/create/tasks/{id}", web.as_str().trim_end_matches('/'));
    lines.extend(platform.web.as_ref().map(page));
    lines.iter().map(|line| Clean::line(line)).collect()
}

/// A commit that a task made, in words.
pub(super) fn commit(made: &OutputCommit) -> Clean {
    let id = made.commit.as_str();
    Clean::line(&format!("Commit {} on {} of {}", id.get(..12).unwrap_or(id), made.branch, made.repository))
}

/// A task in words, line by line.
pub(super) fn told(run: &TaskRun) -> Vec<Clean> {
    let task = &run.task;
    let by = task.by.as_ref().map(|by| format!(" by {}", by.short())).unwrap_or_default();
    let mut lines =
        vec![task.title.clone(), Clean::line(&format!("{}, begun {}{by}", run.state().word(), task.created.rfc3339()))];
    lines.extend(run.fault.iter().cloned());
    lines.extend(run.steps.iter().map(|step| Clean::line(&format!("  {:<10} {}", word(step.state), step.name))));
    lines.extend(run.output.links.iter().map(|link| {
        let to = match &link.to {
            OutputTarget::Address(address) => address.to_string(),
            OutputTarget::Entity(entity) => entity.to_string(),
        };
        Clean::line(&format!("{}: {to}", link.title))
    }));
    lines.extend(run.output.commits.iter().map(commit));
    for text in &run.output.texts {
        lines.push(text.title.clone());
        lines.extend(text.content.lines().map(Clean::line));
    }
    lines
}
