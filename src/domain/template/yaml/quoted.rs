//! Texts in quotes.

use super::super::js;
use super::fold::{Folding, fold};
use super::scalar::Spot;

/// Letters of a text in quotes from which it is spread over lines at its line ends.
const SPREAD: usize = 40;

/// In whichever quotes need the fewest escapes.
pub(super) fn quoted(value: &str, spot: &Spot) -> String {
    if value.contains('"') && !value.contains('\'') { single_quoted(value, spot) } else { double_quoted(value, spot) }
}

fn single_quoted(value: &str, spot: &Spot) -> String {
    let has_space_at_line_end = ["\n ", "\n\t", " \n", "\t\n"].iter().any(|pair| value.contains(pair));
    if (spot.is_key && value.contains('\n')) || has_space_at_line_end {
        return double_quoted(value, spot);
    }
    let margin = spot.margin(value);
    let inner = after_line_ends(&value.replace('\'', "''"), &format!("\n{margin}"));
    let text = format!("'{inner}'");
    if spot.is_key { text } else { fold(&text, margin.len(), Folding::Flow, spot.taken).text }
}

/// The text with something put after each run of line ends.
pub(super) fn after_line_ends(text: &str, put: &str) -> String {
    let mut spread = String::with_capacity(text.len());
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        spread.push(character);
        if character == '\n' && characters.peek() != Some(&'\n') {
            spread.push_str(put);
        }
    }
    spread
}

pub(super) fn double_quoted(value: &str, spot: &Spot) -> String {
    let margin = spot.margin(value);
    let json = js::quoted(value);
    let may_spread = !spot.is_key && json.encode_utf16().count() >= SPREAD;
    let mut writer = Writer { out: String::new(), margin: &margin, may_spread };
    writer.write(&json);
    if spot.is_key { writer.out } else { fold(&writer.out, margin.len(), Folding::Quoted, spot.taken).text }
}

struct Writer<'a> {
    out: String,
    margin: &'a str,
    may_spread: bool,
}

impl Writer<'_> {
    /// Rewrites a text as JSON has it: YAML knows shorter escapes, and line ends in the text itself.
    fn write(&mut self, json: &str) {
        let mut rest = json;
        while let Some(character) = rest.chars().next() {
            if rest.starts_with(" \\n") {
                // a space before a line end would be folded away
                self.out.push_str("\\ ");
                rest = self.escape(rest.get(1..).unwrap_or_default());
            } else if character == '\\' {
                rest = self.escape(rest);
            } else {
                self.out.push(character);
                rest = rest.get(character.len_utf8()..).unwrap_or_default();
            }
        }
    }

    /// Writes the escape that the text begins with; what is left after it.
    fn escape<'t>(&mut self, text: &'t str) -> &'t str {
        let from = |at: usize| text.get(at..).unwrap_or_default();
        match text.as_bytes().get(1) {
            Some(b'u') => {
                self.unicode(text.get(2..6).unwrap_or_default());
                from(6)
            }
            Some(b'n') if self.may_spread && text.as_bytes().get(2) != Some(&b'"') => self.line_end(from(2)),
            _ => {
                self.out.push_str(text.get(..2).unwrap_or(text));
                from(2)
            }
        }
    }

    fn unicode(&mut self, code: &str) {
        match (code, code.strip_prefix("00")) {
            ("0000", _) => self.out.push_str("\\0"),
            ("0007", _) => self.out.push_str("\\a"),
            ("000b", _) => self.out.push_str("\\v"),
            ("001b", _) => self.out.push_str("\\e"),
            (_, Some(short)) => self.out.push_str(&format!("\\x{short}")),
            (long, None) => self.out.push_str(&format!("\\u{long}")),
        }
    }

    /// A line end in the text; folding takes the first of several away, so there is one more.
    fn line_end<'t>(&mut self, mut rest: &'t str) -> &'t str {
        self.out.push_str("\n\n");
        while rest.starts_with("\\n") && rest.as_bytes().get(2) != Some(&b'"') {
            self.out.push('\n');
            rest = rest.get(2..).unwrap_or_default();
        }
        self.out.push_str(self.margin);
        if rest.starts_with(' ') {
            self.out.push('\\');
        }
        rest
    }
}
