//! The mark of an order: it stands at the end of the reason, by which a request is found again whose answer was lost.

use crate::domain::model::access::AccessLevel;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};

const BEGIN: &str = " [sd:";
const LETTERS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
/// Letters of a mark.
const LONG: usize = 8;

/// A new mark.
pub(super) fn new() -> String {
    let mut chance = RandomState::new().build_hasher().finish();
    let mut letter = || {
        let at = usize::try_from(chance % 36).unwrap_or_default();
        chance /= 36;
        LETTERS.get(at).copied().map_or('0', char::from)
    };
    (0..LONG).map(|_| letter()).collect()
}

/// Whether a text can be one.
pub(super) fn is_mark(text: &str) -> bool {
    text.len() == LONG && text.chars().all(|c| c.is_ascii_alphanumeric())
}

/// A reason with what one wants to do, for those who decide, and with its mark.
pub(super) fn marked(reason: &str, level: AccessLevel, mark: &str) -> String {
    format!("{} [{}]{BEGIN}{mark}]", reason.trim_end(), level.word())
}

/// A reason as it was written, and its mark.
pub(super) fn parted(reason: &str) -> (&str, Option<&str>) {
    let (reason, mark) = without_mark(reason);
    // only what was asked for here ends with what one wants to do
    (mark.and_then(|_| without_level(reason)).map_or(reason, |(reason, _)| reason), mark)
}

/// What one wants to do, where the reason tells it.
pub(super) fn level(reason: &str) -> Option<AccessLevel> {
    let (reason, mark) = without_mark(reason);
    mark.and_then(|_| without_level(reason)).map(|(_, level)| level)
}

fn without_mark(reason: &str) -> (&str, Option<&str>) {
    let parts = reason.trim_end().strip_suffix(']').and_then(|rest| rest.rsplit_once(BEGIN));
    match parts {
        Some((reason, mark)) if is_mark(mark) => (reason, Some(mark)),
        _ => (reason, None),
    }
}

fn without_level(reason: &str) -> Option<(&str, AccessLevel)> {
    let (reason, word) = reason.strip_suffix(']')?.rsplit_once(" [")?;
    Some((reason, AccessLevel::of_word(word)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_taken_off_again_and_nothing_else_is() {
        let (one, other) = (new(), new());
        assert!(is_mark(&one) && is_mark(&other));
        assert_ne!(one, other);
        let sent = marked("INC-1: the queue\nis full ", AccessLevel::Write, &one);
        assert_eq!(sent, format!("INC-1: the queue\nis full [write] [sd:{one}]"));
        assert_eq!(parted(&sent), ("INC-1: the queue\nis full", Some(&*one)));
        assert_eq!(level(&sent), Some(AccessLevel::Write));
        assert_eq!((level("x [write]"), parted("x [write]")), (None, ("x [write]", None)), "that is the user's own");
        assert_eq!(parted("x [sd:abcd1234]"), ("x", Some("abcd1234")), "of an older version");
        for plain in ["", "x", "see [sd:7f3a]", "see [1]", "x [sd:abc-1234]"] {
            assert_eq!(parted(plain), (plain, None));
        }
    }
}
