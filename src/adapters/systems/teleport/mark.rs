//! The mark of an order: it stands at the end of the reason, by which a request is found again whose answer was lost.

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

/// A reason with its mark.
pub(super) fn marked(reason: &str, mark: &str) -> String {
    format!("{}{BEGIN}{mark}]", reason.trim_end())
}

/// A reason as it was written, and its mark.
pub(super) fn parted(reason: &str) -> (&str, Option<&str>) {
    let parts = reason.trim_end().strip_suffix(']').and_then(|rest| rest.rsplit_once(BEGIN));
    match parts {
        Some((reason, mark)) if is_mark(mark) => (reason, Some(mark)),
        _ => (reason, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_is_taken_off_again_and_nothing_else_is() {
        let (one, other) = (new(), new());
        assert!(is_mark(&one) && is_mark(&other));
        assert_ne!(one, other);
        assert_eq!(parted(&marked("INC-1: the queue\nis full ", &one)), ("INC-1: the queue\nis full", Some(&*one)));
        for plain in ["", "x", "see [sd:7f3a]", "see [1]", "x [sd:abc-1234]"] {
            assert_eq!(parted(plain), (plain, None));
        }
    }
}
