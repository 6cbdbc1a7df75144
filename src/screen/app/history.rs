use crate::domain::model::Tab;
use crate::screen::panes::Pane;

/// How many rooms one can go back.
const KEPT: usize = 50;

/// The rooms that were visited. Each keeps its cursor, filter and scroll, so going back is to find
/// it as it was left.
pub(super) struct History {
    stops: Vec<Stop>,
    at: usize,
}

/// A room, and the other tabs of the same entity that were turned away from there.
struct Stop {
    room: Box<dyn Pane>,
    aside: Vec<(Tab, Box<dyn Pane>)>,
}

impl Stop {
    fn at(room: Box<dyn Pane>) -> Self {
        Self { room, aside: Vec::new() }
    }
}

impl History {
    pub(super) fn starting_with(room: Box<dyn Pane>) -> Self {
        Self { stops: vec![Stop::at(room)], at: 0 }
    }

    /// Goes into a room; what one had gone back from is forgotten.
    pub(super) fn enter(&mut self, room: Box<dyn Pane>) {
        self.stops.truncate(self.at + 1);
        self.leave();
        self.stops.push(Stop::at(room));
        if self.stops.len() > KEPT {
            self.stops.remove(0);
        }
        self.at = self.stops.len() - 1;
    }

    /// Puts a room in the place of the one shown.
    pub(super) fn replace(&mut self, room: Box<dyn Pane>) {
        if let Some(here) = self.stops.get_mut(self.at) {
            *here = Stop::at(room);
        }
    }

    /// Turns from the tab `from` to another one: the one that was turned away from before, as it was
    /// left, or else a new one.
    pub(super) fn turn(&mut self, from: Tab, to: Tab, open: impl FnOnce() -> Box<dyn Pane>) {
        let Some(here) = self.stops.get_mut(self.at) else { return };
        let known = here.aside.iter().position(|(tab, _)| *tab == to).map(|at| here.aside.swap_remove(at).1);
        let mut left = std::mem::replace(&mut here.room, known.unwrap_or_else(open));
        left.leave();
        here.aside.push((from, left));
    }

    pub(super) fn can_go_back(&self) -> bool {
        self.at > 0
    }

    pub(super) fn can_go_forward(&self) -> bool {
        self.at + 1 < self.stops.len()
    }

    pub(super) fn back(&mut self) {
        self.leave();
        self.at = self.at.saturating_sub(1);
    }

    pub(super) fn forward(&mut self) {
        self.leave();
        self.at = (self.at + 1).min(self.stops.len() - 1);
    }

    /// The room shown goes out of sight: only what finds back stays of it.
    pub(super) fn leave(&mut self) {
        if let Some(room) = self.room_mut() {
            room.leave();
        }
    }

    pub(super) fn room(&self) -> Option<&dyn Pane> {
        self.stops.get(self.at).map(|stop| stop.room.as_ref())
    }

    pub(super) fn room_mut(&mut self) -> Option<&mut Box<dyn Pane>> {
        self.stops.get_mut(self.at).map(|stop| &mut stop.room)
    }
}
