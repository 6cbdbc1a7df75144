//! Evaluating expressions.

use super::bounds::Bounds;
use super::callable::Callable;
use super::context::Context;
use super::failure::{Failure, Outcome};
use super::frame::Here;
use super::regex::Regex;
use super::tree::{Arguments, Node, Operator, What};
use super::units::Str;
use super::value::{List, Record, Value};
use super::whitespace::Options;
use super::{checks, filters, operate};
use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

/// What can be had besides the language itself.
#[derive(Debug, Clone, Copy)]
pub(super) struct Powers {
    /// The filters that Backstage adds.
    pub backstage: bool,
    /// Whether regular expressions run.
    pub patterns: bool,
}

/// One rendering.
pub(super) struct Engine<'a> {
    pub source: &'a [u16],
    pub options: Options,
    pub powers: Powers,
    pub bounds: Bounds,
    context: &'a Context,
    /// Variables of the context that were asked for, and what was set at the top.
    variables: RefCell<HashMap<Str, Value>>,
    functions: Vec<(Str, Value)>,
    /// Lists that were changed and may hold themselves; they are emptied in the end.
    changed: RefCell<Vec<List>>,
    /// Whether what is output at the root is written as JSON.
    pub as_json: bool,
    /// Whether `always` or `failure` was called.
    pub asked_status: Cell<bool>,
}

impl<'a> Engine<'a> {
    pub fn new(source: &'a [u16], options: Options, powers: Powers, context: &'a Context) -> Self {
        let function = |name: &str, callable| (Str::from(name), Value::Callable(Rc::new(callable)));
        let mut functions = vec![
            function("range", Callable::Range),
            function("cycler", Callable::Cycler),
            function("joiner", Callable::Joiner),
        ];
        if let Some(failed) = context.failed() {
            functions.push(function("always", Callable::Status(true)));
            functions.push(function("failure", Callable::Status(failed)));
        }
        Self {
            source,
            options,
            powers,
            bounds: Bounds::default(),
            context,
            variables: RefCell::default(),
            functions,
            changed: RefCell::default(),
            as_json: false,
            asked_status: Cell::new(false),
        }
    }

    /// Remembers a list that something was put into.
    pub fn change(&self, list: &List) {
        self.changed.borrow_mut().push(list.clone());
    }

    /// Sets a variable of the context, for all that sees no more than that.
    pub fn set(&self, name: &Str, value: Value) {
        self.variables.borrow_mut().insert(name.clone(), value);
    }

    fn variable(&self, name: &Str) -> Outcome<Value> {
        if let Some(value) = self.variables.borrow().get(name) {
            return Ok(value.clone());
        }
        if let Some(value) = self.context.get(&name.to_text(), &self.bounds)? {
            self.set(name, value.clone());
            return Ok(value);
        }
        if let Some((_, function)) = self.functions.iter().find(|(known, _)| known == name) {
            return Ok(function.clone());
        }
        Ok(match name.to_text().as_str() {
            "True" if self.options.cookiecutter => Value::Bool(true),
            "False" if self.options.cookiecutter => Value::Bool(false),
            "None" if self.options.cookiecutter => Value::Null,
            _ => Value::Undefined,
        })
    }

    /// The value of an expression.
    ///
    /// # Errors
    /// When it cannot be evaluated, or costs too much.
    pub fn value(&self, node: &Node, here: &Here) -> Outcome<Value> {
        self.bounds.enter(1).map_err(|failure| failure.or_at(node.at))?;
        let value = self.what(node, here).map_err(|failure| failure.or_at(node.at));
        self.bounds.leave(1);
        value
    }

    fn what(&self, node: &Node, here: &Here) -> Outcome<Value> {
        match &node.what {
            What::Literal(Value::Pattern(regex)) => Ok(Value::Pattern(Rc::new(Regex::new(regex.pattern.clone())))),
            What::Literal(value) => Ok(value.clone()),
            What::Name(variable) => match variable.slot {
                Some(slot) => Ok(here.cells.get(slot.out, slot.index)),
                None => here.frame.find(&variable.name).map_or_else(|| self.variable(&variable.name), Ok),
            },
            What::Group(nodes) => Ok(self.values(nodes, here)?.pop().unwrap_or(Value::Undefined)),
            What::List(nodes) => self.list(nodes, here),
            What::Record(pairs) => self.record(pairs, here),
            What::Path(base, steps) => self.path(base, steps, here),
            What::Filtered(base, calls) => self.filtered(base, calls, here),
            What::Signed(signs, node) => self.signed(signs, node, here),
            What::Not(count, node) => Ok(Value::Bool(self.value(node, here)?.is_true() == (count % 2 == 0))),
            What::Chain(first, rest) => self.chain(first, rest, here),
            What::Floors(first, parts) => self.floors(first, parts, here),
            What::Powers(first, rest) => self.powers(first, rest, here),
            What::All(nodes) => self.first(nodes, false, here),
            What::Any(nodes) => self.first(nodes, true, here),
            What::In(first, rest) => self.membership(first, rest, here),
            What::Is { value, not, test } => {
                let count = test.arguments.positional.len() + usize::from(!test.arguments.named.is_empty());
                checks::expect(&test.name, count).map_err(|failure| failure.or_at(test.at))?;
                let value = self.value(value, here)?;
                let arguments = self.positional(&test.arguments, here)?;
                let is = checks::run(self, &test.name, &value, &arguments);
                Ok(Value::Bool(is.map_err(|failure| failure.or_at(test.at))? != *not))
            }
            What::If { condition, yes, no } => self.conditional(condition, yes, no.as_deref(), here),
        }
    }

    fn conditional(&self, condition: &Node, yes: &Node, no: Option<&Node>, here: &Here) -> Outcome<Value> {
        if self.value(condition, here)?.is_true() {
            return self.value(yes, here);
        }
        no.map_or_else(|| Ok(Value::text("")), |no| self.value(no, here))
    }

    pub fn values(&self, nodes: &[Node], here: &Here) -> Outcome<Vec<Value>> {
        nodes.iter().map(|node| self.value(node, here)).collect()
    }

    fn list(&self, nodes: &[Node], here: &Here) -> Outcome<Value> {
        self.bounds.hold(nodes.len())?;
        Ok(Value::from(self.values(nodes, here)?))
    }

    fn record(&self, pairs: &[(Str, Node)], here: &Here) -> Outcome<Value> {
        self.bounds.hold(pairs.len())?;
        let pairs = pairs.iter().map(|(key, node)| Ok((key.clone(), self.value(node, here)?)));
        Ok(Value::Record(Record::new(pairs.collect::<Outcome<_>>()?)))
    }

    /// Arguments by position, with those by name as a record behind them.
    pub fn positional(&self, arguments: &Arguments, here: &Here) -> Outcome<Vec<Value>> {
        let mut values = self.values(&arguments.positional, here)?;
        if !arguments.named.is_empty() {
            values.push(self.record(&arguments.named, here)?);
        }
        Ok(values)
    }

    fn filtered(&self, base: &Node, calls: &[super::tree::Call], here: &Here) -> Outcome<Value> {
        if let Some(call) = calls.iter().rev().find(|call| !filters::is_known(self, &call.name)) {
            return Err(Failure::at(call.at, format!("Unknown template filter \"{}\"", call.name)));
        }
        self.deep(calls.len().saturating_sub(1), || {
            let mut value = self.value(base, here)?;
            for call in calls {
                value = self.filter(call, &value, here)?;
            }
            Ok(value)
        })
    }

    /// Does something as many levels further down as a chain would be deep, were it nested.
    pub fn deep<T>(&self, levels: usize, run: impl FnOnce() -> Outcome<T>) -> Outcome<T> {
        self.bounds.enter(levels)?;
        let value = run();
        self.bounds.leave(levels);
        value
    }

    /// What a filter makes of a value.
    pub fn filter(&self, call: &super::tree::Call, value: &Value, here: &Here) -> Outcome<Value> {
        let at = |failure: Failure| failure.or_at(call.at);
        if !filters::is_known(self, &call.name) {
            return Err(Failure::at(call.at, format!("Unknown template filter \"{}\"", call.name)));
        }
        let positional = self.values(&call.arguments.positional, here)?;
        let named = call.arguments.named.iter().map(|(name, node)| Ok((name.clone(), self.value(node, here)?)));
        let named = named.collect::<Outcome<Vec<(Str, Value)>>>()?;
        self.bounds.spend(1).map_err(at)?;
        filters::run(self, &call.name, value, positional, named).map_err(at)
    }

    fn signed(&self, signs: &[bool], node: &Node, here: &Here) -> Outcome<Value> {
        self.deep(signs.len().saturating_sub(1), || {
            let number = self.value(node, here)?.to_number(&self.bounds)?;
            let negative = signs.iter().filter(|minus| **minus).count() % 2 == 1;
            Ok(Value::Number(if negative { -number } else { number }))
        })
    }

    fn chain(&self, first: &Node, rest: &[(Operator, Node)], here: &Here) -> Outcome<Value> {
        self.deep(rest.len().saturating_sub(1), || {
            let mut value = self.value(first, here)?;
            for (operator, node) in rest {
                let other = self.value(node, here)?;
                value = operate::apply(*operator, &value, &other, &self.bounds)?;
            }
            Ok(value)
        })
    }

    fn floors(&self, first: &Node, parts: &[Vec<Node>], here: &Here) -> Outcome<Value> {
        let mut value = self.value(first, here)?;
        for part in parts {
            let mut operator = Operator::Over;
            for node in part {
                let other = self.value(node, here)?;
                value = operate::apply(operator, &value, &other, &self.bounds)?;
                operator = Operator::Rest;
            }
            value = Value::Number(value.to_number(&self.bounds)?.floor());
        }
        Ok(value)
    }

    fn powers(&self, first: &Node, rest: &[Node], here: &Here) -> Outcome<Value> {
        self.deep(rest.len().saturating_sub(1), || {
            let mut value = self.value(first, here)?;
            for node in rest {
                let exponent = self.value(node, here)?;
                let base = value.to_number(&self.bounds)?;
                value = Value::Number(operate::power(base, exponent.to_number(&self.bounds)?));
            }
            Ok(value)
        })
    }

    /// The first operand that is true, or false; else the last.
    fn first(&self, nodes: &[Node], truth: bool, here: &Here) -> Outcome<Value> {
        self.deep(nodes.len().saturating_sub(2), || {
            let mut value = Value::Undefined;
            for node in nodes {
                value = self.value(node, here)?;
                if value.is_true() == truth {
                    break;
                }
            }
            Ok(value)
        })
    }

    fn membership(&self, first: &Node, rest: &[(bool, Node)], here: &Here) -> Outcome<Value> {
        let mut value = self.value(first, here)?;
        for (not, node) in rest {
            let within = self.value(node, here)?;
            value = Value::Bool(operate::is_in(&value, &within, &self.bounds)? != *not);
        }
        Ok(value)
    }
}

pub(super) fn unknown_test(name: &str) -> Failure {
    Failure::new(format!("Unknown template test \"{name}\""))
}

impl Drop for Engine<'_> {
    fn drop(&mut self) {
        self.changed.get_mut().drain(..).for_each(|list| list.replace(Vec::new()));
    }
}
