//! What stands there while there is no page: that it is on its way, or why it is not there and what to do.

use super::state::Reader;
use crate::domain::docs::{Href, Lead, Site, lead, nearest};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::text::Clean;
use crate::platform::docs::BuildState;
use crate::platform::fault::FaultKind;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;

impl Reader {
    pub(super) fn take_missing(&mut self, ctx: &Ctx<'_>) {
        let area = self.text_area(ctx);
        let lines = self.missing_lines(ctx, usize::from(area.width));
        self.missing.set(lines, usize::from(area.height));
    }

    fn missing_lines(&self, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        let remote = self.remote(ctx);
        if let Some(page) = remote.answer() {
            return match &page.moved {
                Some(to) => self.moved_lines(to, ctx),
                None => vec![Line::of("This page is empty.", Role::Dim)],
            };
        }
        let is_gone = remote.fault.is_some_and(|fault| fault.kind == FaultKind::NotFound);
        match self.site.as_ref().filter(|site| is_gone && !site.pages.contains(&self.name)) {
            Some(site) => self.nearest_lines(site),
            None => {
                let mut lines = absence(&remote, "the page", columns);
                if let Some((words, role)) = self.first_build(ctx) {
                    lines.push(Line::empty());
                    lines.extend(
                        wrap(Clean::line(&words).shown(), columns).into_iter().map(|line| Line::of(line, role)),
                    );
                }
                lines
            }
        }
    }

    /// Whether there is no site at all: a portal that builds docs itself has it built when that is asked for.
    pub(super) fn may_be_unbuilt(&self, ctx: &Ctx<'_>) -> bool {
        let site = ctx.store.get(&self.site_query());
        let is_missing = site.held.is_none() && site.fault.is_some_and(|fault| fault.kind == FaultKind::NotFound);
        is_missing && self.view.page().is_none() && !ctx.platform.is_workspace
    }

    /// What has become of the build that was asked for, as there is no site yet.
    fn first_build(&self, ctx: &Ctx<'_>) -> Option<(String, Role)> {
        let remote = ctx.store.get(&self.building_query());
        match remote.answer().map(|building| &building.state) {
            _ if !self.may_be_unbuilt(ctx) => None,
            Some(BuildState::Failed(why)) => Some((format!("The build failed: {why}"), Role::Bad)),
            Some(BuildState::Updated) => Some(("They were built, and are asked for anew.".into(), Role::Good)),
            Some(BuildState::Running) | None if remote.in_flight => {
                Some(("The portal was asked to build them; they are shown when that is done.".into(), Role::Warn))
            }
            _ => None,
        }
    }

    fn moved_lines(&self, to: &Href, ctx: &Ctx<'_>) -> Vec<Line> {
        let target = match lead(to, &self.of, &ctx.platform.addresses()) {
            Lead::Place(place) => Some((Clean::line(&place.to_string()), Target::Place(*place))),
            Lead::Address(address) => Some((address.clone(), Target::Address(address))),
            Lead::File(_) | Lead::Nowhere(_) => None,
        };
        let head = Line::of("This page sends on to another:", Role::Text);
        let line = target.map(|(words, target)| Line::of(words, Role::Link).to(target));
        std::iter::once(head).chain(line).collect()
    }

    fn nearest_lines(&self, site: &Site) -> Vec<Line> {
        let words = format!("There is no page {} in these docs.", self.name);
        let mut lines = vec![Line::of(Clean::line(&words), Role::Text), Line::empty()];
        let nearest = nearest(&self.name, &site.pages);
        if !nearest.is_empty() {
            lines.push(Line::of("Those called most like it:", Role::Dim));
        }
        let home = site.pages.iter().find(|page| page.is_home());
        for page in nearest.into_iter().chain(home) {
            let title = site.title_of(page).cloned().unwrap_or_default();
            let name = if page.is_home() { "the first page".into() } else { Clean::line(page.as_str()) };
            let line = Line::of("  ", Role::Text).and(name, Role::Link).and("  ", Role::Text).and(title, Role::Dim);
            lines.push(line.to(Target::Place(self.link_to(page))));
        }
        lines
    }
}
