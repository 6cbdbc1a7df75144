//! What can be done with windows.

use super::overlay::Overlay;
use super::rooms;
use super::state::{App, Effect};
use super::windows::{MOST, NUMBERED, window_number};
use crate::domain::model::Place;
use crate::domain::text::{Clean, clip};
use crate::platform::actions::Action;
use crate::screen::ctx::{Divider, Part};
use crate::screen::overlays::{Item, ItemDoes, Menu};
use crate::screen::panes::{Intent, Pane};

/// The longest name of a window, in columns.
const NAME: usize = 20;

impl App {
    /// Whether an action about windows can be done.
    pub(super) fn offers_window(&self, action: Action) -> bool {
        match action {
            Action::AppWindowNew => self.windows.len() < MOST,
            Action::AppSplit => self.windows.is_split() || self.has_room_for_two(),
            Action::AppOnly => self.windows.is_split(),
            _ => match window_number(action) {
                Some(window) => window < self.windows.len() && window != self.windows.at(),
                None => self.windows.len() > 1,
            },
        }
    }

    fn has_room_for_two(&self) -> bool {
        self.parts.split(Part::Windows, self.middle()).1.width > 0
    }

    /// Does something about windows; whether the action was about them.
    pub(super) fn act_on_windows(&mut self, action: Action) -> bool {
        match action {
            Action::AppWindows => {
                let mut menu = Menu::default();
                menu.set(self.window_items());
                menu.choose(self.windows.before());
                self.overlay = Some(Overlay::Windows(menu));
            }
            Action::AppWindowNew => self.new_window(),
            Action::AppWindowClose => self.windows.close(),
            Action::AppWindowNext => self.windows.step(false),
            Action::AppWindowPrevious => self.windows.step(true),
            Action::AppWindowOther => self.windows.other(),
            Action::AppSplit => self.split(),
            Action::AppOnly => self.windows.only(),
            Action::AppWider | Action::AppNarrower => self.move_divider(action == Action::AppWider),
            _ => match window_number(action) {
                Some(window) => self.windows.go(window),
                None => return false,
            },
        }
        true
    }

    fn new_window(&mut self) {
        if let Some(same) = self.same_room() {
            self.windows.open(same);
        }
    }

    /// The room that is shown, opened anew as it is.
    fn same_room(&self) -> Option<Box<dyn Pane>> {
        let room = self.windows.room()?;
        let (cursor, top) = room.bookmark();
        Some(rooms::open(&room.place(&self.ctx()), cursor, top))
    }

    fn split(&mut self) {
        if self.windows.is_split() {
            self.windows.only();
        } else if self.windows.len() > 1 {
            self.windows.split();
        } else {
            self.new_window();
            self.windows.split_left();
        }
    }

    /// Opens what is selected in a window of its own.
    pub(super) fn open_in_window(&mut self) -> Vec<Effect> {
        let intents = self.with_room(|room, ctx| room.act(Action::ListOpen, ctx));
        let (places, others): (Vec<_>, Vec<_>) = intents.into_iter().partition(|it| matches!(it, Intent::Go(_)));
        for intent in places {
            if let Intent::Go(place) = intent {
                self.go_in_window(&place);
            }
        }
        self.carry_out(others)
    }

    fn go_in_window(&mut self, place: &Place) {
        if let Some(place) = self.arriving(place) {
            self.windows.open(rooms::open(&place, None, 0));
        }
    }

    /// The dividers that are seen, the one that keys move first.
    pub(super) fn dividers(&self) -> Vec<Divider> {
        let ctx = self.ctx();
        let mut dividers = self.windows.room().map(|room| room.dividers(&ctx)).unwrap_or_default();
        dividers.extend(self.divider_of_windows());
        dividers
    }

    /// The divider between two windows, where two are seen.
    pub(super) fn divider_of_windows(&self) -> Option<Divider> {
        let middle = self.middle();
        let two = self.seen().len() > 1;
        two.then(|| Divider { part: Part::Windows, column: self.parts.split(Part::Windows, middle).1.x, of: middle })
    }

    fn move_divider(&mut self, right: bool) {
        if let Some(divider) = self.dividers().first() {
            self.parts.step(*divider, right);
        }
    }

    /// What a window is called: what its room shows.
    pub(super) fn window_name(&self, window: usize) -> Clean {
        let ctx = self.ctx();
        let trail = self.windows.room_of(window).map(|room| room.trail(&ctx)).unwrap_or_default();
        trail.last().map(|name| clip(name.shown(), NAME).to_clean()).unwrap_or_default()
    }

    /// The windows to choose from.
    pub(super) fn window_items(&self) -> Vec<Item> {
        let all = NUMBERED.iter().enumerate().take(self.windows.len()).filter(|_| self.windows.len() > 1);
        let item = |(window, action): (usize, &Action)| {
            let place = self.bookmark_of(window).map(|bookmark| bookmark.place).unwrap_or_default();
            Item {
                title: Clean::line(&format!("{} {}", window + 1, self.window_name(window))),
                why: Clean::line(&place),
                aside: Clean::line(&self.keymap.keys_of(*action).join(", ")),
                does: ItemDoes::Act(*action),
            }
        };
        all.map(item).collect()
    }
}
