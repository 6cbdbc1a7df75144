use super::{LogView, TIME};
use crate::domain::document::{Line, Role};
use crate::domain::model::Zone;
use crate::domain::model::task::{SeenLine, Shade};
use crate::domain::text::{Clean, width};
use crate::screen::look::Look;
use crate::screen::widgets::find::Needle;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::{Modifier, Style};
use std::ops::Range;
use unicode_segmentation::UnicodeSegmentation as _;

/// Rows of a line as ranges of its bytes: cut where the row is full, as a terminal does, so that columns of
/// what is printed stay columns.
pub(super) fn breaks(text: &str, columns: usize) -> Vec<Range<usize>> {
    if text.is_ascii() && text.len() <= columns {
        return std::iter::once(0..text.len()).collect();
    }
    let (mut rows, mut from, mut used) = (Vec::new(), 0, 0);
    for (at, grapheme) in text.grapheme_indices(true) {
        let cells = width(grapheme);
        if used + cells > columns && at > from {
            rows.push(from..at);
            (from, used) = (at, 0);
        }
        used += cells;
    }
    rows.push(from..text.len());
    rows
}

impl LogView {
    /// Paints what is seen.
    pub fn view(&self, buf: &mut Buffer, area: Rect, look: &Look, zone: &Zone) {
        let needle = Needle::of(&self.needle);
        let (mut at, mut skip, mut y) = (self.top, self.skip, area.y);
        while y < area.bottom() {
            let Some((number, line)) = self.number(at).and_then(|n| Some((n, self.log.seen(n)?))) else { break };
            let rows = breaks(line.text.as_str(), self.columns());
            for (n, row) in rows.into_iter().enumerate().skip(skip) {
                if y >= area.bottom() {
                    break;
                }
                if n == 0 {
                    let time = zone.clock_with_seconds(line.at);
                    let time = Clean::line(&time);
                    paint::text(buf, area.x, y, area.width.min(8), look, time.shown(), look.style(Role::Dim));
                    self.paint_name(buf, Rect { y, height: 1, ..area }, look, line.step);
                }
                let margin = u16::try_from(self.margin()).unwrap_or(0).min(area.width);
                let place = Rect { x: area.x + margin, y, width: area.width - margin, height: 1 };
                let painted = shaded(&line, row);
                paint_shaded(buf, place, look, &painted);
                if !self.needle.is_empty() {
                    needle.show(buf, place, look, &plain(&painted), self.found == Some(number));
                }
                y += 1;
            }
            (at, skip) = (at + 1, 0);
        }
        paint::scroll_mark(buf, area, look, self.top, self.len());
    }
}

impl LogView {
    /// What the step of a line is called, behind its time.
    fn paint_name(&self, buf: &mut Buffer, row: Rect, look: &Look, step: Option<u16>) {
        let Some((name, columns)) = self.name_of(step) else { return };
        let before = u16::try_from(TIME).unwrap_or(0).min(row.width);
        let columns = u16::try_from(columns).unwrap_or(0).min(row.width - before);
        paint::text(buf, row.x + before, row.y, columns, look, name.shown(), look.style(Role::Label));
    }
}

/// The parts of a row, each with its shade.
fn shaded(line: &SeenLine<'_>, row: Range<usize>) -> Vec<(Clean, Shade)> {
    let text = line.text.as_str();
    let begins = std::iter::once((0, Shade::Plain)).chain(line.shades.iter().map(|(at, shade)| (*at as usize, *shade)));
    let begins: Vec<(usize, Shade)> = begins.collect();
    let ends = begins.iter().skip(1).map(|(at, _)| *at).chain([text.len()]);
    let part = |((from, shade), end): (&(usize, Shade), usize)| {
        let text = text.get((*from).max(row.start)..end.min(row.end))?;
        (!text.is_empty()).then(|| (Clean::line(text), *shade))
    };
    begins.iter().zip(ends).filter_map(part).collect()
}

fn paint_shaded(buf: &mut Buffer, place: Rect, look: &Look, parts: &[(Clean, Shade)]) {
    let mut x = place.x;
    for (text, shade) in parts {
        let room = place.right().saturating_sub(x);
        x += paint::text(buf, x, place.y, room, look, text.shown(), style(look, *shade));
    }
}

fn plain(parts: &[(Clean, Shade)]) -> Line {
    parts.iter().fold(Line::empty(), |line, (text, _)| line.and(text.clone(), Role::Text))
}

fn style(look: &Look, shade: Shade) -> Style {
    match shade {
        Shade::Plain => look.style(Role::Text),
        Shade::Dim => look.style(Role::Dim),
        Shade::Bold => look.style(Role::Text).add_modifier(Modifier::BOLD),
        Shade::Bad => look.style(Role::Bad),
        Shade::Warn => look.style(Role::Warn),
        Shade::Good => look.style(Role::Good),
        Shade::Note => look.style(Role::Link),
    }
}
