//! What is wrong with the docs, each with the page that it is on.

use crate::domain::docs::Finding;
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DocsPage};
use crate::screen::ctx::Ctx;
use crate::screen::panes::reader::framed::Over;
use crate::screen::panes::reader::state::Reader;
use crate::screen::panes::{Intent, absence};

impl Reader {
    pub(super) fn findings_wants(&self, over: &Over) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![self.findings_query().into()];
        // where its source is, says the page
        wants.extend(self.page_under(over).map(Ask::from));
        wants
    }

    fn page_under(&self, over: &Over) -> Option<DocsPage> {
        let Some(Target::Place(place)) = over.sheet.target() else { return None };
        Some(DocsPage { of: self.of.clone(), page: crate::domain::docs::PageName::of_path(&place.page) })
    }

    pub(super) fn settle_findings(&self, over: &mut Over, ctx: &Ctx<'_>) {
        let columns = over.columns(ctx.body);
        let remote = ctx.store.get(&self.findings_query());
        let lines = match remote.answer() {
            None => absence(&remote, "what is wrong with these docs", columns),
            Some(findings) if findings.is_empty() => {
                vec![Line::of("Nothing: all links lead somewhere, and no section is missing.", Role::Good)]
            }
            Some(findings) => findings.iter().flat_map(|finding| self.finding(finding, columns)).collect(),
        };
        let lines = match remote.answer() {
            Some(_) if !ctx.platform.is_workspace => lines.into_iter().chain(self.looked_at(columns)).collect(),
            _ => lines,
        };
        over.set(lines, ctx.body);
    }

    /// A portal is not asked for all pages only to look at them.
    fn looked_at(&self, columns: usize) -> Vec<Line> {
        let all = self.site.as_ref().map_or(0, |site| site.pages.len());
        let of = if all > 0 { format!(" of {all}") } else { String::new() };
        let words = Clean::line(&format!("Only the pages{of} that were read so far were looked at."));
        let lines = wrap(words.shown(), columns).into_iter().map(|line| Line::of(line, Role::Dim));
        std::iter::once(Line::empty()).chain(lines).collect()
    }

    fn finding(&self, finding: &Finding, columns: usize) -> Vec<Line> {
        let mut head = match &finding.page {
            None => Line::of("All of it", Role::Label),
            Some(page) => {
                let title = self.site.as_ref().and_then(|site| site.title_of(page).cloned());
                let name = if page.is_home() { "index" } else { page.as_str() };
                let line = finding.line.map(|line| format!(":{line}")).unwrap_or_default();
                Line::of(title.unwrap_or_else(|| Clean::line(name)), Role::Link)
                    .and(Clean::line(&format!("  {name}{line}")), Role::Dim)
                    .to(Target::Place(self.link_to(page)))
            }
        };
        if let Some(Target::Place(place)) = &mut head.target {
            // two on the same page are told apart by their lines
            place.query.extend(finding.line.map(|line| ("line".into(), line.to_string())));
            place.query.extend(finding.lead.as_ref().map(|lead| ("lead".into(), lead.to_string())));
        }
        let problem = wrap(finding.problem.shown(), columns.saturating_sub(2));
        let problem = problem.into_iter().map(|line| Line::of("  ", Role::Text).and(line, Role::Text));
        std::iter::once(head).chain(problem).collect()
    }

    /// Edits the source of the page under the cursor, at the line.
    pub(super) fn edit_finding(&self, ctx: &Ctx<'_>) -> Option<Intent> {
        let over = self.over.as_ref()?;
        let Some(Target::Place(place)) = over.sheet.target() else { return None };
        let line = place.param("line").and_then(|line| line.parse().ok()).unwrap_or(1);
        let page = ctx.store.get(&self.page_under(over)?).answer().cloned()?;
        let edit = page.edit.clone()?;
        match ctx.platform.is_workspace {
            true => Some(Intent::EditFile(edit.as_str().into(), line)),
            false => Some(Intent::Open(edit)),
        }
    }
}
