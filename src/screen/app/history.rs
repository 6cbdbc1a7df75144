use crate::screen::panes::Pane;

/// How many rooms one can go back.
const KEPT: usize = 50;

/// The rooms that were visited. Each keeps its cursor, filter and scroll, so going back is to find
/// it as it was left.
pub(super) struct History {
    rooms: Vec<Box<dyn Pane>>,
    at: usize,
}

impl History {
    pub(super) fn starting_with(room: Box<dyn Pane>) -> Self {
        Self { rooms: vec![room], at: 0 }
    }

    /// Goes into a room; what one had gone back from is forgotten.
    pub(super) fn enter(&mut self, room: Box<dyn Pane>) {
        self.rooms.truncate(self.at + 1);
        self.rooms.push(room);
        if self.rooms.len() > KEPT {
            self.rooms.remove(0);
        }
        self.at = self.rooms.len() - 1;
    }

    /// Puts a room in the place of the one shown.
    pub(super) fn replace(&mut self, room: Box<dyn Pane>) {
        if let Some(here) = self.rooms.get_mut(self.at) {
            *here = room;
        }
    }

    pub(super) fn can_go_back(&self) -> bool {
        self.at > 0
    }

    pub(super) fn can_go_forward(&self) -> bool {
        self.at + 1 < self.rooms.len()
    }

    pub(super) fn back(&mut self) {
        self.at = self.at.saturating_sub(1);
    }

    pub(super) fn forward(&mut self) {
        self.at = (self.at + 1).min(self.rooms.len() - 1);
    }

    pub(super) fn room(&self) -> Option<&dyn Pane> {
        self.rooms.get(self.at).map(AsRef::as_ref)
    }

    pub(super) fn room_mut(&mut self) -> Option<&mut Box<dyn Pane>> {
        self.rooms.get_mut(self.at)
    }
}
