//! Access to an entity that one may want access to: who is connected, how one's own request stands, and asking.

use super::state::EntityRoom;
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::access::{AccessRequest, AccessState, SessionStage, kind_of};
use crate::domain::model::{At, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::access::SessionFilter;
use crate::platform::actions::Action;
use crate::platform::query::{AccessAsked, Ask, SessionsOf};
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use std::sync::Arc;

/// Requests that are shown.
const SHOWN: usize = 3;
/// Days of the past that sessions are looked for in.
const DAYS: u32 = 7;

impl EntityRoom {
    /// Whether access is asked to things of that sort, and something grants it.
    pub(super) fn takes_access(&self, ctx: &Ctx<'_>) -> bool {
        let entity = ctx.store.get(&self.query());
        entity.answer().is_some_and(|entity| kind_of(entity).is_some()) && !granted::is_absent(ctx)
    }

    fn sessions(&self) -> SessionsOf {
        let entity = Some(self.reference.clone());
        SessionsOf { wanted: SessionFilter { entity, mine: false, days: DAYS } }
    }

    pub(super) fn access_wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        if self.tab != Tab::Overview || !self.takes_access(ctx) {
            return Vec::new();
        }
        let mut wants: Vec<Ask> = vec![AccessAsked {}.into()];
        // whether there is something that tells of sessions is known by then
        let has_system = ctx.store.get(&AccessAsked {}).answer().is_some();
        wants.extend(has_system.then(|| Ask::from(self.sessions())));
        wants
    }

    /// The link that asks for access to it.
    pub(super) fn asking(&self) -> Place {
        Place { query: vec![("resource".into(), self.reference.to_string())], ..Place::access("new") }
    }

    fn requests(&self, ctx: &Ctx<'_>) -> Vec<Arc<AccessRequest>> {
        let all = ctx.store.get(&AccessAsked {}).answer();
        let is_to_it = |request: &&Arc<AccessRequest>| {
            request.resources.iter().any(|resource| resource.entity.as_ref() == Some(&self.reference))
        };
        let mut found: Vec<_> = all.into_iter().flat_map(|all| &all.requests).filter(is_to_it).cloned().collect();
        found.sort_by_key(|request| {
            let state = request.stands(ctx.now);
            (state.is_over(), !request.is_mine, state != AccessState::Active)
        });
        found
    }

    /// The section of access; nothing where nothing grants it.
    pub(super) fn access_lines(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        if self.tab != Tab::Overview || !self.takes_access(ctx) {
            return Vec::new();
        }
        let Some(all) = ctx.store.get(&AccessAsked {}).answer() else { return Vec::new() };
        let mut head = Line::of("Access", Role::Heading);
        if all.ways.simulated {
            head = head.and("  ", Role::Text).and(granted::SIMULATED, Role::Badge);
        }
        let mut lines = vec![Line::empty(), head];
        let requests = self.requests(ctx);
        lines.extend(requests.iter().take(SHOWN).map(|request| {
            let names = (usize::from(ctx.body.width) / 3).clamp(16, 36);
            let mut line = Line::of("  ", Role::Text);
            let row = granted::row(ctx, request, names);
            (line.target, line.runs) = (row.target, line.runs.into_iter().chain(row.runs).collect());
            line
        }));
        lines.extend(self.session_line(ctx));
        if ctx.gate.lets(Action::AccessAsk) {
            let line = Line::of("  ", Role::Text).and("Ask for access", Role::Link);
            lines.push(line.to(Target::Place(self.asking())));
        }
        lines
    }

    fn session_line(&self, ctx: &Ctx<'_>) -> Option<Line> {
        let sessions = ctx.store.get(&self.sessions()).answer()?;
        let active = sessions.sessions.iter().filter(|session| session.stage != SessionStage::Ended).count();
        let past = sessions.sessions.len() - active;
        let words = match (active, past) {
            (0, 0) => return None,
            (0, n) => format!("nobody is connected; {n} in the last {DAYS} days"),
            (n, past) => format!("{} {n} connected now, {past} before", ctx.look.glyphs.dot),
        };
        let place = Place { query: vec![("of".into(), self.reference.to_string())], ..Place::access("sessions") };
        let line = Line::of("  ", Role::Text).and(Clean::line(&words), Role::Link);
        Some(line.to(Target::Place(place)))
    }

    /// When something of that changes by the clock alone.
    pub(super) fn access_changes(&self, ctx: &Ctx<'_>) -> Option<At> {
        if self.tab != Tab::Overview || !self.takes_access(ctx) {
            return None;
        }
        self.requests(ctx).iter().take(SHOWN).filter_map(|request| granted::changes(request, ctx.now)).min()
    }
}
