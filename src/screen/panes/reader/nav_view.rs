//! The pages of the docs as they are painted.

use super::nav::NavRow;
use super::state::{Focus, Reader};
use crate::domain::document::Role;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

impl Reader {
    /// Paints the tree; where the text cursor stands, while what narrows it is typed.
    pub(super) fn paint_nav(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        let is_over = self.nav_is_over(ctx);
        if is_over {
            paint::clear(buf, area);
            paint::vertical_rule(buf, Rect { x: area.right().saturating_sub(1), width: 1, ..area }, ctx.look);
        }
        let inner = Rect { width: area.width.saturating_sub(1 + u16::from(is_over)), ..area };
        let prompt_height = u16::from(self.nav_has_prompt()).min(inner.height);
        let at = (prompt_height > 0).then(|| self.nav_prompt(ctx, Rect { height: 1, ..inner }, buf)).flatten();
        let list = Rect { y: inner.y + prompt_height, height: inner.height - prompt_height, ..inner };
        let top = self.nav.cursor.top;
        let shown = self.nav.rows.iter().enumerate().skip(top).zip(list.top()..list.bottom());
        for ((n, row), y) in shown {
            self.nav_row(ctx, row, Rect { y, height: 1, ..list }, n == self.nav.cursor.at, buf);
        }
        if self.nav.rows.is_empty() && list.height > 0 {
            let style = ctx.look.style(Role::Dim);
            paint::text(
                buf,
                list.x + 1,
                list.y,
                list.width.saturating_sub(2),
                ctx.look,
                "Nothing matches.".into(),
                style,
            );
        }
        paint::scroll_mark(buf, list, ctx.look, top, self.nav.rows.len());
        at
    }

    fn nav_prompt(&self, ctx: &Ctx<'_>, row: Rect, buf: &mut Buffer) -> Option<Position> {
        let is_typing = self.focus == Focus::Filter;
        let style = ctx.look.style(if is_typing { Role::Key } else { Role::Dim });
        paint::text(buf, row.x + 1, row.y, 1, ctx.look, "/".into(), style);
        let prompt = Rect { x: row.x + 3, width: row.width.saturating_sub(4), ..row };
        let at = self.nav.prompt.view(buf, prompt, ctx.look);
        is_typing.then_some(at)
    }

    fn nav_row(&self, ctx: &Ctx<'_>, row: &NavRow, area: Rect, is_at: bool, buf: &mut Buffer) {
        let Some(item) = self.nav.item(row) else { return };
        let look = ctx.look;
        let has_keys = self.focus != Focus::Page;
        // the mark is where the keys are; without them it says which page this is
        paint::mark(buf, area.x, area.y, look, if has_keys { is_at } else { row.is_here });
        let inset = 1 + (item.depth * 2).min(area.width / 3);
        let sign = match row.is_open {
            Some(true) => look.glyphs.unfolded,
            Some(false) => look.glyphs.folded,
            None => " ",
        };
        paint::text(buf, area.x + inset, area.y, 1, look, sign.into(), look.style(Role::Key));
        let role = match (has_keys && is_at, row.is_here, item.to.is_some()) {
            (true, ..) => Role::Selected,
            (_, true, _) => Role::Title,
            (_, _, true) => Role::Text,
            (_, _, false) => Role::Label,
        };
        let room = area.width.saturating_sub(inset + 3);
        paint::text(buf, area.x + inset + 2, area.y, room, look, item.title.shown(), look.style(role));
    }
}
