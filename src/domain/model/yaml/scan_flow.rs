//! Tokens inside brackets.

use super::scan::{Place, Scanner, is_blank};
use super::token::Kind;

impl Scanner<'_> {
    pub(super) fn open_flow(&mut self, depth: usize) -> Place {
        self.emit(self.pos + 1);
        self.after_json_key = false;
        self.flow_depth = depth;
        Place::Flow
    }

    pub(super) fn flow(&mut self) -> Place {
        let indent = self.flow_white_space();
        let end = self.line_end();
        if self.flow_is_broken(indent) {
            self.flow_depth = 0;
            self.emit_as(Kind::FlowBroken, self.pos);
            return self.line_start();
        }
        while self.pos < end && self.here(0) == Some(b',') {
            self.emit(self.pos + 1);
            self.spaces(true);
            self.after_json_key = false;
        }
        self.indicators();
        let first = if self.pos < end { self.here(0) } else { None };
        match first {
            None => Place::Flow,
            Some(b'#') => {
                self.emit(end);
                Place::Flow
            }
            Some(b'{' | b'[') => self.open_flow(self.flow_depth + 1),
            Some(b'}' | b']') => self.close_flow(),
            Some(b'*') => self.until_anchor_end(Place::Flow),
            Some(quote @ (b'"' | b'\'')) => {
                self.after_json_key = true;
                self.quoted(quote)
            }
            Some(b':') if self.after_json_key || matches!(self.here(1), Some(b',')) || is_blank(self.here(1)) => {
                self.after_json_key = false;
                self.emit(self.pos + 1);
                self.spaces(true);
                Place::Flow
            }
            Some(_) => {
                self.after_json_key = false;
                self.plain()
            }
        }
    }

    fn close_flow(&mut self) -> Place {
        self.emit(self.pos + 1);
        self.after_json_key = true;
        self.flow_depth = self.flow_depth.saturating_sub(1);
        if self.flow_depth > 0 { Place::Flow } else { Place::Block }
    }

    /// Line breaks and spaces inside brackets; the indentation of the line if one began.
    fn flow_white_space(&mut self) -> Option<usize> {
        let mut indent = None;
        loop {
            let newline = self.newline();
            let mut length = newline;
            if newline > 0 {
                self.indent_here = self.spaces(false);
                indent = Some(self.indent_here);
                length += self.indent_here;
            }
            length += self.spaces(true);
            if length == 0 {
                return indent;
            }
        }
    }

    /// A line that is not indented enough ends all brackets, except that the last closing one
    /// may stand right under the line that opened it.
    fn flow_is_broken(&self, indent: Option<usize>) -> bool {
        let Some(indent) = indent else { return false };
        let unindented = indent < self.indent_next && self.here(0) != Some(b'#');
        let marker = indent == 0 && self.document_marker(self.pos);
        let closing = matches!(self.here(0), Some(b']' | b'}'));
        let closes_all = closing && indent + 1 == self.indent_next && self.flow_depth == 1;
        (unindented || marker) && !closes_all
    }
}
