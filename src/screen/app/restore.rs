//! How a session begins where the last one ended.

use super::filters;
use super::rooms;
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
        let place = filters::resolved(&saved.filters, &place).unwrap_or(place);
        *here = rooms::open(&place, None, 0);
    }
    let mut windows = Windows::starting_with(rooms, at);
    if let Some(window) = saved.beside {
        windows.show_beside(window, saved.beside_is_left);
    }
    windows
}

/// The room of a bookmark; home where its place is none of this version.
fn open(bookmark: &Bookmark) -> Box<dyn Pane> {
    let place = Place::parse(&bookmark.place).unwrap_or_else(|_| Place::room(Room::Home));
    rooms::open(&place, bookmark.cursor.clone(), bookmark.scroll)
}
