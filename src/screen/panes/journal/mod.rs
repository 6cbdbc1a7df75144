//! What the user did through stagedoor.

use crate::domain::model::{EntityRef, Place, Room};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, Pane};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// What the user did through stagedoor.
#[derive(Clone, Debug, Default)]
pub struct JournalRoom {}

impl Pane for JournalRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Journal".into()]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place::room(Room::Journal)
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
        None
    }

    fn view(&self, _ctx: &Ctx<'_>, _buf: &mut Buffer) -> Option<Position> {
        None
    }
}
