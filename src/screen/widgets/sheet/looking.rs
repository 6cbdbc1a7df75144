//! Looking for text on a sheet, and coming back to where one was.

use super::{Cursor, Needle, Sheet};
use crate::screen::widgets::find::folded_text;

impl Sheet {
    /// A sheet that opens where it was left, as [`Sheet::place`] told.
    pub fn opened_at(place: usize) -> Self {
        Self { left_at: (place > 0).then_some(place), ..Self::default() }
    }

    /// Where one is: the line under the cursor, or the first one seen.
    pub fn place(&self) -> usize {
        let seen = self.leads(self.cursor.at) && self.is_seen(self.cursor.at);
        self.left_at.unwrap_or(if seen { self.cursor.at } else { self.cursor.top })
    }

    pub(super) fn come_back(&mut self) {
        if let Some(place) = self.left_at.filter(|place| *place < self.lines.len()) {
            self.left_at = None;
            if self.leads(place) {
                return self.go_to_line(place);
            }
            self.placed = true;
            let top = place.min(self.lines.len().saturating_sub(self.height));
            self.cursor = Cursor { at: place, top };
        }
    }

    /// Brings a line into sight, and the cursor there.
    fn go_to_line(&mut self, line: usize) {
        let last = self.lines.len().saturating_sub(self.height);
        if !self.is_seen(line) {
            self.cursor.top = line.saturating_sub(self.height / 3).min(last);
        }
        (self.cursor.at, self.placed) = (line, true);
    }

    /// Looks for a text from where one is; an empty one ends the search.
    pub fn find(&mut self, text: &str) {
        self.needle = Needle::of(text);
        self.find_again();
        let from = if self.is_seen(self.cursor.at) { self.cursor.at } else { self.cursor.top };
        let next = self.matches.iter().find(|line| **line >= from).or(self.matches.first());
        if let Some(line) = next.copied() {
            self.go_to_line(line);
        }
    }

    pub(super) fn find_again(&mut self) {
        if self.needle.is_empty() {
            (self.matches, self.folded) = Default::default();
            return;
        }
        let folded = self.folded.get_or_insert_with(|| self.lines.iter().map(folded_text).collect());
        let found = folded.iter().enumerate().filter(|(_, text)| self.needle.is_in(text));
        self.matches = found.map(|(at, _)| at).collect();
    }

    /// Goes to the next line with what is looked for, or the one before, round and round.
    pub fn next_match(&mut self, back: bool) {
        let at = self.cursor.at;
        let mut lines = self.matches.iter();
        let found = match back {
            false => lines.find(|line| **line > at).or(self.matches.first()),
            true => lines.rfind(|line| **line < at).or(self.matches.last()),
        };
        if let Some(line) = found.copied() {
            self.go_to_line(line);
        }
    }

    /// Which match the present one is, from 1, or 0 for none; and how many lines have one.
    pub fn matches(&self) -> (usize, usize) {
        let present = self.matches.iter().position(|line| *line == self.cursor.at);
        (present.map_or(0, |at| at + 1), self.matches.len())
    }
}
