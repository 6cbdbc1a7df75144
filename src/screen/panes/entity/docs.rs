//! What an entity's docs begin with, on its overview.

use super::state::EntityRoom;
use crate::domain::docs::{Block, Inline, Page, PageName};
use crate::domain::document::{Line, Role, Target, wrap};
use crate::domain::model::{Entity, Place, Tab};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DocsPage};
use crate::screen::ctx::Ctx;
use std::sync::Arc;

/// The annotations by which an entity has docs: of its own, and those of another entity.
const ANNOTATIONS: [&str; 2] =
    ["/metadata/annotations/backstage.io~1techdocs-ref", "/metadata/annotations/backstage.io~1techdocs-entity"];
/// The widest that text is set.
const MEASURE: usize = 92;
/// Lines of the first paragraph at most.
const LINES: usize = 4;

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
    pub(super) fn with_docs(
        &self,
        mut lines: Vec<Line>,
        entity: &Entity,
        page: Option<&Page>,
        columns: usize,
    ) -> Vec<Line> {
        if !has_docs(entity) {
            return lines;
        }
        let is_head = |line: &Line| line.runs.first().is_some_and(|run| run.role == Role::Heading);
        let at = lines.iter().position(is_head).map_or(lines.len(), |at| at.saturating_sub(1));
        let rest = lines.split_off(at);
        lines.extend([Line::empty(), Line::of("Docs", Role::Heading)]);
        let title = page.map(|page| page.title.clone()).filter(|title| !title.is_empty());
        let link = Line::of("  ", Role::Text).and(title.unwrap_or_else(|| "Read them".into()), Role::Link);
        lines.push(link.to(Target::Place(Place::docs(self.reference.clone(), ""))));
        let beginning = page.map(first_paragraph).unwrap_or_default();
        let wrapped = wrap(beginning.shown(), columns.saturating_sub(2).min(MEASURE));
        let wrapped = wrapped.into_iter().take(LINES);
        lines.extend(wrapped.map(|line| Line::of("  ", Role::Text).and(line, Role::Text)));
        lines.extend(rest);
        lines
    }
}

fn has_docs(entity: &Entity) -> bool {
    ANNOTATIONS.iter().any(|pointer| !entity.text(pointer).is_empty())
}

/// What the page says first, in one line.
fn first_paragraph(page: &Page) -> Clean {
    let paragraphs = page.blocks.iter().filter_map(|block| match block {
        Block::Paragraph(inlines) => Some(text_of(page, inlines)),
        _ => None,
    });
    let first = paragraphs.map(|text| text.trim().to_owned()).find(|text| !text.is_empty());
    Clean::line(&first.unwrap_or_default())
}

fn text_of(page: &Page, inlines: &[Inline]) -> String {
    let text = inlines.iter().map(|inline| match inline {
        Inline::Text(span) => page.text(span.text).as_str(),
        Inline::Break => " ",
        Inline::Image(_) | Inline::Anchor(_) => "",
    });
    text.collect()
}
