//! Keywords about values that hold no others.

use super::super::super::SchemaError;
use super::super::super::value::{equal, number_text};
use super::super::formats;
use super::{Frame, Run, Verdict, Word};
use serde_json::{Value, json};
use std::cmp::Ordering;

impl<'s> Run<'_, 's> {
    pub(super) fn scalar(&mut self, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let value = word.value;
        match (word.name, frame.data, value) {
            ("const", data, _) => self.expect(equal(data, value), word, frame, || {
                (json!({"allowedValue": value}), "must be equal to constant".to_owned())
            }),
            ("enum", data, Value::Array(values)) => {
                self.expect(values.iter().any(|allowed| equal(allowed, data)), word, frame, || {
                    (json!({"allowedValues": values}), "must be equal to one of the allowed values".to_owned())
                })
            }
            ("format", data, Value::String(format)) => self.format(format, data, word, frame),
            ("multipleOf", Value::Number(data), Value::Number(of)) => {
                let holds = is_multiple(data.as_f64().unwrap_or_default(), of.as_f64().unwrap_or_default());
                self.expect(holds, word, frame, || {
                    (json!({"multipleOf": value}), format!("must be multiple of {}", number_text(of)))
                })
            }
            (_, Value::Number(data), Value::Number(limit)) => {
                let order = data.as_f64().partial_cmp(&limit.as_f64());
                self.limit(order, "must", &number_text(limit), word, frame)
            }
            ("pattern", Value::String(data), Value::String(source)) => {
                let pattern = self.ajv.pattern(source)?;
                let holds = pattern.is_match(data).map_err(|_| SchemaError::too_costly(source))?;
                self.expect(holds, word, frame, || {
                    (json!({"pattern": source}), format!("must match pattern \"{source}\""))
                })
            }
            ("maxLength" | "minLength", Value::String(data), _) => {
                self.size(data.chars().count(), "characters", word, frame)
            }
            (_, Value::String(data), Value::String(limit)) => self.format_limit(data, limit, word, frame),
            _ => Ok(true),
        }
    }

    /// `maximum` and its like, for numbers and for texts with a format.
    fn limit(
        &mut self,
        order: Option<Ordering>,
        must: &str,
        limit: &str,
        word: Word<'s>,
        frame: Frame<'_, '_, 's>,
    ) -> Verdict {
        let name = word.name.strip_prefix("format").unwrap_or(word.name);
        let (comparison, fits): (&str, fn(Ordering) -> bool) = match name {
            "maximum" | "Maximum" => ("<=", Ordering::is_le),
            "minimum" | "Minimum" => (">=", Ordering::is_ge),
            "exclusiveMaximum" | "ExclusiveMaximum" => ("<", Ordering::is_lt),
            _ => (">", Ordering::is_gt),
        };
        self.expect(order.is_none_or(fits), word, frame, || {
            (json!({"comparison": comparison, "limit": word.value}), format!("{must} be {comparison} {limit}"))
        })
    }

    fn format_limit(&mut self, data: &str, limit: &str, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let format = word.map.get("format").and_then(Value::as_str).unwrap_or_default();
        self.limit(formats::compare(format, data, limit), "should", limit, word, frame)
    }

    fn format(&mut self, format: &str, data: &Value, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let holds = match data {
            _ if !self.formats => true,
            Value::String(data) => formats::fits_text(format, data)?,
            Value::Number(data) => formats::fits_number(format, data.as_f64().unwrap_or_default()),
            _ => true,
        };
        self.expect(holds, word, frame, || (json!({"format": format}), format!("must match format \"{format}\"")))
    }

    /// `maxLength`, `minItems` and their like.
    pub(super) fn size(&mut self, size: usize, what: &str, word: Word<'s>, frame: Frame<'_, '_, 's>) -> Verdict {
        let Value::Number(limit) = word.value else { return Ok(true) };
        let order = (size as f64).partial_cmp(&limit.as_f64().unwrap_or_default());
        let (fits, comparison): (fn(Ordering) -> bool, &str) =
            if word.name.starts_with("max") { (Ordering::is_le, "more") } else { (Ordering::is_ge, "fewer") };
        self.expect(order.is_none_or(fits), word, frame, || {
            let message = format!("must NOT have {comparison} than {} {what}", number_text(limit));
            (json!({"limit": limit}), message)
        })
    }
}

/// As near as eight digits tell.
fn is_multiple(data: f64, of: f64) -> bool {
    if of == 0.0 {
        return false;
    }
    let times = data / of;
    let off = ((times + 0.5).floor() - times).abs();
    off.is_nan() || off <= 1e-8
}
