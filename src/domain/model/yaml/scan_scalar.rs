//! The borders of scalars: plain, quoted and block.

use super::scan::{Place, Scanner, is_blank, is_flow_indicator};
use super::token::Kind;

/// The header of a block scalar, as far as its borders depend on it.
struct Header {
    /// `|2`: one less than the number.
    indent: Option<usize>,
    /// `|+`.
    keep: bool,
}

impl Scanner<'_> {
    /// Where the scalar goes on in the line that begins at `line`, if it does.
    fn continue_scalar(&self, line: usize) -> Option<usize> {
        if self.indent_next == 0 {
            return (!self.document_marker(line)).then_some(line);
        }
        let indent = self.count_spaces(line);
        let at = line + indent;
        match (self.at(at), self.at(at + 1)) {
            (Some(b'\r'), Some(b'\n')) => Some(at + 1),
            (Some(b'\n'), _) => Some(at),
            _ => (indent >= self.indent_next).then_some(at),
        }
    }

    fn count_spaces(&self, from: usize) -> usize {
        let rest = self.text.get(from..).unwrap_or_default();
        rest.iter().take_while(|b| **b == b' ').count()
    }

    fn after_scalar(&self) -> Place {
        if self.flow_depth > 0 { Place::Flow } else { Place::Block }
    }

    pub(super) fn plain(&mut self) -> Place {
        let end = self.plain_end();
        self.emit_as(Kind::Scalar, end);
        self.after_scalar()
    }

    fn plain_end(&self) -> usize {
        let flow = self.flow_depth > 0;
        let mut end = self.pos;
        let mut at = self.pos;
        while let Some(byte) = self.at(at) {
            let next = self.at(at + 1);
            match byte {
                b':' if is_blank(next) || (flow && is_flow_indicator(next)) => break,
                b' ' | b'\t' | b'\n' | b'\r' => match self.plain_gap(at, byte, flow, &mut end) {
                    Some(on) => at = on,
                    None => break,
                },
                _ if flow && is_flow_indicator(Some(byte)) => break,
                _ => end = at + 1,
            }
            at += 1;
        }
        end
    }

    /// White space in a plain scalar: the position to go on after, or none if it ends the scalar.
    fn plain_gap(&self, at: usize, byte: u8, flow: bool, end: &mut usize) -> Option<usize> {
        let mut at = at;
        let mut newline = byte == b'\n';
        if byte == b'\r' {
            if self.at(at + 1) == Some(b'\n') {
                at += 1;
                newline = true;
            } else {
                *end = at + 1;
            }
        }
        let next = self.at(at + 1);
        if next == Some(b'#') || (flow && is_flow_indicator(next)) {
            return None;
        }
        if newline {
            // One step back, so that the space before a comment is still seen.
            let on = self.continue_scalar(at + 1)?;
            at = at.max(on.saturating_sub(2));
        }
        Some(at)
    }

    pub(super) fn quoted(&mut self, quote: u8) -> Place {
        let close = if quote == b'\'' { self.single_close() } else { self.double_close() };
        // An unclosed quote takes all the rest, whatever its indentation.
        let end = close.map_or(self.text.len(), |close| self.unindented(close).unwrap_or(close + 1));
        self.emit(end);
        self.after_scalar()
    }

    fn single_close(&self) -> Option<usize> {
        let mut at = self.pos + 1;
        loop {
            at += self.text.get(at..)?.iter().position(|b| *b == b'\'')?;
            if self.at(at + 1) != Some(b'\'') {
                return Some(at);
            }
            at += 2;
        }
    }

    fn double_close(&self) -> Option<usize> {
        let mut at = self.pos + 1;
        loop {
            match self.at(at)? {
                b'"' => return Some(at),
                b'\\' => at += 2,
                _ => at += 1,
            }
        }
    }

    /// The end of the last line before one that is not indented enough for the quoted scalar.
    fn unindented(&self, close: usize) -> Option<usize> {
        let mut from = self.pos;
        loop {
            // not further than the scalar: there can be many on a long line
            let inside = self.text.get(from..close)?;
            let newline = from + inside.iter().position(|b| *b == b'\n')?;
            match self.continue_scalar(newline + 1) {
                Some(on) => from = on,
                None if self.at(newline - 1) == Some(b'\r') => return Some(newline - 1),
                None => return Some(newline),
            }
        }
    }

    pub(super) fn block_scalar(&mut self, line_end: usize) -> Place {
        let header = self.block_header();
        self.spaces(true);
        self.emit(line_end);
        self.newline();
        let end = self.block_scalar_end(&header);
        self.emit_as(Kind::Scalar, end);
        self.line_start()
    }

    fn block_header(&mut self) -> Header {
        let mut header = Header { indent: None, keep: false };
        let mut at = self.pos + 1;
        loop {
            match self.at(at) {
                Some(b'+') => header.keep = true,
                Some(digit @ b'1'..=b'9') => header.indent = Some(usize::from(digit - b'1')),
                Some(b'-') => {}
                _ => break,
            }
            at += 1;
        }
        while !is_blank(self.at(at)) && self.at(at) != Some(b'#') {
            at += 1;
        }
        self.emit(at);
        header
    }

    fn block_scalar_end(&mut self, header: &Header) -> usize {
        let (mut end, indent) = self.leading_empty_lines();
        if indent >= self.indent_next {
            self.indent_next = match header.indent {
                None => indent,
                Some(explicit) => explicit + self.indent_next.max(1),
            };
            end = self.block_lines_end(end);
        }
        let tab = end + self.count_spaces(end);
        if self.at(tab) == Some(b'\t') {
            // Tabs below the indentation are an error that the value has to show.
            let rest = self.text.get(tab..).unwrap_or_default();
            return tab + rest.iter().take_while(|b| is_blank(Some(**b))).count();
        }
        if header.keep { end } else { self.without_empty_tail(end, indent) }
    }

    /// The start of the first line with content, and its indentation.
    fn leading_empty_lines(&self) -> (usize, usize) {
        let (mut line, mut indent, mut at) = (self.pos, 0, self.pos);
        loop {
            match self.at(at) {
                Some(b' ') => indent += 1,
                Some(b'\n') => {
                    line = at + 1;
                    indent = 0;
                }
                Some(b'\r') if self.at(at + 1) == Some(b'\n') => {}
                _ => return (line, indent),
            }
            at += 1;
        }
    }

    fn block_lines_end(&self, line: usize) -> usize {
        let mut line = line;
        while let Some(on) = self.continue_scalar(line) {
            match self.find_newline(on) {
                Some(newline) => line = newline + 1,
                None => return self.text.len() + 1,
            }
        }
        line
    }

    /// Empty lines at the end belong to what follows, not to the scalar.
    fn without_empty_tail(&self, end: usize, indent: usize) -> usize {
        let mut end = end;
        loop {
            let Some(mut at) = end.checked_sub(2) else {
                return end;
            };
            if self.at(at) == Some(b'\r') {
                let Some(before) = at.checked_sub(1) else {
                    return end;
                };
                at = before;
            }
            let last = at;
            while self.at(at) == Some(b' ') && at > 0 {
                at -= 1;
            }
            if self.at(at) != Some(b'\n') || at < self.pos || at + 1 + indent <= last {
                return end;
            }
            end = at + 1;
        }
    }
}
