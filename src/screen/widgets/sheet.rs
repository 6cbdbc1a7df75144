//! Lines to read, some of which can be followed.

use super::cursor::{Cursor, Move};
use super::paint;
use crate::domain::document::{Line, Role, Target};
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
}

impl Sheet {
    /// Puts other lines in place of the present ones; the cursor stays at what leads to the same
    /// target, or else where it was.
    pub fn set(&mut self, lines: Vec<Line>, height: usize) {
        if lines == self.lines {
            return self.cursor.settle(self.lines.len(), height);
        }
        let target = self.target().cloned();
        let again = |target: Target| lines.iter().position(|line| line.target.as_ref() == Some(&target));
        let found = target.and_then(again);
        self.lines = lines;
        if let Some(at) = found {
            self.cursor.at = at;
        }
        self.cursor.settle(self.lines.len(), height);
        self.rest_on_target(1);
    }

    /// The lines.
    pub fn lines(&self) -> &[Line] {
        &self.lines
    }

    /// Where the line under the cursor leads.
    pub fn target(&self) -> Option<&Target> {
        self.lines.get(self.cursor.at).and_then(|line| line.target.as_ref())
    }

    /// Moves the cursor to the next line that leads somewhere; scrolls where there is none.
    pub fn go(&mut self, to: Move, height: usize) {
        let len = self.lines.len();
        if !self.lines.iter().any(|line| line.target.is_some()) {
            return self.scroll_to(to, height);
        }
        match to {
            Move::By(n) => self.step(n),
            Move::Page(n) => {
                self.cursor.go(to, len, height);
                self.rest_on_target(n.signum());
            }
            Move::Top => {
                self.cursor = Cursor::default();
                self.rest_on_target(1);
                self.cursor.top = 0;
            }
            Move::Bottom => {
                self.cursor.go(to, len, height);
                self.rest_on_target(-1);
                self.cursor.top = len.saturating_sub(height);
            }
        }
        self.cursor.settle(len, height);
        self.show_head(height);
    }

    /// The head of a section comes into view with its first line.
    fn show_head(&mut self, height: usize) {
        let first_target = self.lines.iter().position(|line| line.target.is_some());
        if first_target == Some(self.cursor.at) && self.cursor.at < height {
            self.cursor.top = 0;
        }
    }

    fn scroll_to(&mut self, to: Move, height: usize) {
        let page = isize::try_from(height.saturating_sub(1)).unwrap_or(0);
        let last = self.lines.len().saturating_sub(height);
        let by = |n: isize| self.cursor.top.saturating_add_signed(n).min(last);
        let top = match to {
            Move::By(n) => by(n),
            Move::Page(n) => by(page.saturating_mul(n)),
            Move::Top => 0,
            Move::Bottom => last,
        };
        self.cursor = Cursor { at: top, top };
    }

    fn step(&mut self, by: isize) {
        let forward = by > 0;
        for _ in 0..by.unsigned_abs() {
            let leads = |at: &usize| self.lines.get(*at).is_some_and(|line| line.target.is_some());
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
        if self.target().is_some() || !self.lines.iter().any(|line| line.target.is_some()) {
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
        let leads = self.lines.get(at).is_some_and(|line| line.target.is_some());
        if leads {
            self.cursor.at = at;
        }
        leads
    }

    /// Paints the lines; the one under the cursor is marked when `focused`.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look, focused: bool) {
        let height = usize::from(area.height);
        let shown = self.lines.iter().enumerate().skip(self.cursor.top).take(height);
        for ((n, line), y) in shown.zip(area.top()..) {
            let here = focused && n == self.cursor.at && line.target.is_some();
            let mark = if here { look.glyphs.mark } else { " " };
            paint::text(buf, area.x, y, 1, look, mark.into(), look.style(Role::Heading));
            let rest = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
            let over =
                if here { Style::default().add_modifier(ratatui::style::Modifier::BOLD) } else { Style::default() };
            paint::line(buf, rest, look, line, over);
        }
        paint::scroll_mark(buf, area, look, self.cursor.top, self.lines.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
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
        sheet.go(Move::By(1), 3);
        assert_eq!(sheet.cursor.at, 5);
        sheet.go(Move::By(1), 3);
        assert_eq!(sheet.cursor.at, 5);
        sheet.go(Move::Bottom, 3);
        assert_eq!((sheet.cursor.at, sheet.cursor.top), (5, 4));
        sheet.go(Move::Top, 3);
        assert_eq!((sheet.cursor.at, sheet.cursor.top), (2, 0));
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
