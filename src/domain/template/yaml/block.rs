//! Texts as blocks of lines: literal, or folded where lines are long.

use super::fold::{Folding, WIDTH, fold};
use super::quoted::{after_line_ends, quoted};
use super::scalar::Spot;

pub(super) fn block(value: &str, spot: &Spot) -> String {
    let visible = value.trim_end_matches(['\t', ' ']);
    if visible.len() < value.len() && visible.ends_with('\n') {
        return quoted(value, spot);
    }
    let margin = spot.margin(value);
    let is_literal = !has_long_line(value, WIDTH.saturating_sub(margin.len()));
    let parts = Parts::of(value, &margin);
    let sign = parts.sign(&margin);
    if !is_literal {
        let text = format!("{}{}{}", parts.start, folded(parts.body, &margin), parts.end);
        let folded = fold(&text, margin.len(), Folding::Block, Some(margin.len()));
        if !folded.is_too_wide {
            return format!(">{sign}\n{margin}{}", folded.text);
        }
    }
    format!("|{sign}\n{margin}{}{}{}", parts.start, after_line_ends(parts.body, &margin), parts.end)
}

/// A text in the parts that are indented in their own ways.
struct Parts<'a> {
    /// White lines at the start, indented.
    start: String,
    body: &'a str,
    /// White space at the end, indented, without its last line end.
    end: String,
    /// What is to be done with line ends at the end: `-` none, `+` all, nothing: one.
    chomp: &'static str,
    begins_with_space: bool,
}

impl<'a> Parts<'a> {
    fn of(value: &'a str, margin: &str) -> Self {
        let body = value.trim_end_matches(['\n', '\t', ' ']);
        let end = value.get(body.len()..).unwrap_or_default();
        let chomp = match end.find('\n') {
            None => "-",
            Some(at) if value == end || at != end.len() - 1 => "+",
            Some(_) => "",
        };
        let end = end.strip_suffix('\n').unwrap_or(end);
        let space = body.len() - body.trim_start_matches([' ', '\n']).len();
        let white = body.get(..space).unwrap_or_default();
        let start = white.rfind('\n').map_or(0, |at| at + 1);
        Self {
            start: after_line_ends(body.get(..start).unwrap_or_default(), margin),
            body: body.get(start..).unwrap_or_default(),
            end: inner_line_ends(end, margin),
            chomp,
            begins_with_space: white.contains(' '),
        }
    }

    /// What stands behind `|` or `>`.
    fn sign(&self, margin: &str) -> String {
        let width = if margin.is_empty() { "1" } else { "2" };
        format!("{}{}", if self.begins_with_space { width } else { "" }, self.chomp)
    }
}

/// Indents after runs of line ends, but not after one at the very end.
fn inner_line_ends(text: &str, margin: &str) -> String {
    let inner = text.trim_end_matches('\n');
    let last = text.get(inner.len()..).unwrap_or_default();
    format!("{}{last}", after_line_ends(inner, margin))
}

fn has_long_line(value: &str, limit: usize) -> bool {
    value.split('\n').any(|line| line.encode_utf16().count() > limit)
}

/// The lines of a folded block before it is folded: a line end is two, but not around lines that begin with white
/// space, as those are not folded.
fn folded(body: &str, margin: &str) -> String {
    let mut doubled = String::with_capacity(body.len() * 2);
    let mut before = None;
    for character in body.chars() {
        if character == '\n' && before != Some('\n') {
            doubled.push('\n');
        }
        doubled.push(character);
        before = Some(character);
    }
    after_line_ends(&without_doubles(&doubled), margin)
}

/// Takes one line end before, and one after, each run of lines that begin with white space.
fn without_doubles(text: &str) -> String {
    let is_white = |byte: Option<&u8>| matches!(byte, Some(b'\n' | b'\t' | b' '));
    let is_space = |byte: Option<&u8>| matches!(byte, Some(b'\t' | b' '));
    let bytes = text.as_bytes();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < bytes.len() {
        let begins = if at == 0 && is_space(bytes.first()) {
            Some(0)
        } else {
            (bytes.get(at) == Some(&b'\n') && is_space(bytes.get(at + 1))).then_some(at + 1)
        };
        let Some(begins) = begins else {
            let next = text.get(at..).and_then(|rest| rest.chars().next()).map_or(1, char::len_utf8);
            kept.push_str(text.get(at..at + next).unwrap_or_default());
            at += next;
            continue;
        };
        let rest = text.get(begins..).unwrap_or_default();
        let line_end = begins + rest.find(['\n', '\r', '\u{2028}', '\u{2029}']).unwrap_or(rest.len());
        let mut white_end = line_end;
        while is_white(bytes.get(white_end)) {
            white_end += 1;
        }
        let drops_one = white_end > line_end && bytes.get(white_end - 1) == Some(&b'\n');
        let (kept_to, next) = if drops_one { (white_end - 1, white_end) } else { (line_end, line_end) };
        kept.push_str(text.get(begins..kept_to).unwrap_or_default());
        at = next;
    }
    kept
}
