//! What came of a request, and what was asked for before: by the same person, and to the same thing.

use crate::domain::document::{Line, Role, Target};
use crate::domain::model::access::{AccessRequest, AccessRequests, AccessSession};
use crate::domain::model::{Age, Place};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted;
use std::sync::Arc;

/// Lines of each part at most.
const SHOWN: usize = 6;

fn heading(words: &str, count: usize) -> [Line; 2] {
    let head = Line::of(Clean::line(words), Role::Heading).and(Clean::line(&format!(" {count}")), Role::Dim);
    [Line::empty(), head]
}

/// Sessions that came of it.
pub(super) fn sessions(ctx: &Ctx<'_>, sessions: &[Arc<AccessSession>], columns: usize) -> Vec<Line> {
    if sessions.is_empty() {
        return Vec::new();
    }
    let mut lines = heading("Sessions that came of it", sessions.len()).to_vec();
    for session in sessions.iter().take(SHOWN) {
        let (stage, role) = granted::stage(session, &ctx.look.glyphs);
        let at = session.started_at.map(|at| Age(ctx.now.since(at)).ago()).unwrap_or_default();
        let words = format!("{}  {}  {at}, {}", session.user, session.login, granted::lasted(session, ctx.now));
        let kind = session.recording.as_ref().map(|it| format!("  recorded: {}", it.kind.words())).unwrap_or_default();
        let line = Line::of(stage, role).pad_to(12).and(Clean::line(&words), Role::Link);
        let place = Place { query: vec![("q".into(), session.id.to_string())], ..Place::access("sessions") };
        lines.push(line.and(Clean::line(&kind), Role::Dim).to(Target::Place(place)));
    }
    more(&mut lines, sessions.len(), columns);
    lines
}

/// Earlier requests of that person, and to that thing by others.
pub(super) fn earlier(
    ctx: &Ctx<'_>,
    request: &AccessRequest,
    all: Option<&Arc<AccessRequests>>,
    columns: usize,
) -> Vec<Line> {
    let Some(all) = all else { return Vec::new() };
    let others = || all.requests.iter().filter(|other| other.id != request.id);
    let of_person: Vec<_> = others().filter(|other| other.requester == request.requester).collect();
    let is_same = |other: &AccessRequest| {
        let by_resource = other.resources.iter().any(|it| request.resources.iter().any(|own| own.id == it.id));
        by_resource || request.resources.is_empty() && other.roles.iter().any(|role| request.roles.contains(role))
    };
    let to_thing: Vec<_> = others().filter(|it| it.requester != request.requester && is_same(it)).collect();
    let who = if request.is_mine { "you".to_owned() } else { request.requester.to_string() };
    let mut lines = part(ctx, &format!("Others of {who}"), &of_person, columns);
    lines.extend(part(ctx, "To the same, by others", &to_thing, columns));
    if lines.is_empty() && !request.is_mine {
        let words = format!("No other request of {who}, and none to the same, is shown to you.");
        lines = vec![Line::empty()];
        lines.extend(granted::wrapped(&Clean::line(&words), Role::Dim, columns));
    }
    lines
}

fn part(ctx: &Ctx<'_>, title: &str, requests: &[&Arc<AccessRequest>], columns: usize) -> Vec<Line> {
    if requests.is_empty() {
        return Vec::new();
    }
    let mut lines = heading(title, requests.len()).to_vec();
    let names = (columns / 3).clamp(16, 36);
    lines.extend(requests.iter().take(SHOWN).map(|request| granted::row(ctx, request, names)));
    more(&mut lines, requests.len(), columns);
    lines
}

fn more(lines: &mut Vec<Line>, len: usize, columns: usize) {
    if len > SHOWN {
        lines.extend(granted::wrapped(&Clean::line(&format!("and {} more", len - SHOWN)), Role::Dim, columns));
    }
}
