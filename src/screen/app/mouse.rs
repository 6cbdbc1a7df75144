//! What the mouse does on the screen as a whole; within a room the room decides.

use super::overlay::Overlay;
use super::state::{App, Effect};
use crate::platform::actions::Action;
use crate::screen::ctx::Divider;
use crate::screen::input::{Mouse, MouseDid};
use ratatui::layout::Position;

impl App {
    pub(super) fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        self.dragged = None;
        // as it was painted: what was begun on the keys has hints of its own
        let hint = self.hint_at(mouse.column);
        if mouse.did == MouseDid::Click {
            // a hand on the mouse has given up what it began on the keys
            self.pending = Default::default();
        }
        if self.signing.sheet.is_some() {
            return self.mouse_on_sign_in(mouse, hint);
        }
        if self.overlay.is_some() {
            return self.mouse_on_overlay(mouse);
        }
        match (mouse.did, mouse.row) {
            (MouseDid::Click, 0) => self.click_on_trail(mouse.column),
            (MouseDid::Click, 1) => self.click_on_names(mouse.column),
            (MouseDid::Click, row) if row + 1 == self.size.1 => return self.click_on_hint(hint),
            _ => return self.mouse_on_rooms(mouse),
        }
        Vec::new()
    }

    fn click_on_trail(&mut self, column: u16) {
        let crumb = self.crumbs().into_iter().find(|crumb| crumb.columns.contains(&column));
        if let Some(place) = crumb.and_then(|crumb| crumb.place) {
            self.go(&place);
        }
    }

    fn click_on_names(&mut self, column: u16) {
        let name = self.names().into_iter().find(|name| name.columns.contains(&column));
        if let Some(name) = name {
            self.windows.go(name.window);
        }
    }

    fn click_on_hint(&mut self, hint: Option<Action>) -> Vec<Effect> {
        match hint {
            Some(action) if self.offers(action) => self.act(action),
            _ => Vec::new(),
        }
    }

    /// A click goes to the window under it; the wheel turns in it without going there.
    fn mouse_on_rooms(&mut self, mouse: Mouse) -> Vec<Effect> {
        let at = Position { x: mouse.column, y: mouse.row };
        if mouse.did == MouseDid::Click {
            self.dragged = self.divider_at(at);
            if self.dragged.is_some() {
                return Vec::new();
            }
        }
        let Some((window, body)) = self.seen().into_iter().find(|(_, body)| body.contains(at)) else {
            return Vec::new();
        };
        if mouse.did == MouseDid::Click {
            self.windows.go(window);
        }
        let intents = self.with_window(window, body, |room, ctx| room.mouse(mouse, ctx));
        self.carry_out(intents)
    }

    /// The divider under the mouse.
    fn divider_at(&self, at: Position) -> Option<Divider> {
        let of_windows = self.seen().into_iter().flat_map(|(window, body)| {
            let ctx = self.ctx_in(body);
            self.windows.room_of(window).map(|room| room.dividers(&ctx)).unwrap_or_default()
        });
        let mut all = self.divider_of_windows().into_iter().chain(of_windows);
        all.find(|divider| divider.column == at.x && (divider.of.top()..divider.of.bottom()).contains(&at.y))
    }

    /// The mouse goes on with a divider that it holds.
    pub(super) fn drag(&mut self, column: u16) {
        if let Some(divider) = self.dragged {
            self.parts.drag(divider, column);
        }
    }

    fn mouse_on_overlay(&mut self, mouse: Mouse) -> Vec<Effect> {
        let inside = self.inside();
        let contains = inside.contains((mouse.column, mouse.row).into());
        match mouse.did {
            MouseDid::WheelDown => self.act_on_overlay(Action::ListDown),
            MouseDid::WheelUp => self.act_on_overlay(Action::ListUp),
            MouseDid::Click if !contains => {
                self.leave_sheet();
                Vec::new()
            }
            MouseDid::Click => {
                let row = usize::from(mouse.row - inside.y);
                let chosen = self.overlay.as_mut().and_then(Overlay::menu_mut).is_some_and(|menu| menu.click(row));
                if chosen { self.act_on_overlay(Action::ListOpen) } else { Vec::new() }
            }
        }
    }

    /// Listens to the mouse, or leaves it to the terminal.
    pub(super) fn switch_mouse(&mut self) -> Vec<Effect> {
        self.mouse = !self.mouse;
        let words =
            if self.mouse { "the mouse is listened to" } else { "the mouse is the terminal's: it selects text" };
        self.tell(crate::screen::overlays::Tone::Plain, words.into());
        vec![Effect::Mouse(self.mouse)]
    }
}
