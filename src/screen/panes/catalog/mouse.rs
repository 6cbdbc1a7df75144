//! What the mouse does on the list and what is around it.

use super::chooser::Pick;
use super::chooser::with_picker;
use super::state::{Catalog, Focus};
use crate::screen::ctx::Ctx;
use crate::screen::input::{Mouse, MouseDid};
use crate::screen::panes::Intent;
use crate::screen::widgets::cursor::{Cursor, Move};
use ratatui::layout::{Position, Rect};

impl Catalog {
    pub(super) fn mouse_did(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        self.waiting = false;
        if self.pick.is_some() {
            return self.mouse_on_pick(mouse, ctx);
        }
        let areas = self.areas(ctx);
        let at = Position { x: mouse.column, y: mouse.row };
        if let Some(facets) = areas.facets.filter(|area| area.contains(at)) {
            return self.mouse_on_facets(mouse, facets);
        }
        if let Some(area) = areas.preview.filter(|area| area.contains(at)) {
            self.preview.scroll(wheel(mouse), usize::from(area.height));
        } else if areas.bar.contains(at) && mouse.did == MouseDid::Click {
            self.focus = Focus::Filter;
        } else if areas.head.contains(at) && mouse.did == MouseDid::Click {
            self.sort_at(ctx, mouse.column);
        } else if areas.list.contains(at) {
            return self.mouse_on_list(mouse, areas.list);
        }
        Vec::new()
    }

    fn mouse_on_pick(&mut self, mouse: Mouse, ctx: &Ctx<'_>) -> Vec<Intent> {
        let Some(pick) = &mut self.pick else { return Vec::new() };
        let at = Position { x: mouse.column, y: mouse.row };
        match mouse.did {
            MouseDid::Click => match with_picker!(pick, picker => picker.click(at, ctx.body)) {
                true => self.choose(ctx),
                false => Vec::new(),
            },
            MouseDid::WheelDown | MouseDid::WheelUp => {
                let by = Move::By(wheel(mouse));
                with_picker!(pick, picker => picker.go(by, ctx.body));
                Vec::new()
            }
        }
    }

    fn mouse_on_facets(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.facet_values().len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                self.facet_cursor.at = self.facet_cursor.top + usize::from(mouse.row - area.y);
                self.facet_cursor.settle(len, height);
                self.remember_facet();
                self.toggle_facet();
            }
            MouseDid::WheelDown | MouseDid::WheelUp => {
                self.facet_cursor.scroll(wheel(mouse), len, height);
                self.remember_facet();
            }
        }
        Vec::new()
    }

    fn mouse_on_list(&mut self, mouse: Mouse, area: Rect) -> Vec<Intent> {
        let (len, height) = (self.len(), usize::from(area.height));
        match mouse.did {
            MouseDid::Click => {
                let at = self.cursor.top + usize::from(mouse.row - area.y);
                let again = self.focus == Focus::List && self.cursor.at == at;
                self.focus = Focus::List;
                if at < len {
                    self.cursor = Cursor { at, ..self.cursor };
                    // a click selects, a click on what is selected opens
                    return if again { self.open_line() } else { Vec::new() };
                }
            }
            MouseDid::WheelDown | MouseDid::WheelUp => self.cursor.scroll(wheel(mouse), len, height),
        }
        Vec::new()
    }
}

fn wheel(mouse: Mouse) -> isize {
    match mouse.did {
        MouseDid::WheelDown => 3,
        MouseDid::WheelUp => -3,
        MouseDid::Click => 0,
    }
}
