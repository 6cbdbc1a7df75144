//! What the room asks for.

use super::state::DocsRoom;
use crate::domain::model::listing::{FieldColumn, FieldPath, Listing, Row};
use crate::domain::model::{At, Hits, Terms};
use crate::platform::query::{Ask, FieldValues, Rows, Search, WhoAmI};
use crate::platform::store::Remote;
use crate::screen::ctx::Ctx;
use std::sync::Arc;
use std::time::Duration;

/// How long the keys have to rest before a portal is asked for what was typed.
const REST: Duration = Duration::from_millis(150);
/// Answers of one search that are asked for at most.
pub(super) const ANSWERS: usize = 20;
/// The annotations by which an entity has docs: of its own, and those of another entity.
const ANNOTATIONS: [&str; 2] =
    ["metadata.annotations.backstage.io/techdocs-ref", "metadata.annotations.backstage.io/techdocs-entity"];

impl DocsRoom {
    pub(super) fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), WhoAmI {}.into()];
        wants.extend(annotations().map(|path| FieldValues { path }.into()));
        wants.extend(self.questions(ctx).into_iter().map(Ask::from));
        wants.extend(self.preview_wants(ctx));
        wants
    }

    /// The questions of the search, as many as answers are wanted. While one types, only what is known
    /// already: a portal is not asked for each letter.
    pub(super) fn questions(&self, ctx: &Ctx<'_>) -> Vec<Search> {
        if !self.searches() {
            return Vec::new();
        }
        let Some(mut terms) = self.narrowed.terms(ctx, self.text()) else { return Vec::new() };
        let mut questions: Vec<Search> = Vec::new();
        for _ in 0..self.answers.clamp(1, ANSWERS) {
            let question = Search { terms: Box::new(terms.clone()) };
            let answer = ctx.store.get(&question).answer().cloned();
            if answer.is_none() && !self.has_rested(ctx) {
                break;
            }
            questions.push(question);
            let Some(next) = answer.and_then(|hits| hits.next.clone()) else { break };
            terms = Terms { from: Some(next), ..terms };
        }
        questions
    }

    /// What the search has answered so far.
    pub(super) fn hits(&self, ctx: &Ctx<'_>) -> Vec<Arc<Hits>> {
        self.questions(ctx).iter().map_while(|question| ctx.store.get(question).answer().cloned()).collect()
    }

    /// The question that is waited for, or failed: the first without an answer.
    pub(super) fn open_question<'a>(&self, ctx: &Ctx<'a>) -> Option<Remote<'a, Hits>> {
        let questions = self.questions(ctx);
        questions.iter().map(|question| ctx.store.get(question)).find(|remote| remote.answer().is_none())
    }

    /// Whether what is listed is not yet what is looked for.
    pub(super) fn is_behind(&self, ctx: &Ctx<'_>) -> bool {
        if !self.searches() {
            return false;
        }
        let Some(terms) = self.narrowed.terms(ctx, self.text()) else {
            return self.narrowed.waits(ctx) && ctx.store.get(&WhoAmI {}).fault.is_none();
        };
        let remote = ctx.store.get(&Search { terms: Box::new(terms) });
        remote.answer().is_none() && remote.fault.is_none()
    }

    pub(super) fn has_rested(&self, ctx: &Ctx<'_>) -> bool {
        ctx.platform.is_workspace || ctx.now.since(self.typed) >= REST
    }

    /// When the keys will have rested long enough, while they have not.
    pub(super) fn rests_at(&self, ctx: &Ctx<'_>) -> Option<At> {
        (!self.has_rested(ctx)).then(|| self.typed.after(REST))
    }

    /// The rows of entities that have docs.
    pub(super) fn rows_with_docs<'a>(&self, ctx: &Ctx<'_>, listing: &'a Listing) -> Vec<Row<'a>> {
        let columns = with_docs(ctx);
        let cells: Vec<_> = columns.iter().map(|column| column.cells(listing)).collect();
        let has = |row: &Row<'_>| cells.iter().any(|cells| cells.values(row.index()).next().is_some());
        listing.rows().filter(has).collect()
    }
}

fn annotations() -> impl Iterator<Item = FieldPath> {
    ANNOTATIONS.into_iter().filter_map(FieldPath::parse)
}

/// Which entities have docs, as far as that is known.
pub(super) fn with_docs(ctx: &Ctx<'_>) -> Vec<Arc<FieldColumn>> {
    annotations().filter_map(|path| ctx.store.get(&FieldValues { path }).answer().cloned()).collect()
}

/// The answer about the first of the annotations: while it is not there nothing can be listed.
pub(super) fn first_annotation<'a>(ctx: &Ctx<'a>) -> Option<Remote<'a, FieldColumn>> {
    annotations().next().map(|path| ctx.store.get(&FieldValues { path }))
}
