//! Searching the site by its own index.

use crate::domain::docs::{Index, IndexHit};
use crate::domain::document::{Line, Role, Target, snippet_lines, to_find, wrap};
use crate::domain::model::Place;
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DocsFound, DocsIndex, Version};
use crate::screen::ctx::Ctx;
use crate::screen::panes::absence;
use crate::screen::panes::reader::framed::Over;
use crate::screen::panes::reader::state::Reader;
use crate::screen::widgets::sheet::Sheet;
use std::sync::Arc;

/// Lines of a snippet at most.
const SNIPPET: usize = 2;

impl Reader {
    fn index_query(&self) -> DocsIndex {
        DocsIndex { of: self.of.clone() }
    }

    fn found_query(index: &Arc<Index>, text: &str) -> DocsFound {
        DocsFound { index: Version(Arc::clone(index)), text: text.to_owned() }
    }

    pub(super) fn search_wants(&self, over: &Over, ctx: &Ctx<'_>) -> Vec<Ask> {
        let index = ctx.store.get(&self.index_query()).answer().cloned();
        let found = index.filter(|_| !over.text().is_empty()).map(|index| Self::found_query(&index, over.text()));
        std::iter::once(self.index_query().into()).chain(found.map(Ask::from)).collect()
    }

    /// Whether what is listed is not yet what was typed for.
    pub(super) fn is_behind(&self, ctx: &Ctx<'_>) -> bool {
        let Some(over) = self.over.as_ref().filter(|over| over.typing() && !over.text().is_empty()) else {
            return false;
        };
        let index = ctx.store.get(&self.index_query());
        match index.answer() {
            Some(index) => {
                let found = ctx.store.get(&Self::found_query(index, over.text()));
                found.answer().is_none() && found.fault.is_none()
            }
            None => index.fault.is_none(),
        }
    }

    pub(super) fn settle_search(&self, over: &mut Over, ctx: &Ctx<'_>) {
        let columns = over.columns(ctx.body);
        let index = ctx.store.get(&self.index_query());
        let Some(known) = index.answer() else {
            return over.set(absence(&index, "the index of these docs", columns), ctx.body);
        };
        if over.text().is_empty() {
            over.found_for = None;
            let words = format!("{} sections: type what to look for in them", known.sections.len());
            return over.set(vec![Line::of(Clean::line(&words), Role::Dim)], ctx.body);
        }
        // what was found before stays until it is known what is found now
        let found = ctx.store.get(&Self::found_query(known, over.text()));
        let Some(hits) = found.answer() else { return };
        if over.found_for.as_deref() != Some(over.text()) {
            (over.found_for, over.sheet) = (Some(over.text().to_owned()), Sheet::default());
        }
        let mut lines: Vec<Line> = hits.iter().flat_map(|hit| self.hit(hit, over.text(), columns)).collect();
        if lines.is_empty() {
            let words = Clean::line(&format!("Nothing in these docs matches `{}`.", over.text()));
            lines = wrap(words.shown(), columns).into_iter().map(|line| Line::of(line, Role::Text)).collect();
        }
        over.set(lines, ctx.body);
    }

    fn hit(&self, hit: &IndexHit, typed: &str, columns: usize) -> Vec<Line> {
        let of_page = self.site.as_ref().and_then(|site| site.title_of(&hit.page).cloned());
        let page = of_page.unwrap_or_else(|| Clean::line(hit.page.as_str()));
        let title = if hit.title.is_empty() { page.clone() } else { hit.title.clone() };
        let aside = if title == page { Clean::default() } else { page };
        let fragment = (!hit.id.is_empty()).then(|| hit.id.to_string());
        let query = vec![("q".to_owned(), to_find(typed, hit.snippet.shown(), &hit.marks))];
        let place = Place { fragment, query, ..self.link_to(&hit.page) };
        let head = Line::of(title, Role::Link).and("  ", Role::Text).and(aside, Role::Dim).to(Target::Place(place));
        let mut lines = vec![head];
        lines.extend(snippet_lines(hit.snippet.shown(), &hit.marks, columns, SNIPPET));
        lines
    }
}
