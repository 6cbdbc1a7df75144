use super::pick::{Pick, with_picker};

use super::state::{Focus, Reader};
use crate::domain::document::{Line, Role};
use crate::domain::model::Tab;
use crate::screen::ctx::Ctx;
use crate::screen::panes::tabs;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

impl Reader {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.of, Tab::Docs, buf);
        if let Some(alone) = &self.images.alone {
            self.paint_alone(alone, ctx, buf);
            return None;
        }
        let areas = self.areas(ctx);
        self.paint_page(ctx, areas.page, buf);
        if let Some(contents) = areas.contents {
            self.paint_contents(ctx, contents, buf);
        }
        let in_nav = areas.nav.and_then(|nav| self.paint_nav(ctx, nav, buf));
        self.head(ctx, areas.head, buf);
        let in_foot = self.foot(ctx, areas.foot, buf);
        let in_pick = self.pick.as_ref().map(|pick| with_picker!(pick, picker => picker.view(buf, ctx.body, ctx.look)));
        match &self.over {
            Some(_) => self.paint_over(ctx, buf),
            None => in_pick.unwrap_or(in_nav.or(in_foot)),
        }
    }

    fn paint_page(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let text = self.text_area(ctx);
        if area.x > ctx.body.x {
            paint::vertical_rule(buf, area, ctx.look);
        }
        if self.view.page().is_none() {
            let is_alone = self.focus == Focus::Page;
            let sheet = Rect { x: text.x.saturating_sub(1), width: text.width + 2, ..text };
            return self.missing.view(buf, sheet, ctx.look, is_alone);
        }
        self.view.view(buf, text, ctx.look);
        self.mark_stop(ctx, text, buf);
        let edge = Rect { width: area.width.saturating_sub(1), ..area };
        paint::scroll_mark(buf, edge, ctx.look, self.view.top(), self.view.layout().rows.len());
    }

    /// The row of what is under the keys has the mark that rows of lists have.
    fn mark_stop(&self, ctx: &Ctx<'_>, text: Rect, buf: &mut Buffer) {
        let row = self.view.row_of_stop().and_then(|row| u16::try_from(row).ok());
        if let Some(row) = row.filter(|row| *row < text.height) {
            paint::mark(buf, text.x.saturating_sub(1), text.y + row, ctx.look, true);
        }
    }

    fn head(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        if self.view.page().is_none() || area.height == 0 {
            return;
        }
        let right = self.head_right(ctx);
        let wide = u16::try_from(right.width()).unwrap_or(u16::MAX).min(area.width * 2 / 3);
        let left = Rect { x: area.x + 1, width: area.width.saturating_sub(wide + 4), ..area };
        paint::line(buf, left, ctx.look, &self.head_left(ctx), Style::default());
        let x = area.right().saturating_sub(wide + 1);
        paint::line(buf, Rect { x, width: wide, ..area }, ctx.look, &right, Style::default());
    }

    /// What is looked for, or what there is to say about what is under the keys.
    fn foot(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) -> Option<Position> {
        if area.height == 0 {
            return None;
        }
        let inset = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        if self.find.typing() {
            return self.find.view(buf, inset, ctx.look, self.view.matches());
        }
        if let Some(said) = self.said_here(ctx) {
            let line = Line::of(ctx.look.glyphs.crumb, Role::Key).and(" ", Role::Text).and(said, Role::Text);
            paint::line(buf, inset, ctx.look, &line, Style::default());
            return None;
        }
        self.find.view(buf, inset, ctx.look, self.view.matches())
    }
}
