//! How much a step may take into its hands at once.

use crate::domain::template::failure::Failure;
use serde_json::Value;

/// Bytes that the inputs of all turns of a step may take together.
const INPUTS: usize = 64 << 20;

/// What is left of it.
pub(super) struct Room(usize);

impl Room {
    pub(super) fn new() -> Self {
        Self(INPUTS)
    }

    /// Takes one more input.
    pub(super) fn take(&mut self, action: &str, input: &Value) -> Result<(), Failure> {
        let left = self.0.checked_sub(weight(input));
        self.0 = left
            .ok_or_else(|| Failure::error(format!("{action} was to be done with more than {INPUTS} bytes of input")))?;
        Ok(())
    }
}

/// About how many bytes a value takes.
fn weight(value: &Value) -> usize {
    let own = size_of::<Value>();
    own + match value {
        Value::String(text) => text.len(),
        Value::Array(items) => items.iter().map(weight).sum(),
        Value::Object(map) => map.iter().map(|(key, value)| own + key.len() + weight(value)).sum(),
        _ => 0,
    }
}
