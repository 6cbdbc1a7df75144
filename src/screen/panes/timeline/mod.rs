//! What changed of an entity, and who did it.

use crate::domain::model::{EntityRef, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::actions::Action;
use crate::platform::query::{Ask, Rows};
use crate::screen::ctx::Ctx;
use crate::screen::panes::{Intent, Pane, tabs};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

/// What changed of an entity, and who did it.
#[derive(Clone, Debug)]
pub struct TimelineRoom {
    reference: EntityRef,
}

impl TimelineRoom {
    /// The room of the entity that a place names; `None` for a place without one.
    pub fn open(place: &Place) -> Option<Self> {
        Some(Self { reference: place.subject.clone()? })
    }
}

impl Pane for TimelineRoom {
    fn trail(&self, _ctx: &Ctx<'_>) -> Vec<Clean> {
        vec!["Catalog".into(), Clean::line(self.reference.kind()), Clean::line(self.reference.name())]
    }

    fn place(&self, _ctx: &Ctx<'_>) -> Place {
        Place { tab: Tab::Timeline, ..Place::entity(self.reference.clone()) }
    }

    fn wants(&self, _ctx: &Ctx<'_>) -> Vec<Ask> {
        vec![Rows {}.into()]
    }

    fn offers(&self, action: Action, _ctx: &Ctx<'_>) -> bool {
        tabs::offers(&self.reference, action)
    }

    fn act(&mut self, action: Action, _ctx: &Ctx<'_>) -> Vec<Intent> {
        tabs::turned(&self.reference, Tab::Timeline, action).map(Intent::Turn).into_iter().collect()
    }

    fn settle(&mut self, _ctx: &Ctx<'_>) {}

    fn subject(&self, _ctx: &Ctx<'_>) -> Option<EntityRef> {
        Some(self.reference.clone())
    }

    fn view(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        tabs::paint(ctx, &self.reference, Tab::Timeline, buf);
        None
    }
}
