//! Keys, and mappings in the order that JavaScript gives them.

use std::collections::HashMap;

use serde_json::{Map, Value};

use super::compose::{Composer, Made};
use super::core_schema::number_text;
use super::error::{Code, Fault};
use super::flow::is_collection;
use super::key_text::key_text;
use super::node::{Id, Shape};
use super::spans::Spans;

/// Type of a scalar key: keys of different types with one text are no duplicates.
#[derive(Clone, Copy, PartialEq, Eq)]
enum KeyType {
    Text = 1,
    Null = 2,
    Flag = 4,
    Number = 8,
    /// A collection, an alias or not a number: equal to nothing.
    Unequal = 0,
}

/// A key as the text that it has in JSON.
pub(super) struct Key {
    text: String,
    of: KeyType,
    /// Byte where it starts.
    pub(super) at: u32,
    weight: u32,
}

impl Composer<'_> {
    /// The text of a key that was composed.
    pub(super) fn key(&self, id: Option<Id>, made: Made) -> Key {
        let shape = id.map(|id| self.tree.shape(id)).unwrap_or_default();
        let (at, weight) = (made.start, made.weight);
        let (text, of) = match made.value {
            Value::String(text) => (text, KeyType::Text),
            Value::Bool(flag) => (flag.to_string(), KeyType::Flag),
            Value::Number(number) => (number_text(number.as_f64().unwrap_or_default()), KeyType::Number),
            Value::Null => self.null_key(id),
            Value::Array(_) | Value::Object(_) => (self.collection_key(id), KeyType::Unequal),
        };
        let of = if shape == Shape::Alias || is_collection(shape) { KeyType::Unequal } else { of };
        Key { text, of, at, weight }
    }

    fn collection_key(&self, id: Option<Id>) -> String {
        let id = id.filter(|_| !self.in_key);
        id.map(|id| key_text(self, id)).unwrap_or_default()
    }

    /// Null is the empty text; numbers that JSON cannot write have a name as a key.
    fn null_key(&self, id: Option<Id>) -> (String, KeyType) {
        let node = id.map(|id| self.tree.node(id)).filter(|node| node.shape == Shape::Plain);
        let text = node.map(|node| self.text_of(node.text)).unwrap_or_default();
        match text.trim_start_matches(['+', '-']) {
            ".inf" | ".Inf" | ".INF" if text.starts_with('-') => ("-Infinity".to_owned(), KeyType::Number),
            ".inf" | ".Inf" | ".INF" => ("Infinity".to_owned(), KeyType::Number),
            ".nan" | ".NaN" | ".NAN" => ("NaN".to_owned(), KeyType::Unequal),
            _ => (String::new(), KeyType::Null),
        }
    }
}

/// A mapping being filled.
pub(super) struct MapBuilder {
    map: Map<String, Value>,
    /// Types that were seen of keys, where they were not all texts.
    types: HashMap<String, u8>,
    /// Spans of the values in order; lost when a key is written twice.
    children: Vec<u32>,
    overwritten: bool,
    index_like: bool,
    weight: u32,
}

impl MapBuilder {
    pub(super) fn new(capacity: usize) -> Self {
        MapBuilder {
            map: Map::with_capacity(capacity.min(64)),
            types: HashMap::new(),
            children: Vec::with_capacity(capacity.min(64)),
            overwritten: false,
            index_like: false,
            weight: 0,
        }
    }

    fn seen(&self, text: &str) -> u8 {
        let known = if self.types.is_empty() { None } else { self.types.get(text).copied() };
        known.unwrap_or(if self.map.contains_key(text) { KeyType::Text as u8 } else { 0 })
    }

    pub(super) fn unique(&self, key: &Key, at: u32) -> Result<(), Fault> {
        if key.of != KeyType::Unequal && self.seen(&key.text) & key.of as u8 != 0 {
            return Err(Fault::new(at, Code::DuplicateKey, "this key stands twice in its mapping"));
        }
        Ok(())
    }

    pub(super) fn put(&mut self, key: Key, value: Option<Made>, spans: &mut Spans) {
        let (value, span, weight) = match value {
            Some(made) => (made.value, made.span, made.weight),
            None => (Value::Null, spans.push(super::spans::Span::at(key.at)), 1),
        };
        spans.set_key(span, key.at);
        self.weight = self.weight.max(weight).max(key.weight);
        self.index_like |= is_array_index(&key.text);
        if key.of != KeyType::Text || !self.types.is_empty() {
            let types = self.seen(&key.text) | key.of as u8;
            self.types.insert(key.text.clone(), types);
        }
        self.overwritten |= self.map.insert(key.text, value).is_some();
        self.children.push(span);
    }

    pub(super) fn finish(mut self, start: u32, end: u32, span: u32, spans: &mut Spans) -> Made {
        if self.index_like {
            self.map = indexes_first(self.map);
        }
        if !self.overwritten && !self.index_like {
            let mut last = None;
            for child in self.children {
                spans.link(span, &mut last, child);
            }
        }
        Made { value: Value::Object(self.map), start, end, span, weight: self.weight }
    }
}

fn array_index(text: &str) -> Option<u32> {
    let canonical = text == "0" || !text.starts_with('0');
    let digits = !text.is_empty() && text.len() <= 10 && text.bytes().all(|b| b.is_ascii_digit());
    if canonical && digits { text.parse().ok().filter(|n| *n < u32::MAX) } else { None }
}

fn is_array_index(text: &str) -> bool {
    text.as_bytes().first().is_some_and(u8::is_ascii_digit) && array_index(text).is_some()
}

/// JavaScript lists keys that are whole numbers before all others, in numerical order.
fn indexes_first(map: Map<String, Value>) -> Map<String, Value> {
    let (mut numbers, others): (Vec<_>, Vec<_>) = map.into_iter().partition(|(key, _)| is_array_index(key));
    numbers.sort_by_key(|(key, _)| array_index(key));
    numbers.into_iter().chain(others).collect()
}
