//! Members, slices and calls.

use super::callable::Callable;
use super::engine::Engine;
use super::failure::{Failure, Outcome, fail};
use super::frame::Here;
use super::tree::{Arguments, Node, Step, StepKind, What};
use super::units::Str;
use super::value::Value;
use super::{calls, methods};
use std::rc::Rc;

/// What a call is told of keywords: names with their values.
pub(super) type Named = Vec<(Str, Value)>;

impl Engine<'_> {
    /// A value after steps of lookup and call.
    pub fn path(&self, base: &Node, steps: &[Step], here: &Here) -> Outcome<Value> {
        self.deep(steps.len().saturating_sub(1), || {
            let mut value = self.value(base, here)?;
            let mut at = base.at;
            for (index, step) in steps.iter().enumerate() {
                let name = || steps.get(..index).and_then(|steps| dotted(base, steps));
                let next = self.step(&value, step, here, &name);
                value = next.map_err(|failure| {
                    failure.or_at(if matches!(step.what, StepKind::Call(_)) { at } else { step.at })
                })?;
                at = step.at;
            }
            Ok(value)
        })
    }

    fn step(&self, value: &Value, step: &Step, here: &Here, name: &dyn Fn() -> Option<String>) -> Outcome<Value> {
        match &step.what {
            StepKind::Member(name) => self.member(value, &Value::Text(name.clone())),
            StepKind::Index(node) => {
                let key = self.value(node, here)?;
                self.member(value, &key)
            }
            StepKind::Slice(parts) => self.slice(value, parts, here),
            StepKind::Call(arguments) => {
                let Value::Callable(callable) = value else {
                    let what = name().map_or_else(|| "expression".to_owned(), |name| format!("value \"{name}\""));
                    return fail(format!("Template {what} resolved to {} and cannot be called", value.kind()));
                };
                let (positional, named) = self.arguments(arguments, here)?;
                calls::call(self, callable, positional, named)
            }
        }
    }

    pub fn arguments(&self, arguments: &Arguments, here: &Here) -> Outcome<(Vec<Value>, Named)> {
        let positional = self.values(&arguments.positional, here)?;
        let named = arguments.named.iter().map(|(name, node)| Ok((name.clone(), self.value(node, here)?)));
        Ok((positional, named.collect::<Outcome<Named>>()?))
    }

    /// A member of a value; undefined where there is none, and of nothing.
    ///
    /// # Errors
    /// Where the key has no text.
    pub fn member(&self, value: &Value, key: &Value) -> Outcome<Value> {
        if let (Value::List(list), Value::Number(number)) = (value, key)
            && let Some(index) = as_index(*number)
        {
            return Ok(list.get(index).unwrap_or(Value::Undefined));
        }
        let key = key.to_str(&self.bounds)?;
        Ok(match value {
            Value::Record(record) if record.has(&key) => record.get(&key).unwrap_or(Value::Undefined),
            Value::List(list) if key.is("length") => Value::from(list.len()),
            Value::List(list) if key.index().is_some() => {
                key.index().and_then(|index| list.get(index as usize)).unwrap_or(Value::Undefined)
            }
            Value::Text(text) | Value::Safe(text) if key.is("length") => Value::from(text.len()),
            Value::Text(text) | Value::Safe(text) if key.index().is_some() => {
                key.index().and_then(|index| text.at(index as usize)).map_or(Value::Undefined, Value::Text)
            }
            Value::Callable(callable) => cycler_member(callable, &key),
            _ => self.method(value, &key),
        })
    }

    fn method(&self, value: &Value, key: &Str) -> Value {
        let name = key.to_text();
        let found = methods::find(value, &name, self.options.cookiecutter);
        let found = found.filter(|_| self.powers.patterns || !matches!(value, Value::Pattern(_)));
        found.map_or(Value::Undefined, |known| {
            Value::Callable(Rc::new(Callable::Method { name, receiver: value.clone(), known }))
        })
    }

    /// `[start:stop:step]`. What is not true is an empty list; of a number or record, members are undefined.
    fn slice(&self, value: &Value, parts: &[Option<Node>; 3], here: &Here) -> Outcome<Value> {
        let part = |node: &Option<Node>| match node {
            Some(node) => {
                let value = self.value(node, here)?;
                let number = value.to_number(&self.bounds)?;
                Ok(if matches!(value, Value::Null) { None } else { Some(number) })
            }
            None => Ok::<_, Failure>(None),
        };
        if matches!(value, Value::Callable(_)) {
            return fail("Callable values cannot be sliced");
        }
        let [start, stop, step] = parts;
        let (start, stop, step) = (part(start)?, part(stop)?, part(step)?.unwrap_or(1.0));
        if step == 0.0 || !step.is_finite() {
            return fail("Slice step must have finite non-zero numeric coercion");
        }
        let value = if value.is_true() { value.clone() } else { Value::from(Vec::new()) };
        let length = self.member(&value, &Value::text("length"))?.to_number(&self.bounds)?;
        let mut at = start.unwrap_or(if step < 0.0 { length - 1.0 } else { 0.0 });
        at += if at < 0.0 { length } else { 0.0 };
        let mut stop = stop.unwrap_or(if step < 0.0 { -1.0 } else { length });
        stop += if stop < 0.0 && parts.get(1).is_some_and(Option::is_some) { length } else { 0.0 };
        let mut items = Vec::new();
        while !(at < 0.0 || at > length || (step > 0.0 && at >= stop) || (step < 0.0 && at <= stop)) {
            self.bounds.hold(items.len())?;
            items.push(self.member(&value, &Value::Number(at))?);
            at += step;
        }
        Ok(Value::from(items))
    }
}

fn cycler_member(callable: &Rc<Callable>, key: &Str) -> Value {
    let Callable::Cycle { items, next } = &**callable else { return Value::Undefined };
    match key.to_text().as_str() {
        "next" => Value::Callable(Rc::new(Callable::Advance(callable.clone()))),
        "reset" => Value::Callable(Rc::new(Callable::Reset(callable.clone()))),
        "current" => next.get().map_or(Value::Null, |at| items.get(at).cloned().unwrap_or(Value::Undefined)),
        _ => Value::Undefined,
    }
}

/// A number as an index, where it is one.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "in range, and whole")]
pub(super) fn as_index(number: f64) -> Option<usize> {
    ((0.0..4_294_967_295.0).contains(&number) && number.fract() == 0.0).then_some(number as usize)
}

/// `a.b.c`, where it is nothing but names.
fn dotted(base: &Node, steps: &[Step]) -> Option<String> {
    let What::Name(variable) = &base.what else { return None };
    let mut name = variable.name.to_text();
    for step in steps {
        let StepKind::Member(member) = &step.what else { return None };
        name.push('.');
        name.push_str(&member.to_text());
    }
    Some(name)
}
