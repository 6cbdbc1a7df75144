//! Lines to read, some of which can be followed.

mod looking;

use super::cursor::{Cursor, Move};
use super::find::Needle;
use super::paint;
use crate::domain::document::{Line, Target};
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Lines to read, with a cursor that stops at those that lead somewhere. Where none does, moving
/// scrolls.
#[derive(Clone, Debug, Default)]
pub struct Sheet {
    lines: Vec<Line>,
    cursor: Cursor,
    height: usize,
    /// Whether somebody put the cursor where it is. Before that it is at the first line that leads
    /// somewhere, whichever of several answers came first.
    placed: bool,
    /// Whether any line leads somewhere.
    leads: bool,
    /// What is looked for, and the lines where it is.
    needle: Needle,
    matches: Vec<usize>,
    /// The letters of the lines in lower case, while something is looked for.
    folded: Option<Vec<Vec<char>>>,
    /// The line to come back to, once there are so many.
    left_at: Option<usize>,
}

impl Sheet {
    /// Puts other lines in place of the present ones; the cursor stays at what leads to the same
    /// target, or else where it was.
    pub fn set(&mut self, lines: Vec<Line>, height: usize) {
        self.height = height;
        if lines == self.lines {
            self.fit(height);
            return self.come_back();
        }
        let target = self.target().filter(|_| self.placed).cloned();
        let again = |target: Target| lines.iter().position(|line| line.target.as_ref() == Some(&target));
        let found = target.and_then(again);
        (self.lines, self.folded) = (lines, None);
        self.leads = self.lines.iter().any(|line| line.target.is_some());
        if !self.needle.is_empty() {
            self.find_again();
        }
        if !self.placed {
            self.cursor.at = 0;
        }
        if let Some(at) = found {
            self.cursor.at = at;
            self.cursor.settle(self.lines.len(), height);
        }
        self.cursor.at = self.cursor.at.min(self.lines.len().saturating_sub(1));
        self.cursor.top = self.cursor.top.min(self.lines.len().saturating_sub(height));
        if self.matches.is_empty() {
            self.rest_on_target(1);
        }
        self.come_back();
    }

    /// The window has another height.
    pub fn fit(&mut self, height: usize) {
        self.height = height;
        self.cursor.top = self.cursor.top.min(self.lines.len().saturating_sub(height));
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Where the line under the cursor leads; nowhere while that line is not seen.
    pub fn target(&self) -> Option<&Target> {
        self.lines.get(self.cursor.at).filter(|_| self.is_seen(self.cursor.at)).and_then(|line| line.target.as_ref())
    }

    fn is_seen(&self, at: usize) -> bool {
        (self.cursor.top..self.cursor.top + self.height.max(1)).contains(&at)
    }

    fn leads(&self, at: usize) -> bool {
        self.lines.get(at).is_some_and(|line| line.target.is_some())
    }

    /// Moves the cursor to the next line that leads somewhere, and reads on by a line where the next
    /// is not in sight yet: nothing in between is passed unseen.
    pub fn go(&mut self, to: Move, height: usize) {
        (self.height, self.placed) = (height, true);
        if !self.leads {
            return self.scroll_to(to, height);
        }
        match to {
            Move::By(n) => (0..n.unsigned_abs()).for_each(|_| self.step_or_read(n.signum())),
            Move::Page(n) | Move::Half(n) => {
                self.scroll(rows(to, height), height);
                self.rest_in_sight(n.signum());
            }
            Move::Top => {
                self.cursor = Cursor::default();
                self.rest_on_target(1);
            }
            Move::Bottom => {
                self.cursor.at = self.lines.len().saturating_sub(1);
                self.rest_on_target(-1);
                self.cursor.top = self.lines.len().saturating_sub(height);
            }
        }
    }

    fn step_or_read(&mut self, direction: isize) {
        if !self.is_seen(self.cursor.at) {
            self.rest_in_sight(direction);
            if self.is_seen(self.cursor.at) && self.leads(self.cursor.at) {
                return;
            }
        }
        let before = self.cursor.at;
        self.step(direction);
        if !self.is_seen(self.cursor.at) || self.cursor.at == before {
            self.scroll(direction, self.height);
            if !self.is_seen(self.cursor.at) {
                self.cursor.at = before;
            }
        }
    }

    /// Puts the cursor on the first line in sight that leads somewhere, seen from where one came.
    fn rest_in_sight(&mut self, direction: isize) {
        let end = (self.cursor.top + self.height).min(self.lines.len());
        let mut seen = self.cursor.top..end;
        let found = if direction < 0 { seen.rfind(|at| self.leads(*at)) } else { seen.find(|at| self.leads(*at)) };
        if let Some(found) = found {
            self.cursor.at = found;
        }
    }

    fn scroll_to(&mut self, to: Move, height: usize) {
        let last = self.lines.len().saturating_sub(height);
        let by = |n: isize| self.cursor.top.saturating_add_signed(n).min(last);
        let top = match to {
            Move::By(n) => by(n),
            Move::Page(_) | Move::Half(_) => by(rows(to, height)),
            Move::Top => 0,
            Move::Bottom => last,
        };
        self.cursor = Cursor { at: top, top };
    }

    fn step(&mut self, by: isize) {
        let forward = by > 0;
        for _ in 0..by.unsigned_abs() {
            let leads = |at: &usize| self.leads(*at);
            let next = if forward {
                (self.cursor.at + 1..self.lines.len()).find(leads)
            } else {
                (0..self.cursor.at).rev().find(leads)
            };
            match next {
                Some(next) => self.cursor.at = next,
                None => break,
            }
        }
    }

    fn rest_on_target(&mut self, direction: isize) {
        if self.leads(self.cursor.at) || !self.leads {
            return;
        }
        let before = self.cursor.at;
        self.step(direction.signum());
        if self.cursor.at == before {
            self.step(-direction.signum());
        }
    }

    /// Turns the wheel.
    pub fn scroll(&mut self, by: isize, height: usize) {
        let len = self.lines.len();
        self.cursor.top = self.cursor.top.saturating_add_signed(by).min(len.saturating_sub(height));
    }

    /// Puts the cursor on the line shown at `row` of the window; whether that line leads somewhere.
    pub fn click(&mut self, row: usize) -> bool {
        let at = self.cursor.top + row;
        let leads = self.leads(at);
        if leads {
            (self.cursor.at, self.placed) = (at, true);
        }
        leads
    }

    /// Paints the lines; the one under the cursor is marked when `focused`.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look, focused: bool) {
        let height = usize::from(area.height);
        let shown = self.lines.iter().enumerate().skip(self.cursor.top).take(height);
        for ((n, line), y) in shown.zip(area.top()..) {
            let here = focused && n == self.cursor.at && line.target.is_some();
            paint::mark(buf, area.x, y, look, here);
            let rest = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
            let over =
                if here { Style::default().add_modifier(ratatui::style::Modifier::BOLD) } else { Style::default() };
            paint::line(buf, rest, look, line, over);
            self.needle.show(buf, rest, look, line, n == self.cursor.at);
        }
        paint::scroll_mark(buf, area, look, self.cursor.top, self.lines.len());
    }
}

/// The rows that a movement by windows goes.
fn rows(to: Move, height: usize) -> isize {
    let page = isize::try_from(height.saturating_sub(1)).unwrap_or(0);
    match to {
        Move::Page(n) => page.max(1).saturating_mul(n),
        Move::Half(n) => (page / 2).max(1).saturating_mul(n),
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::document::Role;
    use crate::domain::model::{Place, Room};

    fn sheet(targets: &str) -> Sheet {
        let line = |c: char| match c {
            't' => Line::of("x", Role::Link).to(Target::Place(Place::room(Room::Home))),
            _ => Line::of("x", Role::Text),
        };
        let mut sheet = Sheet::default();
        sheet.set(targets.chars().map(line).collect(), 3);
        sheet
    }

    #[test]
    fn the_cursor_stops_only_where_something_can_be_followed() {
        let mut sheet = sheet("..t..t.");
        assert_eq!(sheet.cursor.at, 2);
        sheet.go(Move::Bottom, 3);
        assert_eq!((sheet.cursor.at, sheet.cursor.top), (5, 4));
        sheet.go(Move::Top, 3);
        assert_eq!((sheet.cursor.at, sheet.cursor.top), (2, 0));
    }

    #[test]
    fn a_cursor_that_nobody_moved_is_at_the_first_of_all_answers() {
        let line = |room| Line::of("x", Role::Link).to(Target::Place(Place::room(room)));
        let mut sheet = Sheet::default();
        sheet.set(vec![line(Room::Docs)], 3);
        sheet.set(vec![line(Room::Home), line(Room::Docs)], 3);
        assert_eq!(sheet.cursor.at, 0);
        sheet.go(Move::By(1), 3);
        sheet.set(vec![line(Room::Catalog), line(Room::Home), line(Room::Docs)], 3);
        assert_eq!(sheet.cursor.at, 2, "it stays where it was put");
    }

    #[test]
    fn nothing_between_two_targets_is_passed_unseen() {
        let mut sheet = sheet("t.....t.");
        let seen: Vec<_> = (0..5)
            .map(|_| {
                sheet.go(Move::By(1), 3);
                (sheet.cursor.top, sheet.target().is_some())
            })
            .collect();
        assert_eq!(seen, [(1, false), (2, false), (3, false), (4, true), (5, true)]);
        sheet.go(Move::By(-1), 3);
        assert_eq!((sheet.cursor.top, sheet.target().is_some()), (4, true));
    }

    #[test]
    fn what_is_out_of_sight_cannot_be_followed() {
        let sheet = sheet(".....t");
        assert!(sheet.target().is_none());
        assert_eq!(sheet.cursor.top, 0, "a page is opened at its head");
    }

    #[test]
    fn what_is_looked_for_is_come_to_round_and_round() {
        let mut sheet = Sheet::default();
        let words = ["one", "two", "ONE", "three", "four", "none"];
        sheet.set(words.map(|word| Line::of(word, Role::Text)).to_vec(), 2);
        sheet.find("one");
        assert_eq!((sheet.cursor.at, sheet.matches()), (0, (1, 3)));
        sheet.next_match(false);
        sheet.next_match(false);
        assert_eq!((sheet.cursor.at, sheet.matches()), (5, (3, 3)));
        assert!(sheet.is_seen(5));
        sheet.next_match(false);
        assert_eq!(sheet.cursor.at, 0);
        sheet.next_match(true);
        assert_eq!(sheet.cursor.at, 5);
        sheet.find("");
        assert_eq!(sheet.matches(), (0, 0));
    }

    #[test]
    fn a_sheet_opens_where_it_was_left_once_its_lines_are_there() {
        let mut left = sheet("..t..t.");
        left.go(Move::Bottom, 3);
        let mut again = Sheet::opened_at(left.place());
        again.set(vec![Line::of("Loading", Role::Dim)], 3);
        again.set(left.lines().to_vec(), 3);
        assert_eq!(again.target().is_some(), left.target().is_some());
        assert_eq!(again.cursor.at, left.cursor.at);
    }

    #[test]
    fn text_without_targets_scrolls() {
        let mut sheet = sheet("......");
        sheet.go(Move::By(1), 3);
        assert_eq!(sheet.cursor.top, 1);
        sheet.go(Move::Bottom, 3);
        assert_eq!(sheet.cursor.top, 3);
        sheet.go(Move::Page(-1), 3);
        assert_eq!(sheet.cursor.top, 1);
    }
}
