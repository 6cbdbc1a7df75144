//! What was pressed and waits for more: the beginning of a chord, a number, an action that takes a
//! letter.

use crate::platform::actions::Action;
use crate::platform::keys::{Counts, Key};

/// The largest number that means itself.
const MOST: usize = 1_000_000;

/// What was pressed and waits for more.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Pending {
    /// Keys that begin a longer chord.
    pub(super) keys: Vec<Key>,
    /// The number typed before them.
    pub(super) count: Option<usize>,
    /// An action whose letter is the next key.
    pub(super) awaits: Option<Action>,
    /// Whether digits of a number are being typed after its key.
    counting: Option<Digits>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Digits {
    None,
    Some,
}

impl Pending {
    pub(super) fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Takes a key that belongs to a number; whether it did.
    pub(super) fn count(&mut self, counts: Counts, key: Key) -> bool {
        if !self.keys.is_empty() {
            return false;
        }
        let digit = key.typed().and_then(|c| c.to_digit(10)).map(|digit| digit as usize);
        match (counts, digit) {
            (Counts::Digits, Some(digit)) if digit > 0 || self.count.is_some() => self.append(digit),
            (Counts::After(begin), _) if key == begin => {
                self.count = Some(self.count.map_or(4, |count| count.saturating_mul(4)).min(MOST));
                self.counting = Some(Digits::None);
                true
            }
            (Counts::After(_), Some(digit)) if self.counting.is_some() => {
                if self.counting == Some(Digits::None) {
                    (self.count, self.counting) = (None, Some(Digits::Some));
                }
                self.append(digit)
            }
            _ => false,
        }
    }

    fn append(&mut self, digit: usize) -> bool {
        self.count = Some(self.count.unwrap_or(0).saturating_mul(10).saturating_add(digit).min(MOST));
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counted(counts: Counts, keys: &str) -> (Option<usize>, bool) {
        let mut pending = Pending::default();
        let mut taken = false;
        for key in keys.split(' ') {
            taken = pending.count(counts, key.parse().unwrap());
        }
        (pending.count, taken)
    }

    #[test]
    fn digits_make_a_number_and_a_zero_alone_is_a_key() {
        assert_eq!(counted(Counts::Digits, "1 2 0"), (Some(120), true));
        assert_eq!(counted(Counts::Digits, "0"), (None, false));
        assert_eq!(counted(Counts::Digits, "9 9 9 9 9 9 9 9 9"), (Some(MOST), true));
        assert_eq!(counted(Counts::Never, "5"), (None, false));
    }

    #[test]
    fn after_its_key_a_number_is_what_is_typed_or_four() {
        let after = Counts::After("ctrl+u".parse().unwrap());
        assert_eq!(counted(after, "ctrl+u"), (Some(4), true));
        assert_eq!(counted(after, "ctrl+u ctrl+u"), (Some(16), true));
        assert_eq!(counted(after, "ctrl+u 1 2"), (Some(12), true));
        assert_eq!(counted(after, "5"), (None, false));
    }
}
