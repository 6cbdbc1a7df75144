//! The text of a scalar: folding of lines, escapes and quotes.

use std::borrow::Cow;

use super::error::{Code, Fault};
use super::node::{Id, Node, Shape};
use super::scalar_block::block_text;
use super::tree::Tree;

/// The text of a scalar node. `at_root` is true when it is a document's whole content.
pub(super) fn text<'t>(tree: &Tree<'t>, id: Id, at_root: bool) -> Result<Cow<'t, str>, Fault> {
    let node = tree.node(id);
    let source = tree.text.get(node.text.0 as usize..node.text.1 as usize).unwrap_or_default();
    match node.shape {
        Shape::SingleQuoted => single_quoted(source, node.at),
        Shape::DoubleQuoted => double_quoted(source, node.at),
        Shape::BlockScalar => block_text(tree, node, at_root).map(Cow::Owned),
        _ => plain(source, node.at),
    }
}

/// The byte after a block scalar.
pub(super) fn block_end(tree: &Tree, node: &Node) -> u32 {
    if node.text.1 > 0 { node.text.1 } else { tree.token(node.head.to.saturating_sub(1)).end }
}

fn plain(source: &str, at: u32) -> Result<Cow<'_, str>, Fault> {
    let words = match source.as_bytes().first() {
        Some(b'%') => "a text cannot begin with %; this looks like a template that is not rendered yet ({% ... %})",
        Some(b',') => "a text cannot begin with a comma; put it in quotes",
        Some(b'|' | b'>') => "a text cannot begin with | or >; put it in quotes",
        Some(b'@' | b'`') => "a text cannot begin with @ or a backtick; put it in quotes",
        Some(b'\t') => "a text cannot begin with a tab",
        _ => return Ok(unfold(source)),
    };
    Err(Fault::new(at, Code::BadScalarStart, words))
}

fn single_quoted(source: &str, at: u32) -> Result<Cow<'_, str>, Fault> {
    if source.len() == 1 || !source.ends_with('\'') {
        return Err(Fault::missing(at + source.len() as u32, "the quote ' is not closed"));
    }
    let inner = unfold(source.get(1..source.len() - 1).unwrap_or_default());
    Ok(if inner.contains("''") { Cow::Owned(inner.replace("''", "'")) } else { inner })
}

const BLANKS: [char; 2] = [' ', '\t'];

/// Joins lines with spaces; an empty line becomes a line break.
fn unfold(source: &str) -> Cow<'_, str> {
    let Some((first, rest)) = source.split_once('\n') else {
        return Cow::Borrowed(source);
    };
    let carriage = |line: &'_ str| -> usize { line.len() - usize::from(line.ends_with('\r')) };
    let first = first.get(..carriage(first)).unwrap_or(first);
    let mut out = String::with_capacity(source.len());
    out.push_str(first.trim_end_matches(BLANKS));
    let mut separator = ' ';
    let mut rest = rest;
    while let Some((line, after)) = rest.split_once('\n') {
        let line = line.get(..carriage(line)).unwrap_or(line).trim_matches(BLANKS);
        if !line.is_empty() {
            out.push(separator);
            out.push_str(line);
            separator = ' ';
        } else if separator == '\n' {
            out.push('\n');
        } else {
            separator = '\n';
        }
        rest = after;
    }
    out.push(separator);
    out.push_str(rest.trim_start_matches(BLANKS));
    Cow::Owned(out)
}

fn double_quoted(source: &str, at: u32) -> Result<Cow<'_, str>, Fault> {
    let closed = source.len() > 1 && source.ends_with('"');
    let inner = source.get(1..).unwrap_or_default();
    let inner = match inner.char_indices().next_back() {
        Some((last, _)) => inner.get(..last).unwrap_or_default(),
        None => inner,
    };
    let text = if inner.bytes().any(|b| matches!(b, b'\\' | b'\n')) {
        Cow::Owned(Unescape { source: inner, full: source, at, pos: 0, out: String::new(), high: None }.run()?)
    } else {
        Cow::Borrowed(inner)
    };
    if closed { Ok(text) } else { Err(Fault::missing(at + source.len() as u32, "the quote \" is not closed")) }
}

struct Unescape<'t> {
    source: &'t str,
    /// With the quotes.
    full: &'t str,
    at: u32,
    pos: usize,
    out: String,
    /// The first half of a character written as two `\u` codes.
    high: Option<u32>,
}

impl Unescape<'_> {
    fn byte(&self, ahead: usize) -> Option<u8> {
        self.source.as_bytes().get(self.pos + ahead).copied()
    }

    fn run(mut self) -> Result<String, Fault> {
        while let Some(byte) = self.byte(0) {
            match byte {
                b'\r' if self.byte(1) == Some(b'\n') => self.pos += 1,
                b'\n' => self.fold(),
                b'\\' => self.escape()?,
                b' ' | b'\t' => self.blanks(),
                _ => self.plain(),
            }
        }
        self.lone_half();
        Ok(self.out)
    }

    fn push(&mut self, text: &str) {
        self.lone_half();
        self.out.push_str(text);
    }

    fn lone_half(&mut self) {
        if self.high.take().is_some() {
            self.out.push('\u{FFFD}');
        }
    }

    fn plain(&mut self) {
        let rest = self.source.get(self.pos..).unwrap_or_default();
        let length = rest.find([' ', '\t', '\\', '\n', '\r']).unwrap_or(rest.len()).max(1);
        self.push(rest.get(..length).unwrap_or(rest));
        self.pos += length;
    }

    /// One line break is a space, more are one less.
    fn fold(&mut self) {
        self.pos += 1;
        let mut breaks = 0;
        loop {
            match self.byte(0) {
                Some(b' ' | b'\t') => {}
                Some(b'\n') => breaks += 1,
                Some(b'\r') if self.byte(1) == Some(b'\n') => {}
                _ => break,
            }
            self.pos += 1;
        }
        let fold = if breaks == 0 { " ".to_owned() } else { "\n".repeat(breaks) };
        self.push(&fold);
    }

    fn blanks(&mut self) {
        let rest = self.source.get(self.pos..).unwrap_or_default();
        let length = rest.len() - rest.trim_start_matches(BLANKS).len();
        self.pos += length;
        let at_line_end = self.byte(0) == Some(b'\n') || (self.byte(0) == Some(b'\r') && self.byte(1) == Some(b'\n'));
        if !at_line_end {
            self.push(rest.get(..length).unwrap_or_default());
        }
    }

    fn escape(&mut self) -> Result<(), Fault> {
        // Without a closing quote the last character is one of the text.
        let after = |ahead: usize| self.full.as_bytes().get(self.pos + 1 + ahead).copied();
        let letter = after(1);
        let text = match letter {
            Some(b'0') => "\0",
            Some(b'a') => "\x07",
            Some(b'b') => "\x08",
            Some(b'e') => "\x1b",
            Some(b'f') => "\x0c",
            Some(b'n') => "\n",
            Some(b'r') => "\r",
            Some(b't' | b'\t') => "\t",
            Some(b'v') => "\x0b",
            Some(b'N') => "\u{85}",
            Some(b'_') => "\u{a0}",
            Some(b'L') => "\u{2028}",
            Some(b'P') => "\u{2029}",
            Some(b' ') => " ",
            Some(b'"') => "\"",
            Some(b'/') => "/",
            Some(b'\\') => "\\",
            Some(b'x') => return self.code_point(2),
            Some(b'u') => return self.code_point(4),
            Some(b'U') => return self.code_point(8),
            Some(b'\n') => return self.escaped_newline(2),
            Some(b'\r') if after(2) == Some(b'\n') => return self.escaped_newline(3),
            _ => return Err(self.bad_escape()),
        };
        self.pos += 2;
        self.push(text);
        Ok(())
    }

    fn bad_escape(&self) -> Fault {
        let at = self.at + 1 + self.pos as u32;
        Fault::new(at, Code::BadDqEscape, "\"...\" knows no such \\ escape; double the \\ or use single quotes")
    }

    fn escaped_newline(&mut self, length: usize) -> Result<(), Fault> {
        self.pos += length;
        while matches!(self.byte(0), Some(b' ' | b'\t')) {
            self.pos += 1;
        }
        Ok(())
    }

    fn code_point(&mut self, digits: usize) -> Result<(), Fault> {
        let from = self.pos + 3;
        let hex = self.full.get(from..from + digits).filter(|h| h.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = hex.and_then(|h| u32::from_str_radix(h, 16).ok()).filter(|code| *code <= 0x10_FFFF);
        let code = code.ok_or_else(|| self.bad_escape())?;
        self.pos += 2 + digits;
        self.push_code(code);
        Ok(())
    }

    fn push_code(&mut self, code: u32) {
        if let (Some(high), 0xDC00..=0xDFFF) = (self.high, code) {
            self.high = None;
            let joined = 0x1_0000 + ((high - 0xD800) << 10) + (code - 0xDC00);
            self.out.extend(char::from_u32(joined));
            return;
        }
        self.lone_half();
        match code {
            0xD800..=0xDBFF => self.high = Some(code),
            _ => self.out.push(char::from_u32(code).unwrap_or('\u{FFFD}')),
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::model::yaml::documents;

    fn text_of(source: &str) -> Result<String, &'static str> {
        let content = documents(source).remove(0).content.map_err(|e| e.code.name())?;
        Ok(content.value.as_str().unwrap_or_default().to_owned())
    }

    #[test]
    fn lines_fold_and_escapes_are_read() {
        assert_eq!(text_of("a\n b\n\n c").as_deref(), Ok("a b\nc"));
        assert_eq!(text_of("\"\\x41\\uD83D\\uDE00 \\\n  b \n c\"").as_deref(), Ok("A\u{1F600} b c"));
        assert_eq!(text_of("'it''s'").as_deref(), Ok("it's"));
        assert_eq!(text_of("\"\\q\""), Err("BAD_DQ_ESCAPE"));
        assert_eq!(text_of("'open"), Err("MISSING_CHAR"));
        assert_eq!(text_of("@x"), Err("BAD_SCALAR_START"));
    }
}
