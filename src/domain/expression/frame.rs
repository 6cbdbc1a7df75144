//! Where names and slots have their values while a template runs.

use super::units::Str;
use super::value::Value;
use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;

/// A level of names.
#[derive(Default)]
pub(super) struct Frame {
    names: RefCell<HashMap<Str, Value>>,
    parent: Option<Rc<Frame>>,
    /// Whether `set` stays within: blocks, and bodies of calls.
    closed: bool,
    /// Whether what is set here is seen by macros and blocks.
    pub top: bool,
}

/// The slots of a running body.
#[derive(Default)]
pub(super) struct Cells {
    values: RefCell<Vec<Value>>,
    out: Option<Rc<Cells>>,
}

/// Where one is: a level of names, and the slots of the body.
#[derive(Clone, Default)]
pub(super) struct Here {
    pub frame: Rc<Frame>,
    pub cells: Rc<Cells>,
}

impl Frame {
    /// The value of a name, here or further out.
    pub fn find(&self, name: &Str) -> Option<Value> {
        let mut frame = self;
        loop {
            if let Some(value) = frame.names.borrow().get(name) {
                return Some(value.clone());
            }
            frame = frame.parent.as_deref()?;
        }
    }

    fn has(&self, name: &Str) -> bool {
        self.names.borrow().contains_key(name)
    }

    pub fn put(&self, name: &Str, value: Value) {
        self.names.borrow_mut().insert(name.clone(), value);
    }

    /// Sets a name where it is already, but not beyond a block or the body of a call; else here.
    pub fn set(&self, name: &Str, value: Value) {
        let mut frame = self;
        while !frame.has(name) {
            match frame.parent.as_deref().filter(|_| !frame.closed) {
                Some(parent) => frame = parent,
                None => return self.put(name, value),
            }
        }
        frame.put(name, value);
    }
}

impl Cells {
    fn level(&self, out: usize) -> Option<&Self> {
        let mut cells = self;
        for _ in 0..out {
            cells = cells.out.as_deref()?;
        }
        Some(cells)
    }

    pub fn get(&self, out: usize, index: usize) -> Value {
        let value = self.level(out).and_then(|cells| cells.values.borrow().get(index).cloned());
        value.unwrap_or(Value::Undefined)
    }

    pub fn put(&self, out: usize, index: usize, value: Value) {
        if let Some(cells) = self.level(out)
            && let Some(cell) = cells.values.borrow_mut().get_mut(index)
        {
            *cell = value;
        }
    }
}

impl Here {
    /// Where a template begins.
    pub fn top(slots: usize) -> Self {
        let frame = Frame { top: true, ..Frame::default() };
        Self { frame: Rc::new(frame), cells: cells(slots, None) }
    }

    /// A level further in.
    pub fn deeper(&self, closed: bool) -> Self {
        let frame = Frame { parent: Some(self.frame.clone()), closed, ..Frame::default() };
        Self { frame: Rc::new(frame), cells: self.cells.clone() }
    }

    /// A body that sees nothing around it.
    pub fn apart(slots: usize) -> Self {
        Self { frame: Rc::default(), cells: cells(slots, None) }
    }

    /// A body that sees the names around it; its slots too, where it is the body of a call.
    pub fn within(&self, slots: usize, sees_slots: bool) -> Self {
        let here = self.deeper(true);
        Self { frame: here.frame, cells: cells(slots, sees_slots.then(|| self.cells.clone())) }
    }
}

fn cells(slots: usize, out: Option<Rc<Cells>>) -> Rc<Cells> {
    Rc::new(Cells { values: RefCell::new(vec![Value::Undefined; slots]), out })
}
