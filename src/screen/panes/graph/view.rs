use super::state::GraphRoom;
use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Tab;
use crate::domain::text::Clean;
use crate::platform::query::Rows;
use crate::screen::ctx::{Ctx, Part};
use crate::screen::panes::{absence, tabs};
use crate::screen::widgets::{paint, table};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    /// What is said of the whole.
    pub(super) state: Rect,
    /// What columns are called.
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) card: Option<Rect>,
}

impl GraphRoom {
    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let page = tabs::page(ctx.body);
        let (main, card) = ctx.split(Part::Graph, page);
        let main = self.finding.find.above(main);
        let said = self.state_lines(main.width).len();
        let state = match page.height {
            0..=3 => 0,
            4..=9 => 1,
            _ => u16::try_from(said.clamp(1, 2)).unwrap_or(1),
        };
        let head = u16::from(page.height > 7);
        let state = state.min(main.height);
        let head = head.min(main.height - state);
        let rest = main.height - state - head;
        Areas {
            state: Rect { height: state, ..main },
            head: Rect { y: main.y + state, height: head, ..main },
            list: Rect { y: main.y + state + head, height: rest, ..main },
            card: Some(card).filter(|card| card.width > 0),
        }
    }

    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, self.root(), Tab::Graph, buf);
        let areas = self.areas(ctx);
        if self.shown.is_none() {
            self.nothing(ctx, tabs::page(ctx.body), buf);
            return None;
        }
        self.state_line(ctx, areas.state, buf);
        let (main, _) = ctx.split(Part::Graph, tabs::page(ctx.body));
        let inner = Rect { x: main.x + 1.min(main.width), width: main.width.saturating_sub(1), ..main };
        let at = self.finding.find.view(buf, inner, ctx.look, self.finding.count(self.cursor_place()));
        self.head(ctx, areas.head, buf);
        for (at, y) in (self.cursor.top..self.len()).zip(areas.list.top()..areas.list.bottom()) {
            self.paint_row(ctx, buf, Rect { y, height: 1, ..areas.list }, at);
        }
        paint::scroll_mark(buf, areas.list, ctx.look, self.cursor.top, self.len());
        if let Some(card) = areas.card {
            self.paint_card(ctx, card, buf);
        }
        self.paint_choice(ctx, buf);
        at.filter(|_| self.choice.is_none())
    }

    /// What is said of the whole, as lines of that width.
    fn state_lines(&self, columns: u16) -> Vec<Clean> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let columns = usize::from(columns.saturating_sub(2));
        shown.told.summary.iter().flat_map(|line| wrap(line.shown(), columns)).collect()
    }

    fn state_line(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let (x, width) = (area.x + 1.min(area.width), area.width.saturating_sub(2));
        for (line, y) in self.state_lines(area.width).iter().zip(area.top()..area.bottom()) {
            paint::text(buf, x, y, width, ctx.look, line.shown(), ctx.look.style(Role::Dim));
        }
    }

    fn head(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        if area.height == 0 {
            return;
        }
        let style = ctx.look.style(Role::Label);
        let titles = ["ENTITY", "RELATION", "KIND", "OWNER"].map(|title| (title.into(), style));
        let inner = Rect { x: area.x + 1, width: area.width.saturating_sub(2), ..area };
        table::row(buf, inner, ctx.look, &self.widths(area.width), &titles);
    }

    fn nothing(&self, ctx: &Ctx<'_>, area: Rect, buf: &mut Buffer) {
        let rows = ctx.store.get(&Rows {});
        let columns = usize::from(area.width.saturating_sub(4));
        let lines = match rows.answer() {
            Some(listing) if listing.complete => {
                let words = format!("{} is not in the catalog, and nothing in it names it.", self.root());
                wrap(Clean::line(&words).shown(), columns).into_iter().map(|line| Line::of(line, Role::Warn)).collect()
            }
            _ => absence(&rows, "the catalog", columns),
        };
        for (line, y) in lines.iter().zip(area.top()..area.bottom()) {
            let row = Rect { x: area.x + 2.min(area.width), y, width: area.width.saturating_sub(2), height: 1 };
            paint::line(buf, row, ctx.look, line, Style::default());
        }
    }
}
