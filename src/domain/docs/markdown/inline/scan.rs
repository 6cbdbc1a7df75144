use super::brackets::Brackets;
use super::run::{self, Run};
use super::{Context, DEEPEST, Token, is_word};
use crate::domain::docs::markdown::attributes;
use crate::domain::docs::markdown::extensions::Extension;
use crate::domain::docs::style::Style;
use std::borrow::Cow;

/// Reads the text of a block.
pub(in super::super) fn read<'t>(text: &'t str, context: &Context<'_>) -> Vec<Token<'t>> {
    let mut tokens = Vec::new();
    inner(text, context, 0, None, &mut tokens);
    tokens
}

/// Reads a part of a text; `before` is what stands before it.
pub(super) fn inner<'t>(
    text: &'t str,
    context: &Context<'_>,
    depth: usize,
    before: Option<char>,
    tokens: &mut Vec<Token<'t>>,
) {
    part(text, context, depth, (before, false), tokens);
}

fn part<'t>(
    text: &'t str,
    context: &Context<'_>,
    depth: usize,
    (before, is_link): (Option<char>, bool),
    tokens: &mut Vec<Token<'t>>,
) {
    if depth > DEEPEST {
        tokens.push(Token::Text(Cow::Borrowed(text)));
        return;
    }
    let mut scan = Scan { is_link, ..Scan::new(text, context, depth, before) };
    scan.all();
    tokens.append(&mut run::paired(scan.tokens));
}

/// Reads a text from left to right.
pub(super) struct Scan<'t, 'c> {
    pub text: &'t str,
    pub at: usize,
    /// From where plain text has not become a token yet.
    pub plain: usize,
    pub tokens: Vec<Token<'t>>,
    pub context: &'c Context<'c>,
    pub depth: usize,
    before: Option<char>,
    /// Which brackets belong together; looked for when the first one comes.
    pub brackets: Option<Brackets>,
    /// Up to where brackets are no names of links, as they stand in others that are none.
    pub unnamed: usize,
    /// Whether it is the text of a link: addresses in it are none.
    pub is_link: bool,
    /// Where elements of HTML begin and end; looked for when the first one comes.
    pub elements: Option<Vec<(usize, usize, usize)>>,
    /// Lengths of runs of backticks that nothing closes any more.
    pub hopeless: u64,
    /// Signs of which no closing one comes any more.
    pub missing: Vec<&'static str>,
}

impl<'t, 'c> Scan<'t, 'c> {
    fn new(text: &'t str, context: &'c Context<'c>, depth: usize, before: Option<char>) -> Self {
        Self {
            text,
            at: 0,
            plain: 0,
            tokens: Vec::new(),
            context,
            depth,
            before,
            brackets: None,
            unnamed: 0,
            is_link: false,
            elements: None,
            hopeless: 0,
            missing: Vec::new(),
        }
    }

    fn all(&mut self) {
        let bytes = self.text.as_bytes();
        while let Some(byte) = bytes.get(self.at) {
            let is_taken = match byte {
                b'`' => self.code(),
                b'\\' => self.escape(),
                b'*' | b'_' | b'~' | b'^' | b'=' => self.run_or_symbol(),
                b'[' => self.link(),
                b'!' => self.image(),
                b'<' => self.angle(),
                b'&' => self.entity(),
                b'{' => self.braces(),
                b'$' => self.has(Extension::Math) && self.dollars(),
                b':' => self.emoji(),
                b'+' => (self.has(Extension::Keys) && self.keys()) || self.symbol(),
                b'@' => !self.is_link && self.mail(),
                b'\n' => self.line_break(),
                b'(' | b'-' => self.symbol(),
                b'0'..=b'9' => !self.previous().is_some_and(|c| c.is_numeric()) && self.symbol(),
                b'c' => !self.is_after_word() && self.symbol(),
                b'h' | b'w' | b'f' | b'H' | b'W' | b'F' => !self.is_link && self.bare_address(),
                _ => false,
            };
            if !is_taken {
                self.at += 1;
            }
        }
        self.flush();
    }

    /// Whether the site turns an extension on.
    pub fn has(&self, extension: Extension) -> bool {
        self.context.extensions.has(extension)
    }

    /// What is still to be read.
    pub fn rest(&self) -> &'t str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// What stands before the place that is looked at.
    pub fn previous(&self) -> Option<char> {
        self.text.get(..self.at).and_then(|text| text.chars().next_back()).or(self.before)
    }

    pub fn is_after_word(&self) -> bool {
        self.previous().is_some_and(is_word)
    }

    /// Makes a token of the plain text before.
    fn flush(&mut self) {
        if let Some(plain) = self.text.get(self.plain..self.at).filter(|plain| !plain.is_empty()) {
            self.tokens.push(Token::Text(Cow::Borrowed(plain)));
        }
        self.plain = self.at;
    }

    /// Takes so many bytes as these tokens. Lists of attributes that follow belong to them.
    pub fn take(&mut self, length: usize, tokens: impl IntoIterator<Item = Token<'t>>) -> bool {
        self.flush();
        self.at += length;
        self.plain = self.at;
        self.tokens.extend(tokens);
        true
    }

    /// Goes back into the plain text before, for what begins there.
    pub fn back(&mut self, length: usize) -> bool {
        let start = self.at - length.min(self.at);
        if start < self.plain {
            return false;
        }
        self.at = start;
        true
    }

    /// Reads a part of the text as what stands between two tokens.
    pub fn between(&mut self, length: usize, open: Token<'t>, text: &'t str) -> bool {
        let before = self.previous();
        let is_link = self.is_link || matches!(open, Token::Link(..));
        self.take(length, [open]);
        part(text, self.context, self.depth + 1, (before, is_link), &mut self.tokens);
        self.tokens.push(Token::Close);
        true
    }

    /// A list of attributes that stands here, taken.
    pub fn attributes(&mut self) -> Option<&'t str> {
        let rest = self.rest();
        let (list, after) = attributes::leading(rest)?;
        self.at += rest.len() - after.len();
        self.plain = self.at;
        Some(list)
    }

    fn escape(&mut self) -> bool {
        let rest = self.rest();
        if self.has(Extension::Math) && rest.starts_with("\\(") && self.math("\\(", "\\)") {
            return true;
        }
        match rest.get(1..).and_then(|rest| rest.chars().next()) {
            Some(c) if "\\`*_{}[]()>#+-.!~^=|:".contains(c) || (c == '$' && self.has(Extension::Math)) => {
                let sign = rest.get(1..1 + c.len_utf8()).unwrap_or_default();
                self.take(1 + c.len_utf8(), [Token::Text(Cow::Borrowed(sign))])
            }
            _ => false,
        }
    }

    fn line_break(&mut self) -> bool {
        if !self.text.get(self.plain..self.at).is_some_and(|plain| plain.ends_with("  ")) {
            return false;
        }
        self.take(1, [Token::Break])
    }

    /// Signs of emphasis, or an arrow, or a single sign that sets one word.
    fn run_or_symbol(&mut self) -> bool {
        let rest = self.rest();
        let Some(sign) = rest.chars().next() else { return false };
        let length = rest.len() - rest.trim_start_matches(sign).len();
        if sign == '=' && self.symbol() {
            return true;
        }
        if matches!(sign, '~' | '^') && length == 1 {
            return self.small(sign);
        }
        let next = rest.get(length..).and_then(|rest| rest.chars().next());
        let run = Run::new(sign, length, self.previous(), next);
        if run.is_text() {
            self.at += length;
            return true;
        }
        self.take(length, [Token::Run(run)]);
        // a list of attributes behind what may close here belongs to it
        if run.can_close && !run.can_open {
            self.attributes();
        }
        true
    }

    /// `~below~` and `^above^`: no blanks in it.
    fn small(&mut self, sign: char) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let end = rest.find(|c: char| c == sign || c.is_whitespace());
        let Some(inner) = end.and_then(|end| rest.get(..end)).filter(|inner| !inner.is_empty()) else { return false };
        if !rest.get(inner.len()..).is_some_and(|after| after.starts_with(sign)) {
            return false;
        }
        let style = if sign == '~' { Style::SUB } else { Style::SUPER };
        self.between(inner.len() + 2, Token::Open(style), inner)
    }

    /// Critic marks, and lists of attributes that nothing wants.
    fn braces(&mut self) -> bool {
        const MARKS: [(&str, &str, Style); 5] = [
            ("{++", "++}", Style::INSERTED),
            ("{--", "--}", Style::STRUCK),
            ("{==", "==}", Style::MARKED),
            ("{>>", "<<}", Style::REMARK),
            ("{~~", "~~}", Style::STRUCK),
        ];
        let rest = self.rest();
        let Some((open, close, style)) = MARKS.into_iter().find(|(open, ..)| rest.starts_with(open)) else {
            return false;
        };
        let Some(length) = self.find(rest, close) else { return false };
        let Some(text) = rest.get(open.len()..length) else { return false };
        let whole = length + close.len();
        let Some((old, new)) = text.split_once("~>").filter(|_| open == "{~~") else {
            return self.between(whole, Token::Open(style), text);
        };
        let skipped = open.len() + old.len() + 2;
        self.between(skipped, Token::Open(style), old);
        self.between(whole - skipped, Token::Open(Style::INSERTED), new)
    }

    /// Where a closing sign is; what was not found once is not looked for again.
    pub fn find(&mut self, text: &str, sign: &'static str) -> Option<usize> {
        if self.missing.contains(&sign) {
            return None;
        }
        let found = text.find(sign);
        if found.is_none() {
            self.missing.push(sign);
        }
        found
    }
}
