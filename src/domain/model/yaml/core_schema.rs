//! The core schema of YAML 1.2: which plain scalars are null, flags and numbers.

use std::borrow::Cow;

use serde_json::{Number, Value};

use super::tag::Tag;
pub(super) use crate::domain::text::number_text;

/// The value of a plain scalar without a tag.
pub(super) fn plain_value(text: Cow<str>) -> Value {
    // Most texts begin with a letter that no null, flag or number begins with.
    let maybe = match text.as_bytes().first() {
        None | Some(b'0'..=b'9' | b'+' | b'-' | b'.' | b'~') => true,
        Some(b'n' | b'N' | b't' | b'T' | b'f' | b'F') => text.len() <= 5,
        _ => false,
    };
    let resolved = if maybe { resolve(&text, None) } else { None };
    resolved.unwrap_or_else(|| Value::String(text.into_owned()))
}

/// The value of a scalar with a tag. A tag that does not fit its text leaves it a text.
pub(super) fn tagged_value(tag: &Tag, text: &str) -> Value {
    let resolved = match tag {
        Tag::Core(name) => resolve(text, Some(name)),
        Tag::NonSpecific | Tag::Other => None,
    };
    resolved.unwrap_or_else(|| Value::String(text.to_owned()))
}

fn resolve(text: &str, only: Option<&str>) -> Option<Value> {
    let wanted = |name| only.is_none_or(|only| only == name);
    match text {
        "" | "~" | "null" | "Null" | "NULL" if wanted("null") => return Some(Value::Null),
        "true" | "True" | "TRUE" if wanted("bool") => return Some(Value::Bool(true)),
        "false" | "False" | "FALSE" if wanted("bool") => return Some(Value::Bool(false)),
        _ => {}
    }
    let number = if wanted("int") { integer(text) } else { None };
    let number = number.or_else(|| if wanted("float") { float(text) } else { None });
    number.map(number_value)
}

fn integer(text: &str) -> Option<f64> {
    if let Some(octal) = text.strip_prefix("0o") {
        return radix(octal, 8);
    }
    if let Some(hex) = text.strip_prefix("0x") {
        return radix(hex, 16);
    }
    let digits = text.strip_prefix(['-', '+']).unwrap_or(text);
    if all_digits(digits) && !digits.is_empty() { text.parse().ok() } else { None }
}

fn radix(digits: &str, radix: u32) -> Option<f64> {
    let known = !digits.is_empty() && digits.chars().all(|c| c.is_digit(radix));
    let sum = |sum: f64, c: char| sum * f64::from(radix) + f64::from(c.to_digit(radix).unwrap_or_default());
    known.then(|| digits.chars().fold(0.0, sum))
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn float(text: &str) -> Option<f64> {
    let (negative, rest) = match text.as_bytes().first() {
        Some(b'-') => (true, text.get(1..)?),
        Some(b'+') => (false, text.get(1..)?),
        _ => (false, text),
    };
    match rest {
        ".inf" | ".Inf" | ".INF" => {
            return Some(if negative { f64::NEG_INFINITY } else { f64::INFINITY });
        }
        ".nan" | ".NaN" | ".NAN" if rest.len() == text.len() => return Some(f64::NAN),
        _ => {}
    }
    let (mantissa, exponent) = match rest.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (rest, None),
    };
    let fits_exponent = exponent.is_none_or(|e| {
        let digits = e.strip_prefix(['-', '+']).unwrap_or(e);
        !digits.is_empty() && all_digits(digits)
    });
    let fits_mantissa = match mantissa.split_once('.') {
        Some(("", fraction)) => !fraction.is_empty() && all_digits(fraction),
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => exponent.is_some() && !mantissa.is_empty() && all_digits(mantissa),
    };
    if fits_exponent && fits_mantissa { text.parse().ok() } else { None }
}

/// Whole numbers that a double holds exactly are integers; infinity and NaN have no JSON.
fn number_value(number: f64) -> Value {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    if number.fract() == 0.0 && number.abs() <= EXACT {
        return Value::Number(Number::from(number as i64));
    }
    Number::from_f64(number).map_or(Value::Null, Value::Number)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn only_the_words_of_the_core_schema_are_not_texts() {
        for (text, value) in [
            ("TRUE", json!(true)),
            ("~", json!(null)),
            ("0o17", json!(15)),
            ("0x1F", json!(31)),
            ("1e3", json!(1000)),
            ("5.", json!(5)),
            (".inf", json!(null)),
            ("yes", json!("yes")),
            ("tRue", json!("tRue")),
            ("1_000", json!("1_000")),
            ("1.2.3", json!("1.2.3")),
        ] {
            assert_eq!(plain_value(text.into()), value, "{text}");
        }
    }

    #[test]
    fn numbers_as_keys_read_as_javascript_writes_them() {
        let texts = [1e21, 1e20, 1.5e-7, 0.00001, -12.5, -0.0].map(number_text);
        assert_eq!(texts, ["1e+21", "100000000000000000000", "1.5e-7", "0.00001", "-12.5", "0"]);
    }
}
