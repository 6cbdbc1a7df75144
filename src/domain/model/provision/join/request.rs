//! Requested, validated, rendered: what is known by the task.

use super::tell::{Facts, place_of_task, short};
use crate::domain::model::At;
use crate::domain::model::provision::{Asked, Progress, Stage, StageName};
use crate::domain::model::task::{StepState, TaskState, TaskStep};
use crate::domain::text::Clean;

/// Requested: a task tells of itself.
pub(super) fn requested(facts: &Facts<'_, '_>) -> Stage {
    let Some(asked) = facts.task else { return Stage::unknown(StageName::Requested, &nobody(facts)) };
    let by = asked.task.by.as_ref().map(|by| Clean::line(by.name())).unwrap_or_default();
    accepted(StageName::Requested, asked).by(by).known_by(&format!("task {}", short(asked.task.id.as_str())))
}

/// Validated: a platform makes no task of values that the form refuses.
pub(super) fn validated(facts: &Facts<'_, '_>) -> Stage {
    match facts.task {
        Some(asked) => accepted(StageName::Validated, asked).known_by("the form's values were accepted with the task"),
        None => Stage::unknown(StageName::Validated, &nobody(facts)),
    }
}

fn accepted(name: StageName, asked: &Asked) -> Stage {
    let at = Some(asked.task.created);
    Stage::new(name, Progress::Done).times(at, at).leads(place_of_task(asked))
}

fn nobody(facts: &Facts<'_, '_>) -> String {
    match (&facts.line.doubt, facts.line.requests.first()) {
        (Some(doubt), _) => doubt.clone(),
        (None, Some(id)) => format!("it names the request {}, of which nothing is known here", short(id)),
        (None, None) => "no request names it".into(),
    }
}

/// Whether a step brings files to where they are committed.
pub(super) fn publishes(step: &TaskStep) -> bool {
    let action = step.action.as_str();
    action.starts_with("publish:")
        || action.ends_with(":push")
        || action.contains("pull-request")
        || action.contains("merge-request")
}

/// Whether a step comes after the files were made: it publishes, or tells others.
fn follows(step: &TaskStep) -> bool {
    let action = step.action.as_str();
    publishes(step) || action.starts_with("catalog:register") || action.starts_with("notification:")
}

/// Rendered: by the steps of the task before the one that publishes.
pub(super) fn rendered(facts: &Facts<'_, '_>) -> Stage {
    const NAME: StageName = StageName::Rendered;
    let by_file = || {
        let file = facts.line.file.filter(|file| file.request.is_some());
        file.map(|file| Stage::new(NAME, Progress::Done).known_by(&format!("{} names the request", file.path)))
    };
    let Some(asked) = facts.task else {
        return by_file().unwrap_or_else(|| Stage::unknown(NAME, &nobody(facts)));
    };
    let making = making(asked);
    let (began, ended) = span(&making);
    let stage = |progress| Stage::new(NAME, progress).leads(place_of_task(asked));
    if asked.task.state == TaskState::Completed {
        return stage(Progress::Done).times(began, ended).known_by("the steps of the task went well");
    }
    if let Some(step) = making.iter().find(|step| has_failed(step)) {
        let stopped = stage(Progress::Failed).times(began, step.ended.or(asked.task.heard));
        return stopped.known_by(&format!("step {}", step.name)).because(&why(asked)).cured(&cure(asked));
    }
    let all_made =
        !making.is_empty() && making.iter().all(|step| matches!(step.state, StepState::Completed | StepState::Skipped));
    if all_made {
        return stage(Progress::Done).times(began, ended).known_by("the steps of the task went well");
    }
    if let Some(stage) = by_file() {
        return stage;
    }
    match asked.task.state {
        TaskState::Open => stage(Progress::Waiting).waits_for("the task to begin"),
        TaskState::Processing => stage(Progress::Active).times(began.or(Some(asked.task.created)), None),
        TaskState::Failed | TaskState::Cancelled if asked.steps.is_some() => {
            stage(Progress::Failed).times(began, asked.task.heard).because(&why(asked)).cured(&cure(asked))
        }
        _ => stage(Progress::Unknown)
            .because(&format!("the task failed, and which of its steps did is not known: {}", why(asked))),
    }
}

/// The steps that make the files.
fn making(asked: &Asked) -> Vec<&TaskStep> {
    let steps = asked.steps.as_deref().unwrap_or_default();
    steps.iter().filter(|step| !follows(step)).collect()
}

/// The step that publishes, where there is one: the first that was not left out.
pub(super) fn publishing(asked: &Asked) -> Option<&TaskStep> {
    let steps = asked.steps.as_deref().unwrap_or_default();
    let mut all = steps.iter().filter(|step| publishes(step));
    all.clone().find(|step| step.state != StepState::Skipped).or_else(|| all.next())
}

pub(super) fn has_failed(step: &TaskStep) -> bool {
    matches!(step.state, StepState::Failed | StepState::Cancelled)
}

fn span(steps: &[&TaskStep]) -> (Option<At>, Option<At>) {
    let began = steps.iter().filter_map(|step| step.started).min();
    (began, steps.iter().filter_map(|step| step.ended).max())
}

/// Why a task stopped, in its own words.
pub(super) fn why(asked: &Asked) -> String {
    match (&asked.fault, asked.task.state) {
        (Some(fault), _) if !fault.is_empty() => fault.to_string(),
        (_, TaskState::Cancelled) => "it was stopped".into(),
        _ => "the task does not say why".into(),
    }
}

pub(super) fn cure(asked: &Asked) -> String {
    format!("read its log: `stagedoor task logs {}`; then run it again", asked.task.id)
}
