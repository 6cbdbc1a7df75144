//! The formats of `ajv-formats` 2.1 and of the form library.

mod table;

use super::super::SchemaError;
use crate::domain::pattern::Pattern;
use serde_json::{Map, Value};
use std::cmp::Ordering;
use std::collections::HashMap;
use std::sync::LazyLock;

static PATTERNS: LazyLock<HashMap<&'static str, Pattern>> = LazyLock::new(|| {
    let read =
        table::PATTERNS.iter().filter_map(|(name, source, flags)| Some((*name, Pattern::new(source, flags).ok()?)));
    read.collect()
});

/// Whether a text is of this format. A format that is not known takes everything.
pub fn fits_text(format: &str, text: &str) -> Result<bool, SchemaError> {
    Ok(match format {
        "date" => is_date(text),
        "time" => is_time(text),
        "date-time" => is_date_time(text),
        "uri" => text.contains(['/', ':']) && matches("uri", text)?,
        "regex" => is_pattern(text),
        "data-url" => is_data_url(text),
        _ => matches(format, text)?,
    })
}

/// Whether a number is of this format.
pub fn fits_number(format: &str, number: f64) -> bool {
    let is_whole = number % 1.0 == 0.0;
    match format {
        "int32" => is_whole && number >= f64::from(i32::MIN) && number <= f64::from(i32::MAX),
        "int64" => is_whole,
        _ => true,
    }
}

fn matches(format: &str, text: &str) -> Result<bool, SchemaError> {
    let Some(pattern) = PATTERNS.get(format) else { return Ok(true) };
    pattern.is_match(text).map_err(|_| SchemaError::too_costly(pattern.source()))
}

/// What the pattern of the form library takes, without going back and forth over a whole file:
/// `^data:([a-z]+\/[a-z0-9-+.]+)?;(?:name=(.*);)?base64,(.*)$`.
fn is_data_url(text: &str) -> bool {
    let Some((kind, rest)) = text.strip_prefix("data:").and_then(|rest| rest.split_once(';')) else { return false };
    let is_kind = kind.split_once('/').is_some_and(|(first, second)| {
        let of_second = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-+.".contains(&byte);
        !first.is_empty()
            && first.bytes().all(|byte| byte.is_ascii_lowercase())
            && !second.is_empty()
            && second.bytes().all(of_second)
    });
    let is_named = || rest.strip_prefix("name=").is_some_and(|rest| rest.contains(";base64,"));
    // what `.` does not take
    let has_breaks = || rest.contains(['\n', '\r', '\u{2028}', '\u{2029}']);
    (kind.is_empty() || is_kind) && (rest.starts_with("base64,") || is_named()) && !has_breaks()
}

fn is_pattern(text: &str) -> bool {
    let ends = text
        .match_indices("\\Z")
        .any(|(at, _)| text.get(..at).is_some_and(|before| before.chars().last().is_some_and(|last| last != '\\')));
    !ends && Pattern::new(text, "").is_ok()
}

fn digits(text: &str, count: usize) -> Option<u32> {
    (text.len() == count && text.bytes().all(|byte| byte.is_ascii_digit())).then(|| text.parse().ok()).flatten()
}

/// A date (RFC 3339, 5.6).
pub(in crate::domain) fn is_date(text: &str) -> bool {
    let mut parts = text.splitn(3, '-');
    let mut next = |count| parts.next().and_then(|part| digits(part, count));
    let (Some(year), Some(month), Some(day)) = (next(4), next(2), next(2)) else { return false };
    let is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let last = match month {
        2 if is_leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        1..=12 => 31,
        _ => 0,
    };
    (1..=last).contains(&day)
}

/// The parts of a time that count when two are compared; `None` for what is no time.
fn time_parts(text: &str) -> Option<(u32, u32, u32, &str)> {
    let (hour, rest) = text.split_once(':')?;
    let (minute, rest) = rest.split_once(':')?;
    let (second, rest) = rest.split_at_checked(2)?;
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(after) => {
            let count = after.bytes().take_while(u8::is_ascii_digit).count();
            (count > 0).then(|| rest.split_at_checked(count + 1)).flatten()?
        }
        None => ("", rest),
    };
    is_zone(zone).then_some((digits(hour, 2)?, digits(minute, 2)?, digits(second, 2)?, fraction))
}

/// `Z`, `+02`, `+0200`, `+02:00` or nothing.
fn is_zone(zone: &str) -> bool {
    let Some(offset) = zone.strip_prefix(['+', '-']) else {
        return zone.is_empty() || zone.eq_ignore_ascii_case("z");
    };
    let (hours, minutes) = offset.split_at_checked(2).unwrap_or((offset, ""));
    let minutes = minutes.strip_prefix(':').unwrap_or(if minutes.is_empty() { "00" } else { minutes });
    digits(hours, 2).is_some() && digits(minutes, 2).is_some()
}

fn is_time(text: &str) -> bool {
    time_parts(text).is_some_and(|(hour, minute, second, _)| {
        hour <= 23 && minute <= 59 && second <= 59 || (hour, minute, second) == (23, 59, 60)
    })
}

fn separates(letter: char) -> bool {
    letter.eq_ignore_ascii_case(&'t') || letter.is_whitespace() && letter != '\u{85}' || letter == '\u{FEFF}'
}

fn is_date_time(text: &str) -> bool {
    let parts: Vec<&str> = text.split(separates).collect();
    matches!(parts.as_slice(), [date, time] if is_date(date) && is_time(time))
}

/// Whether the format of a schema can be compared.
pub fn compile_limit(keyword: &str, map: &Map<String, Value>) -> Result<(), SchemaError> {
    let format = map.get("format").and_then(Value::as_str).unwrap_or_default();
    let is_known = PATTERNS.contains_key(format) || matches!(format, "regex" | "int32" | "int64" | "float" | "double");
    if is_known {
        let message = format!("\"{keyword}\": format \"{format}\" does not define \"compare\" function");
        return Err(SchemaError::new(message));
    }
    Ok(())
}

/// How two texts of a format compare; `None` where they do not.
pub fn compare(format: &str, one: &str, other: &str) -> Option<Ordering> {
    if one.is_empty() || other.is_empty() {
        return None;
    }
    match format {
        "date" => Some(one.cmp(other)),
        "time" => compare_times(one, other),
        "date-time" => {
            let mut one = one.split(separates);
            let mut other = other.split(separates);
            let dates = compare("date", one.next()?, other.next()?)?;
            if dates.is_ne() { Some(dates) } else { compare("time", one.next()?, other.next()?) }
        }
        _ => None,
    }
}

fn compare_times(one: &str, other: &str) -> Option<Ordering> {
    let written = |text| {
        let (hour, minute, second, fraction) = time_parts(text)?;
        Some(format!("{hour:02}{minute:02}{second:02}{fraction}"))
    };
    Some(written(one)?.cmp(&written(other)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_format_has_a_pattern_that_can_be_read() {
        assert_eq!(PATTERNS.len(), table::PATTERNS.len());
    }

    #[test]
    fn files_are_told_as_the_pattern_tells_them() {
        let texts = [
            "data:text/plain;base64,YQ==",
            "data:;base64,",
            "data:text/plain;name=a;b.txt;base64,YQ==",
            "data:;name=a.txt;base64,",
            "data:text/plain,a",
            "data:text/plain;name=a.txt;YQ==",
            "data:text/plain;charset=utf-8;base64,YQ==",
            "data:Text/plain;base64,YQ==",
            "data:text;base64,YQ==",
            "data:text/;base64,YQ==",
            "data:text/x-a+b.c;base64,anything at all ü",
            "data:text/plain;base64,YQ\n==",
            "data:text/plain;name=a\u{2028};base64,YQ==",
            "data:image/svg+xml;name=;base64,",
            "xdata:;base64,",
            "",
        ];
        for text in texts {
            assert_eq!(is_data_url(text), matches("data-url", text).unwrap(), "{text:?}");
        }
    }

    #[test]
    fn dates_are_days_that_there_are() {
        assert!(is_date("2024-02-29"));
        assert!(!is_date("2023-02-29"));
        assert!(!is_date("2023-1-01"));
        assert!(is_date_time("2024-02-29T10:00:00.5+02:00"));
        assert!(!is_date_time("2024-02-29 24:00:00Z"));
    }
}
