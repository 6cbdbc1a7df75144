//! What came of a run that has ended well: its commits, and what was asked for by it with the way to wait for that.

use super::model::commit;
use crate::cli::desk::wait;
use crate::cli::ending::{Ending, complain};
use crate::cli::provisions::{named, settled};
use crate::domain::model::provision::{Provision, Provisions};
use crate::domain::model::task::{TaskId, TaskRun, TaskState};
use crate::domain::text::Clean;
use crate::platform::ports::Ports;
use serde_json::Value;
use std::sync::Arc;
use std::time::Duration;

/// So long systems are waited for that tell what a run made.
const PATIENCE: Duration = Duration::from_secs(10);

/// Says on standard error what came of it, and gives it as a script reads it: the task, with `provisions`.
pub(super) fn told(ports: &Ports, id: &TaskId, run: &TaskRun) -> Result<Value, Ending> {
    let mut value = super::value_of(run);
    if run.state() != TaskState::Completed {
        return Ok(value);
    }
    run.output.commits.iter().for_each(|made| complain(&indented(commit(made).as_str())));
    let words = provisions(ports, id)?;
    words
        .iter()
        .flat_map(|name| [format!("made: {name}"), format!("wait for it: stagedoor wait {name}")])
        .for_each(|line| complain(&indented(&line)));
    if let Some(fields) = value.as_object_mut() {
        fields.insert("provisions".into(), words.into());
    }
    Ok(value)
}

fn indented(words: &str) -> Clean {
    Clean::line(&format!("  {words}"))
}

/// What was asked for by the task, each as the command line names it; nothing where the platform cannot say.
fn provisions(ports: &Ports, id: &TaskId) -> Result<Vec<String>, Ending> {
    let all = match wait(settled(ports, PATIENCE)) {
        Ok(all) => all,
        Err(ending @ (Ending::Interrupted | Ending::Signal(_))) => return Err(ending),
        Err(_) => Arc::new(Provisions::default()),
    };
    let is_own = |one: &&Arc<Provision>| one.tasks.contains(id);
    Ok(all.list.iter().filter(is_own).map(|one| named(one, &all)).collect())
}
