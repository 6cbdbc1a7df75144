//! The log of a task: many lines, few of them seen. Lines lie in blocks of text that are shared, so that each
//! state of a growing log costs its newest block alone.

mod block;

use crate::domain::model::At;
use crate::domain::text::{Clean, Ink, Shade, Shown, clean_shaded};
use block::Block;
use std::sync::Arc;

/// Bytes of a line that are kept; what is longer says so.
const LONGEST: usize = 16 << 10;
/// Bytes of a log that are kept: beyond them its beginning goes.
const MOST: usize = 48 << 20;

/// A line of a log.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LogLine {
    /// When it was said.
    pub at: At,
    /// The step that said it, by its place among the steps.
    pub step: Option<u16>,
    /// What it says.
    pub text: Clean,
    /// Where shades begin, by byte, in order; the last one goes on to the end.
    pub shades: Vec<(u32, Shade)>,
}

/// A line of a log as it lies there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SeenLine<'a> {
    /// When it was said.
    pub at: At,
    /// The step that said it, by its place among the steps.
    pub step: Option<u16>,
    /// What it says.
    pub text: Shown<'a>,
    /// Where shades begin, by byte, in order; the last one goes on to the end.
    pub shades: &'a [(u32, Shade)],
}

/// Lines in the order they came. A clone is cheap, and does not change any more.
#[derive(Clone, Debug, Default)]
pub struct Log {
    blocks: Vec<Arc<Block>>,
    bytes: usize,
}

impl Log {
    /// How many lines there are.
    pub fn len(&self) -> usize {
        self.blocks.last().map_or(0, |last| last.end()) - self.left_out()
    }

    /// Whether nothing was said yet.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Lines at the beginning that are not there any more, as the log was too long.
    pub fn left_out(&self) -> usize {
        self.blocks.first().map_or(0, |first| first.first)
    }

    /// A line by its number from 0.
    pub fn seen(&self, n: usize) -> Option<SeenLine<'_>> {
        let n = n.checked_add(self.left_out())?;
        let at = self.blocks.partition_point(|block| block.end() <= n);
        let block = self.blocks.get(at)?;
        block.line(n - block.first)
    }

    /// A line by its number from 0, on its own.
    pub fn line(&self, n: usize) -> Option<LogLine> {
        let SeenLine { at, step, text, shades } = self.seen(n)?;
        Some(LogLine { at, step, text: text.to_clean(), shades: shades.to_vec() })
    }

    /// The numbers of the lines of a step, from a number on.
    pub fn numbers_of(&self, step: u16, from: usize) -> Vec<usize> {
        let (out, from) = (self.left_out(), from.saturating_add(self.left_out()));
        let blocks = self.blocks.iter().filter(|block| block.end() > from);
        blocks.flat_map(|block| block.of_step(step)).filter(|n| *n >= from).map(|n| n - out).collect()
    }

    /// The first line from a number on in which a text stands; upper and lower case count where the text has
    /// an upper case letter.
    pub fn find(&self, text: &str, from: usize) -> Option<usize> {
        let (out, from) = (self.left_out(), from.saturating_add(self.left_out()));
        let needle = block::Needle::new(text)?;
        let blocks = self.blocks.iter().filter(|block| block.end() > from);
        blocks.filter_map(|block| block.find(&needle, from.saturating_sub(block.first))).next().map(|n| n - out)
    }

    /// The last line before a number in which a text stands, as [`Log::find`] finds it.
    pub fn find_back(&self, text: &str, before: usize) -> Option<usize> {
        let (out, before) = (self.left_out(), before.saturating_add(self.left_out()));
        let needle = block::Needle::new(text)?;
        let blocks = self.blocks.iter().rev().filter(|block| block.first < before);
        blocks.filter_map(|block| block.find_back(&needle, before - block.first)).next().map(|n| n - out)
    }

    /// Adds what somebody else said: one line or several, with escape sequences in it.
    pub fn say(&mut self, at: At, step: Option<u16>, raw: &str) {
        let mut ink = Ink::default();
        for line in raw.trim_end().split('\n') {
            let (line, more) = bounded(line.trim_end_matches('\r'));
            self.add(at, step, |text, shades| {
                match line.contains('\t') {
                    true => clean_shaded(&line.replace('\t', "    "), &mut ink, text, shades),
                    false => clean_shaded(line, &mut ink, text, shades),
                }
                if more > 0 {
                    text.push_str(&format!("... ({more} bytes more)"));
                }
            });
        }
    }

    /// Adds a line.
    pub fn push(&mut self, line: LogLine) {
        self.add(line.at, line.step, |text, shades| {
            text.push_str(line.text.as_str());
            shades.extend_from_slice(&line.shades);
        });
    }

    fn add(&mut self, at: At, step: Option<u16>, write: impl FnOnce(&mut String, &mut Vec<(u32, Shade)>)) {
        if self.blocks.last().is_none_or(|last| last.is_full()) {
            let first = self.blocks.last().map_or(0, |last| last.end());
            self.blocks.push(Arc::new(Block::from(first)));
        }
        let Some(last) = self.blocks.last_mut() else { return };
        // a state of before that is still held keeps its own
        self.bytes += Arc::make_mut(last).add(at, step, write);
        while self.bytes > MOST && self.blocks.len() > 1 {
            self.bytes -= self.blocks.remove(0).bytes();
        }
    }
}

/// The beginning of a line, and how many bytes of it are left out.
fn bounded(line: &str) -> (&str, usize) {
    if line.len() <= LONGEST {
        return (line, 0);
    }
    let end = line.floor_char_boundary(LONGEST);
    (line.get(..end).unwrap_or_default(), line.len() - end)
}

#[cfg(test)]
mod tests;
