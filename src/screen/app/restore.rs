//! What is kept of a session, and how the next one begins with it.

use super::rooms;
use super::state::App;
use super::windows::Windows;
use crate::domain::model::{Place, Room};
use crate::platform::ports::{Bookmark, Saved};
use crate::screen::panes::Pane;

/// The windows of the last session. A link is shown in the one that had the keys, in place of what
/// was there.
pub(super) fn windows(saved: &Saved, link: Option<Place>) -> Windows {
    let mut bookmarks = saved.windows.clone();
    let at = saved.window.min(bookmarks.len().saturating_sub(1));
    if bookmarks.is_empty() {
        let place = saved.place.clone().unwrap_or_default();
        bookmarks.push(Bookmark { place, cursor: saved.cursor.clone(), scroll: saved.scroll });
    }
    let mut rooms: Vec<Box<dyn Pane>> = bookmarks.iter().map(open).collect();
    if let (Some(place), Some(here)) = (link, rooms.get_mut(at)) {
        *here = rooms::open(&place, None, 0);
    }
    let mut windows = Windows::starting_with(rooms, at);
    if let Some((window, is_left)) = saved.beside {
        windows.show_beside(window, is_left);
    }
    windows
}

/// The room of a bookmark; home where its place is none of this version.
fn open(bookmark: &Bookmark) -> Box<dyn Pane> {
    let place = Place::parse(&bookmark.place).unwrap_or_else(|_| Place::room(Room::Home));
    rooms::open(&place, bookmark.cursor.clone(), bookmark.scroll)
}

impl App {
    /// What is to be saved of this session.
    pub fn saved(&self) -> Saved {
        let here = self.bookmark_of(self.windows.at());
        let all = (0..self.windows.len()).filter_map(|window| self.bookmark_of(window)).collect();
        let bookmark = here.clone().unwrap_or_default();
        Saved {
            place: here.map(|here| here.place),
            cursor: bookmark.cursor,
            scroll: bookmark.scroll,
            windows: if self.windows.len() > 1 { all } else { Vec::new() },
            window: self.windows.at(),
            beside: self.windows.beside(),
            marks: self.marks.clone(),
            parts: self.parts.to_saved(),
            preview: Some(self.preview),
            theme: self.theme.clone(),
            starred: self.starred.clone(),
            recent: self.recent.clone(),
        }
    }

    /// The place that a window shows, and how it is there.
    pub(super) fn bookmark_of(&self, window: usize) -> Option<Bookmark> {
        let room = self.windows.room_of(window)?;
        let (cursor, scroll) = room.bookmark();
        Some(Bookmark { place: room.place(&self.ctx()).to_string(), cursor, scroll })
    }
}
