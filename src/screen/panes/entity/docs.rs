//! What an entity's docs begin with, on its overview.

use super::state::EntityRoom;
use crate::domain::docs::layout::Reading;
use crate::domain::docs::{Href, Lead, Page, PageName, beginning, lead};
use crate::domain::document::{Line, Role, Target};
use crate::domain::model::{Entity, Place, Tab};
use crate::platform::query::{Ask, DocsPage};
use crate::screen::ctx::Ctx;
use std::sync::Arc;

/// The annotations by which an entity has docs: of its own, and those of another entity.
const ANNOTATIONS: [&str; 2] =
    ["/metadata/annotations/backstage.io~1techdocs-ref", "/metadata/annotations/backstage.io~1techdocs-entity"];
/// Rows of the first page at most.
const ROWS: usize = 12;

impl EntityRoom {
    fn docs_query(&self) -> DocsPage {
        DocsPage { of: self.reference.clone(), page: PageName::default() }
    }

    /// The first page of the docs, where the entity says that it has some. Asked after the entity itself.
    pub(super) fn docs_wanted(&self, ctx: &Ctx<'_>) -> Option<Ask> {
        let entity = ctx.store.get(&self.query());
        let is_wanted = self.tab == Tab::Overview && entity.answer().is_some_and(|entity| has_docs(entity));
        is_wanted.then(|| self.docs_query().into())
    }

    pub(super) fn docs_page(&self, ctx: &Ctx<'_>) -> Option<Arc<Page>> {
        ctx.store.get(&self.docs_query()).answer().cloned()
    }

    /// Puts the docs where the facts end.
    pub(super) fn with_docs(&self, mut lines: Vec<Line>, entity: &Entity, columns: usize, ctx: &Ctx<'_>) -> Vec<Line> {
        if !has_docs(entity) {
            return lines;
        }
        let is_head = |line: &Line| line.runs.first().is_some_and(|run| run.role == Role::Heading);
        let at = lines.iter().position(is_head).map_or(lines.len(), |at| at.saturating_sub(1));
        let rest = lines.split_off(at);
        lines.extend([Line::empty(), Line::of("Docs", Role::Heading)]);
        let page = self.docs_page(ctx);
        let title = page.as_ref().map(|page| page.title.clone()).filter(|title| !title.is_empty());
        let link = Line::of("  ", Role::Text).and(title.unwrap_or_else(|| "Read them".into()), Role::Link);
        lines.push(link.to(Target::Place(Place::docs(self.reference.clone(), ""))));
        if let Some(page) = page {
            lines.extend(self.beginning(&page, columns.saturating_sub(4), ctx));
        }
        lines.extend(rest);
        lines
    }

    /// The first rows of the page, moved in below its title.
    fn beginning(&self, page: &Page, columns: usize, ctx: &Ctx<'_>) -> impl Iterator<Item = Line> {
        let reading = Reading { columns, is_ascii: ctx.look.glyphs.is_ascii(), ..Reading::default() };
        let lines = beginning(page, &reading, ROWS, |to| self.target(to, ctx));
        lines.into_iter().map(|line| {
            let moved =
                line.runs.into_iter().fold(Line::of("  ", Role::Text), |moved, run| moved.and(run.text, run.role));
            Line { target: line.target, ..moved }
        })
    }

    fn target(&self, to: &Href, ctx: &Ctx<'_>) -> Option<Target> {
        match lead(to, &self.reference, &ctx.platform.addresses()) {
            Lead::Place(place) => Some(Target::Place(*place)),
            Lead::Address(address) if !address.as_str().starts_with("mailto:") => Some(Target::Address(address)),
            _ => None,
        }
    }
}

fn has_docs(entity: &Entity) -> bool {
    ANNOTATIONS.iter().any(|pointer| !entity.text(pointer).is_empty())
}
