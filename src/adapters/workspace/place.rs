//! Lines and columns of what is read, found within a bounded time.

use crate::domain::model::yaml::Parsed;

/// So many bytes are gone through for the places of one file.
const BUDGET: usize = 32 * 1024 * 1024;

/// Finds places in one text.
pub(super) struct Places<'a> {
    text: &'a str,
    left: usize,
}

impl<'a> Places<'a> {
    pub(super) fn of(text: &'a str) -> Self {
        Self { text, left: BUDGET }
    }

    /// Line and column of the part at `pointer` of a document that begins in `line`. Each question
    /// goes through the text; a huge file gets the line of the document when that took too long.
    pub(super) fn find(&mut self, parsed: &Parsed, pointer: &str, line: u32) -> (u32, u32) {
        let Some(left) = self.left.checked_sub(self.text.len()) else { return (line, 1) };
        self.left = left;
        let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        parsed.position(self.text, pointer).map_or((line, 1), |at| (number(at.line), number(at.column)))
    }
}
