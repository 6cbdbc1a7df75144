use super::Token;
use super::backticks::{run, span};
use super::scan::Scan;
use crate::domain::docs::style::Style;
use std::borrow::Cow;

impl Scan<'_, '_> {
    /// Code between runs of backticks of the same length. A language before it (`#!rust`, `:::rust`) is
    /// not of it.
    pub(super) fn code(&mut self) -> bool {
        let rest = self.rest();
        let Some((length, end)) = span(rest.as_bytes(), &mut self.hopeless) else {
            self.at += run(rest.as_bytes());
            return true;
        };
        let inner = rest.get(length..end).unwrap_or_default().trim();
        let code = without_language(inner);
        self.take(end + length, [Token::Exact(Cow::Borrowed(code), Style::CODE)]);
        self.attributes();
        true
    }
}

fn without_language(code: &str) -> &str {
    let rest = code.strip_prefix("#!").or_else(|| code.strip_prefix(":::"));
    let split = rest.and_then(|rest| rest.split_once(' '));
    match split {
        Some((word, rest)) if !word.is_empty() && word.chars().all(|c| c.is_alphanumeric() || "_#.+-".contains(c)) => {
            rest.trim_start()
        }
        _ => code,
    }
}
