//! Some hundred lines of a log: one text, and where in it each line ends.

use super::SeenLine;
use crate::domain::model::At;
use crate::domain::text::{Shade, Shown};
use memchr::{memchr_iter, memchr2_iter};

/// Lines of a block, and bytes: what is added to one that is held elsewhere too is copied first.
const LINES: usize = 512;
const BYTES: usize = 32 << 10;

#[derive(Clone, Debug, Default)]
pub(super) struct Block {
    /// The number of its first line, of all that were ever said.
    pub(super) first: usize,
    /// The lines, each with a line break after it.
    text: String,
    lines: Vec<Written>,
    shades: Vec<(u32, Shade)>,
}

/// Where a line ends in the texts of its block, and whose it is.
#[derive(Clone, Copy, Debug)]
struct Written {
    at: At,
    /// Where its line break stands.
    end: u32,
    /// Where its shades have ended.
    shades: u32,
    step: Option<u16>,
}

impl Block {
    /// An empty one whose first line will be of that number.
    pub(super) fn from(first: usize) -> Self {
        Self { first, ..Self::default() }
    }

    /// The number after its last line.
    pub(super) fn end(&self) -> usize {
        self.first + self.lines.len()
    }

    pub(super) fn is_full(&self) -> bool {
        self.lines.len() >= LINES || self.text.len() >= BYTES
    }

    /// Bytes that it takes.
    pub(super) fn bytes(&self) -> usize {
        self.text.len() + self.lines.len() * size_of::<Written>() + self.shades.len() * size_of::<(u32, Shade)>()
    }

    /// Adds a line; the bytes that it takes.
    pub(super) fn add(
        &mut self,
        at: At,
        step: Option<u16>,
        write: impl FnOnce(&mut String, &mut Vec<(u32, Shade)>),
    ) -> usize {
        let before = self.bytes();
        write(&mut self.text, &mut self.shades);
        let place = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        self.lines.push(Written { at, end: place(self.text.len()), shades: place(self.shades.len()), step });
        self.text.push('\n');
        self.bytes() - before
    }

    /// A line by its place here.
    pub(super) fn line(&self, n: usize) -> Option<SeenLine<'_>> {
        let line = self.lines.get(n)?;
        let before = n.checked_sub(1).and_then(|before| self.lines.get(before));
        let (from, shades_from) = before.map_or((0, 0), |before| (before.end as usize + 1, before.shades as usize));
        let text = Shown::of_cleaned(self.text.get(from..line.end as usize)?);
        let shades = self.shades.get(shades_from..line.shades as usize)?;
        Some(SeenLine { at: line.at, step: line.step, text, shades })
    }

    /// The numbers of the lines of a step.
    pub(super) fn of_step(&self, step: u16) -> impl Iterator<Item = usize> {
        let lines = self.lines.iter().enumerate();
        lines.filter(move |(_, line)| line.step == Some(step)).map(|(n, _)| self.first + n)
    }

    /// The number of the first line from a place here on that has a text.
    pub(super) fn find(&self, needle: &Needle, from: usize) -> Option<usize> {
        let start =
            from.checked_sub(1).and_then(|before| self.lines.get(before)).map_or(0, |line| line.end as usize + 1);
        let found = start + needle.first_in(self.text.get(start..)?)?;
        Some(self.first + self.lines.partition_point(|line| (line.end as usize) < found))
    }

    /// The number of the last line before a place here that has a text.
    pub(super) fn find_back(&self, needle: &Needle, before: usize) -> Option<usize> {
        let to = before.min(self.lines.len());
        let is_in = |n: &usize| self.line(*n).is_some_and(|line| needle.first_in(line.text.as_str()).is_some());
        (0..to).rev().find(is_in).map(|n| self.first + n)
    }
}

/// A text that is looked for.
pub(super) struct Needle {
    text: String,
    /// Its rarest byte, small and large, and where in it that stands: the fewer places have to be looked at.
    rare: [u8; 2],
    at: usize,
    is_exact: bool,
}

/// Letters of English and of logs, the frequent ones first.
const FREQUENT: &[u8] = b" etaoinsrhldcumfpgwybvkxjqz";

/// How rare a byte is.
fn rarity(byte: u8) -> usize {
    FREQUENT.iter().position(|letter| *letter == byte.to_ascii_lowercase()).unwrap_or(18)
}

impl Needle {
    /// None where nothing is looked for.
    pub(super) fn new(text: &str) -> Option<Self> {
        let (at, rare) = text.bytes().enumerate().max_by_key(|(_, byte)| rarity(*byte))?;
        let is_exact = text.chars().any(char::is_uppercase);
        Some(Self { text: text.to_owned(), rare: [rare, rare.to_ascii_uppercase()], at, is_exact })
    }

    /// Where it first stands in a text.
    fn first_in(&self, hay: &str) -> Option<usize> {
        if self.is_exact {
            return memchr::memmem::find(hay.as_bytes(), self.text.as_bytes());
        }
        let [lower, upper] = self.rare;
        let stands = |found: usize| {
            let from = found.checked_sub(self.at)?;
            let part = hay.as_bytes().get(from..from + self.text.len())?;
            part.eq_ignore_ascii_case(self.text.as_bytes()).then_some(from)
        };
        match lower == upper {
            true => memchr_iter(lower, hay.as_bytes()).find_map(stands),
            false => memchr2_iter(lower, upper, hay.as_bytes()).find_map(stands),
        }
    }
}
