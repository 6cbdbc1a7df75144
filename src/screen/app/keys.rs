use super::overlay::Overlay;
use super::state::{App, Effect};
use crate::platform::actions::Action;
use crate::platform::keys::{Key, Meaning};
use crate::screen::input::{Input, Mouse, MouseDid};
use crate::screen::panes::movement;

impl App {
    pub(super) fn input(&mut self, input: Input) -> Vec<Effect> {
        match input {
            Input::Resize(width, height) => {
                self.size = (width, height);
                // even when the size is what it was: it may have been another in between, and what
                // was cut off then is gone
                vec![Effect::Redraw]
            }
            Input::Key(key) => {
                self.messages.seen();
                self.key(key)
            }
            Input::Paste(text) => {
                self.paste(&text);
                Vec::new()
            }
            Input::Mouse(mouse) => self.mouse(mouse),
        }
    }

    fn paste(&mut self, text: &str) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => drop(palette.prompt.paste(text)),
            Some(Overlay::Review(review)) => review.paste(text),
            Some(_) => {}
            None => self.with_room(|room, ctx| room.paste(text, ctx)),
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        let typing = match &self.overlay {
            Some(overlay) => overlay.typing(),
            None => self.history.room().is_some_and(|room| room.typing()),
        };
        if typing && self.pending.is_empty() && !means_action_while_typing(key) {
            self.type_key(key);
            return Vec::new();
        }
        self.pending.push(key);
        let offers = |action: Action| self.offers_under_overlay(action);
        match self.keymap.resolve(&self.pending, &offers) {
            Meaning::Action(action) => {
                self.pending.clear();
                self.act(action)
            }
            Meaning::Beginning => Vec::new(),
            Meaning::Nothing => {
                self.pending.clear();
                if typing {
                    self.type_key(key);
                }
                Vec::new()
            }
        }
    }

    fn type_key(&mut self, key: Key) {
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => {
                palette.prompt.key(key);
            }
            Some(Overlay::Review(review)) => review.type_key(key),
            _ => self.with_room(|room, ctx| room.type_key(key, ctx)),
        }
    }

    /// Under an overlay only moving, opening, closing and leaving mean anything.
    pub(super) fn offers_under_overlay(&self, action: Action) -> bool {
        match &self.overlay {
            None => self.offers(action),
            Some(_) => {
                movement(action).is_some()
                    || matches!(action, Action::ListOpen | Action::AppBack | Action::AppQuit | Action::AppRedraw)
                    || self.offers_on_sheet(action)
            }
        }
    }

    fn mouse(&mut self, mouse: Mouse) -> Vec<Effect> {
        if self.overlay.is_some() {
            return self.mouse_on_overlay(mouse);
        }
        if mouse.row == 0 && mouse.did == MouseDid::Click && self.offers(Action::AppBack) {
            self.back();
            return Vec::new();
        }
        let body = self.body();
        if !body.contains((mouse.column, mouse.row).into()) {
            return Vec::new();
        }
        let intents = self.with_room(|room, ctx| room.mouse(mouse, ctx));
        self.carry_out(intents)
    }

    fn mouse_on_overlay(&mut self, mouse: Mouse) -> Vec<Effect> {
        let inside = self.inside();
        let contains = inside.contains((mouse.column, mouse.row).into());
        match mouse.did {
            MouseDid::WheelDown => self.act_on_overlay(Action::ListDown),
            MouseDid::WheelUp => self.act_on_overlay(Action::ListUp),
            MouseDid::Click if !contains => {
                self.overlay = None;
                Vec::new()
            }
            MouseDid::Click => {
                let row = usize::from(mouse.row - inside.y);
                let chosen = self.overlay.as_mut().and_then(Overlay::menu_mut).is_some_and(|menu| menu.click(row));
                if chosen { self.act_on_overlay(Action::ListOpen) } else { Vec::new() }
            }
        }
    }
}

/// Plain characters are typed, and the editing keys of a line stay with it; every other key may
/// mean an action.
fn means_action_while_typing(key: Key) -> bool {
    use crate::platform::keys::Code;
    match key.code {
        Code::Char(c) if key.ctrl => !matches!(c, 'a' | 'b' | 'd' | 'e' | 'f' | 'h' | 'k' | 'u' | 'w'),
        Code::Char(c) if key.alt => !matches!(c, 'b' | 'd' | 'f'),
        Code::Char(_) => false,
        Code::Backspace | Code::Delete | Code::Home | Code::End => false,
        Code::Left | Code::Right => key.alt,
        _ => true,
    }
}
