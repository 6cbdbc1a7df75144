//! Regular expressions as JavaScript has them (ECMA-262, 22.2 with annex B), with a bound on what one match may cost.
//!
//! A translation into another dialect would not do: what a group holds after a loop, references to groups that took no
//! part, look-behinds of any length and texts as UTF-16 are JavaScript's own, and forms and templates show them. So the
//! source is read into a tree ([`tree`]), compiled into steps, and these are run over the text with backtracking.
//! Syntax errors are told in V8's words.

mod compile;
mod fold;
mod machine;
mod parse;
mod property;
mod set;
#[cfg(test)]
mod tests;
mod text;
mod tree;

use std::ops::Range;
use text::Text;
use thiserror::Error;

/// A regular expression, read and ready to be matched.
#[derive(Debug, Clone)]
pub struct Pattern {
    source: String,
    flags: Flags,
    program: compile::Program,
}

/// The flags of a regular expression, as in `/source/flags`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Flags {
    /// `g`: all matches, for those who replace.
    pub global: bool,
    /// `i`: letters of both cases are the same.
    pub ignore_case: bool,
    /// `m`: `^` and `$` hold at every line.
    pub multiline: bool,
    /// `s`: `.` takes line ends as well.
    pub dot_all: bool,
    /// `u`: the text is code points, and what is not defined is refused.
    pub unicode: bool,
    /// `y`: a match begins exactly where it is asked for.
    pub sticky: bool,
}

/// Why a source is no regular expression, in V8's words.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{message}")]
pub struct PatternError {
    /// The whole message, as of JavaScript's `SyntaxError`.
    pub message: String,
}

/// A match took more steps than one may take: the pattern explodes over this text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the regular expression takes too long over this text")]
pub struct TooCostly;

/// A match: the ranges of its groups in the text, in bytes. Where JavaScript would end between the halves of a
/// surrogate pair, the whole character is taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    groups: Vec<Option<Range<usize>>>,
}

impl Found {
    /// What the whole expression matched.
    pub fn range(&self) -> Range<usize> {
        self.group(0).unwrap_or_default()
    }

    /// What a group matched, counted from 1 (0 is the whole match); `None` where it took no part.
    pub fn group(&self, index: usize) -> Option<Range<usize>> {
        self.groups.get(index).cloned().flatten()
    }

    /// How many groups there are, the whole match not counted.
    pub fn group_count(&self) -> usize {
        self.groups.len().saturating_sub(1)
    }
}

impl Pattern {
    /// Reads `source` with JavaScript's `flags` (`gimsuy`; `d` is taken and does nothing).
    ///
    /// # Errors
    /// What `new RegExp(source, flags)` refuses, in V8's words.
    pub fn new(source: &str, flags: &str) -> Result<Self, PatternError> {
        let read = Flags::read(flags)?;
        let tree = parse::parse(source, read.unicode).map_err(|what| PatternError {
            message: format!("Invalid regular expression: /{source}/{}: {what}", in_order(flags)),
        })?;
        Ok(Self { source: source.to_owned(), flags: read, program: compile::compile(&tree, read) })
    }

    /// Whether the text holds a match.
    ///
    /// # Errors
    /// The match would cost too much.
    pub fn is_match(&self, text: &str) -> Result<bool, TooCostly> {
        Ok(self.find_at(text, 0)?.is_some())
    }

    /// The first match that begins at byte `from` or later; with the flag `y` only one that begins exactly there.
    ///
    /// # Errors
    /// The match would cost too much.
    pub fn find_at(&self, text: &str, from: usize) -> Result<Option<Found>, TooCostly> {
        let text = Text::new(text, self.flags.unicode);
        let Some(from) = text.index_of(from) else { return Ok(None) };
        let slots = machine::search(&self.program, text.units(), from, self.flags.sticky)?;
        Ok(slots.map(|slots| Found { groups: slots.iter().map(|group| text.bytes_of(*group)).collect() }))
    }

    /// The first match from a unit on, in a text of UTF-16 units, which may be halves that stand alone; ranges of the whole
    /// and of the groups are units, too. For those who look again and again in one text.
    ///
    /// # Errors
    /// The match would cost too much.
    pub fn find_in_units(&self, units: &[u32], from: usize) -> Result<Option<Vec<Option<Range<usize>>>>, TooCostly> {
        let found = machine::search(&self.program, units, from, self.flags.sticky)?;
        Ok(found.map(|groups| groups.iter().map(|group| group.map(|(start, end)| start..end)).collect()))
    }

    /// The source as it was given.
    pub fn source(&self) -> &str {
        &self.source
    }

    /// The flags that were given.
    pub const fn flags(&self) -> Flags {
        self.flags
    }

    /// The named groups with their indices, in the order of the source.
    pub fn names(&self) -> &[(String, usize)] {
        &self.program.names
    }
}

impl Flags {
    fn read(flags: &str) -> Result<Self, PatternError> {
        let mut read = Self::default();
        let refused = || PatternError { message: format!("Invalid flags supplied to RegExp constructor '{flags}'") };
        for (index, flag) in flags.char_indices() {
            if flags.get(..index).is_some_and(|before| before.contains(flag)) {
                return Err(refused());
            }
            match flag {
                'd' => {}
                'g' => read.global = true,
                'i' => read.ignore_case = true,
                'm' => read.multiline = true,
                's' => read.dot_all = true,
                'u' => read.unicode = true,
                'y' => read.sticky = true,
                _ => return Err(refused()),
            }
        }
        Ok(read)
    }
}

/// The flags as JavaScript lists them.
fn in_order(flags: &str) -> String {
    "dgimsuy".chars().filter(|flag| flags.contains(*flag)).collect()
}
