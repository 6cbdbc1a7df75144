//! How well a row matches what was typed.
//!
//! Every word must be found. A word is looked for in the name first, then in the title; a word
//! with a `:` or `/` in it names the kind or the namespace too (`api:pay`, `staging/cart`). Whole
//! words beat beginnings, beginnings beat insides, and those beat letters that are merely there in
//! order; among equals the shorter name wins. Only the best of the scattered ones are weighed by
//! the slower, finer scorer.

use super::haystack::{Straw, mask, push_folded};
use super::letters::{abbreviated, is_border, is_scattered};
use super::table::Row;
use memchr::memmem::Finder;

/// A query, taken apart once.
#[derive(Debug)]
pub(super) struct Query {
    words: Vec<Word>,
    /// The letters that a row must have.
    pub(super) mask: u64,
}

#[derive(Debug)]
struct Word {
    kind: Option<String>,
    namespace: Option<String>,
    name: String,
    finder: Finder<'static>,
}

/// How well a row matches; more is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Score(u32);

impl Score {
    const TOGETHER: u32 = 1 << 31;

    /// The score as a number that is less for a better match.
    pub(super) fn inverted(self) -> u32 {
        !self.0
    }

    /// Whether an inverted score is of a row in which a word's letters are only scattered.
    pub(super) fn is_scattered(inverted: u32) -> bool {
        !inverted & Self::TOGETHER == 0
    }
}

/// Points for the ways in which a word can be found; the gaps leave room for nearness and length.
mod points {
    pub(super) const WHOLE: u32 = 10_000;
    pub(super) const WHOLE_BEGINNING: u32 = 8_500;
    pub(super) const BEGINNING: u32 = 8_000;
    pub(super) const WORD: u32 = 7_000;
    pub(super) const WORD_START: u32 = 6_000;
    pub(super) const INITIALS: u32 = 5_200;
    pub(super) const INSIDE: u32 = 4_600;
    pub(super) const SCATTERED: u32 = 2_000;
    /// Nothing reaches this that is only scattered.
    pub(super) const TOGETHER: u32 = 3_500;
    /// What a match in the title loses against the same one in the name.
    pub(super) const TITLE: u32 = 700;
}

impl Query {
    /// `None` when nothing is asked for.
    pub(super) fn of(text: &str) -> Option<Self> {
        let mut folded = String::with_capacity(text.len());
        push_folded(&mut folded, text);
        let words: Vec<Word> = folded.split_whitespace().map(Word::of).collect();
        let mask = words.iter().fold(0, |all, word| all | mask(word.name.as_bytes()));
        (!words.is_empty()).then_some(Self { words, mask })
    }

    /// The words as they are looked for in names and titles.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.words.iter().map(|word| word.name.as_str())
    }

    /// How well the row matches; `None` when a word is not to be found.
    pub(super) fn score(&self, straw: Straw<'_>, row: Row<'_>) -> Option<Score> {
        let (mut total, mut together) = (0_u32, Score::TOGETHER);
        for word in &self.words {
            let found = word.score(straw, row)?;
            together = if found < points::TOGETHER { 0 } else { together };
            total = total.saturating_add(found);
        }
        let length = u32::try_from(straw.name.len()).unwrap_or(u32::MAX).min(400);
        // shorter first among equals: less than any step between the ways of matching
        Some(Score(total.saturating_mul(2).saturating_sub(length).min(Score::TOGETHER - 1) | together))
    }
}

impl Word {
    fn of(word: &str) -> Self {
        let (kind, rest) = match word.split_once(':') {
            Some((kind, rest)) => (Some(kind.to_owned()), rest),
            None => (None, word),
        };
        let (namespace, name) = match rest.split_once('/') {
            Some((namespace, name)) => (Some(namespace.to_owned()), name),
            None => (None, rest),
        };
        Self { kind, namespace, name: name.to_owned(), finder: Finder::new(name).into_owned() }
    }

    fn score(&self, straw: Straw<'_>, row: Row<'_>) -> Option<u32> {
        let begins = |shown: &str, start: &Option<String>| {
            let start = start.as_deref().unwrap_or_default();
            shown.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start))
        };
        let elsewhere = self.kind.is_some() && !begins(row.kind().as_str(), &self.kind)
            || self.namespace.is_some() && !begins(row.namespace().as_str(), &self.namespace);
        if elsewhere {
            return None;
        }
        if self.name.is_empty() {
            return Some(points::INSIDE);
        }
        let in_name = self.within(straw.name);
        if in_name.is_some_and(|found| found >= points::WORD) || straw.title.is_empty() {
            return in_name;
        }
        in_name.max(self.within(straw.title).map(|found| found.saturating_sub(points::TITLE)))
    }

    fn within(&self, text: &[u8]) -> Option<u32> {
        match self.finder.find(text) {
            Some(at) => Some(self.contiguous(text, at)),
            None => self.apart(text),
        }
    }

    /// The word stands in the text as it is: best at its start, then at the start of a word of it.
    fn contiguous(&self, text: &[u8], first: usize) -> u32 {
        let length = self.name.len();
        if text.len() == length {
            return points::WHOLE;
        }
        if first == 0 {
            return if is_border(text, length) { points::WHOLE_BEGINNING } else { points::BEGINNING };
        }
        let mut best = points::INSIDE.saturating_sub(near(first));
        let mut next = Some(first);
        while let Some(at) = next {
            let rest = text.get(at..).unwrap_or_default();
            if starts_word(text, at) {
                if is_border(rest, length) {
                    return best.max(points::WORD.saturating_sub(near(at)));
                }
                best = best.max(points::WORD_START.saturating_sub(near(at)));
            }
            next = rest.get(1..).and_then(|rest| self.finder.find(rest)).map(|more| at + 1 + more);
        }
        best
    }

    /// The letters stand in the text in order. Runs that each begin at the start of a word are an
    /// abbreviation (`payapi` for `payments-api`, `csi` for `customer-segment-importer`).
    fn apart(&self, text: &[u8]) -> Option<u32> {
        if !self.name.is_ascii() {
            return is_scattered_over(text, &self.name).then_some(points::SCATTERED);
        }
        let word = self.name.as_bytes();
        if !is_scattered(text, word) {
            return None;
        }
        if let Some(runs) = abbreviated(text, word) {
            return Some(points::INITIALS.saturating_sub(runs.cost()));
        }
        Some(points::SCATTERED.saturating_add_signed(super::letters::closeness(text, word)))
    }
}

/// Whether the letters occur in order, letter by letter: bytes alone would find one in the middle of
/// another.
fn is_scattered_over(text: &[u8], word: &str) -> bool {
    let mut letters = std::str::from_utf8(text).unwrap_or_default().chars();
    word.chars().all(|wanted| letters.any(|letter| letter == wanted))
}

fn near(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).min(200)
}

fn starts_word(text: &[u8], at: usize) -> bool {
    at == 0 || at.checked_sub(1).is_some_and(|before| is_border(text, before))
}
