//! Which values of a wizard belong to steps that are not shown, and so are not sent (Backstage's
//! `filterHiddenStepValues`).

use std::cell::Cell;
use std::collections::BTreeMap;

use serde_json::{Map, Value};

use super::engine::percent_decoded;

/// How many schemas may be looked at for one step.
const MOST: u32 = 200_000;
/// How many schemas may lead to one another.
const DEEPEST: usize = 200;

/// Parts of the data that schemas know.
#[derive(Clone, Default)]
struct Known {
    all: bool,
    below: BTreeMap<String, Known>,
}

impl Known {
    fn all() -> Known {
        Known { all: true, below: BTreeMap::new() }
    }

    fn add(&mut self, other: Known) {
        self.all |= other.all;
        for (name, known) in other.below {
            self.below.entry(name).or_default().add(known);
        }
    }
}

/// A schema that cannot be followed.
struct Lost;

/// The values without those that only hidden steps know.
#[must_use]
pub fn without_hidden(values: &Value, steps: &[(&Value, bool)]) -> Value {
    if steps.iter().all(|(_, shown)| *shown) {
        return values.clone();
    }
    let (mut hidden, mut visible) = (Known::default(), Known::default());
    for (schema, shown) in steps {
        let looked = Look { root: schema, looks: Cell::new(0) }.known(schema, Some(values), true, !shown);
        match (looked, shown) {
            (Ok(known), true) => visible.add(known),
            (Ok(known), false) => hidden.add(known),
            (Err(Lost), true) => visible.add(Known::all()),
            (Err(Lost), false) => {}
        }
    }
    kept(values, Some(&hidden), Some(&visible)).unwrap_or_else(|| Value::Object(Map::new()))
}

/// What is left of a value; `None` where it falls away.
fn kept(value: &Value, hidden: Option<&Known>, visible: Option<&Known>) -> Option<Value> {
    let Some(hidden) = hidden else { return Some(value.clone()) };
    if visible.is_some_and(|visible| visible.all) {
        return Some(value.clone());
    }
    let visible = visible?;
    let all = Known::all();
    let hidden_below = |name: &str| if hidden.all { Some(&all) } else { hidden.below.get(name) };
    match value {
        Value::Array(items) => {
            let items = items.iter().enumerate().map(|(number, item)| {
                let name = number.to_string();
                let visible = visible.below.get(&name).unwrap_or(&all);
                kept(item, hidden_below(&name), Some(visible)).unwrap_or_else(|| item.clone())
            });
            Some(Value::Array(items.collect()))
        }
        Value::Object(map) => {
            let entries = map.iter().filter_map(|(name, value)| {
                Some((name.clone(), kept(value, hidden_below(name), visible.below.get(name))?))
            });
            Some(Value::Object(entries.collect()))
        }
        other => Some(other.clone()),
    }
}

struct Look<'a> {
    root: &'a Value,
    looks: Cell<u32>,
}

impl<'a> Look<'a> {
    fn known(&self, schema: &'a Value, value: Option<&Value>, is_root: bool, hidden: bool) -> Result<Known, Lost> {
        let (Value::Object(_), Some(value)) = (schema, value) else { return Ok(Known::all()) };
        let mut known = Known::default();
        let mut parts = Vec::new();
        self.expand(schema, &mut Vec::new(), &mut parts)?;
        for part in parts {
            let additional = part.get("additionalProperties");
            let takes_all = additional.is_some_and(|all| all == &Value::Bool(true) || all.is_object());
            known.all |= takes_all && !(is_root && hidden);
            for (name, property) in part.get("properties").and_then(Value::as_object).into_iter().flatten() {
                let below = self.known(property, value.as_object().and_then(|map| map.get(name)), false, false)?;
                known.below.entry(name.clone()).or_default().add(below);
            }
            if let (Value::Array(items), Some(schema)) = (value, part.get("items")) {
                self.add_items(&mut known, items, schema, part)?;
            }
        }
        known.all |= !is_root && known.below.is_empty();
        Ok(known)
    }

    fn add_items(&self, known: &mut Known, items: &[Value], schema: &'a Value, part: &'a Value) -> Result<(), Lost> {
        for (number, item) in items.iter().enumerate() {
            let own = match schema {
                Value::Array(schemas) => {
                    schemas.get(number).filter(|own| !own.is_null()).or_else(|| part.get("additionalItems"))
                }
                schema => Some(schema),
            };
            let below = self.known(own.unwrap_or(&Value::Null), Some(item), false, false)?;
            known.below.entry(number.to_string()).or_default().add(below);
        }
        Ok(())
    }

    /// A schema, what it refers to, and its branches.
    fn expand(&self, schema: &'a Value, on_the_way: &mut Vec<&'a Value>, all: &mut Vec<&'a Value>) -> Result<(), Lost> {
        self.looks.set(self.looks.get() + 1);
        let is_too_much = self.looks.get() > MOST || on_the_way.len() > DEEPEST;
        if is_too_much || on_the_way.iter().any(|one| std::ptr::eq(*one, schema)) {
            return Err(Lost);
        }
        on_the_way.push(schema);
        all.push(schema);
        if let Some(Value::String(reference)) = schema.get("$ref") {
            self.expand(self.target(reference)?, on_the_way, all)?;
        }
        let lists = ["allOf", "oneOf", "anyOf"].into_iter().filter_map(|name| schema.get(name)?.as_array());
        let single = ["then", "else"].into_iter().filter_map(|name| schema.get(name));
        let dependencies = schema.get("dependencies").and_then(Value::as_object);
        let branches = lists.flatten().chain(single).chain(dependencies.into_iter().flat_map(|map| map.values()));
        for branch in branches.filter(|branch| branch.is_object()) {
            self.expand(branch, on_the_way, all)?;
        }
        on_the_way.pop();
        Ok(())
    }

    fn target(&self, reference: &str) -> Result<&'a Value, Lost> {
        let pointer = reference.strip_prefix('#').and_then(percent_decoded).ok_or(Lost)?;
        self.root.pointer(&pointer).filter(|target| target.is_object()).ok_or(Lost)
    }
}
