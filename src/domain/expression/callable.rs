//! Values that can be called.

use super::engine::Engine;
use super::failure::Outcome;
use super::frame::Here;
use super::methods::Known;
use super::tree::Macro;
use super::value::Value;
use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

/// A method: of what it is called, and with what.
pub(super) type Method = fn(&Engine<'_>, &Value, &[Value]) -> Outcome<Value>;

pub(super) enum Callable {
    Range,
    Cycler,
    Joiner,
    /// `always()` and `failure()`, by what they answer.
    Status(bool),
    /// What `cycler(…)` gives: it can be looked into, not called.
    Cycle {
        items: Vec<Value>,
        next: Cell<Option<usize>>,
    },
    /// What `joiner(…)` gives.
    Join {
        separator: Value,
        begun: Cell<bool>,
    },
    /// `next` and `reset` of a cycler.
    Advance(Rc<Callable>),
    Reset(Rc<Callable>),
    Method {
        name: String,
        receiver: Value,
        known: Known,
    },
    /// A macro, or the body of a call, which sees what is around it.
    Macro {
        macro_: Rc<Macro>,
        around: Option<Here>,
    },
}

impl fmt::Debug for Callable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("callable")
    }
}
