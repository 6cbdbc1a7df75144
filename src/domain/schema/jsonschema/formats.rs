//! The formats of `jsonschema` 1.5.

mod table;

use super::super::SchemaError;
use crate::domain::pattern::Pattern;
use std::collections::HashMap;
use std::sync::LazyLock;

static PATTERNS: LazyLock<HashMap<&'static str, Pattern>> = LazyLock::new(|| {
    let read =
        table::PATTERNS.iter().filter_map(|(name, source, flags)| Some((*name, Pattern::new(source, flags).ok()?)));
    read.collect()
});

/// Whether a text is of this format. A format that is not known takes everything.
pub fn fits(format: &str, text: &str) -> Result<bool, SchemaError> {
    match format {
        "regex" | "regexp" | "pattern" => return Ok(Pattern::new(text, "").is_ok()),
        "utc-millisec" => {
            let number = text.trim().parse::<f64>();
            return Ok(number.is_ok_and(|number| number % 1.0 == 0.0 && !text.contains(['e', 'E'])));
        }
        _ => {}
    }
    let Some(pattern) = PATTERNS.get(format) else { return Ok(true) };
    pattern.is_match(text).map_err(|_| SchemaError::too_costly(pattern.source()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_pattern_that_can_be_read() {
        assert_eq!(PATTERNS.len(), table::PATTERNS.len());
    }
}
