//! What is kept of a session for the next one.

use super::state::App;
use crate::domain::model::Place;
use crate::platform::ports::{Bookmark, Saved};

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
            beside: self.windows.beside().map(|(window, _)| window),
            beside_is_left: self.windows.beside().is_some_and(|(_, is_left)| is_left),
            marks: self.marks.clone(),
            parts: self.parts.to_saved(),
            preview: Some(self.preview),
            theme: self.theme.clone(),
            starred: self.starred.clone(),
            recent: self.recent.clone(),
            filters: self.filters.clone(),
            columns: self.columns.clone(),
        }
    }

    /// The place that is shown.
    pub fn place(&self) -> Option<Place> {
        self.windows.room().map(|room| room.place(&self.ctx()))
    }

    /// The place that a window shows, and how it is there.
    pub(super) fn bookmark_of(&self, window: usize) -> Option<Bookmark> {
        let room = self.windows.room_of(window)?;
        let (cursor, scroll) = room.bookmark();
        Some(Bookmark { place: room.place(&self.ctx()).to_string(), cursor, scroll })
    }
}
