//! What a run of a template would make: the backend runs it without changing anything.

use super::raw::{RawBody, RawStep};
use super::{Revealed, route};
use crate::adapters::http::{Call, Failure};
use crate::adapters::systems::backstage::Backstage;
use crate::adapters::systems::backstage::loose::{List, Text, loose};
use crate::domain::model::At;
use crate::domain::model::task::{
    DryRun, Fold, MadeFile, Output, StepState, Task, TaskEvent, TaskId, TaskState, TaskStep, What,
};
use crate::domain::text::{Clean, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A dry run does all that a run does but for what it changes: it may take its time.
const TAKES: Duration = Duration::from_secs(120);
/// What the backend says of a step whose action would change something.
const NOT_DRY: &str = "does not support dry-run";

/// What is to be tried out.
#[derive(Clone, Debug)]
pub struct DryOrder<'a> {
    /// The template as the catalog has it.
    pub template: &'a Value,
    /// The values of its form.
    pub values: &'a Value,
    /// Its secrets by their names.
    pub secrets: &'a BTreeMap<String, Secret>,
}

#[derive(Serialize)]
struct Asked<'a> {
    template: &'a Value,
    values: &'a Value,
    secrets: Revealed<'a>,
    #[serde(rename = "directoryContents")]
    files: [Value; 0],
}

loose! {
    RawDryRun {
        "log" => log: List<RawSaid<'de>>,
        "directoryContents" => files: List<RawFile<'de>>,
        "output" => output: Value,
        "steps" => steps: List<RawStep<'de>>,
    }
    RawSaid {
        "body" => body: RawBody<'de>,
    }
    RawFile {
        "path" => path: Text<'de>,
        "executable" => is_executable: Value,
        "base64Content" => content: Text<'de>,
    }
}

impl Backstage {
    /// What a run would make; `at` is the moment that its log is of.
    ///
    /// # Errors
    /// When the platform refuses, or a step fails.
    pub async fn dry_run(&self, order: DryOrder<'_>, tried: &str, at: At) -> Result<DryRun, Failure> {
        let DryOrder { template, values, secrets } = order;
        let asked = Asked { template, values, secrets: Revealed(secrets), files: [] };
        let call = Call::post(tried, &route(&["dry-run"]), &asked).waiting(TAKES);
        let body = self.send(call.when_missing("this portal has no dry runs")).await?;
        Ok(read(body.json().map_err(Failure::unsent)?, at))
    }
}

fn read(raw: RawDryRun<'_>, at: At) -> DryRun {
    let steps: Vec<TaskStep> = raw.steps.0.iter().map(RawStep::step).collect();
    let mut fold = Fold::new(no_task(), steps);
    let mut left_out = Vec::new();
    for (said, id) in raw.log.0.into_iter().zip(1..) {
        let what = said.body.said();
        if let What::Said { message, state: Some(StepState::Skipped), .. } = &what
            && message.contains(NOT_DRY)
        {
            left_out.push(Clean::line(message.trim_start_matches("Skipping because ")));
        }
        fold.take(&TaskEvent { id, at, what });
    }
    let run = fold.run();
    let files = raw.files.0.into_iter().map(made).collect();
    DryRun { files, steps: run.steps, log: run.log, output: Arc::new(Output::read(raw.output)), left_out }
}

fn made(file: RawFile<'_>) -> MadeFile {
    MadeFile {
        path: file.path.0.into_owned(),
        executable: file.is_executable.as_bool().unwrap_or_default(),
        content: STANDARD.decode(file.content.0.as_bytes()).unwrap_or_default().into(),
    }
}

/// No task is made by a dry run.
fn no_task() -> Task {
    Task {
        id: TaskId::default(),
        template: None,
        title: Clean::default(),
        by: None,
        created: At::default(),
        heard: None,
        state: TaskState::Completed,
        parameters: Arc::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_would_be_made_is_read_with_what_is_left_out() {
        let raw = r#"{
            "log": [
                {"body": {"message": "Starting up task with 2 steps"}},
                {"body": {"stepId": "f", "status": "processing", "message": "Beginning step F"}},
                {"body": {"stepId": "f", "status": "completed", "message": "Finished step F"}},
                {"body": {"stepId": "p", "status": "skipped", "message": "Skipping because publish:github does not support dry-run"}},
                7
            ],
            "directoryContents": [
                {"path": "run.sh", "executable": true, "base64Content": "aGkgemVk"},
                {"path": "odd", "base64Content": "%%"}
            ],
            "output": {"links": [{"title": "x", "url": "https://example.com"}]},
            "steps": [{"id": "f", "name": "F", "action": "fetch:template"}, {"id": "p", "action": "publish:github"}]
        }"#;
        let run = read(serde_json::from_str(raw).unwrap(), At(5));
        let files: Vec<_> = run.files.iter().map(|file| (&*file.path, file.executable, &*file.content)).collect();
        assert_eq!(files, [("run.sh", true, &b"hi zed"[..]), ("odd", false, b"")]);
        let states: Vec<_> = run.steps.iter().map(|step| (step.name.as_str(), step.state)).collect();
        assert_eq!(states, [("F", StepState::Completed), ("publish:github", StepState::Skipped)]);
        assert_eq!(run.left_out, ["publish:github does not support dry-run".into()]);
        assert_eq!((run.log.len(), run.output.links.len()), (5, 1));
    }
}
