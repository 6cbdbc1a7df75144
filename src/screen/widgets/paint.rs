//! Where clean text becomes cells; nothing else writes into the buffer.

use crate::domain::document::{Line, Role};
use crate::domain::text::{Clean, Secret, Shown, clip, width};
use crate::screen::look::Look;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;

/// Paints `text` from `x` on row `y`, at most `columns` wide and never outside the buffer. Gives
/// the columns used. Text that does not fit ends with the mark for more.
pub fn text(buf: &mut Buffer, x: u16, y: u16, columns: u16, look: &Look, text: Shown<'_>, style: Style) -> u16 {
    let area = buf.area;
    if y >= area.bottom() || x >= area.right() || y < area.y || columns == 0 {
        return 0;
    }
    let columns = usize::from(columns.min(area.right() - x));
    if width(text.as_str()) <= columns {
        let (end, _) = buf.set_stringn(x, y, text.as_str(), columns, style);
        return end.saturating_sub(x);
    }
    let (end, _) = buf.set_stringn(x, y, clip(text, columns - 1).as_str(), columns, style);
    buf.set_stringn(end, y, look.glyphs.more, 1, style);
    (end + 1).saturating_sub(x)
}

/// Paints a secret straight into cells, over as many rows as there are, so that no text of it is made. Nothing where it
/// holds what a terminal could obey or show otherwise, or does not fit.
pub fn secret(buf: &mut Buffer, area: Rect, secret: &Secret, style: Style) -> bool {
    let area = area.intersection(buf.area);
    let letters = secret.reveal();
    let is_plain = letters.bytes().all(|byte| byte.is_ascii_graphic());
    if !is_plain || letters.len() > usize::from(area.width) * usize::from(area.height) {
        return false;
    }
    for (letter, position) in letters.chars().zip(area.positions()) {
        if let Some(cell) = buf.cell_mut(position) {
            cell.set_char(letter).set_style(style);
        }
    }
    true
}

/// A text in so many columns; one that is longer ends with the mark for more.
pub fn cut(text: &Clean, columns: usize, look: &Look) -> Clean {
    if width(text.as_str()) <= columns {
        return text.clone();
    }
    let more = look.glyphs.more;
    let kept = clip(text.shown(), columns.saturating_sub(width(more))).to_clean();
    Clean::line(&format!("{}{more}", kept.as_str().trim_end()))
}

/// Paints a line's runs within `area`'s first row. `over` is laid over each run's own style.
pub fn line(buf: &mut Buffer, area: Rect, look: &Look, line: &Line, over: Style) {
    let mut x = area.x;
    for run in &line.runs {
        let left = area.right().saturating_sub(x);
        x += text(buf, x, area.y, left, look, run.text.shown(), look.style(run.role).patch(over));
    }
}

/// Paints lines one below the other within `area`.
pub fn lines(buf: &mut Buffer, area: Rect, look: &Look, lines: &[Line]) {
    for (it, y) in lines.iter().zip(area.top()..area.bottom()) {
        line(buf, Rect { y, height: 1, ..area }, look, it, Style::default());
    }
}

/// The mark of the row under the cursor, where it is that.
pub fn mark(buf: &mut Buffer, x: u16, y: u16, look: &Look, here: bool) {
    if here {
        text(buf, x, y, 1, look, look.glyphs.mark.into(), look.style(Role::Mark));
    }
}

/// A vertical rule along the left edge of `area`.
pub fn vertical_rule(buf: &mut Buffer, area: Rect, look: &Look) {
    for y in area.top()..area.bottom() {
        text(buf, area.x, y, 1, look, look.glyphs.vertical.into(), look.style(Role::Rule));
    }
}

/// Blanks an area.
pub fn clear(buf: &mut Buffer, area: Rect) {
    for position in area.intersection(buf.area).positions() {
        if let Some(cell) = buf.cell_mut(position) {
            cell.reset();
        }
    }
}

/// Blanks an area and frames it, with a title on its upper edge. Gives what is inside.
pub fn frame(buf: &mut Buffer, area: Rect, look: &Look, title: Shown<'_>) -> Rect {
    clear(buf, area);
    if area.width < 2 || area.height < 2 {
        return area;
    }
    let rule = look.style(Role::Rule);
    let [top_left, top_right, bottom_left, bottom_right] = look.glyphs.corners;
    for x in area.left()..area.right() {
        for y in [area.top(), area.bottom() - 1] {
            text(buf, x, y, 1, look, look.glyphs.horizontal.into(), rule);
        }
    }
    for y in area.top()..area.bottom() {
        for x in [area.left(), area.right() - 1] {
            text(buf, x, y, 1, look, look.glyphs.vertical.into(), rule);
        }
    }
    let (right, bottom) = (area.right() - 1, area.bottom() - 1);
    for (x, y, corner) in [
        (area.x, area.y, top_left),
        (right, area.y, top_right),
        (area.x, bottom, bottom_left),
        (right, bottom, bottom_right),
    ] {
        text(buf, x, y, 1, look, corner.into(), rule);
    }
    if !title.is_empty() && area.width > 6 {
        let used = text(buf, area.x + 2, area.y, 1, look, " ".into(), rule);
        let used = used + text(buf, area.x + 2 + used, area.y, area.width - 5, look, title, look.style(Role::Title));
        text(buf, area.x + 2 + used, area.y, 1, look, " ".into(), rule);
    }
    Rect { x: area.x + 1, y: area.y + 1, width: area.width - 2, height: area.height - 2 }
}

/// A mark on the right edge of `area` that shows which part of a long list is seen.
pub fn scroll_mark(buf: &mut Buffer, area: Rect, look: &Look, top: usize, len: usize) {
    let height = usize::from(area.height);
    if len <= height || area.width == 0 || height == 0 {
        return;
    }
    let size = (height * height / len).max(1);
    let at = top * (height - size) / (len - height).max(1);
    for y in at..(at + size).min(height) {
        let y = area.y + u16::try_from(y).unwrap_or(0);
        text(buf, area.right() - 1, y, 1, look, look.glyphs.thumb.into(), look.style(Role::Rule));
    }
}
