//! Runs as Tekton writes them.

use crate::adapters::cluster::{Origin, Thin, at, conditions, list, text};
use crate::domain::model::cluster::{Condition, Truth};
use crate::domain::model::delivery::{PipelineRun, RunId, RunState, RunStep, RunTask};
use crate::domain::text::Clean;
use serde_json::Value;
use std::sync::Arc;

/// A run of a pipeline, as a list has it.
#[derive(Debug, PartialEq)]
pub(super) struct RunRead(pub Arc<PipelineRun>);

/// A run of a pipeline with what it says of its tasks.
#[derive(Debug, PartialEq)]
pub(super) struct WholeRun {
    pub run: PipelineRun,
    /// Tasks that were begun: the `TaskRun`, and the name in the pipeline.
    pub begun: Vec<(Arc<str>, Clean)>,
    /// Tasks that were left out, and why.
    pub skipped: Vec<(Clean, Clean)>,
    /// The names of the tasks in the order of the pipeline, as far as the run tells.
    pub order: Vec<Clean>,
    pub results: Vec<(Clean, Clean)>,
}

/// A run of a task.
#[derive(Debug, PartialEq)]
pub(super) struct TaskRead(pub RunTask);

impl Thin for RunRead {
    fn thin(origin: &Origin, value: &Value) -> Self {
        Self(Arc::new(run(origin, value)))
    }
}

fn run(origin: &Origin, value: &Value) -> PipelineRun {
    let (state, condition) = standing(value);
    let label = text(value, "/metadata/labels/tekton.dev~1pipeline");
    let pipeline = if label.is_empty() { text(value, "/spec/pipelineRef/name") } else { label };
    PipelineRun {
        id: RunId {
            cluster: Arc::clone(&origin.cluster),
            namespace: text(value, "/metadata/namespace").into(),
            name: text(value, "/metadata/name").into(),
        },
        pipeline: Clean::line(pipeline),
        state,
        reason: condition.reason,
        message: condition.message,
        started: at(text(value, "/status/startTime")).or_else(|| at(text(value, "/metadata/creationTimestamp"))),
        finished: at(text(value, "/status/completionTime")),
        address: Clean::default(),
    }
}

/// How something stands by its condition `Succeeded`, and that condition.
fn standing(value: &Value) -> (RunState, Condition) {
    let succeeded = conditions(value).into_iter().find(|condition| condition.name.as_str() == "Succeeded");
    let Some(condition) = succeeded else { return (RunState::Waiting, Condition::default()) };
    let reason = condition.reason.as_str();
    let is_stopped = reason.contains("Cancelled") || reason == "StoppedRunFinally";
    let state = match condition.holds {
        Truth::Yes => RunState::Succeeded,
        Truth::No if is_stopped => RunState::Cancelled,
        Truth::No => RunState::Failed,
        Truth::Unknown if reason == "Pending" || reason == "PipelineRunPending" => RunState::Waiting,
        Truth::Unknown => RunState::Running,
    };
    (state, condition)
}

impl Thin for WholeRun {
    fn thin(origin: &Origin, value: &Value) -> Self {
        let name = |value: &Value| Clean::line(text(value, "/pipelineTaskName"));
        let mut begun: Vec<(Arc<str>, Clean)> = list(value, "/status/childReferences")
            .filter(|child| text(child, "/kind") == "TaskRun")
            .map(|child| (text(child, "/name").into(), name(child)))
            .collect();
        // `v1beta1` had them whole, by name
        let whole = value.pointer("/status/taskRuns").and_then(Value::as_object).into_iter().flatten();
        begun.extend(whole.map(|(run, told)| (run.as_str().into(), name(told))));
        let skipped = list(value, "/status/skippedTasks");
        let order = ["/status/pipelineSpec/tasks", "/status/pipelineSpec/finally"];
        let order = order.iter().flat_map(|pointer| list(value, pointer));
        let results = list(value, "/status/results").chain(list(value, "/status/pipelineResults"));
        Self {
            run: run(origin, value),
            begun,
            skipped: skipped
                .map(|task| (Clean::line(text(task, "/name")), Clean::line(text(task, "/reason"))))
                .collect(),
            order: order.map(|task| Clean::line(text(task, "/name"))).collect(),
            results: results.map(|result| (Clean::line(text(result, "/name")), said(result.get("value")))).collect(),
        }
    }
}

/// A result: a text, or a list or an object, as JSON.
fn said(value: Option<&Value>) -> Clean {
    match value {
        Some(Value::String(text)) => Clean::line(text),
        Some(other) => Clean::line(&other.to_string()),
        None => Clean::default(),
    }
}

impl Thin for TaskRead {
    fn thin(_: &Origin, value: &Value) -> Self {
        let (state, condition) = standing(value);
        let told: Vec<RunStep> = list(value, "/status/steps").map(step).collect();
        // before the pod runs the steps are only planned
        let planned = list(value, "/status/taskSpec/steps").map(|step| RunStep {
            name: Clean::line(text(step, "/name")),
            container: format!("step-{}", text(step, "/name")).into(),
            ..RunStep::default()
        });
        Self(RunTask {
            name: Clean::line(text(value, "/metadata/labels/tekton.dev~1pipelineTask")),
            run: text(value, "/metadata/name").into(),
            pod: text(value, "/status/podName").into(),
            state,
            reason: condition.reason,
            message: condition.message,
            started: at(text(value, "/status/startTime")),
            finished: at(text(value, "/status/completionTime")),
            steps: if told.is_empty() { planned.collect() } else { told },
        })
    }
}

fn step(value: &Value) -> RunStep {
    let name = text(value, "/name");
    let container = Some(text(value, "/container")).filter(|it| !it.is_empty());
    let exit_code = value.pointer("/terminated/exitCode").and_then(Value::as_i64);
    let reason = ["/terminated/reason", "/waiting/reason"].into_iter().map(|pointer| text(value, pointer));
    let reason = reason.into_iter().find(|reason| !reason.is_empty()).unwrap_or_default();
    let state = match (exit_code, reason) {
        (Some(_), "Skipped") => RunState::Skipped,
        (Some(_), "TaskRunCancelled" | "Cancelled") => RunState::Cancelled,
        (Some(0), _) => RunState::Succeeded,
        (Some(_), _) => RunState::Failed,
        (None, _) if value.get("running").is_some() => RunState::Running,
        _ => RunState::Waiting,
    };
    RunStep {
        name: Clean::line(name),
        container: container.map_or_else(|| format!("step-{name}"), str::to_owned).into(),
        state,
        exit_code,
        reason: Clean::line(reason),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::cluster::Kind;
    use serde_json::json;

    fn origin() -> Origin {
        Origin { cluster: "ci".into(), kind: Kind::default(), version: "v1".into() }
    }

    fn state(status: &str, reason: &str) -> RunState {
        let value = json!({"metadata": {"name": "r"}, "status": {"conditions": [{"type": "Succeeded", "status": status, "reason": reason}]}});
        run(&origin(), &value).state
    }

    #[test]
    fn a_run_stands_as_its_condition_says() {
        assert_eq!(state("True", "Completed"), RunState::Succeeded, "with tasks that were left out");
        assert_eq!(state("Unknown", "Running"), RunState::Running);
        assert_eq!(state("Unknown", "PipelineRunPending"), RunState::Waiting);
        assert_eq!(state("False", "PipelineRunTimeout"), RunState::Failed);
        assert_eq!(state("False", "CouldntGetPipeline"), RunState::Failed);
        assert_eq!(state("False", "Cancelled"), RunState::Cancelled);
        assert_eq!(
            run(&origin(), &json!({"metadata": {"name": "r"}})).state,
            RunState::Waiting,
            "nobody looked at it yet"
        );
    }

    #[test]
    fn a_step_says_how_it_ended_and_where_its_log_is() {
        let value = json!({"metadata": {"name": "r-test", "labels": {"tekton.dev/pipelineTask": "test"}}, "status": {"podName": "r-test-pod", "steps": [
            {"name": "fetch", "container": "step-fetch", "terminated": {"exitCode": 0, "reason": "Completed"}},
            {"name": "unit", "container": "step-unit", "terminated": {"exitCode": 2, "reason": "Error"}},
            {"name": "lint", "terminated": {"exitCode": 1, "reason": "Skipped"}},
            {"name": "more", "running": {"startedAt": "2026-11-30T08:00:00Z"}}, {"name": "last", "waiting": {"reason": "PodInitializing"}}]}});
        let TaskRead(task) = TaskRead::thin(&origin(), &value);
        let steps: Vec<_> = task.steps.iter().map(|step| (step.container.to_string(), step.state)).collect();
        let wanted = [
            ("step-fetch", RunState::Succeeded),
            ("step-unit", RunState::Failed),
            ("step-lint", RunState::Skipped),
            ("step-more", RunState::Running),
            ("step-last", RunState::Waiting),
        ];
        assert_eq!(steps, wanted.map(|(name, state)| (name.to_owned(), state)));
        assert_eq!(&*task.pod, "r-test-pod");
    }
}
