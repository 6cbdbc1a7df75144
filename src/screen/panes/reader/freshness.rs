//! The head of the page: what it is called, how fresh it is, and what is wrong with it.

use super::state::Reader;
use crate::domain::document::{Line, Role};
use crate::domain::model::{Age, At};
use crate::domain::text::Clean;
use crate::platform::docs::BuildState;
use crate::screen::ctx::Ctx;
use std::time::Duration;

/// The narrowest screen that has room for what the docs were built from.
const WIDE: u16 = 100;

impl Reader {
    /// The page, and the heading that one is below.
    pub(super) fn head_left(&self, ctx: &Ctx<'_>) -> Line {
        let line = Line::of(self.title(), Role::Title);
        let heading = self.view.heading().and_then(|at| self.view.layout().headings.get(at));
        match heading.filter(|heading| self.view.top() > 0 && heading.level > 1) {
            Some(heading) => {
                let between = Clean::line(&format!(" {} ", ctx.look.glyphs.crumb));
                line.and(between, Role::Rule).and(heading.text.clone(), Role::Text)
            }
            None => line,
        }
    }

    /// How fresh it is, the most important first.
    pub(super) fn head_right(&self, ctx: &Ctx<'_>) -> Line {
        let mut line = Line::empty();
        for (words, role) in self.remarks(ctx) {
            line = line.and(words, role).and("  ", Role::Text);
        }
        line.and(Clean::line(&format!("{}%", self.view.percent())), Role::Dim)
    }

    fn remarks(&self, ctx: &Ctx<'_>) -> Vec<(Clean, Role)> {
        let page = self.remote(ctx);
        let mut remarks = Vec::new();
        if let Some((_, at)) = page.held.filter(|_| page.fault.is_some()) {
            let words = format!("as of {}", Age(ctx.now.since(at)).ago());
            remarks.push((Clean::line(&words), Role::Warn));
        } else if page.in_flight && page.held.is_some() {
            remarks.push(("asking anew".into(), Role::Dim));
        }
        remarks.extend(self.found_wrong(ctx));
        remarks.extend(self.build(ctx));
        remarks
    }

    fn found_wrong(&self, ctx: &Ctx<'_>) -> Option<(Clean, Role)> {
        let findings = ctx.store.get(&self.findings_query());
        match findings.answer().map_or(0, |findings| findings.len()) {
            0 => None,
            1 => Some(("1 finding".into(), Role::Warn)),
            more => Some((Clean::line(&format!("{more} findings")), Role::Warn)),
        }
    }

    fn build(&self, ctx: &Ctx<'_>) -> Option<(Clean, Role)> {
        let remote = ctx.store.get(&self.building_query());
        let state = remote.answer().map(|building| &building.state);
        match state {
            Some(BuildState::Running) if remote.in_flight => {
                return Some(("a newer build is under way".into(), Role::Warn));
            }
            // it is asked for by itself; that it is, or was, the line says without this
            Some(BuildState::Updated) if self.remote(ctx).fault.is_some() => {
                return Some(("a newer build is there: reload".into(), Role::Good));
            }
            Some(BuildState::Failed(why)) => {
                return Some((Clean::line(&format!("the newest build failed: {why}")), Role::Bad));
            }
            Some(BuildState::FromSource) => return Some(("from the source".into(), Role::Dim)),
            _ => {}
        }
        let built = self.site.as_ref()?.built?;
        let words = format!("built {}", Age(ctx.now.since(built)).ago());
        let source = self.site.as_ref().map(|site| site.source.clone()).filter(|source| !source.is_empty());
        let source = source.filter(|_| ctx.body.width >= WIDE);
        let from = source.map(|source| format!(" from {source}")).unwrap_or_default();
        Some((Clean::line(&format!("{words}{from}")), Role::Dim))
    }

    /// When the age in the head changes.
    pub(super) fn age_changes(&self, ctx: &Ctx<'_>) -> Option<At> {
        self.view.page()?;
        let built = self.site.as_ref().and_then(|site| site.built);
        let held = self.remote(ctx).held.filter(|_| self.remote(ctx).fault.is_some()).map(|(_, at)| at);
        let changes = |at: At| at.after(Age(ctx.now.since(at)).changes_after());
        let next = built.into_iter().chain(held).map(changes).filter(|at| *at > ctx.now).min()?;
        Some(next.max(ctx.now.after(Duration::from_secs(60))))
    }
}
