//! The headings of the page beside it.

use super::state::Reader;
use crate::domain::document::Role;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::paint;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

impl Reader {
    /// Whether there is more than the page's own title.
    pub(super) fn has_contents(&self) -> bool {
        self.view.layout().headings.len() > 1
    }

    /// The first heading that is shown: the one that one is below stays in the middle.
    fn first_shown(&self, height: usize) -> usize {
        let count = self.view.layout().headings.len();
        let here = self.view.heading().unwrap_or(0);
        here.saturating_sub(height / 2).min(count.saturating_sub(height))
    }

    pub(super) fn paint_contents(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let look = ctx.look;
        paint::vertical_rule(buf, area, look);
        let headings = &self.view.layout().headings;
        let least = headings.iter().map(|heading| heading.level).min().unwrap_or(1);
        let (here, top) = (self.view.heading(), self.first_shown(usize::from(area.height)));
        let shown = headings.iter().enumerate().skip(top).zip(area.top()..area.bottom());
        for ((n, heading), y) in shown {
            paint::mark(buf, area.x + 1, y, look, here == Some(n));
            let inset = 2 + u16::from(heading.level - least.min(heading.level)) * 2;
            let role = if here == Some(n) { Role::Title } else { Role::Dim };
            let room = area.width.saturating_sub(inset + 2);
            paint::text(buf, area.x + inset, y, room, look, heading.text.shown(), look.style(role));
        }
        paint::scroll_mark(buf, area, look, top, headings.len());
    }

    /// Goes to the heading in a row of the list.
    pub(super) fn click_contents(&mut self, row: usize, height: usize) {
        let at = self.first_shown(height) + row;
        let id = self.view.layout().headings.get(at).map(|heading| heading.row);
        if let Some(row) = id {
            self.jump(|view| view.go_to_row(row as usize));
        }
    }
}
