//! What one rendering may cost. A template comes from others: it must not be able to stop the program.

use super::failure::{Failure, Outcome};
use std::cell::Cell;

/// Units of work: a node, an item, a few hundred units of text.
const WORK: u64 = 1_000_000;
/// UTF-16 units of source.
pub(super) const SOURCE: usize = 4 * 1024 * 1024;
/// How deep tags, expressions and calls may lie in each other.
pub(super) const DEPTH: usize = 512;
/// How deep brackets and tags may lie in each other in a source: less than the reference takes, so that a thread with a
/// small stack can read them.
pub(super) const BRACKETS: usize = 64;
/// How deep a value may be nested where it is turned into something else.
pub(super) const NESTING: usize = 256;
/// Items of one list or record.
pub(super) const ENTRIES: usize = 100_000;
/// UTF-16 units of a text that is made, and of all that is rendered.
pub(super) const UNITS: usize = 16 * 1024 * 1024;
/// Units of text that count as one of work.
const TEXT: usize = 256;

/// What is left of the bounds of one rendering.
#[derive(Debug, Default)]
pub(super) struct Bounds {
    spent: Cell<u64>,
    depth: Cell<usize>,
}

impl Bounds {
    /// Counts work that is to be done.
    ///
    /// # Errors
    /// When there is no more to be spent.
    pub fn spend(&self, work: usize) -> Outcome<()> {
        let spent = self.spent.get().saturating_add(work as u64);
        self.spent.set(spent);
        if spent > WORK {
            Err(Failure::new(format!("Template evaluation exceeded the work unit limit of {WORK}")))
        } else {
            Ok(())
        }
    }

    /// Counts a text that is to be read or made.
    ///
    /// # Errors
    /// When it is too long, or there is no more work to be spent.
    pub fn spend_text(&self, units: usize) -> Outcome<()> {
        if units > UNITS {
            return Err(Failure::new(format!("Template evaluation exceeded the text limit of {UNITS} code units")));
        }
        self.spend(units / TEXT)
    }

    /// Whether a list or record may have so many items.
    ///
    /// # Errors
    /// When it may not.
    pub fn hold(&self, entries: usize) -> Outcome<()> {
        if entries > ENTRIES {
            return Err(Failure::new(format!("Template value containers cannot exceed {ENTRIES} entries")));
        }
        self.spend(entries)
    }

    /// Goes so many levels down; [`Self::leave`] comes up again.
    ///
    /// # Errors
    /// When it is too deep.
    pub fn enter(&self, levels: usize) -> Outcome<()> {
        let depth = self.depth.get() + levels;
        if depth > DEPTH {
            return Err(Failure::new(format!("Template evaluation exceeded the nesting depth limit of {DEPTH}")));
        }
        self.depth.set(depth);
        self.spend(1)
    }

    pub fn leave(&self, levels: usize) {
        self.depth.set(self.depth.get().saturating_sub(levels));
    }
}

/// Whether a value may be nested so deep.
///
/// # Errors
/// When it may not.
pub(super) fn nest(levels: usize) -> Outcome<()> {
    if levels > NESTING {
        return Err(Failure::new(format!("Template value nesting cannot exceed {NESTING} levels")));
    }
    Ok(())
}
