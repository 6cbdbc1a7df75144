//! One step: its condition, its items, its input, and what is done.

use super::item::{entries, is_hole, item_of};
use super::room::Room;
use super::state::{Besides, State};
use super::{Deed, Hands, Listener, about_step};
use crate::domain::expression::{self, Context};
use crate::domain::schema::jsonschema;
use crate::domain::template::action::{ActionKind, example_output};
use crate::domain::template::failure::Failure;
use crate::domain::template::js;
use crate::domain::template::log::{StepLog, StepStatus};
use crate::domain::template::read::ActionStep;
use serde_json::{Map, Value, json};

pub(super) fn run(
    state: &mut State<'_>,
    step: &ActionStep,
    hands: &mut dyn Hands,
    listener: &mut dyn Listener,
) -> Result<(), Failure> {
    listener.say(about_step(step, StepStatus::Processing, format!("Beginning step {}", step.name)));
    refuse_cancelled(state, step, listener)?;
    state.redactor = state.lasting.clone();
    let mut running = Running { state, step, hands };
    match running.run(listener) {
        Ok(true) => {
            listener.say(about_step(step, StepStatus::Completed, format!("Finished step {}", step.name)));
            Ok(())
        }
        Ok(false) => Ok(()),
        Err(failure) => {
            let hidden = |text: &str| running.state.redactor.redact(text);
            let failure = Failure { name: hidden(&failure.name), message: hidden(&failure.message), ..failure };
            listener.say(about_step(step, StepStatus::Failed, failure.in_full()));
            Err(failure)
        }
    }
}

fn refuse_cancelled(state: &State<'_>, step: &ActionStep, listener: &dyn Listener) -> Result<(), Failure> {
    if listener.is_cancelled() {
        let message = format!("Step {} ({}) of task {} has been cancelled.", step.id, step.name, state.task.id);
        return Err(Failure::error(message));
    }
    Ok(())
}

struct Running<'r, 'a> {
    state: &'r mut State<'a>,
    step: &'r ActionStep,
    hands: &'r mut dyn Hands,
}

/// An item of a step, or the step itself where it has none.
struct Turn {
    /// `{key, value}`.
    each: Option<Value>,
    each_without_secrets: Option<Value>,
    is_wanted: bool,
    input: Value,
    /// The input before entries of lists that are not there became null.
    with_holes: Value,
}

impl Running<'_, '_> {
    /// Runs the step; false where it was left out, and that was said.
    fn run(&mut self, listener: &mut dyn Listener) -> Result<bool, Failure> {
        if self.is_left_out()? {
            let message = format!("Skipping step {} because its if condition was false", self.step.id);
            listener.say(about_step(self.step, StepStatus::Skipped, message));
            return Ok(false);
        }
        let action = self.hands.find(&self.step.action)?;
        if self.state.task.is_dry_run {
            self.show_input(action, listener)?;
            if !action.supports_dry_run {
                self.stand_in(action, listener)?;
                return Ok(false);
            }
        }
        let turns = self.turns(action, listener)?;
        let plain = self.state.context(&Self::without_secrets())?;
        // nothing is done before everything was found to be what the action takes
        for turn in &turns {
            self.hide_secrets_of(turn, &plain)?;
            if turn.is_wanted {
                check_input(action, turn)?;
            }
        }
        let mut output = Map::new();
        for turn in &turns {
            refuse_cancelled(self.state, self.step, listener)?;
            self.turn(action, turn, &mut output, listener)?;
        }
        self.state.keep(self.step, Value::Object(output))?;
        refuse_cancelled(self.state, self.step, listener)?;
        Ok(true)
    }

    fn is_left_out(&self) -> Result<bool, Failure> {
        match &self.step.condition {
            Some(Value::Bool(false)) => Ok(true),
            Some(condition @ Value::String(_)) if self.step.each.is_none() => {
                let context = self.state.context(&Besides::default())?;
                Ok(!expression::is_true(&expression::value(condition, &context)))
            }
            _ => Ok(false),
        }
    }

    fn show_input(&mut self, action: &ActionKind, listener: &mut dyn Listener) -> Result<(), Failure> {
        let besides = Besides { secrets: Some(self.state.task.secrets.hidden()), is_shown: true };
        let input = match self.input() {
            Some(input) => expression::value(input, &self.state.context(&besides)?),
            None => None,
        };
        let input = js::pretty(&input.unwrap_or_else(|| json!({})));
        let message = format!("Running {} in dry-run mode with inputs (secrets redacted): {input}", action.id);
        self.log(listener).info(&message);
        Ok(())
    }

    /// An example stands for the output of what a dry run does not run.
    fn stand_in(&mut self, action: &ActionKind, listener: &mut dyn Listener) -> Result<(), Failure> {
        let message = format!("Skipping because {} does not support dry-run", action.id);
        listener.say(about_step(self.step, StepStatus::Skipped, message));
        let output = action.output.as_ref().map_or_else(|| json!({}), example_output);
        self.state.keep(self.step, output)
    }

    /// What JavaScript takes for an input: nothing empty.
    fn input(&self) -> Option<&Value> {
        self.step.input.as_ref().filter(|input| match input {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Number(number) => number.as_f64() != Some(0.0),
            _ => true,
        })
    }

    fn besides(&self) -> Besides {
        Besides { secrets: Some(self.state.task.secrets.record()), is_shown: false }
    }

    fn without_secrets() -> Besides {
        Besides { secrets: Some(json!({})), is_shown: true }
    }

    fn turns(&mut self, action: &ActionKind, listener: &dyn Listener) -> Result<Vec<Turn>, Failure> {
        let context = self.state.context(&self.besides())?;
        let Some(each) = &self.step.each else {
            return Ok(vec![self.turn_of(&context, None, None)?]);
        };
        let invalid =
            |words: &str| Failure::input(format!("Invalid value on action {}.each parameter, {words}", action.id));
        let resolved = expression::value_keeping_holes(each, &context)
            .ok_or_else(|| invalid(&format!("\"{}\" cannot be resolved to a value", js::words(each))))?;
        if !resolved.is_array() && !resolved.is_object() {
            return Err(invalid("must resolve to an array or object"));
        }
        let plain = match self.state.task.secrets.is_empty() {
            true => None,
            false => expression::value(each, &self.state.context(&Self::without_secrets())?),
        };
        if let Some(plain) = &plain {
            self.state.hide(&resolved, Some(plain));
        }
        let mut room = Room::new();
        let item = |(key, value): (String, Value)| {
            refuse_cancelled(self.state, self.step, listener)?;
            let without = plain.as_ref().and_then(|plain| item_of(plain, &key)).cloned();
            let without = without.map_or_else(|| json!({}), |value| json!({"key": key, "value": value}));
            let turn = self.turn_of(&context, Some(json!({"key": key, "value": value})), Some(without))?;
            room.take(&action.id, &turn.input)?;
            Ok(turn)
        };
        entries(resolved).into_iter().map(item).collect()
    }

    fn turn_of(
        &self,
        context: &Context,
        each: Option<Value>,
        each_without_secrets: Option<Value>,
    ) -> Result<Turn, Failure> {
        let context = State::of_item(context, each.as_ref())?;
        let is_wanted = match &self.step.condition {
            Some(condition) if each.is_some() && is_something(condition) => {
                expression::is_true(&expression::value(condition, &context))
            }
            _ => true,
        };
        let with_holes = match self.input() {
            Some(input) => expression::value_keeping_holes(input, &context).unwrap_or_default(),
            None => json!({}),
        };
        let input = expression::without_holes(with_holes.clone());
        Ok(Turn { each, each_without_secrets, is_wanted, input, with_holes })
    }

    fn turn(
        &mut self,
        action: &'static ActionKind,
        turn: &Turn,
        output: &mut Map<String, Value>,
        listener: &mut dyn Listener,
    ) -> Result<(), Failure> {
        if !turn.is_wanted {
            self.say_turn("Skipping", turn, listener);
            return Ok(());
        }
        self.say_turn("Running", turn, listener);
        let values = turn.with_holes.get("values");
        let deed =
            Deed { action, step: &self.step.id, input: &turn.input, values, is_dry_run: self.state.task.is_dry_run };
        let mut log = StepLog { step: &self.step.id, redactor: &self.state.redactor, listener };
        let given = self.hands.act(&deed, &mut log)?;
        for (name, value) in given {
            match &turn.each {
                None => drop(output.insert(name, value)),
                Some(_) => {
                    if let Value::Array(items) = output.entry(name).or_insert_with(|| json!([])) {
                        items.push(value);
                    }
                }
            }
        }
        Ok(())
    }

    /// Whatever would be another text without the secrets is not to be read in the log.
    fn hide_secrets_of(&mut self, turn: &Turn, plain: &Context) -> Result<(), Failure> {
        if self.state.task.secrets.is_empty() {
            return Ok(());
        }
        if let Some(each) = &turn.each {
            self.state.hide(each, turn.each_without_secrets.as_ref());
        }
        if let Some(input) = self.input().filter(|_| turn.is_wanted) {
            let plain = expression::value(input, &State::of_item(plain, turn.each_without_secrets.as_ref())?);
            self.state.hide(&turn.input, plain.as_ref());
        }
        Ok(())
    }

    fn say_turn(&self, what: &str, turn: &Turn, listener: &mut dyn Listener) {
        let Some(Value::Object(each)) = turn.each.clone().map(expression::without_holes) else { return };
        let worded = each.iter().map(|(key, value)| (key.clone(), Value::String(js::words(value))));
        let worded = js::compact(&Value::Object(worded.collect()));
        self.log(listener).info(&format!("{what} step each: {worded}"));
    }

    fn log<'l>(&'l self, listener: &'l mut dyn Listener) -> StepLog<'l> {
        StepLog { step: &self.step.id, redactor: &self.state.redactor, listener }
    }
}

/// Whether JavaScript takes it for a condition at all.
fn is_something(condition: &Value) -> bool {
    match condition {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        Value::Number(number) => number.as_f64() != Some(0.0),
        _ => true,
    }
}

fn check_input(action: &ActionKind, turn: &Turn) -> Result<(), Failure> {
    let mut problems =
        jsonschema::check(&action.input, &turn.input).map_err(|error| Failure::error(error.to_string()))?;
    // what is not there is of any kind
    problems.retain(|problem| !is_hole(&turn.with_holes, &problem.path));
    if problems.is_empty() {
        return Ok(());
    }
    let told: Vec<String> = problems.iter().map(jsonschema::Problem::stack).collect();
    let key = turn.each.as_ref().and_then(|each| each.get("key")).map(|key| format!("[{}]", js::words(key)));
    let message =
        format!("Invalid input passed to action {}{}, {}", action.id, key.unwrap_or_default(), told.join(", "));
    Err(Failure::input(message))
}
