//! Signs in code that stand for a text below it, as Material for MkDocs has them: `# (1)!`.

use super::script::circled;
use crate::domain::docs::code::Token;

/// What comments begin with.
const SIGNS: [&str; 6] = ["#", "//", "--", ";", "/*", "<!--"];

/// A sign: where it stands in a text, and its number in a circle.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Annotation {
    pub from: usize,
    pub until: usize,
    pub circled: char,
}

/// The sign at the end of a comment, or of a text whose tokens are not known.
pub(super) fn annotation(text: &str, token: Token) -> Option<Annotation> {
    if !matches!(token, Token::Comment | Token::Plain) {
        return None;
    }
    let trimmed = text.trim_end();
    let inner = trimmed.strip_suffix('!').unwrap_or(trimmed).strip_suffix(')')?;
    let from = inner.rfind('(')?;
    let is_alone = text.get(..from)?.ends_with([' ', '#', '/', '*', '-']) || from == 0;
    let circled = inner.get(from + 1..)?.parse().ok().and_then(circled)?;
    // without its `!` it is a sign only where nothing but the sign of a comment stands before it
    let before = text.get(..from)?;
    let has_mark = trimmed.ends_with('!')
        || match token {
            Token::Comment => is_comment_sign(before),
            // whose tokens are not known is a whole line
            _ => before.split_whitespace().next_back().is_some_and(|word| SIGNS.contains(&word)),
        };
    (is_alone && has_mark).then_some(Annotation { from, until: trimmed.len(), circled })
}

fn is_comment_sign(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sign_is_one_at_the_end_of_a_comment() {
        let sign = |text, token| annotation(text, token).map(|sign| (sign.from, sign.until, sign.circled));
        assert_eq!(sign("a: 1 # (2)", Token::Plain), Some((7, 10, '②')));
        assert_eq!(sign("call (2)", Token::Plain), None);
        assert_eq!(sign("# (1)!", Token::Comment), Some((2, 6, '①')));
        assert_eq!(sign("# (12)", Token::Comment), Some((2, 6, '⑫')));
        assert_eq!(sign("# see note (1)! ", Token::Comment), Some((11, 15, '①')));
        assert_eq!(sign("open: true # (2)!", Token::Plain), Some((13, 17, '②')));
    }

    #[test]
    fn what_is_no_sign_stays() {
        for (text, token) in [
            ("f(1)", Token::Plain),
            ("# as in (1)", Token::Comment),
            ("f(1)!", Token::Plain),
            ("# (1)!", Token::String),
            ("# (99)!", Token::Comment),
            ("# (x)!", Token::Comment),
        ] {
            assert_eq!(annotation(text, token), None, "{text}");
        }
    }
}
