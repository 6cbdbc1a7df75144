//! What was asked for and became this entity: its line, in a row of the overview.

use super::state::EntityRoom;
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::provision::{Provision, was_asked_for};
use crate::domain::model::{Age, Place, Tab};
use crate::domain::text::Clean;
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
        let all = ctx.store.get(&Provided {});
        let all = all.answer().filter(|_| self.tab == Tab::Overview);
        let own = all.into_iter().flat_map(|all| &all.list).filter(|one| one.entity.as_ref() == Some(&self.reference));
        let lines: Vec<Line> = own.map(|one| row(ctx, one)).collect();
        if lines.is_empty() {
            return lines;
        }
        [Line::empty(), Line::of("Provisioning", Role::Heading)].into_iter().chain(lines).collect()
    }
}

fn row(ctx: &Ctx<'_>, one: &Provision) -> Line {
    let (stands, role) = stages::stands(one, &ctx.look.glyphs);
    let since = one.since().map(|since| format!("  {}", Age(ctx.now.since(since)))).unwrap_or_default();
    let line = stages::signs(Line::of("  ", Role::Text), one, &ctx.look.glyphs);
    let line = line.and("  ", Role::Text).and(one.name.clone(), Role::Link).and("  ", Role::Text).and(stands, role);
    let line = line.and(Clean::line(&since), Role::Dim).and("  ", Role::Text).and(stages::why(one), Role::Dim);
    line.to(Target::Place(Place::provision(&one.id.0)))
}
