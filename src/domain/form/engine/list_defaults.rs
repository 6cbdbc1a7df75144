//! Defaults of lists and of what is in them.

use serde_json::{Value, json};

use super::Engine;
use super::defaults::Place;
use super::hole;
use super::merge::{Mixing, mix};
use crate::domain::form::problem::Broken;
use crate::domain::form::script;

/// The most items that a list is filled up to.
const MOST_ITEMS: usize = 10_000;

/// What stands for the schema of an item that the schema does not know.
#[derive(Clone, Copy, PartialEq)]
enum Beyond {
    Ignored,
    Additional,
}

impl Engine<'_> {
    pub(super) fn defaults_of_list(
        &self,
        schema: &Value,
        place: &Place<'_>,
        defaults: Option<Value>,
    ) -> Result<Option<Value>, Broken> {
        let defaults = match defaults {
            Some(Value::Array(items)) => Some(self.completed(schema, place, items)?),
            other => other,
        };
        let defaults = match place.data {
            Some(Value::Array(items)) => self.with_items(schema, place, defaults, items)?,
            _ => defaults,
        };
        let there = defaults.as_ref().and_then(Value::as_array).map_or(0, Vec::len);
        let wanted = schema.get("minItems").and_then(Value::as_f64).unwrap_or(0.0);
        let is_enough = there as f64 >= wanted;
        if is_enough || self.is_multi_select(schema)? {
            let defaults = defaults.filter(script::is_truthy);
            return Ok(Some(defaults.unwrap_or_else(|| json!([]))));
        }
        self.filled_up(schema, place, defaults, wanted.ceil()).map(Some)
    }

    /// The items of a default, each with the defaults of its own schema.
    fn completed(&self, schema: &Value, place: &Place<'_>, items: Vec<Value>) -> Result<Value, Broken> {
        let completed = items.into_iter().enumerate().map(|(number, item)| {
            let own = schema_of_item(schema, Beyond::Additional, Some(number));
            Ok(hole::of(self.defaults(&own, within(place, hole::open(item), None))?))
        });
        Ok(Value::Array(completed.collect::<Result<_, Broken>>()?))
    }

    /// The items of the data, each with the defaults of the schema of items, over the items of the default.
    fn with_items(
        &self,
        schema: &Value,
        place: &Place<'_>,
        defaults: Option<Value>,
        items: &[Value],
    ) -> Result<Option<Value>, Broken> {
        let own = schema_of_item(schema, Beyond::Ignored, None);
        let filled = items.iter().enumerate().map(|(number, item)| {
            let parent = defaults.as_ref().and_then(|all| super::super::path::child(all, &number.to_string()));
            let parent = parent.cloned().and_then(hole::open);
            Ok(hole::of(self.defaults(&own, within(place, parent, Some(item)))?))
        });
        let filled = Value::Array(filled.collect::<Result<_, Broken>>()?);
        Ok(mix(defaults.as_ref(), Some(&filled), Mixing::default()))
    }

    /// A list with items added until there are enough.
    fn filled_up(
        &self,
        schema: &Value,
        place: &Place<'_>,
        defaults: Option<Value>,
        wanted: f64,
    ) -> Result<Value, Broken> {
        if wanted > MOST_ITEMS as f64 {
            return Err(Broken::new(format!("the schema asks for a list of at least {wanted} items")));
        }
        let own = schema_of_item(schema, Beyond::Additional, None);
        let filler = hole::of(self.defaults(&own, within(place, own.get("default").cloned(), None))?);
        let mut items = match defaults {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        while (items.len() as f64) < wanted {
            items.push(filler.clone());
        }
        Ok(Value::Array(items))
    }
}

/// An item's place in a list.
fn within<'d>(place: &Place<'_>, parent: Option<Value>, data: Option<&'d Value>) -> Place<'d> {
    Place { parent, data, seen: place.seen.clone(), required: place.required, mixes: place.mixes, keeps_empty: false }
}

fn schema_of_item(schema: &Value, beyond: Beyond, number: Option<usize>) -> Value {
    let of_items = match (number, schema.get("items")) {
        (Some(number), Some(Value::Array(items))) => items.get(number).filter(|item| !item.is_boolean()),
        (None, items) => items.filter(|items| !items.is_array() && !items.is_boolean() && script::is_truthy(items)),
        _ => None,
    };
    let additional = || schema.get("additionalItems").filter(|items| beyond == Beyond::Additional && items.is_object());
    of_items.or_else(additional).cloned().unwrap_or_else(|| json!({}))
}
