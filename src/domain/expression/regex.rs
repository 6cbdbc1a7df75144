//! Regular expressions as values: a pattern, and where its next search begins.

use super::bounds::Bounds;
use super::failure::{Failure, Outcome};
use super::units::Str;
use crate::domain::pattern::Pattern;
use std::cell::Cell;
use std::fmt;
use std::ops::Range;
use std::rc::Rc;

/// A regular expression. With the flags `g` and `y` it remembers where it is (`lastIndex`).
pub(super) struct Regex {
    pub pattern: Rc<Pattern>,
    last: Cell<usize>,
}

/// A match in UTF-16 units: the whole, then the groups.
pub(super) struct Match(pub Vec<Option<Range<usize>>>);

impl Match {
    pub fn whole(&self) -> Range<usize> {
        self.0.first().cloned().flatten().unwrap_or(0..0)
    }
}

impl fmt::Debug for Regex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.shown())
    }
}

impl Regex {
    pub fn new(pattern: Rc<Pattern>) -> Self {
        Self { pattern, last: Cell::new(0) }
    }

    /// `/source/flags`.
    pub fn shown(&self) -> String {
        let flags = self.pattern.flags();
        let set = [('g', flags.global), ('i', flags.ignore_case), ('m', flags.multiline), ('y', flags.sticky)];
        let flags: String = set.iter().filter(|(_, is)| *is).map(|(flag, _)| *flag).collect();
        let source = self.pattern.source();
        format!("/{}/{flags}", if source.is_empty() { "(?:)" } else { source })
    }

    fn remembers(&self) -> bool {
        let flags = self.pattern.flags();
        flags.global || flags.sticky
    }

    /// `test`.
    ///
    /// # Errors
    /// When the pattern costs too much over this text.
    pub fn test(&self, text: &Str, bounds: &Bounds) -> Outcome<bool> {
        Ok(self.next(&Searched::new(text, bounds)?)?.is_some())
    }

    /// The next match of a search that goes on where the last one ended, if the flags say so.
    ///
    /// # Errors
    /// As [`Self::test`].
    pub fn next(&self, text: &Searched) -> Outcome<Option<Match>> {
        let from = if self.remembers() { self.last.get() } else { 0 };
        let found = if from > text.length() { None } else { text.find(&self.pattern, from)? };
        if self.remembers() {
            self.last.set(found.as_ref().map_or(0, |found| found.whole().end));
        }
        Ok(found)
    }

    /// Begins a search anew.
    pub fn rewind(&self) {
        self.last.set(0);
    }
}

/// A text that is searched, as the units that patterns match.
pub(super) struct Searched(Vec<u32>);

impl Searched {
    pub fn new(text: &Str, bounds: &Bounds) -> Outcome<Self> {
        bounds.spend_text(text.len())?;
        Ok(Self(text.units().iter().map(|unit| u32::from(*unit)).collect()))
    }

    pub fn length(&self) -> usize {
        self.0.len()
    }

    /// The first match from a unit on.
    ///
    /// # Errors
    /// When the pattern costs too much.
    pub fn find(&self, pattern: &Pattern, from: usize) -> Outcome<Option<Match>> {
        if from > self.length() {
            return Ok(None);
        }
        let found = pattern.find_in_units(&self.0, from).map_err(|error| Failure::new(error.to_string()))?;
        Ok(found.map(Match))
    }
}
