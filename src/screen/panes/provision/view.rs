use super::state::ProvisionRoom;
use crate::domain::document::Role;
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl ProvisionRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (left, right) = self.areas(ctx.body);
        self.line.view(buf, left, ctx.look, !self.in_parts);
        if Self::is_wide(ctx.body) {
            paint::vertical_rule(buf, Rect { x: right.x.saturating_sub(2), width: 1, ..right }, ctx.look);
        } else if right.y > left.bottom() && self.detail.is_some() {
            self.rule(ctx, buf, Rect { y: left.bottom(), height: 1, ..ctx.body });
        }
        self.parts.view(buf, right, ctx.look, self.in_parts);
        let area = if self.in_parts { right } else { left };
        self.find.view(buf, area, ctx.look, self.sheet().matches())
    }

    /// Between the line and what it is made of.
    fn rule(&self, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect) {
        let look = ctx.look;
        for x in row.left()..row.right() {
            paint::text(buf, x, row.y, 1, look, look.glyphs.horizontal.into(), look.style(Role::Rule));
        }
        let role = if self.in_parts { Role::Title } else { Role::Dim };
        let count = self.parts.lines().len();
        let words = Clean::line(&format!(" what it is made of, {count} lines "));
        paint::text(buf, row.x + 2, row.y, row.width.saturating_sub(3), look, words.shown(), look.style(role));
    }
}
