//! A page as it is painted.

use super::PageView;
use super::ink;
use super::stops::{Cell, within};
use crate::domain::docs::Page;
use crate::domain::docs::layout::{Area, Bit, Row};
use crate::domain::document::Role;
use crate::domain::text::{Shown, clip, clip_start, width};
use crate::screen::look::Look;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};

impl PageView {
    /// Paints what is seen, what is looked for in it, and what keys are about.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let Some(page) = &self.page else { return };
        for (row, y) in self.seen().zip(area.top()..area.bottom()) {
            let line = Rect { y, height: 1, ..area };
            if let Some(row) = self.layout.rows.get(row) {
                self.row(buf, line, look, page, row);
            }
        }
        self.instead_of_pictures(buf, area, look);
        self.focused(buf, area, look);
        self.letters(buf, area, look);
    }

    fn row(&self, buf: &mut Buffer, line: Rect, look: &Look, page: &Page, row: &Row) {
        let mut at = 0;
        for bit in self.part(&row.bits) {
            self.bit(buf, line, look, page, bit, (at, 0));
            at += width(self.layout.text(page, bit).as_str());
        }
        let Some(area) = row.area.and_then(|area| self.layout.areas.get(area as usize)) else { return };
        let shift = self.shift(area) as usize;
        let window = window_of(line, area);
        let mut at = 0;
        for bit in self.part(&row.moved) {
            let columns = width(self.layout.text(page, bit).as_str());
            if at + columns > shift && at < shift + usize::from(window.width) {
                self.bit(buf, window, look, page, bit, (at, shift));
            }
            at += columns;
        }
        more_signs(buf, window, look, (shift > 0 && at > 0, at > shift + area.seen as usize));
    }

    pub(super) fn part(&self, bits: &std::ops::Range<u32>) -> &[Bit] {
        self.layout.bits.get(bits.start as usize..bits.end as usize).unwrap_or_default()
    }

    /// A bit that begins `at` so many columns, of which `shift` are moved away.
    fn bit(&self, buf: &mut Buffer, line: Rect, look: &Look, page: &Page, bit: &Bit, (at, shift): (usize, usize)) {
        let text = self.layout.text(page, bit);
        let style = ink::style(look, bit);
        cells(buf, line, look, text, style, (at, shift));
        for (found, is_present) in self.search.within(bit.text).filter(|_| !bit.is_own) {
            let Some((before, columns)) = within(page, &self.layout, bit, found) else { continue };
            let style = look.style(Role::Match);
            let style = if is_present { style.add_modifier(Modifier::REVERSED) } else { style };
            lay(buf, line, (at + before, columns, shift), style);
        }
    }

    fn focused(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let Some(stop) = self.stop() else { return };
        for cell in self.stops.cells(stop) {
            self.over(buf, area, *cell, look.style(Role::Selected));
        }
    }

    /// Lays a style over cells, where they are seen.
    fn over(&self, buf: &mut Buffer, area: Rect, cell: Cell, style: Style) {
        let Some(columns) = self.columns_seen(cell).filter(|_| self.seen().contains(&cell.row)) else { return };
        let y = area.y.saturating_add(short(cell.row - self.top));
        lay(buf, Rect { y, height: 1, ..area }, (columns.start, columns.len(), 0), style);
    }

    fn letters(&self, buf: &mut Buffer, area: Rect, look: &Look) {
        let Some(hints) = &self.hints else { return };
        for (name, stop) in &hints.all {
            let Some(rest) = name.strip_prefix(&hints.typed) else { continue };
            let cell = self.stops.all.get(*stop).and_then(|stop| self.stops.cells(stop).first());
            let Some(cell) = cell.filter(|cell| self.seen().contains(&cell.row)) else { continue };
            let Some(columns) = self.columns_seen(*cell) else { continue };
            let (x, y) = (area.x.saturating_add(short(columns.start)), area.y + short(cell.row - self.top));
            let style = look.style(Role::Key).add_modifier(Modifier::REVERSED | Modifier::BOLD);
            let rest = crate::domain::text::Clean::line(rest);
            paint::text(buf, x, y, area.right().saturating_sub(x), look, rest.shown(), style);
        }
    }
}

pub(super) fn window_of(line: Rect, area: &Area) -> Rect {
    let left = short(area.left as usize).min(line.width);
    Rect { x: line.x + left, width: short(area.seen as usize).min(line.width - left), ..line }
}

/// Paints a text that begins `at` so many columns, of which `shift` are moved away out of sight.
fn cells(buf: &mut Buffer, line: Rect, look: &Look, text: Shown<'_>, style: Style, (at, shift): (usize, usize)) {
    let hidden = shift.saturating_sub(at);
    let seen = if hidden > 0 { clip_start(text, hidden) } else { text };
    // half of a wide letter is not shown; what is behind it stays in its column
    let begins = at + width(text.as_str()).saturating_sub(width(seen.as_str()));
    let from = begins.saturating_sub(shift);
    let room = usize::from(line.width).saturating_sub(from);
    let seen = clip(seen, room);
    paint::text(buf, line.x.saturating_add(short(from)), line.y, short(room), look, seen, style);
}

/// Lays a style over columns of a line.
fn lay(buf: &mut Buffer, line: Rect, (from, columns, shift): (usize, usize, usize), style: Style) {
    let end = (from + columns).saturating_sub(shift).min(usize::from(line.width));
    let from = from.saturating_sub(shift).min(end);
    let cells = Rect { x: line.x + short(from), width: short(end - from), ..line };
    buf.set_style(cells.intersection(buf.area), Style { underline_color: None, ..style });
}

/// What is out of sight at the left and at the right has a sign.
fn more_signs(buf: &mut Buffer, window: Rect, look: &Look, (left, right): (bool, bool)) {
    let style = look.style(Role::Key);
    if left && window.width > 1 {
        paint::text(buf, window.x, window.y, 1, look, look.glyphs.more.into(), style);
    }
    if right && window.width > 1 {
        paint::text(buf, window.right() - 1, window.y, 1, look, look.glyphs.more.into(), style);
    }
}

fn short(columns: usize) -> u16 {
    u16::try_from(columns).unwrap_or(u16::MAX)
}
