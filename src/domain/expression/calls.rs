//! Calling functions, methods and macros.

use super::callable::Callable;
use super::engine::Engine;
use super::failure::{Outcome, fail};
use super::frame::Here;
use super::lookup::Named;
use super::tree::Macro;
use super::units::Str;
use super::value::Value;
use std::cell::Cell;
use std::rc::Rc;

/// Calls a function.
///
/// # Errors
/// Where it refuses what it is given, or what it does fails.
pub(super) fn call(
    engine: &Engine<'_>,
    callable: &Rc<Callable>,
    positional: Vec<Value>,
    named: Named,
) -> Outcome<Value> {
    if let Callable::Macro { macro_, around } = &**callable {
        return invoke(engine, macro_, around.as_ref(), positional, named);
    }
    if !named.is_empty() {
        return fail("Only macros accept keyword arguments");
    }
    if positional.iter().any(|value| matches!(value, Value::Callable(_))) {
        return fail(super::convert::NO_CALLABLES);
    }
    match &**callable {
        Callable::Range => range(engine, &positional),
        Callable::Cycler => Ok(function(Callable::Cycle { items: positional, next: Cell::new(None) })),
        Callable::Joiner => {
            let separator = positional.into_iter().next().filter(Value::is_true).unwrap_or_else(|| Value::text(","));
            Ok(function(Callable::Join { separator, begun: Cell::new(false) }))
        }
        Callable::Status(answer) => {
            engine.asked_status.set(true);
            Ok(Value::Bool(*answer))
        }
        Callable::Cycle { .. } => fail("Template value is not a function"),
        Callable::Join { separator, begun } => {
            Ok(if begun.replace(true) { separator.clone() } else { Value::text("") })
        }
        Callable::Advance(cycle) => Ok(advance(cycle)),
        Callable::Reset(cycle) => {
            if let Callable::Cycle { next, .. } = &**cycle {
                next.set(None);
            }
            Ok(Value::Undefined)
        }
        Callable::Method { name, receiver, known } => {
            if !(known.least..=known.most).contains(&positional.len()) {
                let most = if known.least == known.most { String::new() } else { format!(" to {}", known.most) };
                return fail(format!("Template intrinsic {name} requires {}{most} positional arguments", known.least));
            }
            (known.run)(engine, receiver, &positional)
        }
        Callable::Macro { .. } => Ok(Value::Undefined),
    }
}

fn function(callable: Callable) -> Value {
    Value::Callable(Rc::new(callable))
}

fn advance(cycle: &Callable) -> Value {
    let Callable::Cycle { items, next } = cycle else { return Value::Undefined };
    let at = next.get().map_or(0, |at| at + 1);
    let at = if at >= items.len() { 0 } else { at };
    next.set(Some(at));
    items.get(at).cloned().unwrap_or(Value::Undefined)
}

/// `range(stop)`, `range(start, stop, step)`; a step that is not true is 1.
fn range(engine: &Engine<'_>, arguments: &[Value]) -> Outcome<Value> {
    if arguments.len() > 3 {
        return fail("Built-in global range accepts at most 3 positional arguments");
    }
    let number = |index: usize| {
        let value = arguments.get(index).filter(|value| !value.is_undefined());
        value.map(|value| value.to_number(&engine.bounds)).transpose()
    };
    let (first, second) = (number(0)?.unwrap_or(f64::NAN), number(1)?);
    let step = number(2)?.filter(|step| *step != 0.0 && !step.is_nan()).unwrap_or(1.0);
    let (mut at, stop) = second.map_or((0.0, first), |stop| (first, stop));
    let mut items = Vec::new();
    while if step > 0.0 { at < stop } else { at > stop } {
        items.push(Value::Number(at));
        engine.bounds.spend(1)?;
        at += step;
    }
    engine.bounds.hold(items.len())?;
    Ok(Value::from(items))
}

/// Runs a macro: what is given by position beyond its plain parameters goes to those with a default.
fn invoke(
    engine: &Engine<'_>,
    macro_: &Rc<Macro>,
    around: Option<&Here>,
    mut positional: Vec<Value>,
    mut named: Named,
) -> Outcome<Value> {
    let here = around.map_or_else(|| Here::apart(macro_.body.slots), |around| around.within(macro_.body.slots, true));
    let plain = macro_.positional.len();
    let more = if positional.len() > plain { positional.split_off(plain) } else { Vec::new() };
    for (value, (name, _)) in more.into_iter().zip(&macro_.named) {
        put(&mut named, name, value);
    }
    let given = positional.len();
    let mut values = positional.into_iter();
    let bound: Vec<Value> =
        macro_.positional.iter().map(|(name, _)| values.next().unwrap_or_else(|| take(&mut named, name))).collect();
    debug_assert!(given <= bound.len());
    if let Some(caller) = get(&named, &Str::from("caller")) {
        here.frame.put(&Str::from("caller"), caller);
    }
    for ((name, slot), value) in macro_.positional.iter().zip(bound) {
        here.frame.put(name, value.clone());
        here.cells.put(0, *slot, value);
    }
    for (name, default) in &macro_.named {
        let value = get(&named, name).map_or_else(|| engine.value(default, &here), Ok)?;
        here.frame.put(name, value);
    }
    engine.bounds.enter(1)?;
    let text = engine.capture(&macro_.body.statements, &here)?;
    engine.bounds.leave(1);
    Ok(Value::Safe(text))
}

fn get(named: &Named, name: &Str) -> Option<Value> {
    named.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.clone())
}

fn put(named: &mut Named, name: &Str, value: Value) {
    named.retain(|(known, _)| known != name);
    named.push((name.clone(), value));
}

fn take(named: &mut Named, name: &Str) -> Value {
    let value = get(named, name);
    named.retain(|(known, _)| known != name);
    value.unwrap_or(Value::Undefined)
}
