//! Numbers and their texts, as ECMA-262 writes and reads them.

use super::units::Str;

pub(super) use crate::domain::text::{number_text as to_text, scientific, shortest};

/// What JavaScript's `Number(text)` makes of a text; NaN where it is none.
pub(super) fn from_text(text: &Str) -> f64 {
    let text = text.trim(true, true).to_text();
    if text.is_empty() {
        return 0.0;
    }
    let radix = match text.get(..2) {
        Some("0x" | "0X") => 16,
        Some("0o" | "0O") => 8,
        Some("0b" | "0B") => 2,
        _ => return if decimal(&text) == text.len() { read(&text) } else { f64::NAN },
    };
    let digits = text.get(2..).unwrap_or_default();
    if digits.is_empty() || !digits.chars().all(|digit| digit.is_digit(radix)) {
        return f64::NAN;
    }
    in_radix(digits, radix)
}

/// `parseFloat`.
pub(super) fn parse_float(text: &Str) -> f64 {
    let text = text.trim(true, false).to_text();
    match decimal(&text) {
        0 => f64::NAN,
        end => read(text.get(..end).unwrap_or_default()),
    }
}

/// `parseInt`; a radix of 0 is decided by the text.
pub(super) fn parse_int(text: &Str, radix: i32) -> f64 {
    let text = text.trim(true, false).to_text();
    let (negative, rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(&text)),
    };
    let hex = rest.strip_prefix("0x").or_else(|| rest.strip_prefix("0X"));
    let (radix, rest) = match (radix, hex) {
        (0 | 16, Some(rest)) => (16, rest),
        (0, None) => (10, rest),
        (radix, _) => (radix, rest),
    };
    let Some(radix) = u32::try_from(radix).ok().filter(|radix| (2..=36).contains(radix)) else { return f64::NAN };
    let end = rest.find(|letter: char| !letter.is_digit(radix)).unwrap_or(rest.len());
    let digits = rest.get(..end).unwrap_or_default();
    if digits.is_empty() {
        return f64::NAN;
    }
    let number = in_radix(digits, radix);
    if negative { -number } else { number }
}

fn in_radix(digits: &str, radix: u32) -> f64 {
    if radix == 10 {
        return digits.parse().unwrap_or(f64::NAN);
    }
    let value = |digit: char| f64::from(digit.to_digit(radix).unwrap_or(0));
    digits.chars().fold(0.0, |sum, digit| sum * f64::from(radix) + value(digit))
}

fn read(text: &str) -> f64 {
    let unsigned = text.trim_start_matches(['+', '-']);
    if unsigned == "Infinity" {
        return if text.starts_with('-') { f64::NEG_INFINITY } else { f64::INFINITY };
    }
    text.parse().unwrap_or(f64::NAN)
}

/// How many bytes at the beginning are a decimal number.
fn decimal(text: &str) -> usize {
    let bytes = text.as_bytes();
    let digits = |from: usize| {
        let rest = bytes.get(from..).unwrap_or_default();
        rest.iter().take_while(|byte| byte.is_ascii_digit()).count()
    };
    let at = |index: usize| bytes.get(index).copied().unwrap_or(0);
    let sign = usize::from(matches!(at(0), b'+' | b'-'));
    if text.get(sign..).is_some_and(|rest| rest.starts_with("Infinity")) {
        return sign + "Infinity".len();
    }
    let whole = digits(sign);
    let mut end = sign + whole;
    let mut part = 0;
    if at(end) == b'.' {
        part = digits(end + 1);
        end += if whole + part > 0 { 1 + part } else { 0 };
    }
    if whole + part == 0 {
        return 0;
    }
    if matches!(at(end), b'e' | b'E') {
        let sign = usize::from(matches!(at(end + 1), b'+' | b'-'));
        let exponent = digits(end + 1 + sign);
        end += if exponent > 0 { 1 + sign + exponent } else { 0 };
    }
    end
}

/// A number from 0 on in another base, with as many digits as tell it from its neighbours (V8's `DoubleToRadixCString`).
pub(super) fn in_base(number: f64, radix: usize) -> String {
    let base = u32::try_from(radix).map_or(10.0, f64::from);
    let digit = |value: f64| value_digit(value);
    let (mut whole, mut part) = (number.trunc(), number.fract());
    let mut delta = (0.5 * (number.next_up() - number)).max(f64::MIN_POSITIVE);
    let mut after: Vec<u32> = Vec::new();
    if part >= delta {
        loop {
            part *= base;
            delta *= base;
            let next = part.trunc();
            after.push(digit(next));
            part -= next;
            if (part > 0.5 || (part == 0.5 && next % 2.0 == 1.0)) && part + delta > 1.0 {
                whole += f64::from(u8::from(carry(&mut after, base)));
                break;
            }
            if part < delta {
                break;
            }
        }
    }
    let mut before = Vec::new();
    while exponent(whole) > 52 {
        whole /= base;
        before.push(0);
    }
    loop {
        let rest = whole % base;
        before.push(digit(rest));
        whole = (whole - rest) / base;
        if whole <= 0.0 {
            break;
        }
    }
    let shown = |digit: &u32| char::from_digit(*digit, 36).unwrap_or('0');
    let whole: String = before.iter().rev().map(shown).collect();
    let part: String = after.iter().map(shown).collect();
    if part.is_empty() { whole } else { format!("{whole}.{part}") }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a digit")]
fn value_digit(value: f64) -> u32 {
    value as u32
}

/// The exponent of a double's last bit, counted from 2^0 as its first.
fn exponent(number: f64) -> i32 {
    i32::try_from((number.to_bits() >> 52) & 0x7ff).map_or(0, |bits| bits - 1023)
}

/// Adds one to the last digit; digits that overflow go. Whether the whole goes up by one.
fn carry(digits: &mut Vec<u32>, base: f64) -> bool {
    while let Some(last) = digits.pop() {
        if f64::from(last + 1) < base {
            digits.push(last + 1);
            return false;
        }
    }
    true
}

/// ToInt32.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "taken modulo 2^32 before")]
pub(super) fn to_int32(number: f64) -> i32 {
    if !number.is_finite() {
        return 0;
    }
    (number.trunc().rem_euclid(4_294_967_296.0) as u32).cast_signed()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_javascript_does() {
        let rows = [
            (1.0, "1"),
            (-0.0, "0"),
            (0.1 + 0.2, "0.30000000000000004"),
            (1e20, "100000000000000000000"),
            (1e21, "1e+21"),
            (1.5e-7, "1.5e-7"),
            (0.000_001, "0.000001"),
            (123.456, "123.456"),
            (f64::NAN, "NaN"),
            (f64::NEG_INFINITY, "-Infinity"),
        ];
        rows.iter().for_each(|(number, text)| assert_eq!(to_text(*number), *text));
    }

    #[test]
    fn texts_are_read_as_numbers() {
        let number = |text: &str| from_text(&text.into());
        assert_eq!(
            (number(" 12 "), number("0x1F"), number("1e3"), number(".5"), number("")),
            (12.0, 31.0, 1000.0, 0.5, 0.0)
        );
        assert!(["12px", "1_0", ".", "-", "1 2", "inf", "nan", "0x"].iter().all(|text| number(text).is_nan()));
    }

    #[test]
    fn beginnings_of_texts_are_read_as_numbers() {
        let int = |text: &str, radix| parse_int(&text.into(), radix);
        assert_eq!((int("12px", 10), int("-0x1f", 16), int("0x1f", 10), int("0x1f", 0)), (12.0, -31.0, 0.0, 31.0));
        assert!(int("px", 10).is_nan() && int("1", 1).is_nan());
        let float = |text: &str| parse_float(&text.into());
        assert_eq!((float("3.5.1"), float("-.5e1x"), float("1e"), float("Infinityx")), (3.5, -5.0, 1.0, f64::INFINITY));
    }

    #[test]
    fn large_numbers_wrap_around_as_32_bits() {
        assert_eq!((to_int32(4_294_967_297.0), to_int32(-1.5), to_int32(f64::NAN)), (1, -1, 0));
    }
}
