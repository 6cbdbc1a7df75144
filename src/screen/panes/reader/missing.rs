//! What stands there while there is no page: that it is on its way, or why it is not there and what to do.

use super::state::Reader;
use crate::domain::docs::{Href, Lead, PageName, Site, lead};
use crate::domain::document::{Line, Role, Target};
use crate::domain::text::Clean;
use crate::platform::fault::FaultKind;
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use fuzzy_matcher::FuzzyMatcher as _;
use fuzzy_matcher::skim::SkimMatcherV2;

/// The most pages that are named where the one that was asked for is not there.
const NEAREST: usize = 8;

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
            None => absence(&remote, "the page", columns),
        }
    }

    fn moved_lines(&self, to: &Href, ctx: &Ctx<'_>) -> Vec<Line> {
        let target = match lead(to, &self.of, &ctx.platform.web) {
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
        let nearest = nearest(site, &self.name);
        if !nearest.is_empty() {
            lines.push(Line::of("Those called most like it:", Role::Dim));
        }
        for page in nearest {
            let title = site.title_of(page).cloned().unwrap_or_default();
            let name = if page.is_home() { "the first page".into() } else { Clean::line(page.as_str()) };
            let line = Line::of("  ", Role::Text).and(name, Role::Link).and("  ", Role::Text).and(title, Role::Dim);
            lines.push(line.to(Target::Place(self.link_to(page))));
        }
        lines
    }
}

/// The pages whose names are most like one, and the first page, which is always there.
fn nearest<'a>(site: &'a Site, name: &PageName) -> Vec<&'a PageName> {
    let matcher = SkimMatcherV2::default().ignore_case();
    let last = name.as_str().rsplit('/').next().unwrap_or_default();
    let score = |page: &PageName| {
        let all = [(page.as_str(), name.as_str()), (page.as_str(), last), (name.as_str(), page.as_str())];
        all.iter()
            .filter(|(_, part)| !part.is_empty())
            .filter_map(|(whole, part)| matcher.fuzzy_match(whole, part))
            .max()
    };
    let mut found: Vec<_> = site.pages.iter().filter_map(|page| Some((score(page)?, page))).collect();
    found.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    let home = site.pages.iter().filter(|page| page.is_home());
    let mut pages: Vec<&PageName> = found.into_iter().map(|(_, page)| page).take(NEAREST).collect();
    pages.extend(home);
    pages.dedup();
    pages
}
