use super::state::IdentityRoom;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::{EntityRef, Identity, Place, Principal};
use crate::domain::text::Clean;
use crate::platform::capability::Capability;
use crate::platform::gate::{Decision, Ruling};
use crate::platform::query::WhoAmI;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::widgets::countdown;
use crate::screen::widgets::filter_bar::FilterBar;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

/// Columns of the labels.
const LABEL: usize = 12;
/// Columns of the sign and the word of a decision.
const DECISION: usize = 12;
/// Columns of what a capability lets one do.
const TITLE: usize = 48;

impl IdentityRoom {
    pub(super) fn paint(&self, ctx: &Ctx<'_>, buf: &mut Buffer) -> Option<Position> {
        let (head, page) = self.parts(ctx);
        let bar = FilterBar {
            prompt: self.filter.prompt(),
            typing: self.filter.typing(),
            narrowed: Clean::default(),
            right: Line::empty(),
        };
        let cursor = bar.view(buf, head, ctx.look);
        let page = Rect { x: page.x + 1.min(page.width), width: page.width.saturating_sub(1), ..page };
        self.sheet.view(buf, page, ctx.look, true);
        cursor
    }

    pub(super) fn lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let text = self.filter.text().trim().to_lowercase();
        let mut lines = if text.is_empty() { who(ctx, columns) } else { Vec::new() };
        lines.extend(self.heading(ctx));
        let all = ctx.gate.capabilities();
        let ruled = all.iter().map(|capability| (capability, ctx.gate.rule(capability, self.thing(capability))));
        let shown: Vec<Line> = ruled
            .filter(|(capability, ruling)| matches(capability, ruling, &text))
            .flat_map(|(capability, ruling)| about(ctx, capability, &ruling, columns))
            .collect();
        if shown.is_empty() {
            lines.push(Line::of("Nothing matches the filter.", Role::Dim));
        }
        lines.extend(shown);
        lines
    }

    fn heading(&self, ctx: &Ctx<'_>) -> Vec<Line> {
        let mut lines = vec![Line::of("What you may do", Role::Heading)];
        if let Some(of) = &self.of {
            let words = Line::of("About ", Role::Dim).and(Clean::line(of.as_str()), Role::Link);
            lines.push(words.to(Target::Place(Place::entity(of.clone()))));
        }
        if ctx.gate.is_read_only() {
            lines.push(Line::of("Only reading is allowed now, whatever stands below.", Role::Warn));
        }
        lines.push(Line::empty());
        lines
    }
}

/// Who the user is, as far as it is known.
fn who(ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
    let remote = ctx.store.get(&WhoAmI {});
    let Some(who) = remote.answer() else {
        let mut lines = absence(&remote, "who you are", columns);
        lines.push(Line::empty());
        return lines;
    };
    let mut lines = vec![Line::of(name(ctx, who), Role::Title)];
    let mut part = |label: &'static str, values: Vec<Clean>| {
        let all = values.iter().map(Clean::as_str).collect::<Vec<_>>().join(", ");
        let parts = wrap(Clean::line(&all).shown(), columns.saturating_sub(LABEL).max(10));
        for (n, text) in parts.into_iter().enumerate() {
            let label = if n == 0 { label } else { "" };
            lines.push(Line::of(label, Role::Label).pad_to(LABEL).and(text, Role::Text));
        }
    };
    let claims = &who.claims.clone().unwrap_or_default();
    let texts = |texts: &[String]| texts.iter().map(|text| Clean::line(text)).collect::<Vec<_>>();
    let of_clients = claims.client_roles.iter().map(|(client, role)| Clean::line(&format!("{client}:{role}")));
    part("known by", vec![who.source.clone()]);
    part("until", until(ctx, who).into_iter().collect());
    part("groups", texts(&claims.groups));
    part("roles", texts(&claims.realm_roles).into_iter().chain(of_clients).collect());
    part("teams", texts(&claims.teams));
    let owns = who.ownership.iter().enumerate().map(|(n, owner)| owns_as(n, owner));
    lines.extend(owns);
    lines.push(Line::empty());
    lines
}

fn name(ctx: &Ctx<'_>, who: &Identity) -> Clean {
    match (&who.user, who.principal) {
        (Some(user), _) => {
            let row = ctx.store.listing().and_then(|listing| Some(listing.find(user)?.label().to_clean()));
            let name = row.filter(|name| name.as_str() != user.name());
            let words = name.map_or_else(|| user.to_string(), |name| format!("{name}, {user}"));
            Clean::line(&words)
        }
        (None, Principal::Service) => "A service token: the portal asks no permissions for it".into(),
        (None, _) => "Nobody says who you are here".into(),
    }
}

fn until(ctx: &Ctx<'_>, who: &Identity) -> Option<Clean> {
    let ends = who.ends?;
    let renewed = if who.renews && ends > ctx.now { "; it renews itself before" } else { "" };
    Some(Clean::line(&format!("{}, {}{renewed}", ctx.zone.stamp(ends), countdown::coarse(ends, ctx.now))))
}

fn owns_as(n: usize, owner: &EntityRef) -> Line {
    let label = if n == 0 { "owns as" } else { "" };
    let line = Line::of(label, Role::Label).pad_to(LABEL).and(Clean::line(owner.as_str()), Role::Link);
    line.to(Target::Place(Place::entity(owner.clone())))
}

fn word(decision: Decision) -> &'static str {
    match decision {
        Decision::Allowed => "allowed",
        Decision::Denied => "denied",
        Decision::Absent => "not there",
        Decision::Unknown => "unknown",
        Decision::Each => "each",
    }
}

fn matches(capability: &Capability, ruling: &Ruling, text: &str) -> bool {
    let all = [capability.title(), &*capability.0, word(ruling.decision), ruling.because.as_str()];
    text.split_whitespace().all(|word| all.iter().any(|part| part.to_lowercase().contains(word)))
}

/// A capability: the sign and the word of what was decided, what it is, and below that why.
fn about(ctx: &Ctx<'_>, capability: &Capability, ruling: &Ruling, columns: usize) -> Vec<Line> {
    let glyphs = ctx.look.glyphs;
    let (sign, role) = match ruling.decision {
        Decision::Allowed => (glyphs.chosen, Role::Good),
        Decision::Denied => (glyphs.bad, Role::Bad),
        Decision::Unknown => (glyphs.warn, Role::Warn),
        Decision::Each => (glyphs.dot, Role::Text),
        Decision::Absent => (glyphs.dot, Role::Dim),
    };
    let line = Line::of(sign, role).and(" ", Role::Text).and(word(ruling.decision), role).pad_to(DECISION);
    let line = line.and(capability.title(), Role::Text);
    let line =
        if columns >= TITLE + DECISION + 36 { line.pad_to(DECISION + TITLE) } else { line.and("  ", Role::Text) };
    let line = line.and(Clean::line(&capability.0), Role::Dim);
    let because = wrap(ruling.because.shown(), columns.saturating_sub(DECISION).max(10));
    let below = because.into_iter().map(|part| Line::of("", Role::Text).pad_to(DECISION).and(part, Role::Dim));
    std::iter::once(line).chain(below).collect()
}
