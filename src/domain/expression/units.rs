//! Texts as JavaScript has them: UTF-16 units, of which a half may stand alone.

use std::fmt;
use std::rc::Rc;

/// A text that is shared and never changes.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Str(Rc<[u16]>);

impl Str {
    pub fn new(units: &[u16]) -> Self {
        Self(units.into())
    }

    pub fn units(&self) -> &[u16] {
        &self.0
    }

    pub fn len(&self) -> usize {
        self.0.len()
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// The text with halves that stand alone replaced.
    pub fn to_text(&self) -> String {
        String::from_utf16_lossy(&self.0)
    }

    pub fn is(&self, text: &str) -> bool {
        self.0.iter().copied().eq(text.encode_utf16())
    }

    /// The units of a range that may lie outside; such a part is empty.
    pub fn part(&self, from: usize, to: usize) -> Self {
        let to = to.min(self.len());
        Self(self.0.get(from.min(to)..to).unwrap_or_default().into())
    }

    /// The unit at an index, as a text.
    pub fn at(&self, index: usize) -> Option<Self> {
        self.0.get(index).map(|unit| Self::new(&[*unit]))
    }

    /// Where another text begins, looked for from an index on.
    pub fn find(&self, other: &[u16], from: usize) -> Option<usize> {
        let from = from.min(self.len());
        if other.is_empty() { Some(from) } else { Search::new(self.units(), other, from).next() }
    }

    /// Where another text begins for the last time, at an index or before.
    pub fn find_last(&self, other: &[u16], from: usize) -> Option<usize> {
        let last = self.len().checked_sub(other.len())?.min(from);
        if other.is_empty() {
            return Some(last);
        }
        Search::new(self.units(), other, 0).take_while(|at| *at <= last).last()
    }

    /// With every letter as `change` has it: JavaScript's `toUpperCase` and `toLowerCase`.
    pub fn letters(&self, change: fn(&str) -> String) -> Self {
        let mut all = Vec::with_capacity(self.len());
        let mut whole = String::new();
        for unit in char::decode_utf16(self.0.iter().copied()) {
            match unit {
                Ok(letter) => whole.push(letter),
                Err(half) => {
                    all.extend(change(&std::mem::take(&mut whole)).encode_utf16());
                    all.push(half.unpaired_surrogate());
                }
            }
        }
        all.extend(change(&whole).encode_utf16());
        Self::new(&all)
    }

    pub fn upper(&self) -> Self {
        self.letters(str::to_uppercase)
    }

    pub fn lower(&self) -> Self {
        self.letters(str::to_lowercase)
    }

    /// Without space at the ends that are named.
    pub fn trim(&self, start: bool, end: bool) -> Self {
        let first = if start { self.0.iter().position(|unit| !is_space(*unit)).unwrap_or(self.len()) } else { 0 };
        let last =
            if end { self.0.iter().rposition(|unit| !is_space(*unit)).map_or(0, |at| at + 1) } else { self.len() };
        self.part(first, last.max(first))
    }

    /// As an index of a list, where it is one: `"0"`, `"12"`, not `"01"`.
    pub fn index(&self) -> Option<u32> {
        let (first, rest) = self.0.split_first()?;
        let is_digit = |unit: &u16| (0x30..=0x39).contains(unit);
        if !is_digit(first) || !rest.iter().all(is_digit) || (*first == 0x30 && !rest.is_empty()) || rest.len() > 9 {
            return None;
        }
        let number = self.0.iter().fold(0u64, |sum, unit| sum * 10 + u64::from(unit - 0x30));
        u32::try_from(number).ok().filter(|index| *index < u32::MAX)
    }
}

impl From<&str> for Str {
    fn from(text: &str) -> Self {
        Self(text.encode_utf16().collect())
    }
}

impl From<String> for Str {
    fn from(text: String) -> Self {
        Self::from(text.as_str())
    }
}

impl From<Vec<u16>> for Str {
    fn from(units: Vec<u16>) -> Self {
        Self(units.into())
    }
}

impl fmt::Debug for Str {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.to_text(), f)
    }
}

/// All places of a text in another, overlapping ones too, in linear time (Knuth, Morris, Pratt).
struct Search<'a> {
    text: &'a [u16],
    other: &'a [u16],
    /// For each length that matched, the next shorter one that still does.
    shorter: Vec<usize>,
    at: usize,
    matched: usize,
}

impl<'a> Search<'a> {
    fn new(text: &'a [u16], other: &'a [u16], from: usize) -> Self {
        let mut search = Self { text, other, shorter: vec![0; other.len()], at: from, matched: 0 };
        let mut matched = 0;
        for index in 1..other.len() {
            matched = search.extend(matched, other.get(index));
            if let Some(slot) = search.shorter.get_mut(index) {
                *slot = matched;
            }
        }
        search
    }

    /// How much matches after one more unit.
    fn extend(&self, mut matched: usize, unit: Option<&u16>) -> usize {
        while matched > 0 && self.other.get(matched) != unit {
            matched = self.shorter.get(matched - 1).copied().unwrap_or(0);
        }
        matched + usize::from(self.other.get(matched) == unit)
    }
}

impl Iterator for Search<'_> {
    type Item = usize;

    fn next(&mut self) -> Option<usize> {
        while let Some(unit) = self.text.get(self.at) {
            self.matched = self.extend(self.matched, Some(unit));
            self.at += 1;
            if self.matched == self.other.len() {
                let found = self.at - self.matched;
                self.matched = self.shorter.last().copied().unwrap_or(0);
                return Some(found);
            }
        }
        None
    }
}

/// White space and line ends of ECMA-262, as `trim` and `\s` know them.
pub(super) fn is_space(unit: u16) -> bool {
    matches!(
        unit,
        0x09..=0x0d | 0x20 | 0xa0 | 0x1680 | 0x2000..=0x200a | 0x2028 | 0x2029 | 0x202f | 0x205f | 0x3000 | 0xfeff
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_counted_and_cut_in_units() {
        let smile = Str::from("a😀");
        assert_eq!(smile.len(), 3);
        assert_eq!(smile.part(0, 1).to_text(), "a");
        assert_eq!(smile.part(5, 9).to_text(), "");
        assert_eq!(smile.part(1, 2).units(), [0xd83d]);
    }

    #[test]
    fn letters_change_around_halves_that_stand_alone() {
        let text = Str::new(&[0x61, 0xd83d, 0x62]);
        assert_eq!(text.upper().units(), [0x41, 0xd83d, 0x42]);
        assert_eq!(Str::from("straße").upper().to_text(), "STRASSE");
    }

    #[test]
    fn texts_are_found_from_both_sides() {
        let text = Str::from("abcabc");
        let find = |other: &str, from| text.find(Str::from(other).units(), from);
        let find_last = |other: &str, from| text.find_last(Str::from(other).units(), from);
        assert_eq!((find("bc", 0), find("bc", 2), find("", 9), find("x", 0)), (Some(1), Some(4), Some(6), None));
        assert_eq!((find_last("bc", 9), find_last("bc", 3), find_last("", 9)), (Some(4), Some(1), Some(6)));
    }

    #[test]
    fn indexes_are_told_from_other_names() {
        let index = |text: &str| Str::from(text).index();
        assert_eq!((index("0"), index("12"), index("4294967294")), (Some(0), Some(12), Some(4_294_967_294)));
        assert_eq!((index("01"), index("-1"), index(""), index("4294967295")), (None, None, None, None));
    }
}
