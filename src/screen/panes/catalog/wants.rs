//! What the list asks for.

use super::state::Catalog;
use crate::domain::model::listing::{FieldPath, Filter, Listing, Row};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef, FieldValues, FreshRows, Problems, Rows, Select, Version, WhoAmI};
use crate::screen::ctx::Ctx;
use std::sync::Arc;
use std::time::Duration;

/// How long the cursor has to rest before anything is asked about the rows it came to.
const REST: Duration = Duration::from_millis(120);
/// Rows younger than this are not asked anew for being looked at.
const FRESH: Duration = Duration::from_secs(60);
/// Marked entities that the portal is asked about while they are only marked.
const MARKED: usize = 200;
/// Fields that a list asks for at most.
const FIELDS: usize = 12;

impl Catalog {
    pub(super) fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), WhoAmI {}.into(), Problems {}.into()];
        wants.extend(self.fields(ctx).into_iter().map(|path| FieldValues { path }.into()));
        if let Some(listing) = ctx.store.listing() {
            wants.push(self.select(ctx, listing).into());
            if self.has_rested(ctx) {
                wants.extend(self.fresh_rows(ctx, listing));
            }
        }
        wants.extend(self.previewed_entity(ctx).map(Ask::from));
        wants
    }

    /// The fields that are shown, or that decide which rows are and in which order. Each may mean the
    /// whole catalog once more: a link cannot have a portal asked for any number of them.
    pub(super) fn fields(&self, ctx: &Ctx<'_>) -> Vec<FieldPath> {
        let mut fields = self.named_fields(ctx);
        fields.truncate(FIELDS);
        fields
    }

    /// Says, once, that fields are not asked for.
    pub(super) fn tell_left_out(&mut self, ctx: &Ctx<'_>) -> Option<Clean> {
        let left_out = self.named_fields(ctx).len().saturating_sub(FIELDS);
        let is_new = left_out > self.left_out;
        self.left_out = left_out;
        let words = format!("this list names more than {FIELDS} fields: {left_out} of them are left out");
        is_new.then(|| Clean::line(&words))
    }

    fn named_fields(&self, ctx: &Ctx<'_>) -> Vec<FieldPath> {
        let mut fields = self.filter.fields();
        for path in self.columns(ctx).iter().filter_map(|column| column.field()) {
            if !fields.contains(path) {
                fields.push(path.clone());
            }
        }
        fields
    }

    /// The question for the rows to show, with the fields that are known by now.
    pub(super) fn select(&self, ctx: &Ctx<'_>, listing: &Arc<Listing>) -> Select {
        let known = |path: FieldPath| ctx.store.get(&FieldValues { path }).answer().cloned().map(Version);
        let fields = self.fields(ctx).into_iter().filter_map(known).collect();
        Select { listing: Version(Arc::clone(listing)), filter: Box::new(self.whole_filter(ctx)), fields }
    }

    /// Whether the rows shown are still those of another filter than the one there is now.
    pub(super) fn is_behind(&self, ctx: &Ctx<'_>) -> bool {
        let Some(listing) = ctx.store.listing() else { return false };
        let select = self.select(ctx, listing);
        let is_shown = self.shown.as_ref().is_some_and(|shown| shown.filter == *select.filter);
        !is_shown && ctx.store.get(&select).in_flight
    }

    /// The filter with what depends on the user filled in.
    fn whole_filter(&self, ctx: &Ctx<'_>) -> Filter {
        let owners = || ctx.who().map(|who| who.ownership.iter().cloned().collect()).unwrap_or_default();
        Filter {
            owned_by: self.mine.then(owners),
            among: self.starred.then(|| ctx.starred.iter().cloned().collect()),
            ..self.filter.clone()
        }
    }

    /// The entity beside the list. While the cursor runs over rows, only those that are known
    /// already: a portal is not asked for each row that is passed.
    fn previewed_entity(&self, ctx: &Ctx<'_>) -> Option<ByRef> {
        self.areas(ctx).preview?;
        let query = ByRef { reference: self.at.clone()? };
        let known = ctx.store.get(&query).answer().is_some();
        (known || self.has_rested(ctx)).then_some(query)
    }

    /// The marked entities, as far as one asks about so many, and the rows on the screen once the cursor
    /// has come to rest.
    pub(super) fn things_in_sight(&self, ctx: &Ctx<'_>) -> Vec<EntityRef> {
        let marked = self.marks.rows().take(MARKED).filter_map(|row| self.marks.row(row));
        let mut things: Vec<EntityRef> = self.row_here().map(Row::reference).into_iter().chain(marked).collect();
        if self.has_rested(ctx) {
            let lines = (self.cursor.top..self.len()).take(usize::from(ctx.body.height));
            things.extend(lines.filter_map(|line| self.row_at(line)).map(Row::reference));
        }
        things
    }

    fn has_rested(&self, ctx: &Ctx<'_>) -> bool {
        ctx.now.since(self.moved) >= REST
    }

    /// When the cursor will have rested long enough, while it has not.
    pub(super) fn rests_at(&self, ctx: &Ctx<'_>) -> Option<At> {
        let asks = !ctx.platform.is_workspace || self.areas(ctx).preview.is_some();
        (asks && !self.has_rested(ctx)).then(|| self.moved.after(REST))
    }

    /// The rows on the screen, asked anew when they come from a copy that is not quite young.
    fn fresh_rows(&self, ctx: &Ctx<'_>, listing: &Arc<Listing>) -> Option<Ask> {
        let old = ctx.now.since(listing.as_of) > FRESH;
        if !old || !listing.complete || ctx.platform.is_workspace || self.len() == 0 {
            return None;
        }
        let lines = (self.cursor.top..self.len()).take(usize::from(ctx.body.height));
        let refs = lines.filter_map(|line| self.row_at(line)).map(Row::reference).collect();
        Some(FreshRows { refs }.into())
    }
}
