//! Moving in the list.

use super::items::Item;
use super::state::{Focus, Showing, TimelineRoom};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, follow, mouse_on_sheet, tabs};
use crate::screen::widgets::cursor::Move;
use crate::screen::widgets::prompt::Prompt;
use ratatui::layout::{Position, Rect};

impl TimelineRoom {
    pub(super) fn go(&mut self, to: Move, ctx: &Ctx<'_>) {
        let height = self.height(ctx);
        if self.showing != Showing::List {
            return self.page.go(to, height);
        }
        if self.focus == Focus::Facets {
            return self.go_facets(to, usize::from(tabs::page(ctx.body).height));
        }
        self.cursor.go(to, self.items.len(), height);
        self.skip_heads(if to.is_up() { -1 } else { 1 }, height);
        self.moved(ctx);
    }

    /// The rows are what was found; after the last comes the first.
    pub(super) fn next_match(&mut self, back: bool, ctx: &Ctx<'_>) {
        if self.showing != Showing::List {
            return self.page.next_match(back);
        }
        let is_event = |item: &Item| matches!(item, Item::Event(_));
        let last = self.items.iter().rposition(is_event).unwrap_or(0);
        let to = match (back, self.cursor.at) {
            (false, at) if at >= last => Move::Top,
            (true, 0 | 1) => Move::Bottom,
            (back, _) => Move::By(if back { -1 } else { 1 }),
        };
        self.go(to, ctx);
    }

    /// Whoever comes to the end is told what is older, and stays in that place.
    fn moved(&mut self, ctx: &Ctx<'_>) {
        if self.items.get(self.cursor.at) == Some(&Item::More) {
            self.ask_for_more(ctx);
        }
        self.remember();
    }

    /// The event under the cursor is the one it stays on.
    pub(super) fn remember(&mut self) {
        let is_more = self.items.get(self.cursor.at) == Some(&Item::More);
        let kept = self.at.take().filter(|_| !is_more);
        self.at = self.event().map(|event| event.id.clone()).or(kept);
    }

    /// A day is no event; the one above the first stays in sight.
    pub(super) fn skip_heads(&mut self, direction: isize, height: usize) {
        let len = self.items.len();
        let is_head = |at: usize| matches!(self.items.get(at), Some(Item::Day(_)));
        for step in [direction, 1] {
            if is_head(self.cursor.at) {
                self.cursor.go(Move::By(step), len, height);
            }
        }
        if self.cursor.at == 1 && height > 1 {
            self.cursor.top = 0;
        }
    }

    pub(super) fn open_row(&mut self, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.focus == Focus::Facets {
            self.toggle();
            return Vec::new();
        }
        self.focus = Focus::List;
        if self.items.get(self.cursor.at) == Some(&Item::More) {
            self.ask_for_more(ctx);
        }
        self.event().map(|event| Intent::Go(self.place_of(&event.id))).into_iter().collect()
    }

    /// One step back to the open list: out of a part first, then what was typed, then the rest.
    pub(super) fn clear(&mut self) {
        if self.focus != Focus::List {
            self.focus = Focus::List;
        } else if !self.filter.text.is_empty() {
            self.prompt = Prompt::default();
            self.filter.text.clear();
        } else {
            (self.filter, self.span) = Default::default();
        }
    }

    pub(super) fn toggle_facets(&mut self, ctx: &Ctx<'_>) {
        self.focus = if self.focus == Focus::Facets { Focus::List } else { Focus::Facets };
        self.skip_facet_heads(1, usize::from(tabs::page(ctx.body).height));
    }

    pub(super) fn mouse_below_tabs(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.showing != Showing::List {
            let area = self.page_area(ctx);
            return if mouse.row < area.bottom() { mouse_on_sheet(&mut self.page, mouse, area) } else { Vec::new() };
        }
        let areas = self.areas(ctx);
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(area) = areas.facets.filter(|area| area.contains(at)) {
            self.mouse_on_facets(mouse, area);
        } else if let Some(area) = areas.preview.filter(|area| area.contains(at)) {
            return mouse_on_sheet(&mut self.preview, mouse, area);
        } else if areas.bar.contains(at) && mouse.did == MouseDid::Click {
            self.focus = Focus::Filter;
        } else if areas.list.contains(at) {
            return self.mouse_on_list(mouse, areas.list, ctx);
        }
        Vec::new()
    }

    fn mouse_on_facets(&mut self, mouse: Mouse, area: Rect) {
        let (len, height) = (self.facet_items.len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                self.facet_cursor.at = self.facet_cursor.top + usize::from(mouse.row - area.y);
                self.facet_cursor.settle(len, height);
                self.remember_facet();
                self.toggle();
            }
            MouseDid::WheelDown | MouseDid::WheelUp => {
                self.facet_cursor.scroll(wheel(mouse), len, height);
                self.remember_facet();
            }
        }
    }

    fn mouse_on_list(&mut self, mouse: Mouse, area: Rect, ctx: &Ctx<'_>) -> Vec<Intent> {
        let (len, height) = (self.items.len(), usize::from(area.height));
        if mouse.did != MouseDid::Click {
            self.cursor.scroll(wheel(mouse), len, height);
            self.skip_heads(if mouse.did == MouseDid::WheelUp { -1 } else { 1 }, height);
            self.moved(ctx);
            return Vec::new();
        }
        let at = self.cursor.top + usize::from(mouse.row - area.y);
        let again = self.focus == Focus::List && self.cursor.at == at;
        self.focus = Focus::List;
        if !matches!(self.items.get(at), Some(Item::Event(_) | Item::More)) {
            return Vec::new();
        }
        self.cursor.at = at;
        self.moved(ctx);
        // a click selects, a click on what is selected opens
        if again { self.open_row(ctx) } else { Vec::new() }
    }

    pub(super) fn follow_page(&self) -> Vec<Intent> {
        self.page.target().map(follow).into_iter().collect()
    }
}

fn wheel(mouse: Mouse) -> isize {
    match mouse.did {
        MouseDid::WheelDown => 3,
        MouseDid::WheelUp => -3,
        MouseDid::Click => 0,
    }
}
