use super::state::EntityRoom;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl EntityRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        tabs::paint(ctx, &self.reference, self.tab, buf);
        let page = tabs::page(ctx.body);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        self.sheet().view(buf, page, ctx.look, true);
    }
}
