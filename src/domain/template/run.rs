//! A run: the steps one after the other, as the scaffolder of a portal takes them.
//!
//! What a step does is done by [`Hands`]; what is said goes to a [`Listener`]. Nothing here waits, reads or writes.

mod item;
mod room;
mod state;
mod step;

use super::action::ActionKind;
use super::failure::Failure;
use super::js;
pub use super::log::Listener;
use super::log::{LogLine, StepLog, StepStatus};
use super::read::ActionStep;
pub use super::redact::Redactor;
use serde_json::Value;

/// What is to be run.
#[derive(Clone, Debug)]
pub struct Task {
    /// Its id; `context.task.id` of expressions.
    pub id: String,
    /// Its steps.
    pub steps: Vec<ActionStep>,
    /// The ids of steps that are left out because their actions have no meaning here.
    pub left_out: Vec<String>,
    /// The output of the template; null where it has none.
    pub output: Value,
    /// The values of the form.
    pub parameters: Value,
    /// The values that are never shown, by name.
    pub secrets: Secrets,
    /// Who runs it: `{ref, entity}`.
    pub user: Value,
    /// Only what can be undone is done, and every input is shown.
    pub is_dry_run: bool,
}

/// The secrets of a run. They show nothing of themselves.
#[derive(Clone, Default)]
pub struct Secrets(Vec<(String, String)>);

impl Secrets {
    /// By name.
    #[must_use]
    pub fn new(secrets: Vec<(String, String)>) -> Self {
        Self(secrets)
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    fn texts(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|(_, text)| text.clone())
    }

    fn record(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, text)| (name.clone(), text.clone().into())).collect())
    }

    fn hidden(&self) -> Value {
        Value::Object(self.0.iter().map(|(name, _)| (name.clone(), "***".into())).collect())
    }
}

impl std::fmt::Debug for Secrets {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.0.iter().map(|(name, _)| name)).finish()
    }
}

/// What a step asks to be done, once for each of its items.
#[derive(Clone, Debug)]
pub struct Deed<'a> {
    /// The action.
    pub action: &'a ActionKind,
    /// The step's id.
    pub step: &'a str,
    /// Its input, rendered and found to be what the action takes.
    pub input: &'a Value,
    /// The values for files in it: what is not there in a list is told apart from null.
    pub values: Option<&'a Value>,
    /// Nothing outside is to be changed.
    pub is_dry_run: bool,
}

/// Who does what steps ask for.
pub trait Hands {
    /// The action of that id, where there is one.
    ///
    /// # Errors
    /// When there is none.
    fn find(&self, id: &str) -> Result<&'static ActionKind, Failure>;

    /// Does it; the outputs by name.
    ///
    /// # Errors
    /// When it cannot be done. What was done so far stays.
    fn act(&mut self, deed: &Deed<'_>, log: &mut StepLog<'_>) -> Result<Vec<(String, Value)>, Failure>;
}

/// Runs a task to its end; its output.
///
/// # Errors
/// The first failure of a step. Later steps ran only where their condition asked for `always()` or `failure()`.
pub fn run(task: &Task, hands: &mut dyn Hands, listener: &mut dyn Listener) -> Result<Value, Failure> {
    run_and_hide(task, hands, listener).map(|(output, _)| output)
}

/// The same, with what must not be read in anything that is said of the run afterwards.
///
/// # Errors
/// Those of [`run`].
pub fn run_and_hide(
    task: &Task,
    hands: &mut dyn Hands,
    listener: &mut dyn Listener,
) -> Result<(Value, Redactor), Failure> {
    let task = &ordered(task);
    let more = usize::from(task.is_dry_run);
    listener.say(about_task(format!("Starting up task with {} steps", task.steps.len() + more)));
    let mut state = state::State::new(task)?;
    let mut first: Option<Failure> = None;
    for step in &task.steps {
        if task.left_out.contains(&step.id) {
            let message = format!("Skipping step {} because {} has no meaning in a workspace", step.id, step.action);
            listener.say(about_step(step, StepStatus::Skipped, message));
            continue;
        }
        if first.is_some() && !state.asks_for_status(step)? {
            let message = format!("Skipping step {} because a previous step failed", step.id);
            listener.say(about_step(step, StepStatus::Skipped, message));
            continue;
        }
        if let Err(failure) = step::run(&mut state, step, hands, listener) {
            match first {
                None => first = Some(failure),
                Some(_) => {
                    let message = format!("Additional error occurred: {}\n{}", failure.message, failure.in_full());
                    listener.say(about_step(step, StepStatus::Failed, message));
                }
            }
            state.has_failed = true;
        }
    }
    match first {
        Some(failure) => Err(failure),
        None => Ok((state.output()?, state.lasting)),
    }
}

/// Everything with its keys in JavaScript's order.
fn ordered(task: &Task) -> Task {
    let step = |step: &ActionStep| ActionStep {
        input: step.input.clone().map(js::ordered),
        each: step.each.clone().map(js::ordered),
        condition: step.condition.clone().map(js::ordered),
        ..step.clone()
    };
    Task {
        steps: task.steps.iter().map(step).collect(),
        output: js::ordered(task.output.clone()),
        parameters: js::ordered(task.parameters.clone()),
        user: js::ordered(task.user.clone()),
        ..task.clone()
    }
}

fn about_task(message: String) -> LogLine {
    LogLine { step_id: None, status: None, message }
}

fn about_step(step: &ActionStep, status: StepStatus, message: String) -> LogLine {
    LogLine { step_id: Some(step.id.clone()), status: Some(status), message }
}
