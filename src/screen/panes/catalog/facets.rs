//! The facets beside the list.

use super::columns::short;
use super::state::{Catalog, FacetItem, Focus};
use crate::domain::document::Role;
use crate::domain::model::listing::{Facet, FacetCount};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Catalog {
    pub(super) fn facets(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        paint::clear(buf, area);
        let look = ctx.look;
        let items = self.facet_values();
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(3), ..area };
        let window = items.iter().enumerate().skip(self.facet_cursor.top).take(usize::from(area.height));
        for ((n, item), y) in window.zip(area.top()..) {
            let here = self.focus == Focus::Facets && n == self.facet_cursor.at;
            let row = Rect { y, height: 1, ..inner };
            match item {
                FacetItem::Head(facet) => {
                    let title = heading(facet);
                    paint::text(buf, row.x, y, row.width, look, title.shown(), look.style(Role::Label));
                }
                FacetItem::Value(facet, value) => {
                    paint::mark(buf, area.x, y, look, here);
                    self.value_row(ctx, buf, row, facet, value, here);
                }
            }
        }
        let edge = Rect { x: area.right().saturating_sub(1), width: 1, ..area };
        paint::vertical_rule(buf, edge, look);
    }

    fn value_row(&self, ctx: &Ctx<'_>, buf: &mut Buffer, row: Rect, facet: &Facet, value: &FacetCount, here: bool) {
        let look = ctx.look;
        let text = value.value.as_str();
        let (chosen, ruled_out) = (self.filter.has(facet, text), self.filter.lacks(facet, text));
        let (sign, role) = match (chosen, ruled_out) {
            (true, _) => (look.glyphs.chosen, Role::Good),
            (_, true) => (look.glyphs.bad, Role::Bad),
            _ => (" ", Role::Text),
        };
        paint::text(buf, row.x, row.y, 1, look, sign.into(), look.style(role));
        let count = Clean::line(&value.count.to_string());
        let count_width = u16::try_from(count.as_str().len()).unwrap_or(0);
        let role = match (here, chosen, ruled_out) {
            (true, ..) => Role::Selected,
            (_, true, _) => Role::Title,
            (_, _, true) => Role::Dim,
            _ => Role::Text,
        };
        let room = row.width.saturating_sub(3 + count_width);
        paint::text(buf, row.x + 2, row.y, room, look, Clean::line(short(text)).shown(), look.style(role));
        let x = row.right().saturating_sub(count_width);
        paint::text(buf, x, row.y, count_width, look, count.shown(), look.style(Role::Dim));
    }
}

/// What stands over the values of a facet.
pub(super) fn heading(facet: &Facet) -> Clean {
    match facet.field() {
        Some(path) => Clean::line(&path.title().as_str().to_uppercase()),
        None => Clean::line(&facet.word().as_str().to_uppercase()),
    }
}
