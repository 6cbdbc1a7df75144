//! The values of an expression, which are JavaScript's.

use super::callable::Callable;
use super::regex::Regex;
use super::units::Str;
use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;

/// A value. Lists and records are shared: whoever holds one sees what another changes.
#[derive(Clone, Debug)]
pub(super) enum Value {
    Undefined,
    Null,
    Bool(bool),
    Number(f64),
    Text(Str),
    /// A text that is not escaped any more; an object where its type is asked for.
    Safe(Str),
    List(List),
    Record(Record),
    Pattern(Rc<Regex>),
    Callable(Rc<Callable>),
}

impl Value {
    pub fn text(text: &str) -> Self {
        Self::Text(text.into())
    }

    pub fn is_undefined(&self) -> bool {
        matches!(self, Self::Undefined)
    }

    /// Undefined or null.
    pub fn is_nothing(&self) -> bool {
        matches!(self, Self::Undefined | Self::Null)
    }

    /// The units of a text, safe or not.
    pub fn as_str(&self) -> Option<&Str> {
        match self {
            Self::Text(text) | Self::Safe(text) => Some(text),
            _ => None,
        }
    }

    /// What is false: undefined, null, false, 0, NaN and the empty text. A safe text is an object, thus true.
    pub fn is_true(&self) -> bool {
        match self {
            Self::Undefined | Self::Null => false,
            Self::Bool(is) => *is,
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
            _ => true,
        }
    }

    /// What the value is called in messages.
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Undefined => "undefined",
            Self::Null => "null",
            Self::Bool(_) => "boolean",
            Self::Number(_) => "number",
            Self::Text(_) | Self::Safe(_) => "string",
            Self::List(_) => "array",
            Self::Record(_) => "record",
            Self::Pattern(_) => "regular expression",
            Self::Callable(_) => "callable",
        }
    }

    /// `===`.
    pub fn is_same(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Undefined, Self::Undefined) | (Self::Null, Self::Null) => true,
            (Self::Bool(one), Self::Bool(two)) => one == two,
            (Self::Number(one), Self::Number(two)) => one == two,
            (Self::Text(one), Self::Text(two)) => one == two,
            (Self::Safe(one), Self::Safe(two)) => std::ptr::eq(one.units(), two.units()),
            (Self::List(one), Self::List(two)) => Rc::ptr_eq(&one.0, &two.0),
            (Self::Record(one), Self::Record(two)) => Rc::ptr_eq(&one.0, &two.0),
            (Self::Pattern(one), Self::Pattern(two)) => Rc::ptr_eq(one, two),
            (Self::Callable(one), Self::Callable(two)) => Rc::ptr_eq(one, two),
            _ => false,
        }
    }
}

impl From<Vec<Value>> for Value {
    fn from(items: Vec<Value>) -> Self {
        Self::List(List::new(items))
    }
}

impl From<bool> for Value {
    fn from(is: bool) -> Self {
        Self::Bool(is)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

impl From<usize> for Value {
    #[expect(clippy::cast_precision_loss, reason = "counts stay far below 2^53")]
    fn from(count: usize) -> Self {
        Self::Number(count as f64)
    }
}

impl From<Str> for Value {
    fn from(text: Str) -> Self {
        Self::Text(text)
    }
}

/// A list that may be changed.
#[derive(Clone)]
pub(super) struct List(Rc<Items>);

struct Items(RefCell<Vec<Value>>);

impl List {
    pub fn new(items: Vec<Value>) -> Self {
        Self(Rc::new(Items(RefCell::new(items))))
    }

    pub fn len(&self) -> usize {
        self.0.0.borrow().len()
    }

    pub fn get(&self, index: usize) -> Option<Value> {
        self.0.0.borrow().get(index).cloned()
    }

    /// The items as they are now.
    pub fn items(&self) -> Vec<Value> {
        self.0.0.borrow().clone()
    }

    /// Puts others in the place of the items.
    pub fn replace(&self, items: Vec<Value>) {
        let old = std::mem::replace(&mut *self.0.0.borrow_mut(), items);
        release(old);
    }

    /// Something that two lists have in common only if they are one.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

impl fmt::Debug for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "list of {}", self.len())
    }
}

/// A record, its keys in JavaScript's order: indexes ascending, then the others as they came.
#[derive(Clone)]
pub(super) struct Record(Rc<Cells>);

struct Cells(RefCell<Fields>);

/// Keys and values side by side, and where each key stands.
#[derive(Default)]
struct Fields {
    keys: Vec<Str>,
    values: Vec<Value>,
    places: HashMap<Str, usize>,
}

impl Record {
    /// A record of pairs; of a key that comes twice the later value holds, in the place of the earlier.
    pub fn new(pairs: Vec<(Str, Value)>) -> Self {
        let mut fields = Fields::default();
        for (key, value) in pairs {
            fields.put(key, value);
        }
        fields.sort();
        Self(Rc::new(Cells(RefCell::new(fields))))
    }

    pub fn len(&self) -> usize {
        self.0.0.borrow().keys.len()
    }

    pub fn get(&self, key: &Str) -> Option<Value> {
        let fields = self.0.0.borrow();
        fields.places.get(key).and_then(|place| fields.values.get(*place)).cloned()
    }

    pub fn has(&self, key: &Str) -> bool {
        self.0.0.borrow().places.contains_key(key)
    }

    pub fn keys(&self) -> Vec<Str> {
        self.0.0.borrow().keys.clone()
    }

    pub fn values(&self) -> Vec<Value> {
        self.0.0.borrow().values.clone()
    }

    pub fn pairs(&self) -> Vec<(Str, Value)> {
        let fields = self.0.0.borrow();
        fields.keys.iter().cloned().zip(fields.values.iter().cloned()).collect()
    }

    /// Something that two records have in common only if they are one.
    pub fn identity(&self) -> usize {
        Rc::as_ptr(&self.0).addr()
    }
}

impl Fields {
    fn put(&mut self, key: Str, value: Value) {
        if let Some(slot) = self.places.get(&key).and_then(|place| self.values.get_mut(*place)) {
            *slot = value;
            return;
        }
        self.places.insert(key.clone(), self.keys.len());
        self.keys.push(key);
        self.values.push(value);
    }

    fn sort(&mut self) {
        if self.keys.iter().all(|key| key.index().is_none()) {
            return;
        }
        let keys = std::mem::take(&mut self.keys);
        let values = std::mem::take(&mut self.values);
        let mut pairs: Vec<(Str, Value)> = keys.into_iter().zip(values).collect();
        pairs.sort_by_key(|(key, _)| key.index().map_or(u64::MAX, u64::from));
        self.places.clear();
        pairs.into_iter().for_each(|(key, value)| self.put(key, value));
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "record of {}", self.len())
    }
}

impl Drop for Items {
    fn drop(&mut self) {
        release(std::mem::take(self.0.get_mut()));
    }
}

impl Drop for Cells {
    fn drop(&mut self) {
        release(std::mem::take(&mut self.0.get_mut().values));
    }
}

/// Lets values go one after the other: a list in a list in a list … must not go down as deep as it is nested.
fn release(mut pending: Vec<Value>) {
    while let Some(value) = pending.pop() {
        match value {
            Value::List(List(rc)) => {
                if let Some(mut items) = Rc::into_inner(rc) {
                    pending.append(items.0.get_mut());
                }
            }
            Value::Record(Record(rc)) => {
                if let Some(mut cells) = Rc::into_inner(rc) {
                    pending.append(&mut cells.0.get_mut().values);
                }
            }
            _ => {}
        }
    }
}
