//! An expression cut into tokens.

use super::failure::{Failure, Outcome};
use super::regex::Regex;
use super::units::{Str, is_space};
use crate::domain::pattern::Pattern;
use std::ops::Range;
use std::rc::Rc;

/// A token and where it stands.
#[derive(Debug, Clone)]
pub(super) struct Token {
    pub at: usize,
    pub what: Lexeme,
}

#[derive(Debug, Clone)]
pub(super) enum Lexeme {
    Name(String),
    Number(f64, String),
    Text(Str),
    Pattern(Rc<Pattern>),
    Sign(&'static str),
    End,
}

impl Lexeme {
    /// The token as messages show it.
    pub fn shown(&self) -> String {
        match self {
            Self::Name(name) => name.clone(),
            Self::Number(_, text) => text.clone(),
            Self::Text(text) => text.to_text(),
            Self::Pattern(pattern) => Regex::new(pattern.clone()).shown(),
            Self::Sign(sign) => (*sign).to_owned(),
            Self::End => "end of input".to_owned(),
        }
    }

    /// Whether a value may end with this token, so that a point after it is one of access.
    fn ends_value(&self) -> bool {
        match self {
            Self::Name(_) | Self::Number(..) | Self::Text(_) | Self::Pattern(_) => true,
            Self::Sign(sign) => matches!(*sign, ")" | "]" | "}"),
            Self::End => false,
        }
    }
}

/// Longest first.
const SIGNS: [&str; 26] = [
    "===", "!==", "==", "!=", "<=", ">=", "**", "//", "=", "<", ">", "+", "-", "*", "/", "%", "~", "|", ".", ",", ":",
    "(", ")", "[", "]", "{",
];

struct Lexer<'a> {
    source: &'a [u16],
    at: usize,
    end: usize,
    tokens: Vec<Token>,
}

/// Cuts a part of a source into tokens; the last is always the end.
///
/// # Errors
/// On a character or number that is none.
pub(super) fn tokens(source: &[u16], range: Range<usize>) -> Outcome<Vec<Token>> {
    let mut lexer = Lexer { source, at: range.start, end: range.end, tokens: Vec::new() };
    while lexer.at < lexer.end {
        lexer.step()?;
    }
    lexer.tokens.push(Token { at: range.end, what: Lexeme::End });
    Ok(lexer.tokens)
}

pub(super) fn is_word(unit: u16) -> bool {
    unit == 0x5f || is_digit(unit) || (0x41..=0x5a).contains(&unit) || (0x61..=0x7a).contains(&unit)
}

fn is_digit(unit: u16) -> bool {
    (0x30..=0x39).contains(&unit)
}

impl Lexer<'_> {
    fn unit(&self, at: usize) -> u16 {
        if at < self.end { self.source.get(at).copied().unwrap_or(0) } else { 0 }
    }

    fn push(&mut self, at: usize, end: usize, what: Lexeme) {
        self.tokens.push(Token { at, what });
        self.at = end;
    }

    /// Where units of one kind end.
    fn run(&self, from: usize, is: fn(u16) -> bool) -> usize {
        (from..self.end).find(|at| !is(self.unit(*at))).unwrap_or(self.end)
    }

    fn string(&self, from: usize, to: usize) -> String {
        String::from_utf16_lossy(self.source.get(from..to).unwrap_or_default())
    }

    fn follows_point(&self) -> bool {
        matches!(self.tokens.last(), Some(Token { what: Lexeme::Sign("."), .. }))
    }

    fn step(&mut self) -> Outcome<()> {
        let at = self.at;
        let unit = self.unit(at);
        let is_point_of_number = || unit == 0x2e && is_digit(self.unit(at + 1));
        match unit {
            unit if is_space(unit) => self.at += 1,
            0x72 if self.unit(at + 1) == 0x2f => return self.pattern(at),
            unit if is_word(unit) && self.follows_point() => self.member(at),
            unit if is_digit(unit) => return self.number(at),
            unit if is_word(unit) => {
                let end = self.run(at, is_word);
                self.push(at, end, Lexeme::Name(self.string(at, end)));
            }
            0x22 | 0x27 => self.text(at, unit),
            _ if is_point_of_number() && !self.tokens.last().is_some_and(|token| token.what.ends_value()) => {
                return Err(Failure::at(at, "Invalid numeric literal"));
            }
            _ => return self.sign(at),
        }
        Ok(())
    }

    /// A name after a point, which may begin with a digit.
    fn member(&mut self, at: usize) {
        let end = self.run(at, is_word);
        let name = self.string(at, end);
        let is_number = name.bytes().all(|byte| byte.is_ascii_digit());
        let what = if is_number { Lexeme::Number(0.0, name) } else { Lexeme::Name(name) };
        self.push(at, end, what);
    }

    fn number(&mut self, at: usize) -> Outcome<()> {
        let mut end = self.run(at, is_digit);
        if self.unit(end) == 0x2e {
            end = self.run(end + 1, is_digit);
        }
        if is_word(self.unit(end)) {
            return Err(Failure::at(at, "Invalid numeric literal"));
        }
        let text = self.string(at, end);
        let number = text.parse().map_err(|_| Failure::at(at, "Invalid numeric literal"))?;
        self.push(at, end, Lexeme::Number(number, text));
        Ok(())
    }

    fn text(&mut self, at: usize, quote: u16) {
        let mut units = Vec::new();
        let mut place = at + 1;
        while place < self.end && self.unit(place) != quote {
            if self.unit(place) == 0x5c {
                place += 1;
                units.push(match self.unit(place) {
                    0x6e => 0x0a,
                    0x74 => 0x09,
                    0x72 => 0x0d,
                    other => other,
                });
            } else {
                units.push(self.unit(place));
            }
            place += 1;
        }
        self.push(at, place + 1, Lexeme::Text(units.into()));
    }

    fn pattern(&mut self, at: usize) -> Outcome<()> {
        let start = at + 2;
        let mut end = start;
        while self.unit(end) != 0x2f {
            if end >= self.end {
                return Err(Failure::at(at, "Unterminated regular-expression literal"));
            }
            end += if self.unit(end) == 0x5c { 2 } else { 1 };
        }
        let after = self.run(end + 1, is_word);
        let flags = self.string(end + 1, after);
        if !flags.chars().all(|flag| "gimy".contains(flag)) {
            return Err(Failure::at(at, "Unsupported regular-expression flag"));
        }
        if flags.chars().any(|flag| flags.matches(flag).count() > 1) {
            return Err(Failure::at(at, "Duplicate regular-expression flag"));
        }
        let pattern = Pattern::new(&self.string(start, end), &flags);
        let pattern = pattern.map_err(|_| Failure::at(at, "Invalid regular-expression literal"))?;
        self.push(at, after, Lexeme::Pattern(Rc::new(pattern)));
        Ok(())
    }

    fn sign(&mut self, at: usize) -> Outcome<()> {
        let is_here =
            |sign: &&&str| sign.bytes().enumerate().all(|(index, byte)| self.unit(at + index) == u16::from(byte));
        let sign = SIGNS.iter().chain(["}"].iter()).find(is_here).copied();
        let sign =
            sign.ok_or_else(|| Failure::at(at, format!("Unexpected character \"{}\"", self.string(at, at + 1))))?;
        self.push(at, at + sign.len(), Lexeme::Sign(sign));
        Ok(())
    }
}
