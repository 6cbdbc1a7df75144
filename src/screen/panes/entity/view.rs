use super::state::EntityRoom;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl EntityRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.reference, self.tab, buf);
        let indented = |area: Rect| Rect { x: area.x + 1.min(area.width), width: area.width.saturating_sub(1), ..area };
        self.sheet().view(buf, indented(self.page(ctx)), ctx.look, true);
        self.find.view(buf, indented(tabs::page(ctx.body)), ctx.look, self.sheet().matches())
    }
}
