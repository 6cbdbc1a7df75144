//! Access that wants to be looked at: requests that wait for the user's word, and the user's own that wait or end soon.

use super::part::{SHOWN, heading, names};
use crate::domain::document::Line;
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessState};
use crate::platform::query::AccessAsked;
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use std::sync::Arc;

/// Access that matters, line by line.
pub(super) fn lines(ctx: &Ctx<'_>) -> Vec<Line> {
    let Some(all) = ctx.store.get(&AccessAsked {}).answer() else { return Vec::new() };
    let (waiting, own) = parts(ctx, all);
    let mut lines = part(ctx, "Waits for your word", &waiting);
    lines.extend(part(ctx, "Your access", &own));
    lines
}

/// What waits for the user, and what of the user's own waits or is granted: what ends first before the others.
fn parts<'a>(ctx: &Ctx<'_>, all: &'a AccessRequests) -> (Vec<&'a Arc<AccessRequest>>, Vec<&'a Arc<AccessRequest>>) {
    let waiting = all.requests.iter().filter(|request| granted::waits_for_me(request, &all.ways, ctx.now)).collect();
    let is_of_now = |request: &&Arc<AccessRequest>| {
        let state = request.stands(ctx.now);
        request.is_mine && matches!(state, AccessState::Pending | AccessState::Approved | AccessState::Active)
    };
    let mut own: Vec<_> = all.requests.iter().filter(is_of_now).collect();
    own.sort_by_key(|request| request.ends_at(ctx.now).map_or(i64::MAX, |at| at.0));
    (waiting, own)
}

fn part(ctx: &Ctx<'_>, title: &'static str, requests: &[&Arc<AccessRequest>]) -> Vec<Line> {
    if requests.is_empty() {
        return Vec::new();
    }
    let names = names(usize::from(ctx.body.width));
    let rows = requests.iter().take(SHOWN).map(|request| granted::row(ctx, request, names));
    heading(title, requests.len()).into_iter().chain(rows).collect()
}

/// When something of that changes by the clock alone.
pub(super) fn changes(ctx: &Ctx<'_>) -> Option<crate::domain::model::At> {
    let all = ctx.store.get(&AccessAsked {}).answer()?;
    let (waiting, own) = parts(ctx, all);
    waiting.into_iter().chain(own).filter_map(|request| granted::changes(request, ctx.now)).min()
}
