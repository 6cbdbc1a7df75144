//! How the docs were built, and what the build says while it goes.

use crate::domain::document::{Line, Role, wrap};
use crate::domain::model::Age;
use crate::domain::text::Clean;
use crate::platform::docs::BuildState;
use crate::platform::query::Ask;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::panes::reader::framed::Over;
use crate::screen::panes::reader::state::Reader;
use crate::screen::widgets::cursor::Move;

const NOT_ASKED: &str =
    "Whether there is something newer to build is not asked while only reading is allowed: it would be built.";

impl Reader {
    /// Asking a portal whether there is something newer has it build that: not where only reading is
    /// allowed. A folder builds nothing.
    pub(in crate::screen::panes::reader) fn building_wants(&self, ctx: &Ctx<'_>) -> Option<Ask> {
        let may_ask = ctx.platform.is_workspace || !ctx.gate.is_read_only();
        may_ask.then(|| self.building_query().into())
    }

    /// What the build says; who was at its end follows it.
    pub(super) fn settle_building(&self, over: &mut Over, ctx: &Ctx<'_>) {
        let columns = over.columns(ctx.body);
        let was_at_end = over.sheet.place() + over.height >= over.sheet.lines().len();
        let lines = self.build_lines(ctx, columns);
        let is_longer = lines.len() > over.sheet.lines().len();
        over.set(lines, ctx.body);
        if was_at_end && is_longer {
            over.sheet.go(Move::Bottom, over.height);
        }
    }

    fn build_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = ctx.store.get(&self.building_query());
        let mut lines = self.built_lines(ctx, columns);
        let part = |text: &Clean, role: Role| {
            wrap(text.shown(), columns).into_iter().map(|line| Line::of(line, role)).collect::<Vec<_>>()
        };
        let Some(building) = remote.answer() else {
            if self.building_wants(ctx).is_none() {
                lines.extend(part(&NOT_ASKED.into(), Role::Dim));
                return lines;
            }
            lines.extend(absence(&remote, "whether a newer build is under way", columns));
            return lines;
        };
        let (words, role): (Clean, Role) = match &building.state {
            BuildState::Running if remote.in_flight => ("A newer build is under way.".into(), Role::Warn),
            BuildState::Running => ("The build was not followed to its end.".into(), Role::Dim),
            BuildState::UpToDate => ("This is the newest.".into(), Role::Good),
            BuildState::Updated => ("A newer one was built, and is shown.".into(), Role::Good),
            BuildState::Failed(why) => (Clean::line(&format!("The newest build failed: {why}")), Role::Bad),
            BuildState::FromSource => ("The pages are read from their sources; nothing is built.".into(), Role::Text),
        };
        lines.extend(part(&words, role));
        if !building.log.is_empty() {
            lines.push(Line::empty());
            lines.extend(building.log.iter().flat_map(|line| part(line, Role::Dim)));
        }
        lines
    }

    fn built_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let Some(site) = &self.site else { return Vec::new() };
        let built = site.built.map(|built| {
            let age = Age(ctx.now.since(built)).ago();
            ("built", Clean::line(&format!("{}, {age}", ctx.zone.stamp(built))))
        });
        let source = Some(("from", site.source.clone())).filter(|(_, source)| !source.is_empty());
        let fact = |(name, value): (&'static str, Clean)| {
            let values = wrap(value.shown(), columns.saturating_sub(7)).into_iter().enumerate();
            let line = move |(n, value): (usize, Clean)| {
                Line::of(if n == 0 { name } else { "" }, Role::Label).pad_to(7).and(value, Role::Text)
            };
            values.map(line).collect::<Vec<_>>()
        };
        let mut lines: Vec<Line> = built.into_iter().chain(source).flat_map(fact).collect();
        lines.extend((!lines.is_empty()).then(Line::empty));
        lines
    }
}
