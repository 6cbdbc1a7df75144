use super::overlay::Overlay;
use super::state::App;
use crate::domain::document::{Line, wrap};
use crate::screen::overlays::role;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Lines that a message may take at the foot.
const FOOT: usize = 3;

impl App {
    /// Paints the whole screen; where the text cursor stands, if one is typing.
    pub fn view(&self, buf: &mut Buffer) -> Option<Position> {
        self.header(buf);
        let mut cursor = self.rooms(buf);
        self.footer(buf);
        if let Some(overlay) = &self.overlay {
            cursor = self.over(overlay, buf);
        }
        if let Some(sheet) = &self.signing.sheet {
            cursor = sheet.view(buf, self.sign_in_area(), &self.look, self.now);
        }
        self.look.theme.lay_ground(buf);
        cursor.filter(|at| buf.area.contains(*at))
    }

    /// Paints the rooms of the windows that are seen, with a divider between two.
    fn rooms(&self, buf: &mut Buffer) -> Option<Position> {
        let mut cursor = None;
        for (n, (window, body)) in self.seen().into_iter().enumerate() {
            if n > 0 {
                self.divide(body, buf);
            }
            let ctx = self.ctx_in(body);
            let typed = self.windows.room_of(window).and_then(|room| room.view(&ctx, buf));
            cursor = cursor.or(typed.filter(|_| window == self.windows.at()));
        }
        cursor
    }

    /// The divider at the left of a window's body, up into the line with the names.
    fn divide(&self, body: Rect, buf: &mut Buffer) {
        paint::clear(buf, body);
        let edge = Rect { x: body.x.saturating_sub(1), y: body.y.saturating_sub(1), width: 1, height: body.height + 1 };
        paint::vertical_rule(buf, edge, &self.look);
    }

    /// The lines above the hints: what was told last, until the next key. What failed comes with
    /// what to do about it, so it is never cut off after the first half.
    pub(super) fn foot(&self) -> Vec<Line> {
        let Some(notice) = self.messages.latest().filter(|_| self.size.1 > 8) else { return Vec::new() };
        let lines = wrap(notice.text.shown(), usize::from(self.size.0.saturating_sub(2)));
        lines.into_iter().take(FOOT).map(|line| Line::of(line, role(notice.tone))).collect()
    }

    fn footer(&self, buf: &mut Buffer) {
        let (width, height) = self.size;
        let row =
            |up: u16| Rect { x: 1.min(width), y: height.saturating_sub(up), width: width.saturating_sub(2), height: 1 };
        let foot = self.foot();
        for (line, up) in foot.iter().rev().zip(2..) {
            paint::line(buf, row(up), &self.look, line, Style::default());
        }
        if height > 2 {
            paint::line(buf, row(1), &self.look, &self.hint_line(row(1).width), Style::default());
        }
    }

    fn over(&self, overlay: &Overlay, buf: &mut Buffer) -> Option<Position> {
        let title = match overlay {
            Overlay::Palette(_) => "Go to or do",
            Overlay::Help(_) => "What can be done here",
            Overlay::Messages(_) => "Messages",
            Overlay::Windows(_) => "Windows",
            Overlay::Review(review) => review.title(),
            Overlay::Verdict(_) => "What the catalog says",
        };
        let frame = self.frame();
        let inner = paint::frame(buf, frame, &self.look, title.into());
        let inside = self.inside();
        match overlay {
            Overlay::Palette(palette) => {
                palette.menu.view(buf, inside, &self.look);
                let prompt = Rect {
                    x: inner.x + 1.min(inner.width),
                    height: 1.min(inner.height),
                    width: inner.width.saturating_sub(2),
                    ..inner
                };
                (prompt.height > 0).then(|| palette.prompt.view(buf, prompt, &self.look))
            }
            Overlay::Help(menu) | Overlay::Windows(menu) => {
                menu.view(buf, inside, &self.look);
                None
            }
            Overlay::Messages(sheet) => {
                sheet.view(buf, inside, &self.look, false);
                None
            }
            Overlay::Review(review) => review.view(buf, inside, &self.look),
            Overlay::Verdict(verdict) => {
                verdict.sheet.view(buf, inside, &self.look, false);
                None
            }
        }
    }

    /// Where an overlay lies.
    pub(super) fn frame(&self) -> Rect {
        let (width, height) = self.size;
        let wide = width.saturating_sub(4).min(100).max(width.min(20));
        let high = height.saturating_sub(4).min(28).max(height.min(6));
        Rect { x: (width - wide) / 2, y: (height - high).min(2), width: wide, height: high }
    }

    /// Where an overlay's items are: below the prompt, if it has one.
    pub(super) fn inside(&self) -> Rect {
        let frame = self.frame();
        let head = if matches!(self.overlay, Some(Overlay::Palette(_))) { 2 } else { 1 };
        Rect {
            x: frame.x + 1.min(frame.width),
            y: frame.y + head.min(frame.height),
            width: frame.width.saturating_sub(2),
            height: frame.height.saturating_sub(head + 1),
        }
    }
}
