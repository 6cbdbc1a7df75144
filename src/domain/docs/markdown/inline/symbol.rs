use super::scan::Scan;
use super::{Token, is_word};
use crate::domain::docs::markdown::extensions::Extension;
use crate::domain::docs::style::Style;
use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::OnceLock;

/// What stands for a sign (smartsymbols of PyMdown).
const SIGNS: &[(&str, &str)] = &[
    ("(c)", "©"),
    ("(r)", "®"),
    ("(tm)", "™"),
    ("+/-", "±"),
    ("=/=", "≠"),
    ("<-->", "↔"),
    ("-->", "→"),
    ("<--", "←"),
    ("c/o", "℅"),
];
const FRACTIONS: &[(&str, &str)] = &[
    ("1/4", "¼"),
    ("1/2", "½"),
    ("3/4", "¾"),
    ("1/3", "⅓"),
    ("2/3", "⅔"),
    ("1/5", "⅕"),
    ("2/5", "⅖"),
    ("3/5", "⅗"),
    ("4/5", "⅘"),
    ("1/6", "⅙"),
    ("5/6", "⅚"),
    ("1/8", "⅛"),
    ("3/8", "⅜"),
    ("5/8", "⅝"),
    ("7/8", "⅞"),
];
/// Beginnings of names that are icons, which have no text.
const ICONS: &[&str] = &["material-", "fontawesome-", "octicons-", "simple-"];

impl<'t> Scan<'t, '_> {
    pub(super) fn symbol(&mut self) -> bool {
        let rest = self.rest();
        if rest.starts_with(|c: char| c.is_ascii_digit()) {
            return self.fraction() || self.ordinal();
        }
        let Some((sign, symbol)) = SIGNS.iter().find(|(sign, _)| rest.starts_with(sign)) else { return false };
        let after = rest.get(sign.len()..).and_then(|rest| rest.chars().next());
        let is_cut = match *sign {
            "c/o" => after.is_some_and(is_word) || self.is_after_word(),
            "-->" => self.previous() == Some('-'),
            "<--" => after == Some('-'),
            _ => false,
        };
        !is_cut && self.take(sign.len(), [Token::Text(Cow::Borrowed(symbol))])
    }

    fn fraction(&mut self) -> bool {
        let rest = self.rest();
        let Some((sign, symbol)) = FRACTIONS.iter().find(|(sign, _)| rest.starts_with(sign)) else { return false };
        if rest.get(sign.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
            return false;
        }
        self.take(sign.len(), [Token::Text(Cow::Borrowed(symbol))])
    }

    /// `1st`, `22nd`, `13th`: the letters stand above.
    fn ordinal(&mut self) -> bool {
        if self.is_after_word() {
            return false;
        }
        let rest = self.rest();
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let Some((number, after)) = rest.split_at_checked(digits) else { return false };
        let end = after.find(|c| !is_word(c)).unwrap_or(after.len());
        let tail = after.get(..end).unwrap_or_default();
        let is_teen = matches!(number.get(number.len().saturating_sub(2)..), Some("11" | "12" | "13"));
        let expected = match number.chars().next_back() {
            _ if is_teen => "th",
            Some('1') => "st",
            Some('2') => "nd",
            Some('3') => "rd",
            _ => "th",
        };
        if tail != expected || (number.len() > 1 && number.starts_with('0')) {
            return false;
        }
        let letters = Token::Text(Cow::Borrowed(tail));
        let number = Token::Text(Cow::Borrowed(number));
        self.take(digits + 2, [number, Token::Open(Style::SUPER), letters, Token::Close])
    }

    /// `:smile:` by its name; icons have no text.
    pub(super) fn emoji(&mut self) -> bool {
        let rest = self.rest().get(1..).unwrap_or_default();
        let end = rest.find(|c: char| !(is_word(c) || matches!(c, '+' | '-')));
        let Some(name) = end.and_then(|end| rest.get(..end)).filter(|name| !name.is_empty()) else { return false };
        if !rest.get(name.len()..).is_some_and(|after| after.starts_with(':')) {
            return false;
        }
        let length = name.len() + 2;
        if self.has(Extension::Icons) && ICONS.iter().any(|icon| name.starts_with(icon)) {
            self.take(length, []);
        } else if let Some(emoji) = self.named_emoji(name) {
            self.take(length, [Token::Text(Cow::Borrowed(emoji))]);
        } else {
            return false;
        }
        self.attributes();
        true
    }

    /// An emoji by its name: those of EmojiOne; where icons are turned on, names of GitHub count more.
    fn named_emoji(&self, name: &str) -> Option<&'static str> {
        let of_github = emojis::get_by_shortcode(name).filter(|_| self.has(Extension::Icons));
        of_github.map(emojis::Emoji::as_str).or_else(|| emoji(name))
    }
}

/// What `emoji.txt` calls so: a line an emoji, with its names behind it.
fn emoji(name: &str) -> Option<&'static str> {
    static NAMES: OnceLock<HashMap<&'static str, &'static str>> = OnceLock::new();
    let names = NAMES.get_or_init(|| {
        let lines = include_str!("../emoji.txt").lines().filter_map(|line| line.split_once(' '));
        lines.flat_map(|(emoji, names)| names.split(' ').map(move |name| (name, emoji))).collect()
    });
    names.get(name).copied()
}
