//! How well a row matches what was typed.
//!
//! Every word must be found. A word is looked for in the name first, then in the title; a word
//! with a `:` or `/` in it names the kind or the namespace too (`api:pay`, `staging/cart`). Whole
//! words beat beginnings, beginnings beat insides, and those beat letters that are merely there in
//! order; among equals the shorter name wins. Only the best of the scattered ones are weighed by
//! the slower, finer scorer.

use super::haystack::{Straw, mask};
use super::table::Row;

/// A query, taken apart once.
#[derive(Debug)]
pub(super) struct Query {
    words: Vec<Word>,
    mask: u64,
}

#[derive(Debug)]
struct Word {
    kind: Option<String>,
    namespace: Option<String>,
    name: String,
}

/// Points for the ways in which a word can be found; the gaps leave room for nearness and length.
mod points {
    pub(super) const WHOLE: u32 = 10_000;
    pub(super) const BEGINNING: u32 = 8_000;
    pub(super) const WORD: u32 = 7_000;
    pub(super) const WORD_START: u32 = 6_000;
    pub(super) const INITIALS: u32 = 5_200;
    pub(super) const INSIDE: u32 = 4_600;
    pub(super) const SCATTERED: u32 = 1_000;
    /// What a match in the title loses against the same one in the name.
    pub(super) const TITLE: u32 = 700;
}

impl Query {
    /// `None` when nothing is asked for.
    pub(super) fn of(text: &str) -> Option<Self> {
        let lower = text.to_lowercase();
        let words: Vec<Word> = lower.split_whitespace().map(Word::of).collect();
        let mask = words.iter().fold(0, |all, word| all | mask(&word.name));
        (!words.is_empty()).then_some(Self { words, mask })
    }

    /// How well the row matches; `None` when a word is not to be found.
    pub(super) fn score(&self, straw: Straw<'_>, row: Row<'_>) -> Option<u32> {
        if straw.mask & self.mask != self.mask {
            return None;
        }
        let mut total = 0_u32;
        for word in &self.words {
            total = total.saturating_add(word.score(straw, row)?);
        }
        let length = u32::try_from(straw.name.len()).unwrap_or(u32::MAX).min(400);
        // shorter first among equals: less than any step between the ways of matching
        Some(total.saturating_mul(2).saturating_sub(length))
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
        Self { kind, namespace, name: name.to_owned() }
    }

    fn score(&self, straw: Straw<'_>, row: Row<'_>) -> Option<u32> {
        let begins =
            |shown: &str, start: &str| shown.get(..start.len()).is_some_and(|part| part.eq_ignore_ascii_case(start));
        if self.kind.as_deref().is_some_and(|kind| !begins(row.kind().as_str(), kind)) {
            return None;
        }
        if self.namespace.as_deref().is_some_and(|namespace| !begins(row.namespace().as_str(), namespace)) {
            return None;
        }
        if self.name.is_empty() {
            return Some(points::INSIDE);
        }
        let in_name = within(straw.name, &self.name);
        if in_name.is_some_and(|found| found >= points::WORD) || straw.title.is_empty() {
            return in_name;
        }
        in_name.max(within(straw.title, &self.name).map(|found| found.saturating_sub(points::TITLE)))
    }
}

fn within(text: &str, word: &str) -> Option<u32> {
    if let Some(at) = text.find(word) {
        return Some(contiguous(text, word, at));
    }
    scattered(text.as_bytes(), word.as_bytes())
}

/// The word stands in the text as it is: best at its start, then at the start of a word of it.
fn contiguous(text: &str, word: &str, first: usize) -> u32 {
    if text.len() == word.len() {
        return points::WHOLE;
    }
    if first == 0 {
        return if ends_word(text, word.len()) { points::BEGINNING + 500 } else { points::BEGINNING };
    }
    let mut best = points::INSIDE.saturating_sub(near(first));
    let mut at = Some(first);
    while let Some(start) = at {
        if starts_word(text, start) {
            let whole = ends_word(text, start + word.len());
            let found = if whole { points::WORD } else { points::WORD_START };
            best = best.max(found.saturating_sub(near(start)));
            if whole {
                break;
            }
        }
        at = text.get(start + 1..).and_then(|rest| rest.find(word)).map(|next| start + 1 + next);
    }
    best
}

fn near(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX).min(200)
}

fn starts_word(text: &str, at: usize) -> bool {
    at == 0 || text.as_bytes().get(at - 1).is_some_and(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii())
}

fn ends_word(text: &str, at: usize) -> bool {
    text.as_bytes().get(at).is_none_or(|byte| !byte.is_ascii_alphanumeric() && byte.is_ascii())
}

/// The letters stand in the text in order. Runs that begin at the start of a word count most: with
/// every run doing so it is an abbreviation (`payapi` for `payments-api`).
fn scattered(text: &[u8], word: &[u8]) -> Option<u32> {
    if let Some(found) = abbreviated(text, word) {
        return Some(found);
    }
    let mut score = 0_i64;
    let mut at = 0;
    let mut last: Option<usize> = None;
    for letter in word {
        let found = at + text.get(at..)?.iter().position(|byte| byte == letter)?;
        let adjacent = last.is_some_and(|last| last + 1 == found);
        score += if adjacent {
            60
        } else if found == 0 || is_border(text, found) {
            50
        } else {
            0
        };
        score -= last.map_or(0, |last| i64::try_from(found - last).unwrap_or(i64::MAX).min(60));
        last = Some(found);
        at = found + 1;
    }
    Some(points::SCATTERED.saturating_add_signed(i32::try_from(score).unwrap_or(0)))
}

fn is_border(text: &[u8], at: usize) -> bool {
    at == 0 || text.get(at - 1).is_some_and(|byte| byte.is_ascii() && !byte.is_ascii_alphanumeric())
}

/// The word is made of beginnings of the text's words, in order, the first among them or not.
fn abbreviated(text: &[u8], word: &[u8]) -> Option<u32> {
    let starts =
        (0..text.len()).filter(|at| is_border(text, *at) && text.get(*at).is_some_and(u8::is_ascii_alphanumeric));
    let starts: Vec<usize> = starts.collect();
    let runs = runs_of(text, word, &starts, 0)?;
    let skipped = u32::try_from(starts.len()).unwrap_or(0).saturating_sub(runs.count);
    let late = if runs.first == 0 { 0 } else { 150 };
    Some(points::INITIALS.saturating_sub(runs.count * 30 + skipped * 20 + late))
}

struct Runs {
    count: u32,
    first: usize,
}

/// Splits `word` into runs that each begin at a word start; as few as can be found going from the
/// longest run downwards.
fn runs_of(text: &[u8], word: &[u8], starts: &[usize], depth: u32) -> Option<Runs> {
    if depth > 6 {
        return None;
    }
    for (n, start) in starts.iter().enumerate() {
        let here = text.get(*start..)?;
        let longest = here.iter().zip(word).take_while(|(a, b)| a == b).count();
        for length in (1..=longest).rev() {
            let rest = word.get(length..)?;
            if rest.is_empty() {
                return Some(Runs { count: 1, first: *start });
            }
            if let Some(more) = runs_of(text, rest, starts.get(n + 1..)?, depth + 1) {
                return Some(Runs { count: more.count + 1, first: *start });
            }
        }
    }
    None
}
