//! From one type to another, and comparing across types: ECMA-262, chapter 7, for the values that there are.

use super::bounds::{Bounds, UNITS, nest};
use super::failure::{Outcome, fail};
use super::number;
use super::units::Str;
use super::value::Value;
use std::cmp::Ordering;

/// What is told where a function would have to become something else.
pub(super) const NO_CALLABLES: &str = "Callable values cannot be coerced";

impl Value {
    /// JavaScript's `String(value)`.
    ///
    /// # Errors
    /// For functions, for lists that hold themselves, and where it would be too much.
    pub fn to_str(&self, bounds: &Bounds) -> Outcome<Str> {
        if let Some(text) = self.as_str() {
            return Ok(text.clone());
        }
        let mut units = Vec::new();
        self.write(&mut units, &mut Vec::new(), bounds)?;
        Ok(units.into())
    }

    /// Appends the text of the value.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn write(&self, into: &mut Vec<u16>, within: &mut Vec<usize>, bounds: &Bounds) -> Outcome<()> {
        match self {
            Self::Undefined => into.extend("undefined".encode_utf16()),
            Self::Null => into.extend("null".encode_utf16()),
            Self::Bool(is) => into.extend(is.to_string().encode_utf16()),
            Self::Number(number) => into.extend(number::to_text(*number).encode_utf16()),
            Self::Text(text) | Self::Safe(text) => {
                bounds.spend_text(into.len() + text.len())?;
                into.extend(text.units());
            }
            Self::List(list) => {
                enter(within, list.identity(), list.len(), bounds)?;
                join(&list.items(), &[0x2c], into, within, bounds)?;
                within.pop();
            }
            Self::Record(_) => into.extend("[object Object]".encode_utf16()),
            Self::Pattern(pattern) => into.extend(pattern.shown().encode_utf16()),
            Self::Callable(_) => return fail(NO_CALLABLES),
        }
        Ok(())
    }

    /// JavaScript's `Number(value)`.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn to_number(&self, bounds: &Bounds) -> Outcome<f64> {
        Ok(match self {
            Self::Undefined | Self::Record(_) | Self::Pattern(_) => f64::NAN,
            Self::Null => 0.0,
            Self::Bool(is) => f64::from(u8::from(*is)),
            Self::Number(number) => *number,
            Self::Text(text) | Self::Safe(text) => number::from_text(text),
            Self::List(_) => number::from_text(&self.to_str(bounds)?),
            Self::Callable(_) => return fail(NO_CALLABLES),
        })
    }

    /// A number without its fraction; NaN is 0.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn to_integer(&self, bounds: &Bounds) -> Outcome<f64> {
        let number = self.to_number(bounds)?;
        Ok(if number.is_nan() { 0.0 } else { number.trunc() })
    }

    /// Whether `+` joins texts where this is an operand, and `<` compares them: texts, and what becomes one.
    fn becomes_text(&self) -> bool {
        matches!(self, Self::Text(_) | Self::Safe(_) | Self::List(_) | Self::Record(_) | Self::Pattern(_))
    }

    /// `+`.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn plus(&self, other: &Self, bounds: &Bounds) -> Outcome<Self> {
        if self.becomes_text() || other.becomes_text() {
            return self.joined(other, bounds);
        }
        Ok(Self::Number(self.to_number(bounds)? + other.to_number(bounds)?))
    }

    /// The texts of two values, one after the other.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn joined(&self, other: &Self, bounds: &Bounds) -> Outcome<Self> {
        let mut units = Vec::new();
        self.write(&mut units, &mut Vec::new(), bounds)?;
        other.write(&mut units, &mut Vec::new(), bounds)?;
        bounds.spend_text(units.len())?;
        Ok(Self::Text(units.into()))
    }

    /// `==`.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn is_like(&self, other: &Self, bounds: &Bounds) -> Outcome<bool> {
        use Value::{Bool, Number, Text};
        Ok(match (self, other) {
            (one, two) if one.is_nothing() || two.is_nothing() => one.is_nothing() && two.is_nothing(),
            (Number(_), Number(_)) | (Text(_), Text(_)) | (Bool(_), Bool(_)) => self.is_same(other),
            (Bool(_) | Number(_) | Text(_), Bool(_) | Number(_) | Text(_)) => {
                self.to_number(bounds)? == other.to_number(bounds)?
            }
            (Bool(_) | Number(_), object) => self.to_number(bounds)? == object.to_number(bounds)?,
            (object, Bool(_) | Number(_)) => object.to_number(bounds)? == other.to_number(bounds)?,
            (Text(text), object) => *text == object.to_str(bounds)?,
            (object, Text(text)) => *text == object.to_str(bounds)?,
            _ => self.is_same(other),
        })
    }

    /// Which is less; `None` where neither is, nor are they equal.
    ///
    /// # Errors
    /// As [`Self::to_str`].
    pub fn order(&self, other: &Self, bounds: &Bounds) -> Outcome<Option<Ordering>> {
        if self.becomes_text() && other.becomes_text() {
            return Ok(Some(self.to_str(bounds)?.cmp(&other.to_str(bounds)?)));
        }
        Ok(self.to_number(bounds)?.partial_cmp(&other.to_number(bounds)?))
    }
}

/// Appends items with something between them; what is nothing is empty.
///
/// # Errors
/// As [`Value::to_str`].
pub(super) fn join(
    items: &[Value],
    between: &[u16],
    into: &mut Vec<u16>,
    within: &mut Vec<usize>,
    bounds: &Bounds,
) -> Outcome<()> {
    for (index, item) in items.iter().enumerate() {
        if index > 0 {
            into.extend(between);
        }
        if !item.is_nothing() {
            item.write(into, within, bounds)?;
        }
        if into.len() > UNITS {
            bounds.spend_text(into.len())?;
        }
    }
    Ok(())
}

/// Goes into a list or record: not into one that it is in, and not too deep.
///
/// # Errors
/// When it may not.
pub(super) fn enter(within: &mut Vec<usize>, identity: usize, entries: usize, bounds: &Bounds) -> Outcome<()> {
    if within.contains(&identity) {
        return fail("Cyclic template values are not supported");
    }
    within.push(identity);
    nest(within.len())?;
    bounds.hold(entries)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(value: &Value) -> String {
        value.to_str(&Bounds::default()).unwrap().to_text()
    }

    #[test]
    fn lists_become_texts_without_what_is_nothing() {
        let list =
            Value::from(vec![Value::Number(1.0), Value::Null, Value::from(vec![Value::text("a"), Value::Undefined])]);
        assert_eq!(text(&list), "1,,a,");
    }

    #[test]
    fn a_list_in_itself_has_no_text() {
        let Value::List(list) = Value::from(vec![]) else { unreachable!() };
        list.replace(vec![Value::List(list.clone())]);
        assert!(Value::List(list.clone()).to_str(&Bounds::default()).is_err());
        list.replace(vec![]);
    }

    #[test]
    fn equality_crosses_types() {
        let like = |one: Value, two: Value| one.is_like(&two, &Bounds::default()).unwrap();
        assert!(like(Value::Number(1.0), Value::text("1")) && like(Value::text(""), Value::Bool(false)));
        assert!(like(Value::Null, Value::Undefined) && !like(Value::Null, Value::Number(0.0)));
        assert!(like(Value::from(vec![Value::Number(1.0)]), Value::Bool(true)));
    }
}
