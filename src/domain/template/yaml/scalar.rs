//! A text in YAML: plain, in quotes, or as a block of lines.

use super::block::block;
use super::fold::{Folding, fold};
use super::quoted::{double_quoted, quoted};

/// Where a text stands.
#[derive(Clone, Debug, Default)]
pub(super) struct Spot {
    /// Columns of white space before what belongs to it.
    pub(super) indent: usize,
    /// It is a key: it has to be on one line.
    pub(super) is_key: bool,
    /// Columns that are taken before it on its first line.
    pub(super) taken: Option<usize>,
}

impl Spot {
    /// The white space; where there would be none, some for lines that would begin a document.
    pub(super) fn margin(&self, value: &str) -> String {
        let width = if self.indent == 0 && has_document_marker(value) { 2 } else { self.indent };
        " ".repeat(width)
    }
}

pub(super) fn scalar(value: &str, spot: &Spot) -> String {
    if value.chars().any(is_control) { double_quoted(value, spot) } else { plain(value, spot) }
}

fn is_control(character: char) -> bool {
    matches!(character, '\0'..='\u{8}' | '\u{b}'..='\u{1f}' | '\u{7f}'..='\u{9f}')
}

fn plain(value: &str, spot: &Spot) -> String {
    let has_lines = value.contains('\n');
    if has_lines && !spot.is_key {
        return block(value, spot);
    }
    if has_lines || is_unfit(value) || is_something_else(value) {
        return quoted(value, spot);
    }
    if has_document_marker(value) && (spot.indent == 0 || (spot.is_key && spot.indent == 2)) {
        return if spot.is_key { quoted(value, spot) } else { block(value, spot) };
    }
    if spot.is_key { value.to_owned() } else { fold(value, spot.indent, Folding::Flow, spot.taken).text }
}

/// What would begin something else, or end in the middle.
fn is_unfit(value: &str) -> bool {
    let mut characters = value.chars();
    let (first, second) = (characters.next(), characters.next());
    let begins = first.is_some_and(|first| "\n\t ,[]{}#&*!|>'\"%@`".contains(first));
    let is_mark = matches!(first, Some('?' | '-')) && matches!(second, None | Some(' ' | '\t'));
    let ends = value.ends_with(['\n', '\t', ' ', ':']);
    let pair = |(a, b): (char, char)| match b {
        ' ' | '\t' => matches!(a, '\n' | ':'),
        '\n' => matches!(a, ' ' | '\t'),
        '#' => matches!(a, '\n' | '\t' | ' '),
        _ => false,
    };
    begins || is_mark || ends || value.chars().zip(value.chars().skip(1)).any(pair)
}

/// Whether a line of it would begin or end a document, or be a directive.
pub(super) fn has_document_marker(value: &str) -> bool {
    let is_marker = |line: &str| line.starts_with('%') || line.starts_with("---") || line.starts_with("...");
    value.split(['\n', '\r', '\u{2028}', '\u{2029}']).any(is_marker)
}

/// Whether it would be read as null, a truth or a number (YAML 1.2.2, 10.3.2).
fn is_something_else(value: &str) -> bool {
    let words = ["", "~", "null", "Null", "NULL", "true", "True", "TRUE", "false", "False", "FALSE"];
    words.contains(&value) || is_number(value)
}

fn is_number(value: &str) -> bool {
    let all = |text: &str, is: fn(char) -> bool| !text.is_empty() && text.chars().all(is);
    if let Some(octal) = value.strip_prefix("0o") {
        return all(octal, |digit| digit.is_digit(8));
    }
    if let Some(hexadecimal) = value.strip_prefix("0x") {
        return all(hexadecimal, |digit| digit.is_ascii_hexdigit());
    }
    if matches!(value, ".nan" | ".NaN" | ".NAN") {
        return true;
    }
    let bare = value.strip_prefix(['-', '+']).unwrap_or(value);
    matches!(bare, ".inf" | ".Inf" | ".INF") || is_decimal(bare)
}

fn is_decimal(bare: &str) -> bool {
    let digits = |text: &str| text.chars().all(|digit| digit.is_ascii_digit());
    let (mantissa, exponent) = match bare.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (mantissa, Some(exponent)),
        None => (bare, None),
    };
    let exponent = exponent.map(|exponent| exponent.strip_prefix(['-', '+']).unwrap_or(exponent));
    if exponent.is_some_and(|exponent| exponent.is_empty() || !digits(exponent)) {
        return false;
    }
    match mantissa.split_once('.') {
        Some((whole, part)) => digits(whole) && digits(part) && (!whole.is_empty() || !part.is_empty()),
        None => !mantissa.is_empty() && digits(mantissa),
    }
}
