//! Painting a form: which items are seen, and what a click is on.

use super::shape::{Dress, Shape};
use super::sketch::{Block, Setting};
use super::{Change, FormView};
use crate::screen::input::MouseDid;
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// An item that is seen.
struct Seen {
    at: usize,
    block: Block,
    /// Its first line on the screen, and how many lines of it are above that.
    y: u16,
    skipped: usize,
}

impl FormView {
    /// Brings what has the keys into sight.
    pub fn settle(&mut self, area: Rect, look: &Look, dress: &dyn Dress) {
        let height = usize::from(area.height).max(1);
        let set = setting(area, look, dress);
        let last = self.items.len().saturating_sub(1);
        let lowest = self.first_that_fits(self.items.len(), height, set).min(last);
        if self.top.0 > lowest {
            // no room is left below the end
            self.top = (lowest, 0);
        }
        if self.is_free {
            return;
        }
        let here = self.block(self.at, set);
        if here.lines.len() > height {
            let line = here.cursor.map(|(line, _)| line).or_else(|| here.parts.get(self.part).copied()).unwrap_or(0);
            let skipped = if self.top.0 == self.at { self.top.1 } else { 0 };
            let skipped = if line < skipped { line } else { skipped.max((line + 1).saturating_sub(height)) };
            self.top = (self.at, skipped);
            return;
        }
        if self.at <= self.top.0 {
            self.top = (self.at, 0);
            self.show_head();
            return;
        }
        let first = self.first_that_fits(self.at, height - here.lines.len(), set);
        if self.top.0 < first {
            self.top = (first, 0);
        }
    }

    /// The first item so that all from there up to another one find room.
    fn first_that_fits(&self, end: usize, room: usize, set: Setting<'_>) -> usize {
        let mut left = room;
        let mut first = end;
        while first > 0 {
            let lines = self.block(first - 1, set).lines.len();
            if lines > left {
                break;
            }
            left -= lines;
            first -= 1;
        }
        first
    }

    /// A head above the first item is seen with it.
    fn show_head(&mut self) {
        while self.top.0 > 0 && self.items.get(self.top.0 - 1).is_some_and(|item| !item.is_stop()) {
            self.top.0 -= 1;
        }
    }

    /// Turns the wheel.
    pub fn scroll(&mut self, by: isize) {
        self.is_free = true;
        let last = self.items.len().saturating_sub(1);
        self.top = (self.top.0.saturating_add_signed(by.signum()).min(last), 0);
    }

    /// As many fields on as are seen, or back.
    pub fn page(&mut self, by: isize, area: Rect, look: &Look, dress: &dyn Dress) {
        let seen = self
            .seen(area, look, dress)
            .iter()
            .filter(|seen| self.items.get(seen.at).is_some_and(|it| it.is_stop()))
            .count();
        for _ in 0..seen.saturating_sub(1).max(1) {
            self.step_field(by.signum());
        }
    }

    fn seen(&self, area: Rect, look: &Look, dress: &dyn Dress) -> Vec<Seen> {
        let set = setting(area, look, dress);
        let mut seen = Vec::new();
        let mut y = area.y;
        for at in self.top.0..self.items.len() {
            if y >= area.bottom() {
                break;
            }
            let block = self.block(at, set);
            let skipped = if at == self.top.0 { self.top.1.min(block.lines.len()) } else { 0 };
            let lines = u16::try_from(block.lines.len() - skipped).unwrap_or(u16::MAX);
            seen.push(Seen { at, block, y, skipped });
            y = y.saturating_add(lines);
        }
        seen
    }

    /// Paints the form; where the text cursor stands.
    pub fn paint(&self, buf: &mut Buffer, area: Rect, look: &Look, dress: &dyn Dress) -> Option<Position> {
        let mut cursor = None;
        let all = self.seen(area, look, dress);
        for seen in &all {
            let here = seen.at == self.at;
            let lines = seen.block.lines.iter().skip(seen.skipped);
            for (line, y) in lines.zip(seen.y..area.bottom()) {
                let is_text = !line.runs.is_empty();
                paint::mark(buf, area.x, y, look, here && is_text);
                let row = Rect { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
                paint::line(buf, row, look, line, Style::default());
            }
            let at = seen.block.cursor.filter(|_| here);
            if let Some((line, column)) = at.and_then(|(line, column)| Some((line.checked_sub(seen.skipped)?, column)))
            {
                let (x, y) =
                    (area.x + 1 + u16::try_from(column).unwrap_or(0), seen.y + u16::try_from(line).unwrap_or(0));
                cursor = Some(Position { x, y }).filter(|at| area.contains(*at));
            }
        }
        self.paint_scroll_mark(buf, area, look, &all);
        cursor
    }

    /// Which part of the form is seen. Items are counted, as lines of what is not seen are not laid out.
    fn paint_scroll_mark(&self, buf: &mut Buffer, area: Rect, look: &Look, seen: &[Seen]) {
        let lines = |seen: &Seen| usize::from(area.bottom().saturating_sub(seen.y)) + seen.skipped;
        let whole = seen.iter().filter(|seen| seen.skipped == 0 && seen.block.lines.len() <= lines(seen)).count();
        let (all, height) = (self.items.len(), usize::from(area.height));
        if whole < all {
            // at least one line more than there is room for, so that the mark is there
            let len = (all * height / whole.max(1)).max(height + 1);
            let top = (self.top.0 * height / whole.max(1)).max(usize::from(self.top.1 > 0));
            paint::scroll_mark(buf, area, look, top.min(len - height), len);
        }
    }

    /// What the mouse does: a click gives the keys to a field, and chooses an option.
    pub fn mouse(&mut self, did: MouseDid, at: Position, area: Rect, look: &Look, dress: &dyn Dress) -> Option<Change> {
        match did {
            MouseDid::WheelDown => self.scroll(1),
            MouseDid::WheelUp => self.scroll(-1),
            MouseDid::Click => return self.click(at, area, look, dress),
        }
        None
    }

    fn click(&mut self, at: Position, area: Rect, look: &Look, dress: &dyn Dress) -> Option<Change> {
        let all = self.seen(area, look, dress);
        let hit = all.iter().rev().find(|seen| seen.y <= at.y)?;
        let line = usize::from(at.y - hit.y) + hit.skipped;
        if line >= hit.block.lines.len() || !self.items.get(hit.at)?.is_stop() {
            return None;
        }
        let part = hit.block.parts.iter().position(|of| *of == line);
        let was_here = hit.at == self.at;
        self.go(hit.at);
        self.editing = true;
        if let Some(part) = part {
            self.part = part;
            self.open_editor(false);
        }
        match self.item()?.shape {
            Shape::Radio | Shape::Checks if part.is_some() => self.choose(),
            Shape::Toggle if line == 0 => self.choose(),
            // the first click only shows it
            Shape::Pick { .. } if was_here => self.enter(),
            _ if self.is_at_next() || self.container().is_some() => self.enter(),
            _ => None,
        }
    }
}

fn setting<'a>(area: Rect, look: &'a Look, dress: &'a dyn Dress) -> Setting<'a> {
    Setting { look, dress, columns: usize::from(area.width.saturating_sub(2)) }
}
