use super::{TaskRoom, WIDE};
use crate::domain::document::{Line, Role};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl TaskRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (left, log) = self.parts(ctx.body);
        self.sheet.view(buf, left, ctx.look, !self.in_log);
        if ctx.body.width > WIDE {
            paint::vertical_rule(buf, Rect { x: log.x.saturating_sub(2), width: 1, ..log }, ctx.look);
        } else if log.y > left.bottom() {
            self.rule(ctx, buf, Rect { y: left.bottom(), height: 1, ..ctx.body });
        }
        let lines = self.find.above(log);
        if self.log.is_empty() {
            let words = if self.run.is_none() { "" } else { "It has said nothing yet." };
            paint::line(
                buf,
                Rect { height: 1.min(lines.height), ..lines },
                ctx.look,
                &Line::of(words, Role::Dim),
                Style::default(),
            );
        } else {
            self.log.view(buf, lines, ctx.look, ctx.zone);
        }
        let count = if self.log.has_found() { (1, 1) } else { (0, 0) };
        self.find.view(buf, log, ctx.look, count)
    }

    /// Between the steps and the log, with what is shown of it.
    fn rule(&self, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect) {
        let look = ctx.look;
        for x in row.left()..row.right() {
            paint::text(buf, x, row.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        let follows = if self.log.follows() { "" } else { ", held" };
        let words = Clean::line(&format!(" {} lines{follows} ", self.log.len()));
        let role = if self.in_log { Role::Title } else { Role::Dim };
        paint::text(buf, row.x + 2, row.y, row.width.saturating_sub(3), look, words.shown(), look.style(role));
    }
}
