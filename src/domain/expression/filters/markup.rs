//! Filters that know HTML.

use super::texts::runs;
use super::{Given, input, keep};
use crate::domain::expression::engine::Engine;
use crate::domain::expression::failure::{Outcome, fail};
use crate::domain::expression::units::Str;
use crate::domain::expression::value::Value;
use crate::domain::pattern::Pattern;

fn escaped(text: &Str) -> Str {
    let mut units = Vec::with_capacity(text.len());
    for unit in text.units() {
        let entity = match unit {
            0x26 => "&amp;",
            0x22 => "&quot;",
            0x27 => "&#39;",
            0x3c => "&lt;",
            0x3e => "&gt;",
            0x5c => "&#92;",
            other => {
                units.push(*other);
                continue;
            }
        };
        units.extend(entity.encode_utf16());
    }
    units.into()
}

fn text_of(engine: &Engine<'_>, value: &Value) -> Outcome<Str> {
    if value.is_nothing() { Ok(Str::from("")) } else { value.to_str(&engine.bounds) }
}

pub(super) fn escape(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    if matches!(value, Value::Safe(_)) { Ok(value.clone()) } else { force_escape(engine, value, given) }
}

pub(super) fn force_escape(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = text_of(engine, value)?;
    engine.bounds.spend_text(text.len().saturating_mul(6))?;
    Ok(Value::Safe(escaped(&text)))
}

pub(super) fn safe(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    Ok(Value::Safe(text_of(engine, value)?))
}

pub(super) fn nl2br(engine: &Engine<'_>, value: &Value, _: &Given) -> Outcome<Value> {
    let text = match value {
        Value::Bool(_) => return fail("Filter input must be a string"),
        value => input(value)?,
    };
    engine.bounds.spend_text(text.len().saturating_mul(7))?;
    let mut units: Vec<u16> = Vec::new();
    for unit in text.units() {
        if *unit == 0x0a {
            if units.last() == Some(&0x0d) {
                units.pop();
            }
            units.extend("<br />".encode_utf16());
        }
        units.push(*unit);
    }
    Ok(keep(value, units.into()))
}

/// Without tags and comments; space becomes one blank, or is kept by lines.
pub(super) fn striptags(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let text = input(value)?;
    engine.bounds.spend_text(text.len())?;
    let mut left = untagged(text.units());
    for _ in 0..64 {
        let again = untagged(&left);
        if again.len() == left.len() {
            break;
        }
        left = again;
    }
    let text = Str::from(left).trim(true, true);
    let text = if given.is_true(0) { lines(&text.to_text()).as_str().into() } else { one_line(&text) };
    Ok(keep(value, text))
}

fn untagged(units: &[u16]) -> Vec<u16> {
    let mut left = Vec::with_capacity(units.len());
    let mut at = 0;
    // where no bracket or comment ends any more, none is looked for again
    let (mut no_end, mut no_comment_end) = (false, false);
    while let Some(unit) = units.get(at) {
        if *unit == 0x3c {
            let rest = units.get(at..).unwrap_or_default();
            let end = if rest.starts_with(&[0x3c, 0x21, 0x2d, 0x2d]) && !no_comment_end {
                let end = rest.get(4..).and_then(|rest| rest.windows(3).position(|end| end == [0x2d, 0x2d, 0x3e]));
                no_comment_end = end.is_none();
                end.map(|end| end + 7)
            } else if is_tag(rest) && !no_end {
                let end = rest.iter().position(|unit| *unit == 0x3e);
                no_end = end.is_none();
                end.map(|end| end + 1)
            } else {
                None
            };
            if let Some(end) = end {
                at += end;
                continue;
            }
        }
        left.push(*unit);
        at += 1;
    }
    left
}

/// `<name` or `</name`.
fn is_tag(units: &[u16]) -> bool {
    let name = units.get(1..).unwrap_or_default();
    let name = name.strip_prefix(&[0x2f]).unwrap_or(name);
    let letter = |unit: &u16| char::from_u32((*unit).into()).unwrap_or(' ');
    let Some(first) = name.first().map(letter) else { return false };
    let length = name.iter().take_while(|unit| letter(unit).is_ascii_alphanumeric()).count();
    first.is_ascii_alphabetic() && name.get(length) != Some(&0x5f)
}

fn one_line(text: &Str) -> Str {
    let mut units = Vec::with_capacity(text.len());
    for run in runs(text.units()) {
        let is_space = run.first().is_some_and(|unit| crate::domain::expression::units::is_space(*unit));
        units.extend(if is_space { &[0x20][..] } else { run });
    }
    units.into()
}

fn lines(text: &str) -> String {
    let trimmed = text.split('\n').map(|line| {
        let (line, end) = line.strip_suffix('\r').map_or((line, ""), |line| (line, "\r"));
        let words: Vec<&str> = line.trim_matches(' ').split(' ').filter(|word| !word.is_empty()).collect();
        format!("{}{end}", words.join(" "))
    });
    let joined = trimmed.collect::<Vec<String>>().join("\n").replace("\r\n", "\n");
    let mut left = String::with_capacity(joined.len());
    let mut ends = 0;
    for letter in joined.chars() {
        ends = if letter == '\n' { ends + 1 } else { 0 };
        if ends <= 2 {
            left.push(letter);
        }
    }
    left
}

/// Addresses of the net and of mail as links.
pub(super) fn urlize(engine: &Engine<'_>, value: &Value, given: &Given) -> Outcome<Value> {
    let Some(text) = value.as_str() else { return fail("Filter input must be a string") };
    engine.bounds.spend_text(text.len().saturating_mul(4))?;
    let length = given.get(0).to_number(&engine.bounds)?;
    let length = if length.is_nan() { usize::MAX } else { super::count(&Value::Number(length), engine)? };
    let nofollow = if matches!(given.get(1), Value::Bool(true)) { " rel=\"nofollow\"" } else { "" };
    let mut units = Vec::with_capacity(text.len());
    for run in runs(text.units()) {
        units.extend(link(&Str::new(run), length, nofollow).unwrap_or_else(|| Str::new(run)).units());
    }
    Ok(Value::Text(units.into()))
}

fn link(word: &Str, length: usize, nofollow: &str) -> Option<Str> {
    let word = word.to_text();
    let inner = bare(&word);
    let shown = Str::from(inner).part(0, length).to_text();
    let matches = |source: &str, flags: &str| {
        Pattern::new(source, flags).is_ok_and(|pattern| pattern.is_match(inner).unwrap_or(false))
    };
    let link = |scheme: &str| Some(Str::from(format!("<a href=\"{scheme}{inner}\"{nofollow}>{shown}</a>")));
    if inner.starts_with("http://") || inner.starts_with("https://") {
        return link("");
    }
    if inner.starts_with("www.") {
        return link("http://");
    }
    if inner.contains('@') && matches(r"^[\w.!#$%&'*+\-\/=?\^`{|}~]+@[a-z\d\-]+(\.[a-z\d\-]+)+$", "i") {
        return Some(Str::from(format!("<a href=\"mailto:{inner}\">{inner}</a>")));
    }
    if inner.contains('.') && matches(r"\.(?:org|net|com)(?:\:|\/|$)", "") {
        return link("http://");
    }
    None
}

/// A word without one bracket before and one sign after it.
fn bare(word: &str) -> &str {
    let start = ["(", "&lt;", "<"].iter().find_map(|open| word.strip_prefix(open)).unwrap_or(word);
    let ends = [".", ",", ")", "&gt;"];
    ends.iter().find_map(|end| start.strip_suffix(end)).unwrap_or(start)
}
