//! Running statements.

use super::callable::Callable;
use super::engine::Engine;
use super::failure::{Failure, Outcome, fail};
use super::frame::Here;
use super::tree::{Body, Call, Given, Loop, Node, Statement, StepKind, Variable, What};
use super::units::Str;
use super::value::{Record, Value};
use super::{bounds, calls, json};
use std::rc::Rc;

/// What is rendered, and whether it is the template's own output and not that of a macro or the like.
#[derive(Default)]
pub(super) struct Out {
    pub units: Vec<u16>,
    is_root: bool,
}

impl Out {
    pub fn root() -> Self {
        Self { units: Vec::new(), is_root: true }
    }
}

impl Engine<'_> {
    /// Runs the template.
    pub fn render(&self, body: &Body) -> Outcome<Vec<u16>> {
        let here = Here::top(body.slots);
        let mut out = Out::root();
        self.run(&body.statements, &here, &mut out)?;
        Ok(out.units)
    }

    /// What statements render, apart from the output.
    pub fn capture(&self, statements: &[Statement], here: &Here) -> Outcome<Str> {
        let mut out = Out::default();
        self.run(statements, here, &mut out)?;
        Ok(out.units.into())
    }

    fn run(&self, statements: &[Statement], here: &Here, out: &mut Out) -> Outcome<()> {
        self.bounds.enter(1)?;
        for statement in statements {
            self.statement(statement, here, out)?;
        }
        self.bounds.leave(1);
        Ok(())
    }

    fn statement(&self, statement: &Statement, here: &Here, out: &mut Out) -> Outcome<()> {
        match statement {
            Statement::Text(range) => self.write(out, self.source.get(range.clone()).unwrap_or_default()),
            Statement::Output { at, value } => {
                let value = self.value(value, here)?;
                self.output(&value, out).map_err(|failure| failure.or_at(*at))
            }
            Statement::If { branches, otherwise } => {
                for (condition, body) in branches {
                    if self.value(condition, here)?.is_true() {
                        return self.run(body, here, out);
                    }
                }
                self.run(otherwise, here, out)
            }
            Statement::For(repetition) => self.repeat(repetition, here, out),
            Statement::Set { targets, value } => self.assign(targets, value, here),
            Statement::Macro { name, is_global, macro_ } => {
                let callable = Callable::Macro { macro_: macro_.clone(), around: None };
                self.bind_macro(name, Value::Callable(Rc::new(callable)), *is_global, here);
                Ok(())
            }
            Statement::Call { at, call, caller } => {
                let caller = Callable::Macro { macro_: caller.clone(), around: Some(here.clone()) };
                let value = self.call_block(call, Value::Callable(Rc::new(caller)), here);
                self.output(&value.map_err(|failure| failure.or_at(*at))?, out).map_err(|failure| failure.or_at(*at))
            }
            Statement::Filter { at, filter, body } => {
                let value = self.filter_block(filter, body, here)?;
                self.output(&value, out).map_err(|failure| failure.or_at(*at))
            }
            Statement::Block { body } => self.run(&body.statements, &here.within(body.slots, false), out),
            Statement::Switch { value, cases, otherwise } => self.switch(value, cases, otherwise.as_deref(), here, out),
        }
    }

    fn write(&self, out: &mut Out, units: &[u16]) -> Outcome<()> {
        if out.units.len() + units.len() > bounds::UNITS {
            return fail(format!("Template evaluation exceeded the output code unit limit of {}", bounds::UNITS));
        }
        self.bounds.spend(1)?;
        out.units.extend(units);
        Ok(())
    }

    fn output(&self, value: &Value, out: &mut Out) -> Outcome<()> {
        if self.as_json && out.is_root {
            let json = json::dump(value, &[], &self.bounds)?;
            return json.map_or(Ok(()), |json| self.write(out, json.units()));
        }
        if value.is_nothing() {
            return Ok(());
        }
        let text = value.to_str(&self.bounds)?;
        self.write(out, text.units())
    }

    fn assign(&self, targets: &[Variable], value: &Given, here: &Here) -> Outcome<()> {
        let value = match value {
            Given::Value(node) => self.value(node, here)?,
            Given::Text(body) => Value::Text(self.capture(body, here)?),
        };
        for target in targets {
            if let Some(slot) = target.slot {
                here.cells.put(slot.out, slot.index, value.clone());
            }
            here.frame.set(&target.name, value.clone());
            if here.frame.top {
                self.set(&target.name, value.clone());
            }
        }
        Ok(())
    }

    fn bind_macro(&self, name: &Variable, value: Value, is_global: bool, here: &Here) {
        if let Some(slot) = name.slot {
            here.cells.put(slot.out, slot.index, value.clone());
        }
        if is_global {
            self.set(&name.name, value);
        } else {
            here.frame.put(&name.name, value);
        }
    }

    fn call_block(&self, call: &Node, caller: Value, here: &Here) -> Outcome<Value> {
        let What::Path(base, steps) = &call.what else { return fail("Call block requires a function call") };
        let Some((last, before)) = steps.split_last() else { return fail("Call block requires a function call") };
        let callee = if before.is_empty() { self.value(base, here)? } else { self.path(base, before, here)? };
        let StepKind::Call(arguments) = &last.what else { return fail("Call block requires a function call") };
        match callee {
            Value::Callable(callable) if matches!(&*callable, Callable::Macro { .. }) => {
                let (positional, mut named) = self.arguments(arguments, here)?;
                named.push((Str::from("caller"), caller));
                calls::call(self, &callable, positional, named)
            }
            _ => fail("Call blocks can target only template macros"),
        }
    }

    fn filter_block(&self, filter: &Call, body: &[Statement], here: &Here) -> Outcome<Value> {
        if !super::filters::is_known(self, &filter.name) {
            return Err(Failure::at(filter.at, format!("Unknown template filter \"{}\"", filter.name)));
        }
        let text = Value::Text(self.capture(body, here)?);
        self.filter(filter, &text, here)
    }

    fn switch(
        &self,
        value: &Node,
        cases: &[(Node, Vec<Statement>)],
        otherwise: Option<&[Statement]>,
        here: &Here,
        out: &mut Out,
    ) -> Outcome<()> {
        let value = self.value(value, here)?;
        let mut is_found = false;
        for (case, body) in cases {
            is_found = is_found || self.value(case, here)?.is_same(&value);
            if is_found && !body.is_empty() {
                return self.run(body, here, out);
            }
        }
        otherwise.map_or(Ok(()), |body| self.run(body, here, out))
    }

    fn repeat(&self, repetition: &Loop, here: &Here, out: &mut Out) -> Outcome<()> {
        let here = here.deeper(false);
        let over = self.value(&repetition.over, &here)?;
        let failed = |failure: Failure| failure.or_at(repetition.at);
        if over.is_true() {
            let is_pairs = repetition.names.len() > 1 && !matches!(over, Value::List(_));
            if is_pairs {
                self.pairs(repetition, &over, &here, out).map_err(failed)?;
            } else {
                self.items(repetition, &over, &here, out).map_err(failed)?;
            }
        }
        if !here.cells.get(0, repetition.length).is_true() {
            self.run(&repetition.otherwise, &here, out)?;
        }
        Ok(())
    }

    /// Goes over a list, or whatever has a length, which is asked for again after every turn.
    fn items(&self, repetition: &Loop, over: &Value, here: &Here, out: &mut Out) -> Outcome<()> {
        let length = |over: &Value| self.member(over, &Value::text("length"));
        let count = length(over)?;
        here.cells.put(0, repetition.length, count.clone());
        let count = count.to_number(&self.bounds)?;
        let mut index = 0usize;
        while Value::from(index).to_number(&self.bounds)? < length(over)?.to_number(&self.bounds)? {
            let item = self.member(over, &Value::from(index))?;
            self.unpack(&repetition.names, item, here)?;
            self.turn(repetition, index, count, here, out)?;
            index += 1;
        }
        Ok(())
    }

    /// Binds an item to a name, or its parts to several.
    fn unpack(&self, names: &[Variable], item: Value, here: &Here) -> Outcome<()> {
        if let [name] = names {
            self.bind(name, item, here);
            return Ok(());
        }
        if item.is_nothing() {
            return fail("Cannot destructure a nullish loop value");
        }
        for (place, name) in names.iter().enumerate() {
            self.bind(name, self.member(&item, &Value::from(place))?, here);
        }
        Ok(())
    }

    fn bind(&self, name: &Variable, value: Value, here: &Here) {
        if let Some(slot) = name.slot {
            here.cells.put(slot.out, slot.index, value.clone());
        }
        here.frame.put(&name.name, value);
    }

    /// Goes over the keys of a record, or the places of a text.
    fn pairs(&self, repetition: &Loop, over: &Value, here: &Here, out: &mut Out) -> Outcome<()> {
        let pairs = match over {
            Value::Record(record) => record.pairs(),
            Value::Text(text) => {
                let places = (0..text.len())
                    .map(|at| (Str::from(at.to_string()), text.at(at).map_or(Value::Undefined, Value::Text)));
                places.collect()
            }
            _ => Vec::new(),
        };
        self.bounds.spend(pairs.len())?;
        here.cells.put(0, repetition.length, Value::from(pairs.len()));
        let count = Value::from(pairs.len()).to_number(&self.bounds)?;
        for (index, (key, value)) in pairs.into_iter().enumerate() {
            for ((name, slot), value) in
                repetition.names.iter().zip(repetition.pair.into_iter().flatten()).zip([Value::Text(key), value])
            {
                here.cells.put(0, slot, value.clone());
                self.bind(name, value, here);
            }
            self.turn(repetition, index, count, here, out)?;
        }
        Ok(())
    }

    fn turn(&self, repetition: &Loop, index: usize, count: f64, here: &Here, out: &mut Out) -> Outcome<()> {
        self.bounds.spend(1)?;
        self.describe(index, count, here)?;
        self.run(&repetition.body, here, out)
    }

    /// Binds `loop`, anew for every turn.
    fn describe(&self, index: usize, count: f64, here: &Here) -> Outcome<()> {
        let at = Value::from(index).to_number(&self.bounds)?;
        let members = [
            ("index", Value::Number(at + 1.0)),
            ("index0", Value::Number(at)),
            ("revindex", Value::Number(count - at)),
            ("revindex0", Value::Number(count - at - 1.0)),
            ("first", Value::Bool(index == 0)),
            ("last", Value::Bool(at == count - 1.0)),
            ("length", Value::Number(count)),
        ];
        let pairs = members.into_iter().map(|(name, value)| (Str::from(name), value)).collect();
        here.frame.put(&Str::from("loop"), Value::Record(Record::new(pairs)));
        Ok(())
    }
}
