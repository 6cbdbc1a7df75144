//! What was asked for that wants to be looked at: mine that stopped or waits, and what waits for me.

use super::part::{SHOWN, heading, names};
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::provision::{Pressing, Provision, Provisions};
use crate::domain::model::{EntityRef, Place, Room};
use crate::domain::text::clip;
use crate::platform::query::Provided;
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use crate::screen::panes::stages;
use std::sync::Arc;

/// What was asked for that matters, line by line.
pub(super) fn lines(ctx: &Ctx<'_>) -> Vec<Line> {
    let remote = ctx.store.get(&Provided {});
    let Some(all) = remote.answer() else { return not_asked(ctx, &remote) };
    let me: Vec<EntityRef> =
        ctx.who().map(|who| who.user.iter().chain(&who.ownership).cloned().collect()).unwrap_or_default();
    let mut pressing: Vec<(Pressing, &Arc<Provision>)> =
        all.list.iter().map(|one| (one.pressing(&me), one)).filter(|(how, one)| matters(ctx, *how, one, &me)).collect();
    if pressing.is_empty() {
        return Vec::new();
    }
    pressing.sort_by_key(|(how, _)| *how);
    let head = heading("Provisioning", pressing.len());
    let rows = pressing.into_iter().take(SHOWN).map(|(_, one)| row(ctx, one));
    head.into_iter().chain(rows).collect()
}

/// A portal is asked in the room alone, as that may cost it much; before that home says so, and leads there.
fn not_asked(ctx: &Ctx<'_>, remote: &Remote<'_, Provisions>) -> Vec<Line> {
    if ctx.platform.is_workspace || remote.fault.is_some() || remote.in_flight {
        return Vec::new();
    }
    let words = Line::of("What was asked for is not looked at yet", Role::Dim).and("  look", Role::Link);
    let head = [Line::empty(), Line::of("Provisioning", Role::Heading)];
    head.into_iter().chain([words.to(Target::Place(Place::room(Room::Provisioning)))]).collect()
}

/// In a folder all that was asked for is the user's.
fn matters(ctx: &Ctx<'_>, how: Pressing, one: &Provision, me: &[EntityRef]) -> bool {
    match how {
        Pressing::ForMe => true,
        Pressing::Failed | Pressing::ForOthers => ctx.platform.is_workspace || one.is_of(me),
        Pressing::Running | Pressing::Unknown | Pressing::Ready => false,
    }
}

fn row(ctx: &Ctx<'_>, one: &Provision) -> Line {
    let names = names(usize::from(ctx.body.width));
    let (stands, role) = stages::stands(one, &ctx.look.glyphs);
    let line = Line::of(clip(one.name.shown(), names - 1).to_clean(), Role::Link).pad_to(names);
    let line = line.and(stands, role).pad_to(names + 24).and(stages::why(one), Role::Text);
    line.to(Target::Place(Place::provision(&one.id.0)))
}
