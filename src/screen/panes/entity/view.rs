use super::state::EntityRoom;
use crate::domain::document::Role;
use crate::domain::model::Tab;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

/// What the tabs are called, with their keys' numbers left to the hint bar.
const TABS: [(Tab, &str); 3] = [(Tab::Overview, "Overview"), (Tab::Relations, "Relations"), (Tab::Yaml, "YAML")];

impl EntityRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        self.tabs(ctx, buf);
        let page = Self::page(ctx.body);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        self.sheet().view(buf, page, ctx.look, true);
    }

    fn tabs(&self, ctx: &Ctx<'_>, buf: &mut Buffer) {
        if ctx.body.height == 0 {
            return;
        }
        let look = ctx.look;
        for ((tab, word), x) in TABS.into_iter().zip(starts(ctx.body)) {
            let here = tab == self.tab;
            let left = ctx.body.right().saturating_sub(x);
            let role = if here { Role::Selected } else { Role::Dim };
            let padded = crate::domain::text::Clean::line(&format!(" {word} "));
            paint::text(buf, x, ctx.body.y, left, look, padded.shown(), look.style(role));
        }
        if ctx.is_starred(&self.reference) && ctx.body.width > 2 {
            let x = ctx.body.right() - 2;
            paint::text(buf, x, ctx.body.y, 1, look, look.glyphs.star.into(), look.style(Role::Warn));
        }
    }
}

fn starts(body: Rect) -> impl Iterator<Item = u16> {
    TABS.into_iter().scan(body.x + 1, |x, (_, word)| {
        let start = *x;
        *x += u16::try_from(word.len()).unwrap_or(0) + 3;
        Some(start)
    })
}

/// The tab whose name is painted at a column.
pub(super) fn tab_at(body: Rect, column: u16) -> Option<Tab> {
    let mut tabs = TABS.into_iter().zip(starts(body));
    tabs.find(|((_, word), x)| (*x..*x + u16::try_from(word.len()).unwrap_or(0) + 2).contains(&column))
        .map(|((tab, _), _)| tab)
}
