//! Sorting, with V8's own steps where an order is none: `[3, "a", 1] | sort` has an answer, too.

use super::engine::Engine;
use super::failure::{Outcome, fail};
use super::filters::Given;
use super::value::Value;
use std::cmp::Ordering;

/// Up to this length V8 sorts by inserting alone.
const SHORT: usize = 64;

type Compare<'a, T> = &'a mut dyn FnMut(&T, &T) -> Outcome<i32>;

/// Sorts as V8's `Array.prototype.sort`: stable; a beginning that is sorted, or falls, is kept or turned, and the rest put
/// in one after the other. Long lists are merged from such parts.
///
/// # Errors
/// The comparison's.
pub(super) fn sorted<T: Clone>(items: Vec<T>, compare: Compare<'_, T>) -> Outcome<Vec<T>> {
    let mut parts: Vec<Vec<T>> = Vec::new();
    let size = if items.len() < SHORT { SHORT } else { SHORT / 2 };
    for part in items.chunks(size) {
        parts.push(inserted(part.to_vec(), compare)?);
    }
    while parts.len() > 1 {
        let mut merged = Vec::new();
        let mut all = parts.into_iter();
        while let Some(one) = all.next() {
            merged.push(match all.next() {
                Some(two) => merge(one, two, compare)?,
                None => one,
            });
        }
        parts = merged;
    }
    Ok(parts.pop().unwrap_or_default())
}

fn merge<T>(one: Vec<T>, two: Vec<T>, compare: Compare<'_, T>) -> Outcome<Vec<T>> {
    let mut merged = Vec::with_capacity(one.len() + two.len());
    let (mut one, mut two) = (one.into_iter().peekable(), two.into_iter().peekable());
    while let (Some(first), Some(second)) = (one.peek(), two.peek()) {
        let takes_second = compare(second, first)? < 0;
        merged.extend(if takes_second { two.next() } else { one.next() });
    }
    merged.extend(one);
    merged.extend(two);
    Ok(merged)
}

fn inserted<T: Clone>(mut items: Vec<T>, compare: Compare<'_, T>) -> Outcome<Vec<T>> {
    let run = run(&mut items, compare)?;
    let rest = items.split_off(run);
    for item in rest {
        let (mut left, mut right) = (0, items.len());
        while left < right {
            let middle = left + (right - left) / 2;
            let is_less = match items.get(middle) {
                Some(other) => compare(&item, other)? < 0,
                None => true,
            };
            if is_less {
                right = middle;
            } else {
                left = middle + 1;
            }
        }
        items.insert(left, item);
    }
    Ok(items)
}

/// How long the beginning is that rises, or falls; that is turned round.
fn run<T>(items: &mut [T], compare: Compare<'_, T>) -> Outcome<usize> {
    let [first, second, ..] = items else { return Ok(items.len()) };
    let falls = compare(second, first)? < 0;
    let mut length = 2;
    while let Some([one, two]) = items.get(length - 1..=length) {
        if (compare(two, one)? < 0) != falls {
            break;
        }
        length += 1;
    }
    if falls && let Some(run) = items.get_mut(..length) {
        run.reverse();
    }
    Ok(length)
}

/// An attribute of an item, which may be a path; without one it is the item itself.
///
/// # Errors
/// When the item is nothing.
pub(super) fn attribute(engine: &Engine<'_>, item: &Value, path: &Value) -> Outcome<Value> {
    if !path.is_true() && !matches!(path, Value::Number(_)) {
        return Ok(item.clone());
    }
    let mut found = item.clone();
    let path = path.to_str(&engine.bounds)?;
    for (index, name) in path.units().split(|unit| *unit == 0x2e).enumerate() {
        if found.is_nothing() {
            if index > 0 {
                return Ok(Value::Undefined);
            }
            return fail("Cannot read a template attribute from a nullish value");
        }
        found = field(engine, &found, &Value::Text(super::units::Str::new(name)))?;
    }
    Ok(found)
}

/// A member of a value that is no method.
///
/// # Errors
/// Where the key has no text.
pub(super) fn field(engine: &Engine<'_>, value: &Value, key: &Value) -> Outcome<Value> {
    let found = engine.member(value, key)?;
    Ok(if matches!(found, Value::Callable(_)) { Value::Undefined } else { found })
}

/// The filter `sort`.
pub(super) fn filter(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let items = super::filters::loose_items(engine, value)?;
    let (items, missing): (Vec<Value>, Vec<Value>) = items.into_iter().partition(|item| !item.is_undefined());
    let path = given.get(2);
    let mut keyed = Vec::with_capacity(items.len());
    for item in items {
        let key = if path.is_true() { attribute(engine, &item, &path)? } else { item.clone() };
        keyed.push((key, item));
    }
    let (turned, exact) = (given.is_true(0), given.is_true(1));
    let mut compare = |one: &(Value, Value), two: &(Value, Value)| {
        engine.bounds.spend(1)?;
        let order = match (&one.0, &two.0) {
            (Value::Text(one), Value::Text(two)) if !exact => Some(one.lower().cmp(&two.lower())),
            (one, two) => one.order(two, &engine.bounds)?,
        };
        Ok(match order {
            Some(Ordering::Less) if turned => 1,
            Some(Ordering::Greater) if turned => -1,
            Some(order) => order as i32,
            None => 0,
        })
    };
    let sorted = sorted(keyed, &mut compare)?;
    Ok(Value::from(sorted.into_iter().map(|(_, item)| item).chain(missing).collect::<Vec<Value>>()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lists_are_sorted_and_equal_items_keep_their_order() {
        let items: Vec<(u32, usize)> = (0..500).map(|index| ((index as u32 * 7919) % 50, index)).collect();
        let found = sorted(items.clone(), &mut |one, two| Ok(one.0.cmp(&two.0) as i32)).unwrap();
        let mut wanted = items;
        wanted.sort_by_key(|item| item.0);
        assert_eq!(found, wanted);
    }

    #[test]
    fn an_order_that_is_none_ends() {
        let found = sorted(vec![3, 1, 2, 5, 4], &mut |_, _| Ok(-1)).unwrap();
        assert_eq!(found, [4, 5, 2, 1, 3]);
    }
}
