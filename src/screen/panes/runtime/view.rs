use super::RuntimeRoom;
use crate::domain::model::Tab;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl RuntimeRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.entity, Tab::Runtime, buf);
        let area = self.area(ctx);
        self.sheet.view(buf, area, ctx.look, true);
        let below = tabs::page(ctx.body);
        let below = Rect { x: area.x, width: area.width, ..below };
        self.find.view(buf, below, ctx.look, self.sheet.matches())
    }
}
