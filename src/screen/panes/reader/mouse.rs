//! The mouse: a click presses, goes and chooses; the wheel scrolls what is under it.

use super::state::{Focus, Reader};
use crate::domain::model::Tab;
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::{Intent, mouse_on_sheet, tabs};
use ratatui::layout::{Position, Rect};

impl Reader {
    pub(super) fn take_mouse(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let at = Position { x: mouse.column, y: mouse.row };
        let by = match mouse.did {
            MouseDid::Click => return self.click(at, mouse, ctx),
            MouseDid::WheelDown => 3,
            MouseDid::WheelUp => -3,
        };
        let areas = self.areas(ctx);
        if areas.nav.is_some_and(|nav| nav.contains(at)) {
            let (len, height) = (self.nav.rows.len(), self.nav_height(ctx));
            self.nav.cursor.scroll(by, len, height);
        } else if self.view.page().is_some() {
            self.view.scroll(by);
        }
        Vec::new()
    }

    fn click(&mut self, at: Position, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        if self.pick.is_some() {
            return self.click_pick(at, ctx);
        }
        if self.images.alone.take().is_some() {
            return Vec::new();
        }
        if at.y < tabs::page(ctx.body).y {
            let clicked = tabs::at(ctx, &self.of, Tab::Docs, at.x);
            return clicked.filter(|tab| *tab != Tab::Docs).map(Intent::Turn).into_iter().collect();
        }
        let areas = self.areas(ctx);
        if let Some(nav) = areas.nav.filter(|nav| nav.contains(at)) {
            return self.click_nav(at, nav, ctx);
        }
        self.focus = Focus::Page;
        if let Some(contents) = areas.contents.filter(|contents| contents.contains(at)) {
            self.click_contents(usize::from(at.y - contents.y), usize::from(contents.height));
        } else if areas.page.contains(at) {
            return self.click_page(at, mouse, ctx);
        }
        Vec::new()
    }

    fn click_nav(&mut self, at: Position, nav: Rect, ctx: &Ctx<'_>) -> Vec<Intent> {
        let row = usize::from(at.y - nav.y);
        let Some(row) = row.checked_sub(usize::from(self.nav_has_prompt())) else {
            self.focus = Focus::Filter;
            return Vec::new();
        };
        if self.nav.cursor.top + row >= self.nav.rows.len() {
            return Vec::new();
        }
        self.nav.cursor.at = self.nav.cursor.top + row;
        self.open_nav(ctx)
    }

    fn click_page(&mut self, at: Position, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let text = self.text_area(ctx);
        if self.view.page().is_none() {
            return mouse_on_sheet(&mut self.missing, mouse, text);
        }
        let column = usize::from(at.x.saturating_sub(text.x));
        match self.view.stop_at(usize::from(at.y - text.y), column) {
            Some(_) => self.press_stop(ctx),
            None => Vec::new(),
        }
    }
}
