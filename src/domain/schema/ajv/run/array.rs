//! Keywords about arrays.

use super::super::super::value::{equal, text};
use super::super::keywords::is_empty;
use super::super::path::Step;
use super::super::types::{Types, is};
use super::{Frame, Key, Run, Verdict, Word};
use serde_json::{Value, json};
use std::collections::HashMap;

impl<'s> Run<'_, 's> {
    pub(super) fn array(&mut self, word: Word<'s>, items: &[Value], frame: Frame<'_, '_, 's>) -> Verdict {
        match (word.name, word.value) {
            ("maxItems" | "minItems", _) => self.size(items.len(), "items", word, frame),
            ("additionalItems", rest) => match word.map.get("items") {
                Some(Value::Array(schemas)) => self.additional_items(rest, schemas.len(), items, word, frame),
                _ => Ok(true),
            },
            ("items", Value::Array(schemas)) => {
                let mut valid = true;
                for (index, (schema, item)) in schemas.iter().zip(items).enumerate() {
                    valid &= self.inside(schema, Step::Counted("items", index), item, Key::Index(index), frame)?;
                }
                Ok(valid)
            }
            ("items", schema) => self.each(schema, "items", items, 0, frame),
            ("contains", schema) => self.contains(schema, items, word, frame),
            ("uniqueItems", Value::Bool(true)) => self.unique(items, word, frame),
            _ => Ok(true),
        }
    }

    fn each(
        &mut self,
        schema: &'s Value,
        name: &'static str,
        items: &[Value],
        from: usize,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        if is_empty(schema) {
            return Ok(true);
        }
        let mut valid = true;
        for (index, item) in items.iter().enumerate().skip(from) {
            valid &= self.inside(schema, Step::Word(name), item, Key::Index(index), frame)?;
            if frame.quiet && !valid {
                return Ok(false);
            }
        }
        Ok(valid)
    }

    fn additional_items(
        &mut self,
        rest: &'s Value,
        count: usize,
        items: &[Value],
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        match rest {
            Value::Bool(false) => self.expect(items.len() <= count, word, frame, || {
                (json!({"limit": count}), format!("must NOT have more than {count} items"))
            }),
            Value::Object(_) => self.each(rest, "additionalItems", items, count, frame),
            _ => Ok(true),
        }
    }

    fn contains(&mut self, schema: &'s Value, items: &[Value], word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let before = self.errors.len();
        for (index, item) in items.iter().enumerate() {
            if self.inside(schema, Step::Word("contains"), item, Key::Index(index), frame)? {
                self.errors.truncate(before);
                return Ok(true);
            }
        }
        self.expect(false, word, frame, || {
            (json!({"minContains": 1}), "must contain at least 1 valid item(s)".to_owned())
        })
    }

    fn unique(&mut self, items: &[Value], word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let types = match word.map.get("items") {
            Some(Value::Object(map)) => Types::of(map)?.names,
            _ => Vec::new(),
        };
        let is_plain = !types.is_empty() && !types.iter().any(|name| matches!(*name, "object" | "array"));
        let twice = if is_plain { plain_twice(items, &types) } else { twice(items) };
        self.expect(twice.is_none(), word, frame, || {
            let (later, earlier) = twice.unwrap_or_default();
            let message = format!("must NOT have duplicate items (items ## {earlier} and {later} are identical)");
            (json!({"i": later, "j": earlier}), message)
        })
    }
}

/// Two items that are the same, from the end on: the place of the later, and of the earlier.
fn twice(items: &[Value]) -> Option<(usize, usize)> {
    let later = items.iter().enumerate().rev();
    let mut pairs = later.flat_map(|later| items.iter().enumerate().take(later.0).rev().map(move |one| (later, one)));
    pairs.find(|((_, later), (_, earlier))| equal(later, earlier)).map(|((later, _), (earlier, _))| (later, earlier))
}

/// The same where the items are no lists or objects: by their texts, and told the other way round.
fn plain_twice(items: &[Value], types: &[&str]) -> Option<(usize, usize)> {
    let mut seen = HashMap::new();
    for (index, item) in items.iter().enumerate().rev().filter(|(_, item)| types.iter().any(|name| is(item, name))) {
        let mut text = text(item);
        if types.len() > 1 && item.is_string() {
            text.push('_');
        }
        if let Some(other) = seen.insert(text, index) {
            return Some((index, other));
        }
    }
    None
}
