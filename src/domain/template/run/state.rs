//! What expressions of a run can see.

use super::Task;
use crate::domain::expression::{self, Context};
use crate::domain::template::failure::Failure;
use crate::domain::template::js;
use crate::domain::template::read::ActionStep;
use crate::domain::template::redact::{Redactor, secret_texts, secret_values};
use serde_json::{Map, Value, json};

/// A run so far.
pub(super) struct State<'a> {
    pub(super) task: &'a Task,
    /// The outputs of steps that ran, by id.
    steps: Map<String, Value>,
    /// The same without what is not to be shown: secrets get into outputs by way of inputs.
    shown: Map<String, Value>,
    /// What the step that runs may not say.
    pub(super) redactor: Redactor,
    /// What none may say, and what is in nothing that came of the run.
    pub(super) lasting: Redactor,
    pub(super) has_failed: bool,
}

/// What a context has besides what all have.
#[derive(Clone, Debug, Default)]
pub(super) struct Besides {
    /// The secrets; none at all where it is `None`.
    pub(super) secrets: Option<Value>,
    /// Whether the outputs of steps are those that may be shown.
    pub(super) is_shown: bool,
}

impl<'a> State<'a> {
    pub(super) fn new(task: &'a Task) -> Result<Self, Failure> {
        let mut lasting = Redactor::default();
        lasting.add(task.secrets.texts());
        let redactor = lasting.clone();
        let state = Self { task, steps: Map::new(), shown: Map::new(), redactor, lasting, has_failed: false };
        state.context(&Besides::default()).map(|_| ())?;
        Ok(state)
    }

    pub(super) fn context(&self, besides: &Besides) -> Result<Context, Failure> {
        let mut seen = Map::new();
        seen.insert("parameters".into(), self.task.parameters.clone());
        seen.insert("environment".into(), json!({"parameters": {}, "secrets": {}}));
        let steps = if besides.is_shown { &self.shown } else { &self.steps };
        seen.insert("steps".into(), Value::Object(steps.clone()));
        seen.insert("user".into(), self.task.user.clone());
        seen.insert("context".into(), json!({"task": {"id": self.task.id}}));
        if let Some(secrets) = &besides.secrets {
            seen.insert("secrets".into(), secrets.clone());
        }
        let context = Context::new(&Value::Object(seen)).map_err(|error| Failure::error(error.to_string()))?;
        Ok(context.with_status(self.has_failed))
    }

    /// What all see, and the key and the value of an item.
    pub(super) fn of_item(context: &Context, each: Option<&Value>) -> Result<Context, Failure> {
        match each {
            None => Ok(context.clone()),
            Some(each) => context.beside("each", each.clone()).map_err(|error| Failure::error(error.to_string())),
        }
    }

    /// Whether a step asks for the end of those before it, and so runs after a failure as well.
    pub(super) fn asks_for_status(&self, step: &ActionStep) -> Result<bool, Failure> {
        let Some(Value::String(condition)) = &step.condition else { return Ok(false) };
        let context = self.context(&Besides::default())?;
        Ok(expression::evaluate(condition, &context).asked_status)
    }

    /// What a step was given only because of the secrets is not to be read: not in its own lines, and its values
    /// in none that come after.
    pub(super) fn hide(&mut self, with: &Value, without: Option<&Value>) {
        self.redactor.add(secret_texts(with, without));
        self.lasting.add(secret_values(with, without));
    }

    /// Keeps the output of a step.
    pub(super) fn keep(&mut self, step: &ActionStep, output: Value) -> Result<(), Failure> {
        let shown = self.lasting.value(output.clone());
        for (steps, output) in [(&mut self.steps, output), (&mut self.shown, shown)] {
            steps.insert(step.id.clone(), json!({ "output": output }));
            if let Value::Object(ordered) = js::ordered(Value::Object(std::mem::take(steps))) {
                *steps = ordered;
            }
        }
        self.context(&Besides::default()).map(|_| ())
    }

    /// The output of the template, without what is not to be shown.
    pub(super) fn output(&self) -> Result<Value, Failure> {
        let context = self.context(&Besides { is_shown: true, ..Besides::default() })?;
        let mut output = expression::value(&self.task.output, &context).unwrap_or_default();
        for list in ["links", "text"] {
            if let Some(Value::Array(items)) = output.get_mut(list) {
                *items = std::mem::take(items).into_iter().filter_map(shown).collect();
            }
        }
        Ok(output)
    }
}

/// An item without its condition; `None` where that is false.
fn shown(mut item: Value) -> Option<Value> {
    let condition = item.as_object_mut().and_then(|map| map.shift_remove("if"));
    (condition.is_none() || expression::is_true(&condition)).then_some(item)
}
