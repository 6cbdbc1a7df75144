use super::Token;
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

/// How many backticks stand at the beginning.
pub(super) fn run(bytes: &[u8]) -> usize {
    bytes.iter().take_while(|byte| **byte == b'`').count()
}

/// The code that begins here: the length of what opens and closes it, and where that closes it. Where no run is
/// as long as the one that stands here, backticks of this one are of the code. `hopeless` holds lengths that no
/// run has any more.
pub(super) fn span(bytes: &[u8], hopeless: &mut u64) -> Option<(usize, usize)> {
    let own = run(bytes);
    (1..=own).rev().find_map(|length| Some((length, closing(bytes, own, length, hopeless)?)))
}

/// Where the next run of exactly that length is.
fn closing(bytes: &[u8], from: usize, length: usize, hopeless: &mut u64) -> Option<usize> {
    let bit = 1_u64 << length.min(63);
    if *hopeless & bit != 0 {
        return None;
    }
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| memchr::memchr(b'`', rest)) {
        at += found;
        let other = run(bytes.get(at..).unwrap_or_default());
        if other == length {
            return Some(at);
        }
        at += other;
    }
    *hopeless |= bit;
    None
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_ends_with_as_many_backticks_as_it_began_with_and_with_fewer_where_there_are_none() {
        let code = |text: &str| {
            let (length, end) = span(text.as_bytes(), &mut 0)?;
            Some(text[length..end].to_owned())
        };
        assert_eq!(code("``a`b`` c").as_deref(), Some("a`b"));
        assert_eq!(code("```rust `a` c").as_deref(), Some("``rust "));
        assert_eq!(code("``a"), None);
    }
}
