//! Which names have a slot, while a template is read.
//!
//! Loop variables, parameters and macros are bound where they stand in the source, whether that part runs or not: after
//! `{% if false %}{% macro m() %}…{% endmacro %}{% endif %}` an `m` of before is gone. That is how the reference,
//! which follows a compiler, has it.

use super::tree::{Slot, Variable};
use super::units::Str;
use std::collections::HashMap;

/// The bodies that are open, innermost last.
#[derive(Debug, Default)]
pub(super) struct Scopes(Vec<Open>);

#[derive(Debug, Default)]
struct Open {
    slots: usize,
    levels: Vec<HashMap<String, usize>>,
    /// Whether names of the body around are seen.
    sees_out: bool,
}

impl Scopes {
    /// Opens a body; `sees_out` where names of the body around are seen.
    pub fn open(&mut self, sees_out: bool) {
        self.0.push(Open { slots: 0, levels: vec![HashMap::new()], sees_out });
    }

    /// Closes a body; gives how many slots it has.
    pub fn close(&mut self) -> usize {
        self.0.pop().map_or(0, |open| open.slots)
    }

    pub fn push(&mut self) {
        if let Some(open) = self.0.last_mut() {
            open.levels.push(HashMap::new());
        }
    }

    pub fn pop(&mut self) {
        if let Some(open) = self.0.last_mut() {
            open.levels.pop();
        }
    }

    /// A slot without a name.
    pub fn slot(&mut self) -> usize {
        self.0.last_mut().map_or(0, |open| {
            open.slots += 1;
            open.slots - 1
        })
    }

    /// Gives a name a slot of its own from here on.
    pub fn bind(&mut self, name: &str) -> usize {
        let slot = self.slot();
        self.bind_to(name, slot);
        slot
    }

    pub fn bind_to(&mut self, name: &str, slot: usize) {
        if let Some(level) = self.0.last_mut().and_then(|open| open.levels.last_mut()) {
            level.insert(name.to_owned(), slot);
        }
    }

    /// A name as it is bound here.
    pub fn variable(&self, name: &str) -> Variable {
        Variable { name: Str::from(name), slot: self.find(name) }
    }

    /// Whether no loop is open in the innermost body, which sees nothing around it.
    pub fn is_bottom(&self) -> bool {
        self.0.last().is_some_and(|open| open.levels.len() == 1 && !open.sees_out)
    }

    fn find(&self, name: &str) -> Option<Slot> {
        for (out, open) in self.0.iter().rev().enumerate() {
            if let Some(index) = open.levels.iter().rev().find_map(|level| level.get(name)) {
                return Some(Slot { out, index: *index });
            }
            if !open.sees_out {
                return None;
            }
        }
        None
    }
}
