//! How a request stands, what it is about, what it needs, and what was said to it.

use crate::domain::document::{Line, Role, Target};
use crate::domain::model::access::{AccessRequest, AccessState, AccessWay, AccessWays, Decision, Review, Said};
use crate::domain::model::{Age, At, Place};
use crate::domain::text::Clean;
use crate::screen::ctx::Ctx;
use crate::screen::panes::granted::{self, labelled, wrapped};
use crate::screen::widgets::countdown;

/// How it stands, and for how long.
pub(super) fn head(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    let state = request.stands(ctx.now);
    let (words, role) = granted::stands(state, &ctx.look.glyphs);
    let mut line = Line::of(words, role);
    if let Some(until) = request.ends_at(ctx.now) {
        let left = countdown::words(until, ctx.now);
        let what = if state == AccessState::Pending { " to be answered" } else { "" };
        let role = granted::left(request, ctx.now).map_or(Role::Text, |(_, role)| role);
        line = line.and(Clean::line(&format!("  {left}{what}")), role);
        line = line.and(Clean::line(&format!("  until {}", short_clock(ctx, until))), Role::Dim);
    }
    let mut lines = wrapped(&request.what(), Role::Title, columns);
    lines.push(line);
    lines.extend(ending(ctx, request, columns));
    if request.simulated {
        lines.extend(wrapped(&granted::SIMULATED_WORDS.into(), Role::Badge, columns));
    }
    lines
}

/// Why it ended, where it did.
fn ending(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    if let Some(revoked) = &request.revoked {
        let by = if revoked.by.is_empty() { String::new() } else { format!(" by {}", revoked.by) };
        let at = revoked.at.map(|at| format!(", {}", Age(ctx.now.since(at)).ago())).unwrap_or_default();
        let why = if revoked.because.is_empty() { String::new() } else { format!(": {}", revoked.because) };
        lines.extend(wrapped(&Clean::line(&format!("taken back{by}{at}{why}")), Role::Warn, columns));
    }
    if !request.because.is_empty() {
        let role = if request.said == Said::Denied { Role::Bad } else { Role::Text };
        lines.extend(wrapped(&request.because, role, columns));
    }
    let words = match request.stands(ctx.now) {
        AccessState::Lapsed => "Nobody answered in time. Ask anew where it is still needed.",
        AccessState::Promoted => "It was made into something lasting, which this request is not needed for.",
        AccessState::Unknown => "The system says something that is not known here; it is shown as it is.",
        _ => "",
    };
    if !words.is_empty() {
        lines.extend(wrapped(&words.into(), Role::Dim, columns));
    }
    if let Said::Other(word) = &request.said {
        lines.extend(labelled("it says", word, Role::Warn, columns));
    }
    lines
}

/// What, who, when, why.
pub(super) fn about(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    let mut lines = vec![Line::empty()];
    let who = match request.is_mine {
        true => Clean::line(&format!("{} (you)", request.requester)),
        false => request.requester.clone(),
    };
    lines.extend(labelled("asked by", &who, Role::Text, columns));
    let sort = granted::sort(request);
    if !sort.is_empty() {
        lines.extend(labelled("access", &sort, Role::Text, columns));
    }
    lines.extend(resources(request, columns));
    if !request.roles.is_empty() {
        let roles: Vec<&str> = request.roles.iter().map(Clean::as_str).collect();
        lines.extend(labelled("roles", &Clean::line(&roles.join(", ")), Role::Text, columns));
    }
    lines.extend(labelled("why", &reason(request), Role::Text, columns));
    if !request.urgency.is_empty() {
        lines.extend(labelled("urgency", &request.urgency, Role::Warn, columns));
    }
    lines.extend(times(ctx, request, columns));
    lines.extend(labelled("id", &Clean::line(request.id.as_str()), Role::Dim, columns));
    lines
}

fn reason(request: &AccessRequest) -> Clean {
    if request.reason.is_empty() { "no reason was given".into() } else { request.reason.clone() }
}

/// What access is asked to, with the entity that it is.
fn resources(request: &AccessRequest, columns: usize) -> Vec<Line> {
    let mut lines = Vec::new();
    for resource in &request.resources {
        let about = if resource.about.is_empty() { String::new() } else { format!("  {}", resource.about) };
        let words = Clean::line(&format!("{}{about}", resource.id));
        lines.extend(labelled("to", &words, Role::Text, columns));
        if let Some(entity) = &resource.entity {
            let line = Line::of("entity", Role::Label).pad_to(12).and(entity.short(), Role::Link);
            lines.push(line.to(Target::Place(Place::entity(entity.clone()))));
        }
    }
    lines
}

fn times(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    let ago = |at: At| format!("{}, {}", clock(ctx, at), Age(ctx.now.since(at)).ago());
    let mut lines = Vec::new();
    let mut tell = |label: &'static str, words: String| {
        lines.extend(labelled(label, &Clean::line(&words), Role::Text, columns));
    };
    if let Some(at) = request.created_at {
        tell("asked", ago(at));
    }
    if let Some(at) = request.starts_at.filter(|at| *at > ctx.now) {
        tell("begins", clock(ctx, at));
    }
    if let Some(at) = request.expires_at {
        let label = if at > ctx.now { "ends" } else { "ended" };
        tell(label, clock(ctx, at));
    }
    lines
}

/// A time of today, or a day and a time.
fn short_clock(ctx: &Ctx<'_>, at: At) -> String {
    if ctx.zone.day(at) == ctx.zone.day(ctx.now) { ctx.zone.clock(at) } else { clock(ctx, at) }
}

/// A day and a time.
fn clock(ctx: &Ctx<'_>, at: At) -> String {
    ctx.zone.stamp(at)
}

/// What it waits for, whom one can ask, and what the system cannot do about it.
pub(super) fn needs(ctx: &Ctx<'_>, request: &AccessRequest, ways: &AccessWays, columns: usize) -> Vec<Line> {
    if request.stands(ctx.now) != AccessState::Pending {
        return Vec::new();
    }
    let mut lines = vec![Line::empty(), Line::of("Waits for an answer", Role::Heading)];
    match request.needs.is_empty() {
        true => {
            let words = Clean::line(&format!("{} does not tell what it needs.", granted::system(ways)));
            lines.extend(wrapped(&words, Role::Dim, columns));
            lines.extend(policy(ctx, request, columns));
        }
        false => lines.extend(labelled("needs", &request.needs, Role::Text, columns)),
    }
    if !request.reviewers.is_empty() {
        let names: Vec<&str> = request.reviewers.iter().map(Clean::as_str).collect();
        lines.extend(labelled("asked of", &Clean::line(&names.join(", ")), Role::Text, columns));
    }
    lines.extend(granted::lack_lines(ways, &REVIEWS, columns));
    if request.is_mine {
        let words = "It is your own: somebody else has to answer it.";
        lines.extend(wrapped(&words.into(), Role::Dim, columns));
    }
    lines
}

/// What the policy says that it needs, where the system does not tell.
fn policy(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    let (Some(level), Some(resource)) = (request.level, request.resources.first()) else { return Vec::new() };
    let ruling = ctx.platform.access.ruling(resource.kind(), level, request.environment.as_str());
    let words = format!("{} ({})", ruling.words(), ruling.from);
    labelled("policy", &Clean::line(&words), Role::Text, columns)
}

/// What reviewers said.
pub(super) fn reviews(ctx: &Ctx<'_>, request: &AccessRequest, columns: usize) -> Vec<Line> {
    if request.reviews.is_empty() {
        return Vec::new();
    }
    let count = Clean::line(&format!(" {}", request.reviews.len()));
    let mut lines = vec![Line::empty(), Line::of("Reviews", Role::Heading).and(count, Role::Dim)];
    lines.extend(request.reviews.iter().flat_map(|review| review_lines(ctx, review, columns)));
    lines
}

fn review_lines(ctx: &Ctx<'_>, review: &Review, columns: usize) -> Vec<Line> {
    let (sign, role) = match review.decision {
        Decision::Approve => (ctx.look.glyphs.chosen, Role::Good),
        Decision::Deny => (ctx.look.glyphs.bad, Role::Bad),
    };
    let at = review.at.map(|at| format!("  {}", Age(ctx.now.since(at)).ago())).unwrap_or_default();
    let line = Line::of(sign, role).and(" ", Role::Text).and(review.decision.word(), role);
    let line = line.and(" by ", Role::Text).and(review.by.clone(), Role::Text).and(Clean::line(&at), Role::Dim);
    let comment = wrapped(&review.comment, Role::Text, columns.saturating_sub(2));
    let comment = comment.into_iter().filter(|line| line.width() > 0).map(|line| {
        let mut indented = Line::of("  ", Role::Text);
        indented.runs.extend(line.runs);
        indented
    });
    std::iter::once(line).chain(comment).collect()
}

/// What the way here says is missing for reviews.
const REVIEWS: [AccessWay; 1] = [AccessWay::Reviews];
