//! The page that stands beside the list.

use crate::domain::docs::Page;
use crate::domain::model::{At, Place};
use crate::screen::widgets::page::PageView;
use ratatui::layout::Rect;
use std::sync::Arc;

/// What is shown beside the list.
#[derive(Clone, Debug, Default)]
pub(super) struct Preview {
    /// The place under the cursor, and when the cursor came to it.
    pub(super) at: Option<Place>,
    pub(super) since: At,
    pub(super) view: PageView,
    /// The page that is shown, and how wide.
    pub(super) shown: Option<(Place, Arc<Page>, u16)>,
}

impl Preview {
    /// Shows a page at the place's heading, with what is looked for marked.
    pub(super) fn show(&mut self, place: &Place, page: &Arc<Page>, area: Rect, is_ascii: bool) {
        self.view = PageView::default();
        self.view.set(page, (usize::from(area.width), usize::from(area.height)), is_ascii);
        if let Some(id) = &place.fragment {
            self.view.go_to_id(id);
        }
        if let Some(text) = place.param("q") {
            self.view.highlight(text);
        }
    }
}
