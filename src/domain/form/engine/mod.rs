//! What a schema means for the data at hand: the behaviour of `@rjsf/utils` 5.24 with Backstage's settings.
//!
//! Everything here is a pure function of a step's schema and data. What costs too much or goes round in a circle ends
//! in `Broken`.

pub(super) mod all_of;
mod compare;
mod condition;
mod defaults;
mod dependency;
mod hole;
mod list_defaults;
mod merge;
mod options;
mod reference;
mod retrieve;
mod sanitize;
mod score;

use std::cell::{Cell, RefCell};

use serde_json::Value;

use super::problem::Broken;
use crate::domain::schema::ajv::{Ajv, Root};

pub(super) use hole::Filled;
pub(super) use merge::merge_schemas;
pub(super) use options::{discriminator, has_fixed_items, option_list};
pub(super) use reference::percent_decoded;

/// How deep schemas may be nested while they are resolved.
const DEEPEST: u32 = 200;
/// How many schemas may be resolved for one question.
const MOST: u32 = 500_000;

/// The schema of a step, and how much was done with it.
pub(super) struct Engine<'a> {
    /// The whole schema: where `$ref` looks things up.
    pub(super) root: &'a Value,
    validity: Root<'a>,
    /// What the whole schema was for which data, as it is asked for several times.
    whole: RefCell<Option<(Value, Value)>>,
    depth: Cell<u32>,
    work: Cell<u32>,
}

impl<'a> Engine<'a> {
    pub(super) fn new(ajv: &'a Ajv, root: &'a Value) -> Engine<'a> {
        Engine { root, validity: ajv.root(root), whole: RefCell::new(None), depth: Cell::new(0), work: Cell::new(0) }
    }

    /// Does one step more of something that goes into itself.
    fn deeper<T>(&self, step: impl FnOnce() -> Result<T, Broken>) -> Result<T, Broken> {
        self.count()?;
        let depth = self.depth.get() + 1;
        if depth > DEEPEST {
            return Err(Broken::new("the schema goes on without an end: it is nested too deep, or refers to itself"));
        }
        self.depth.set(depth);
        let result = step();
        self.depth.set(depth - 1);
        result
    }

    fn count(&self) -> Result<(), Broken> {
        let work = self.work.get() + 1;
        if work > MOST {
            return Err(Broken::new("the schema is too much to be resolved"));
        }
        self.work.set(work);
        Ok(())
    }

    /// Whether data agrees with a schema; what is wrong with the schema itself counts as a no. All these checks together
    /// may look at so many schemas: what multiplies is said to be broken, as a no would take another branch.
    fn is_valid(&self, schema: &Value, data: &Value) -> Result<bool, Broken> {
        self.count()?;
        let is_valid = match hole::without_holes(data) {
            Some(data) => self.validity.is_valid(schema, &data),
            None => self.validity.is_valid(schema, data),
        };
        match self.validity.is_used_up() {
            true => Err(Broken::new("the schema takes too long: its branches multiply")),
            false => Ok(is_valid),
        }
    }
}
