//! Words and marks of GraphQL's schema language and of Protocol Buffers, which are nearly the same.

/// Which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dialect {
    /// `#` begins a remark, `"""` a text of several lines.
    Graphql,
    /// `//` and `/* */` are remarks, and those before a definition describe it.
    Protobuf,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A name, or a number.
    Word,
    /// A text in quotes, which are not part of it.
    Text,
    /// A text in three quotes.
    Block,
    /// One character of meaning.
    Mark(u8),
    /// Nothing more.
    End,
}

/// A token.
#[derive(Clone, Copy, Debug)]
pub(super) struct Token<'t> {
    pub(super) kind: Kind,
    pub(super) text: &'t str,
    /// Byte where it begins.
    pub(super) at: usize,
    /// The remarks right before it, as bytes of the text.
    pub(super) remark: (usize, usize),
    /// Whether it is the first of its line.
    pub(super) leads: bool,
}

/// Reads token after token, one ahead.
pub(super) struct Tokens<'t> {
    text: &'t str,
    at: usize,
    dialect: Dialect,
    ahead: Token<'t>,
}

/// What a text should have had at a byte.
#[derive(Clone, Debug)]
pub(super) struct Unexpected {
    pub(super) at: usize,
    pub(super) words: String,
}

impl<'t> Tokens<'t> {
    pub(super) fn new(text: &'t str, dialect: Dialect) -> Self {
        let ahead = Token { kind: Kind::End, text: "", at: 0, remark: (0, 0), leads: true };
        let at = if text.starts_with('\u{feff}') { 3 } else { 0 };
        let mut tokens = Self { text, at, dialect, ahead };
        tokens.ahead = tokens.scan();
        tokens
    }

    pub(super) fn peek(&self) -> Token<'t> {
        self.ahead
    }

    pub(super) fn next(&mut self) -> Token<'t> {
        let token = self.ahead;
        if token.kind != Kind::End {
            self.ahead = self.scan();
        }
        token
    }

    pub(super) fn at_end(&self) -> bool {
        self.ahead.kind == Kind::End
    }

    pub(super) fn is(&self, mark: u8) -> bool {
        self.ahead.kind == Kind::Mark(mark)
    }

    pub(super) fn is_word(&self, word: &str) -> bool {
        self.ahead.kind == Kind::Word && self.ahead.text == word
    }

    /// Takes a mark, where it stands next.
    pub(super) fn eat(&mut self, mark: u8) -> bool {
        let here = self.is(mark);
        if here {
            self.next();
        }
        here
    }

    pub(super) fn eat_word(&mut self, word: &str) -> bool {
        let here = self.is_word(word);
        if here {
            self.next();
        }
        here
    }

    pub(super) fn expect(&mut self, mark: u8) -> Result<Token<'t>, Unexpected> {
        if self.is(mark) { Ok(self.next()) } else { Err(self.unexpected(&format!("`{}`", char::from(mark)))) }
    }

    pub(super) fn word(&mut self, what: &str) -> Result<Token<'t>, Unexpected> {
        if self.ahead.kind == Kind::Word { Ok(self.next()) } else { Err(self.unexpected(what)) }
    }

    pub(super) fn unexpected(&self, wanted: &str) -> Unexpected {
        let found = match self.ahead.kind {
            Kind::End => "the end of the text".to_owned(),
            _ => format!("`{}`", self.ahead.text.chars().take(40).collect::<String>()),
        };
        Unexpected { at: self.ahead.at, words: format!("{wanted} is missing before {found}") }
    }

    /// Passes over a bracket that stands next and all up to the one that closes it.
    pub(super) fn skip_bracket(&mut self) {
        let mut depth = 0_usize;
        loop {
            match self.next().kind {
                Kind::Mark(b'{' | b'[' | b'(') => depth += 1,
                Kind::Mark(b'}' | b']' | b')') => depth = depth.saturating_sub(1),
                Kind::End => return,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// The text between two bytes.
    pub(super) fn between(&self, from: usize, to: usize) -> &'t str {
        self.text.get(from..to).unwrap_or_default()
    }

    /// The remark on the rest of the line after a token that was just taken (Protocol Buffers), as
    /// bytes of the text.
    pub(super) fn remark_after(&self, token: &Token<'t>) -> (usize, usize) {
        let rest = self.text.get(token.at + token.text.len()..).unwrap_or_default();
        let line = rest.lines().next().unwrap_or_default();
        let from = token.at + token.text.len() + line.len() - line.trim_start().len();
        let is_one = line.trim_start().starts_with("//");
        if is_one { (from, from + line.trim_start().len()) } else { (0, 0) }
    }

    fn byte(&self, ahead: usize) -> u8 {
        self.text.as_bytes().get(self.at + ahead).copied().unwrap_or(0)
    }

    fn scan(&mut self) -> Token<'t> {
        let (remark, leads) = self.skip_blanks();
        let from = self.at;
        let kind = match self.byte(0) {
            0 if from >= self.text.len() => Kind::End,
            b'"' if self.dialect == Dialect::Graphql
                && self.text.get(from..).is_some_and(|t| t.starts_with("\"\"\"")) =>
            {
                return self.block(remark, leads);
            }
            quote @ (b'"' | b'\'') => return self.quoted(quote, remark, leads),
            byte if byte == b'_' || byte >= 0x80 || byte.is_ascii_alphanumeric() => {
                self.at += self.rest().iter().take_while(|byte| self.in_word(**byte)).count().max(1);
                Kind::Word
            }
            byte => {
                self.at += 1;
                Kind::Mark(byte)
            }
        };
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        Token { kind, text: self.between(from, self.at), at: from, remark, leads }
    }

    fn rest(&self) -> &[u8] {
        self.text.as_bytes().get(self.at..).unwrap_or_default()
    }

    fn in_word(&self, byte: u8) -> bool {
        // names of Protocol Buffers go over dots
        byte == b'_'
            || byte >= 0x80
            || byte.is_ascii_alphanumeric()
            || (byte == b'.' && self.dialect == Dialect::Protobuf)
    }

    /// Passes over blanks and remarks. Gives the remarks that stand together right before what comes.
    fn skip_blanks(&mut self) -> ((usize, usize), bool) {
        let (mut remark, mut leads, mut breaks) = ((self.at, self.at), self.at == 0, 0);
        loop {
            match self.byte(0) {
                b'\n' => {
                    (leads, breaks) = (true, breaks + 1);
                    self.at += 1;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                b',' if self.dialect == Dialect::Graphql => self.at += 1,
                b'#' if self.dialect == Dialect::Graphql => self.skip_line(),
                b'/' if self.dialect == Dialect::Protobuf && matches!(self.byte(1), b'/' | b'*') => {
                    // one that stands apart from the next, or behind what came before, is about something else
                    if breaks > 1 || remark.0 == remark.1 || !leads {
                        remark = (self.at, self.at);
                    }
                    let counts = leads;
                    if self.byte(1) == b'/' {
                        self.skip_line()
                    } else {
                        self.skip_remark()
                    }
                    remark.1 = self.at;
                    if !counts {
                        remark = (self.at, self.at);
                    }
                    breaks = 0;
                }
                _ => return (if breaks > 1 { (self.at, self.at) } else { remark }, leads),
            }
        }
    }

    fn skip_line(&mut self) {
        self.at += memchr::memchr(b'\n', self.rest()).unwrap_or(self.rest().len());
    }

    fn skip_remark(&mut self) {
        let end = memchr::memmem::find(self.rest(), b"*/").map(|at| at + 2);
        self.at += end.unwrap_or(self.rest().len());
    }

    fn quoted(&mut self, quote: u8, remark: (usize, usize), leads: bool) -> Token<'t> {
        let from = self.at;
        self.at += 1;
        while !matches!(self.byte(0), 0 | b'\n') && self.byte(0) != quote {
            self.at += if self.byte(0) == b'\\' { 2 } else { 1 };
        }
        let end = self.at.min(self.text.len());
        self.at = (end + 1).min(self.text.len());
        while !self.text.is_char_boundary(self.at) {
            self.at += 1;
        }
        Token { kind: Kind::Text, text: self.between(from + 1, end), at: from, remark, leads }
    }

    fn block(&mut self, remark: (usize, usize), leads: bool) -> Token<'t> {
        let from = self.at;
        let rest = self.text.get(from + 3..).unwrap_or_default();
        let end = rest
            .match_indices("\"\"\"")
            .map(|(at, _)| at)
            .find(|at| !rest.get(..*at).is_some_and(|t| t.ends_with('\\')));
        let end = from + 3 + end.unwrap_or(rest.len());
        self.at = (end + 3).min(self.text.len());
        Token { kind: Kind::Block, text: self.between(from + 3, end), at: from, remark, leads }
    }
}

/// The line of a byte, from 1.
pub(super) fn line_of(text: &str, at: usize) -> usize {
    text.as_bytes().get(..at.min(text.len())).map_or(0, |before| memchr::memchr_iter(b'\n', before).count()) + 1
}

#[cfg(test)]
mod tests {
    use super::*;

    fn all(text: &str, dialect: Dialect) -> Vec<(String, String)> {
        let mut tokens = Tokens::new(text, dialect);
        std::iter::from_fn(|| {
            let token = tokens.next();
            let remark = tokens.between(token.remark.0, token.remark.1).to_owned();
            (token.kind != Kind::End).then(|| (token.text.to_owned(), remark))
        })
        .collect()
    }

    #[test]
    fn a_remark_belongs_to_what_comes_right_after_it() {
        let text = "// apart\n\n// of a\n// more\na = 1; // of 1\n/* of b */ b";
        let with: Vec<_> = all(text, Dialect::Protobuf).into_iter().filter(|(_, remark)| !remark.is_empty()).collect();
        assert_eq!(with, [("a".into(), "// of a\n// more".into()), ("b".into(), "/* of b */".into())]);
    }

    #[test]
    fn texts_in_quotes_end_where_they_should_and_never_beyond_the_text() {
        let words = |text| all(text, Dialect::Graphql).into_iter().map(|(text, _)| text).collect::<Vec<_>>();
        assert_eq!(words("\"\"\"a \\\"\"\" b\"\"\" type X"), ["a \\\"\"\" b", "type", "X"]);
        assert_eq!(words("\"a\\\"b\" c"), ["a\\\"b", "c"]);
        for broken in ["\"", "\"\\", "\"\"\"", "\"\"\"x", "'é", "\"é\\", "é\u{1f600}"] {
            words(broken);
        }
    }
}
