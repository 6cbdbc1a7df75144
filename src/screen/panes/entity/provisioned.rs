//! What was asked for and became this entity: its line, in a row of the overview.

use super::state::EntityRoom;
use crate::domain::document::Line;
use crate::domain::model::Tab;
use crate::domain::model::provision::was_asked_for;
use crate::platform::query::{Ask, Provided};
use crate::screen::ctx::Ctx;
use crate::screen::panes::stages;

impl EntityRoom {
    /// Asked where the entity may be something that was asked for: a resource, or what says so.
    pub(super) fn provided_wanted(&self, ctx: &Ctx<'_>) -> Option<Ask> {
        let entity = ctx.store.get(&self.query());
        let is_wanted = self.tab == Tab::Overview && entity.answer().is_some_and(|entity| was_asked_for(entity));
        is_wanted.then(|| Provided {}.into())
    }

    /// The lines of what became this entity.
    pub(super) fn provided(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        if self.tab == Tab::Overview { stages::lines_of(ctx, &self.reference) } else { Vec::new() }
    }
}
