//! From text to tokens.
//!
//! Where a scalar ends depends on the indentation of the line and on whether brackets are open,
//! so the scanner keeps both; everything else about structure is the business of `tree`. The
//! borders between tokens, also in text that is no YAML, are those of the `yaml` package for
//! JavaScript (2.9), which Backstage reads its catalog with: where a broken document ends
//! decides which documents after it are still read.

use super::token::{Kind, Token, classify};

/// What the scanner expects next.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Between documents.
    Stream,
    /// After the indentation: indicators count as indentation here.
    BlockStart,
    /// Anywhere else outside brackets.
    Block,
    /// Inside brackets.
    Flow,
}

/// Walks over the text once and collects tokens.
pub(super) struct Scanner<'t> {
    pub(super) text: &'t [u8],
    pub(super) pos: usize,
    pub(super) flow_depth: usize,
    /// A `:` right after the token before this one makes it a key, as in `{"a":1}`.
    pub(super) after_json_key: bool,
    /// The least indentation with which the next line still belongs to the scalar.
    pub(super) indent_next: usize,
    pub(super) indent_here: usize,
    next_newline: Option<usize>,
    pub(super) tokens: Vec<Token>,
}

/// All tokens of a text. Their bytes join to the whole text, but for stray line ends.
pub(super) fn scan(text: &str) -> Vec<Token> {
    let mut scanner = Scanner {
        text: text.as_bytes(),
        pos: 0,
        flow_depth: 0,
        after_json_key: false,
        indent_next: 0,
        indent_here: 0,
        next_newline: None,
        tokens: Vec::with_capacity(text.len() / 5 + 8),
    };
    let mut place = Place::Stream;
    while scanner.pos < scanner.text.len() {
        place = scanner.advance(place);
    }
    scanner.tokens
}

/// True for the end of the text and the characters that separate words.
pub(super) fn is_blank(byte: Option<u8>) -> bool {
    matches!(byte, None | Some(b' ' | b'\n' | b'\r' | b'\t'))
}

pub(super) fn is_flow_indicator(byte: Option<u8>) -> bool {
    matches!(byte, Some(b',' | b'[' | b']' | b'{' | b'}'))
}

fn ends_anchor(byte: Option<u8>) -> bool {
    is_blank(byte) || is_flow_indicator(byte)
}

impl Scanner<'_> {
    fn advance(&mut self, place: Place) -> Place {
        match place {
            Place::Stream => self.stream(),
            Place::BlockStart => self.block_start(),
            Place::Block => self.block(),
            Place::Flow => self.flow(),
        }
    }

    pub(super) fn at(&self, offset: usize) -> Option<u8> {
        self.text.get(offset).copied()
    }

    pub(super) fn here(&self, ahead: usize) -> Option<u8> {
        self.at(self.pos + ahead)
    }

    pub(super) fn find_newline(&self, from: usize) -> Option<usize> {
        let rest = self.text.get(from..)?;
        rest.iter().position(|b| *b == b'\n').map(|n| from + n)
    }

    /// Where the line ends, without its line break.
    pub(super) fn line_end(&mut self) -> usize {
        if self.next_newline.is_none_or(|at| at < self.pos) {
            self.next_newline = Some(self.find_newline(self.pos).unwrap_or(self.text.len()));
        }
        let end = self.next_newline.unwrap_or(self.text.len());
        let carriage = end < self.text.len() && end > self.pos && self.at(end - 1) == Some(b'\r');
        if carriage { end - 1 } else { end }
    }

    /// Makes a token of a known kind from here to `end`.
    pub(super) fn emit_as(&mut self, kind: Kind, end: usize) {
        let (start, end) = (self.pos, end.clamp(self.pos, self.text.len()));
        self.tokens.push(Token { kind, start: start as u32, end: end as u32, indent: 0 });
        self.pos = end;
    }

    /// Makes a token from here to `end`, unless that is nothing. Gives its length.
    pub(super) fn emit(&mut self, end: usize) -> usize {
        let Some(piece) = self.text.get(self.pos..end).filter(|p| !p.is_empty()) else {
            return 0;
        };
        let (kind, length) = (classify(piece), piece.len());
        self.emit_as(kind, end);
        length
    }

    pub(super) fn spaces(&mut self, tabs: bool) -> usize {
        let mut end = self.pos;
        while self.at(end) == Some(b' ') || (tabs && self.at(end) == Some(b'\t')) {
            end += 1;
        }
        let length = end - self.pos;
        if length > 0 {
            self.emit_as(Kind::Space, end);
        }
        length
    }

    pub(super) fn newline(&mut self) -> usize {
        match (self.here(0), self.here(1)) {
            (Some(b'\n'), _) => self.emit(self.pos + 1),
            (Some(b'\r'), Some(b'\n')) => self.emit(self.pos + 2),
            _ => 0,
        }
    }

    pub(super) fn document_marker(&self, at: usize) -> bool {
        matches!(self.text.get(at..at + 3), Some(b"---" | b"...")) && is_blank(self.at(at + 3))
    }

    fn stream(&mut self) -> Place {
        let end = self.line_end();
        if self.text.get(self.pos..).is_some_and(|rest| rest.starts_with(b"\xEF\xBB\xBF")) {
            self.emit_as(Kind::Bom, self.pos + 3);
        }
        if self.here(0) == Some(b'%') {
            self.directive(end);
            return Place::Stream;
        }
        if self.only_comment_left() {
            self.spaces(true);
            self.emit(end);
            self.newline();
            return Place::Stream;
        }
        self.emit_as(Kind::DocumentMode, self.pos);
        self.line_start()
    }

    fn only_comment_left(&self) -> bool {
        let mut at = self.pos;
        while matches!(self.at(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        match self.at(at) {
            None | Some(b'#' | b'\n') => true,
            Some(b'\r') => self.at(at + 1) == Some(b'\n'),
            _ => false,
        }
    }

    fn directive(&mut self, line_end: usize) {
        let line = self.text.get(self.pos..line_end).unwrap_or_default();
        let comment = line.windows(2).position(|w| matches!(w, [b' ' | b'\t', b'#']));
        let content = line.get(..comment.unwrap_or(line.len())).unwrap_or(line);
        let length = content.iter().rposition(|b| !matches!(b, b' ' | b'\t')).map_or(0, |n| n + 1);
        self.emit_as(Kind::Directive, self.pos + length);
        self.spaces(true);
        self.emit(line_end);
    }

    pub(super) fn line_start(&mut self) -> Place {
        if self.document_marker(self.pos) {
            let ends = self.here(0) == Some(b'.');
            self.emit(self.pos + 3);
            self.indent_here = 0;
            self.indent_next = 0;
            return if ends { Place::Stream } else { Place::Block };
        }
        self.indent_here = self.spaces(false);
        if self.indent_next > self.indent_here && !self.second_unit_is_blank() {
            self.indent_next = self.indent_here;
        }
        self.block_start()
    }

    /// Looks at the second UTF-16 unit from here, as the reference does.
    fn second_unit_is_blank(&self) -> bool {
        match self.here(0) {
            Some(0xF0..) => false,
            Some(0xE0..) => is_blank(self.here(3)),
            Some(0xC0..) => is_blank(self.here(2)),
            _ => is_blank(self.here(1)),
        }
    }

    fn block_start(&mut self) -> Place {
        if !matches!(self.here(0), Some(b'-' | b'?' | b':')) || !is_blank(self.here(1)) {
            return Place::Block;
        }
        let length = self.emit(self.pos + 1) + self.spaces(true);
        self.indent_next = self.indent_here + 1;
        self.indent_here += length;
        Place::BlockStart
    }

    fn block(&mut self) -> Place {
        self.spaces(true);
        let end = self.line_end();
        self.indicators();
        let first = if self.pos < end { self.here(0) } else { None };
        match first {
            None | Some(b'#') => {
                self.emit(end);
                self.newline();
                self.line_start()
            }
            Some(b'{' | b'[') => self.open_flow(1),
            Some(b'}' | b']') => {
                self.emit(self.pos + 1);
                Place::Block
            }
            Some(b'*') => self.until_anchor_end(Place::Block),
            Some(quote @ (b'"' | b'\'')) => self.quoted(quote),
            Some(b'|' | b'>') => self.block_scalar(end),
            Some(_) => self.plain(),
        }
    }

    pub(super) fn until_anchor_end(&mut self, place: Place) -> Place {
        let mut end = self.pos;
        while !ends_anchor(self.at(end)) {
            end += 1;
        }
        self.emit(end);
        place
    }

    /// Tags, anchors and the indicators `-`, `?` and `:` in front of a node.
    pub(super) fn indicators(&mut self) {
        loop {
            match self.here(0) {
                Some(b'!') => self.tag(),
                Some(b'&') => {
                    self.until_anchor_end(Place::Block);
                }
                Some(b'-' | b'?' | b':') if self.indicator_stands_alone() => {
                    if self.flow_depth == 0 {
                        self.indent_next = self.indent_here + 1;
                    }
                    self.after_json_key &= self.flow_depth == 0;
                    self.emit(self.pos + 1);
                }
                _ => return,
            }
            self.spaces(true);
        }
    }

    fn indicator_stands_alone(&self) -> bool {
        is_blank(self.here(1)) || (self.flow_depth > 0 && is_flow_indicator(self.here(1)))
    }

    fn tag(&mut self) {
        let verbatim = self.here(1) == Some(b'<');
        let end = if verbatim { self.verbatim_tag_end() } else { self.short_tag_end() };
        self.emit(end);
    }

    fn verbatim_tag_end(&self) -> usize {
        let mut end = self.pos + 2;
        while !is_blank(self.at(end)) && self.at(end) != Some(b'>') {
            end += 1;
        }
        if self.at(end) == Some(b'>') { end + 1 } else { end }
    }

    fn short_tag_end(&self) -> usize {
        let hex = |at| self.at(at).is_some_and(|b| b.is_ascii_hexdigit());
        let mut end = self.pos + 1;
        loop {
            match self.at(end) {
                Some(b) if b.is_ascii_alphanumeric() || b"-#;/?:@&=+$_.!~*'()".contains(&b) => end += 1,
                Some(b'%') if hex(end + 1) && hex(end + 2) => end += 3,
                _ => return end,
            }
        }
    }
}
