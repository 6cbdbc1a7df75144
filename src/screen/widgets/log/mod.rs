//! A log that is read while it grows: the lines that are seen, the end that is followed, and what is looked for.
//! Only what is seen is looked at, however long the log is.

mod paint;
#[cfg(test)]
mod tests;

use super::cursor::Move;
use crate::domain::model::task::Log;
use crate::domain::text::{Clean, width};
use paint::breaks;

/// What is seen of a log.
#[derive(Clone, Debug, Default)]
pub struct LogView {
    log: Log,
    /// Only the lines of one step.
    step: Option<u16>,
    /// The numbers of those lines, as far as the log was looked through.
    numbers: Vec<usize>,
    looked_through: usize,
    /// The first line that is seen, by its place among those that are shown, and rows of it that are not.
    top: usize,
    skip: usize,
    /// Whether one has scrolled up: the end is not followed then.
    is_held: bool,
    /// What is looked for, and the line where it was found.
    needle: String,
    found: Option<usize>,
    /// The rows and columns that there are.
    size: (usize, usize),
    /// What steps are called before their lines, where lines of several are shown; none without any.
    names: Vec<Clean>,
    named: usize,
}

/// Columns before each line: the time.
const TIME: usize = 9;
/// Columns of a name before a line.
const NAME: usize = 20;

impl LogView {
    /// Takes in the log as it is now. A log that begins anew is read from its beginning.
    pub fn set(&mut self, log: Log) {
        if log.len() < self.looked_through || log.left_out() != self.log.left_out() {
            (self.numbers, self.looked_through) = (Vec::new(), 0);
        }
        self.log = log;
        self.look_through();
        self.settle();
    }

    /// Shows the lines of one step, or all.
    pub fn of_step(&mut self, step: Option<u16>) {
        if step != self.step {
            (self.step, self.numbers, self.looked_through) = (step, Vec::new(), 0);
            (self.top, self.skip, self.is_held, self.found) = (0, 0, false, None);
            self.look_through();
            self.settle();
        }
    }

    /// Before each line stands what its step is called, where lines of all are shown.
    pub fn name_steps(&mut self, names: Vec<Clean>) {
        if names != self.names {
            self.named = names.iter().map(|name| width(name.as_str()) + 1).max().unwrap_or(0).min(NAME);
            self.names = names;
            self.skip = 0;
            self.settle();
        }
    }

    /// The step whose lines alone are shown.
    pub fn step(&self) -> Option<u16> {
        self.step
    }

    /// The window has another size.
    pub fn fit(&mut self, rows: usize, columns: usize) {
        if (rows, columns) != self.size {
            self.size = (rows, columns);
            self.skip = 0;
        }
        self.settle();
    }

    /// How many lines are shown.
    pub fn len(&self) -> usize {
        if self.step.is_some() { self.numbers.len() } else { self.log.len() }
    }

    /// Whether there is nothing to show.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether the end is followed.
    pub fn follows(&self) -> bool {
        !self.is_held
    }

    /// Follows the end, or stays where it is.
    pub fn follow(&mut self, follows: bool) {
        self.is_held = !follows;
        self.settle();
    }

    /// Moves what is seen. Whoever comes to the end follows it again.
    pub fn go(&mut self, to: Move) {
        let rows = self.size.0.max(1);
        let by = |n: isize, rows: usize| n.saturating_mul(isize::try_from(rows).unwrap_or(1));
        self.is_held = true;
        match to {
            Move::By(n) => self.scroll(n),
            Move::Page(n) => self.scroll(by(n, rows.saturating_sub(1).max(1))),
            Move::Half(n) => self.scroll(by(n, (rows / 2).max(1))),
            Move::Top => (self.top, self.skip) = (0, 0),
            Move::Bottom => self.is_held = false,
        }
        self.settle();
    }

    /// Moves what is seen by so many rows.
    pub fn scroll(&mut self, rows: isize) {
        self.is_held = true;
        for _ in 0..rows.unsigned_abs() {
            let moved = if rows < 0 { self.row_up() } else { self.row_down() };
            if !moved {
                break;
            }
        }
        if (self.top, self.skip) >= self.end() {
            self.is_held = false;
        }
        self.settle();
    }

    fn row_up(&mut self) -> bool {
        if self.skip > 0 {
            self.skip -= 1;
        } else if self.top > 0 {
            self.top -= 1;
            self.skip = self.rows_of(self.top).saturating_sub(1);
        } else {
            return false;
        }
        true
    }

    fn row_down(&mut self) -> bool {
        if (self.top, self.skip) >= self.end() {
            return false;
        }
        if self.skip + 1 < self.rows_of(self.top) {
            self.skip += 1;
        } else {
            (self.top, self.skip) = (self.top + 1, 0);
        }
        true
    }

    /// Looks for a text from what is seen on; whether it is there.
    pub fn find(&mut self, text: &str) -> bool {
        text.clone_into(&mut self.needle);
        self.found = None;
        let from = self.number(self.top).unwrap_or(0);
        let found = self.next_from(from).or_else(|| self.next_from(0));
        self.show_found(found)
    }

    /// The next place of what is looked for, or the one before; round and round.
    pub fn find_next(&mut self, forward: bool) -> bool {
        let here = self.found.or_else(|| self.number(self.top)).unwrap_or(0);
        let found = match forward {
            true => self.next_from(here + 1).or_else(|| self.next_from(0)),
            false => self.before(here).or_else(|| self.before(self.log.len())),
        };
        self.show_found(found)
    }

    /// What is looked for.
    pub fn needle(&self) -> &str {
        &self.needle
    }

    /// Whether it was found.
    pub fn has_found(&self) -> bool {
        self.found.is_some()
    }

    fn next_from(&self, from: usize) -> Option<usize> {
        let mut from = from;
        loop {
            let found = self.log.find(&self.needle, from)?;
            if self.is_shown(found) {
                return Some(found);
            }
            from = found + 1;
        }
    }

    fn before(&self, before: usize) -> Option<usize> {
        let mut before = before;
        loop {
            let found = self.log.find_back(&self.needle, before)?;
            if self.is_shown(found) {
                return Some(found);
            }
            before = found;
        }
    }

    fn is_shown(&self, number: usize) -> bool {
        self.step.is_none() || self.numbers.binary_search(&number).is_ok()
    }

    fn show_found(&mut self, found: Option<usize>) -> bool {
        self.found = found;
        let Some(number) = found else { return false };
        let at = if self.step.is_some() { self.numbers.partition_point(|n| *n < number) } else { number };
        self.is_held = true;
        let is_seen = at >= self.top && at < self.top + self.size.0 && (at, 0) < self.bottom_of_sight();
        if !is_seen {
            (self.top, self.skip) = (at.saturating_sub(self.size.0 / 3), 0);
        }
        self.settle();
        true
    }

    /// The number in the log of a line that is shown.
    pub(super) fn number(&self, at: usize) -> Option<usize> {
        match self.step {
            Some(_) => self.numbers.get(at).copied(),
            None => (at < self.log.len()).then_some(at),
        }
    }

    fn look_through(&mut self) {
        if let Some(step) = self.step {
            self.numbers.extend(self.log.numbers_of(step, self.looked_through));
        }
        self.looked_through = self.log.len();
    }

    fn settle(&mut self) {
        let end = self.end();
        if !self.is_held || (self.top, self.skip) > end {
            (self.top, self.skip) = end;
        }
    }

    /// Where what is seen begins when the last row stands at the foot.
    fn end(&self) -> (usize, usize) {
        let mut left = self.size.0;
        let mut at = self.len();
        while at > 0 && left > 0 {
            at -= 1;
            let rows = self.rows_of(at);
            if rows >= left {
                return (at, rows - left);
            }
            left -= rows;
        }
        (at, 0)
    }

    /// The first line and row that are not seen any more at the foot.
    fn bottom_of_sight(&self) -> (usize, usize) {
        let mut left = self.size.0 + self.skip;
        let mut at = self.top;
        while at < self.len() {
            let rows = self.rows_of(at);
            if rows >= left {
                return (at, left);
            }
            left -= rows;
            at += 1;
        }
        (at, 0)
    }

    /// Rows that a line takes.
    fn rows_of(&self, at: usize) -> usize {
        let line = self.number(at).and_then(|number| self.log.seen(number));
        line.map_or(1, |line| breaks(line.text.as_str(), self.columns()).len())
    }

    /// Columns before each line.
    pub(super) fn margin(&self) -> usize {
        TIME + if self.step.is_none() { self.named } else { 0 }
    }

    /// What stands before a line of a step, and the columns for it.
    pub(super) fn name_of(&self, step: Option<u16>) -> Option<(&Clean, usize)> {
        let name = step.filter(|_| self.step.is_none()).and_then(|step| self.names.get(usize::from(step)))?;
        Some((name, self.named.saturating_sub(1)))
    }

    pub(super) fn columns(&self) -> usize {
        self.size.1.saturating_sub(self.margin()).max(1)
    }
}
