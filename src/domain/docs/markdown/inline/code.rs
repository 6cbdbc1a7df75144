use super::Token;
use super::scan::Scan;
use crate::domain::docs::style::Style;
use std::borrow::Cow;

impl Scan<'_, '_> {
    /// Code between runs of backticks of the same length. A language before it (`#!rust`, `:::rust`) is
    /// not of it.
    pub(super) fn code(&mut self) -> bool {
        let rest = self.rest();
        let length = rest.len() - rest.trim_start_matches('`').len();
        let Some(end) = self.code_end(length) else {
            self.at += length;
            return true;
        };
        let inner = rest.get(length..end).unwrap_or_default().trim();
        let code = without_language(inner);
        self.take(end + length, [Token::Exact(Cow::Borrowed(code), Style::CODE)]);
        self.attributes();
        true
    }

    /// Where the code that begins here ends, from its beginning.
    pub(super) fn code_end(&mut self, length: usize) -> Option<usize> {
        let bit = 1_u64 << length.min(63);
        if self.hopeless & bit != 0 {
            return None;
        }
        let bytes = self.rest().as_bytes();
        let mut at = length;
        while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'`', rest)) {
            at += found;
            let run = bytes.get(at..).unwrap_or_default().iter().take_while(|byte| **byte == b'`').count();
            if run == length {
                return Some(at);
            }
            at += run;
        }
        self.hopeless |= bit;
        None
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
