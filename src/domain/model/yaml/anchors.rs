//! Anchors and the aliases that repeat them, within limits.

use std::collections::HashMap;

use serde_json::Value;

use super::error::{Code, Fault};

/// How often one anchor may be repeated, counting repeats inside it.
const MAX_REPEATS: u32 = 100;
/// How many values all aliases of a document may add.
const MAX_VALUES: usize = 1_000_000;

struct Anchor {
    number: u32,
    /// Absent while its node is being read.
    value: Option<Value>,
    size: usize,
    repeats: u32,
    weight: u32,
}

/// The anchors of a document so far, by name.
#[derive(Default)]
pub(super) struct Anchors<'t> {
    by_name: HashMap<&'t str, Anchor>,
    opened: u32,
    values: usize,
    pub(super) fault: Option<Fault>,
}

impl<'t> Anchors<'t> {
    /// Notes that a node with this anchor begins; a later one of the same name replaces it.
    pub(super) fn open(&mut self, name: &'t str) -> u32 {
        self.opened += 1;
        let anchor = Anchor { number: self.opened, value: None, size: 0, repeats: 1, weight: 0 };
        self.by_name.insert(name, anchor);
        self.opened
    }

    pub(super) fn close(&mut self, name: &'t str, number: u32, value: &Value, weight: u32) {
        let Some(anchor) = self.by_name.get_mut(name).filter(|anchor| anchor.number == number) else {
            return;
        };
        anchor.size = size_of(value);
        self.values += anchor.size;
        anchor.value = (self.values <= MAX_VALUES).then(|| value.clone());
        anchor.weight = weight;
    }

    /// The value an alias repeats and its weight; null and a noted fault if there is none.
    pub(super) fn resolve(&mut self, name: &str, at: u32) -> (Value, u32) {
        let (fault, anchor) = match self.by_name.get_mut(name) {
            None => ("no anchor before this alias has its name", None),
            Some(Anchor { value: None, .. }) if self.values > MAX_VALUES => ("aliases repeat too much", None),
            Some(Anchor { value: None, .. }) => ("an alias cannot stand inside the node it repeats", None),
            Some(anchor) => {
                anchor.repeats += 1;
                self.values += anchor.size;
                let total = anchor.repeats.saturating_mul(anchor.weight);
                let fits = total <= MAX_REPEATS && self.values <= MAX_VALUES;
                ("aliases repeat too much", fits.then_some((anchor, total)))
            }
        };
        if let Some((anchor, total)) = anchor {
            return (anchor.value.clone().unwrap_or_default(), total);
        }
        let code = if fault.ends_with("too much") { Code::ResourceExhaustion } else { Code::BadAlias };
        self.fault.get_or_insert(Fault::new(at, code, fault));
        (Value::Null, 0)
    }
}

fn size_of(value: &Value) -> usize {
    match value {
        Value::Array(list) => 1 + list.iter().map(size_of).sum::<usize>(),
        Value::Object(map) => 1 + map.values().map(size_of).sum::<usize>(),
        _ => 1,
    }
}
