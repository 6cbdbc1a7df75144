//! The docs of all entities: to look through, and to search.

use crate::domain::model::{EntityRef, Place};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, Pane};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// The room of all docs.
pub struct DocsRoom {
    place: Place,
}

impl DocsRoom {
    /// The room at a place.
    pub fn open(place: &Place) -> Self {
        Self { place: place.clone() }
    }
}

impl Pane for DocsRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Docs".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        self.place.clone()
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        Vec::new()
    }

    fn offers(&self, _action: Action, _ctx: &Ctx<'_>) -> bool {
        false
    }

    fn act(&mut self, _action: Action, _ctx: &Ctx<'_>) -> Vec<Intent> {
        Vec::new()
    }

    fn settle(&mut self, _ctx: &Ctx<'_>) {}

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        self.place.subject.clone()
    }

    fn view(&self, _ctx: &Ctx<'_>, _buf: &mut Buffer) -> Option<Position> {
        None
    }
}
