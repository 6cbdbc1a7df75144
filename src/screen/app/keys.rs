use super::overlay::Overlay;
use super::state::{App, Effect};
use crate::domain::text::Secret;
use crate::platform::actions::Action;
use crate::platform::keys::{Code, Key, Meaning};
use crate::screen::input::Input;
use crate::screen::panes::movement;
use crate::screen::widgets::cursor::Move;

/// How often a number repeats a movement at most.
const REPEATS: usize = 10_000;

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
            // what is pasted to sign in is a secret from here on
            Input::Paste(text) => {
                match &mut self.signing.sheet {
                    Some(sheet) => sheet.paste(&Secret::new(text)),
                    None => self.paste(&text),
                }
                Vec::new()
            }
            Input::Mouse(mouse) => self.mouse(mouse),
            Input::Drag { column, .. } => {
                self.drag(column);
                Vec::new()
            }
            Input::Release => {
                self.dragged = None;
                Vec::new()
            }
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

    /// Whether keys are being typed into a text.
    pub(super) fn typing(&self) -> bool {
        match (&self.signing.sheet, &self.overlay) {
            (Some(sheet), _) => sheet.typing(),
            (None, Some(overlay)) => overlay.typing(),
            (None, None) => self.windows.room().is_some_and(|room| room.typing()),
        }
    }

    fn key(&mut self, key: Key) -> Vec<Effect> {
        if let Some(action) = self.pending.awaits {
            self.pending = Default::default();
            return self.with_letter(action, key);
        }
        let typing = self.typing();
        if typing && self.pending.is_empty() && !means_action_while_typing(key) {
            self.type_key(key);
            return Vec::new();
        }
        if !typing && self.pending.count(self.keymap.counts(), key) {
            return Vec::new();
        }
        if self.pending.count.is_some() && self.gives_up(key) {
            self.pending = Default::default();
            return Vec::new();
        }
        self.pending.keys.push(key);
        let offers = |action: Action| self.offers_under_overlay(action);
        match self.keymap.resolve(&self.pending.keys, &offers) {
            Meaning::Action(action) => {
                let count = std::mem::take(&mut self.pending).count;
                self.act_counted(action, count)
            }
            Meaning::Beginning => Vec::new(),
            Meaning::Nothing if typing => {
                self.pending = Default::default();
                self.type_key(key);
                Vec::new()
            }
            Meaning::Nothing => {
                self.not_here();
                Vec::new()
            }
        }
    }

    /// Whether a key takes back the number that was typed: the ones that lead back.
    fn gives_up(&self, key: Key) -> bool {
        let back = |action: Action| action == Action::AppBack;
        self.pending.keys.is_empty() && self.keymap.resolve(&[key], &back) == Meaning::Action(Action::AppBack)
    }

    /// Does an action as often as the number before its key says, where it is a movement.
    fn act_counted(&mut self, action: Action, count: Option<usize>) -> Vec<Effect> {
        let Some(count) = count.filter(|_| self.signing.sheet.is_none()) else { return self.act(action) };
        match action {
            Action::ListTop | Action::ListBottom => self.go_to_row(count),
            Action::AppWindowNext => {
                self.windows.go(count.saturating_sub(1));
                Vec::new()
            }
            Action::ListNextMatch | Action::ListPreviousMatch if self.go_by_matches(action, count) => Vec::new(),
            _ if repeats(action) => (0..count.min(REPEATS)).flat_map(|_| self.repeat(action)).collect(),
            _ => self.act(action),
        }
    }

    /// So many matches on at once; whether the room can.
    fn go_by_matches(&mut self, action: Action, count: usize) -> bool {
        let by = isize::try_from(count).unwrap_or(isize::MAX);
        let by = if action == Action::ListPreviousMatch { -by } else { by };
        self.overlay.is_none() && self.offers(action) && self.with_room(|room, ctx| room.go_by_matches(by, ctx))
    }

    /// Once more, as long as it still can be done.
    fn repeat(&mut self, action: Action) -> Vec<Effect> {
        if movement(action).is_some() || self.offers_under_overlay(action) { self.act(action) } else { Vec::new() }
    }

    /// To a row by its number.
    fn go_to_row(&mut self, row: usize) -> Vec<Effect> {
        let height = usize::from(self.inside().height);
        let below = row.saturating_sub(1);
        if let Some(overlay) = &mut self.overlay {
            overlay.go(Move::Top, height);
            overlay.go(Move::By(isize::try_from(below).unwrap_or(isize::MAX)), height);
            return Vec::new();
        }
        if self.with_room(|room, ctx| room.go_to_row(row, ctx)) {
            return Vec::new();
        }
        let mut effects = self.act(Action::ListTop);
        (0..below.min(REPEATS)).for_each(|_| effects.extend(self.act(Action::ListDown)));
        effects
    }

    fn type_key(&mut self, key: Key) {
        if let Some(sheet) = &mut self.signing.sheet {
            return sheet.type_key(key);
        }
        match &mut self.overlay {
            Some(Overlay::Palette(palette)) => palette.type_key(key),
            Some(Overlay::Review(review)) => review.type_key(key),
            _ => self.with_room(|room, ctx| room.type_key(key, ctx)),
        }
    }

    /// Under an overlay only moving, opening, closing and leaving mean anything.
    pub(super) fn offers_under_overlay(&self, action: Action) -> bool {
        if let Some(sheet) = &self.signing.sheet {
            return self.offers_on_sign_in(sheet, action);
        }
        match &self.overlay {
            None => self.offers(action),
            Some(_) => {
                movement(action).is_some()
                    || matches!(action, Action::ListOpen | Action::AppBack | Action::AppQuit | Action::AppRedraw)
                    || self.offers_on_sheet(action)
            }
        }
    }
}

/// Whether a number before its key means to do an action so often.
fn repeats(action: Action) -> bool {
    movement(action).is_some()
        || matches!(
            action,
            Action::AppBack
                | Action::AppForward
                | Action::AppWindowPrevious
                | Action::AppWider
                | Action::AppNarrower
                | Action::ListNextMatch
                | Action::ListPreviousMatch
                | Action::EntityNextTab
                | Action::EntityPreviousTab
        )
}

/// Plain characters are typed, and the editing keys of a line stay with it; every other key may
/// mean an action.
pub(super) fn means_action_while_typing(key: Key) -> bool {
    match key.code {
        Code::Char(c) if key.ctrl => !matches!(c, 'a' | 'b' | 'd' | 'e' | 'f' | 'h' | 'k' | 'u' | 'w'),
        Code::Char(c) if key.alt => !matches!(c, 'b' | 'd' | 'f'),
        Code::Char(_) => false,
        Code::Backspace | Code::Delete | Code::Home | Code::End => false,
        Code::Left | Code::Right => key.alt,
        _ => true,
    }
}
