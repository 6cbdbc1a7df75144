use crate::domain::model::listing::{Facet, Filter, Listing, Row, Selection};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, ByRef, FreshRows, Problems, Rows, Select, Version, WhoAmI};
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// Columns that the facets take.
const FACETS: u16 = 26;
/// The narrowest list that still has something beside it.
const LIST: u16 = 54;

/// The narrowest that a part of the room is made.
const NARROW: u16 = 16;

/// How long the cursor has to rest before anything is asked about the rows it came to.
const REST: Duration = Duration::from_millis(120);
/// Rows younger than this are not asked anew for being looked at.
const FRESH: Duration = Duration::from_secs(60);

/// Which part of the room the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Focus {
    #[default]
    List,
    Facets,
    Filter,
}

/// Rows that are on the screen: a selection and the listing that it is of.
#[derive(Clone, Debug)]
pub(super) struct Shown {
    pub(super) listing: Arc<Listing>,
    pub(super) selection: Arc<Selection>,
    /// The filter that made the selection; while another is being worked on, these rows stay.
    pub(super) filter: Filter,
}

/// The catalog's list.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub(super) prompt: Prompt,
    pub(super) filter: Filter,
    pub(super) mine: bool,
    pub(super) starred: bool,
    pub(super) focus: Focus,
    pub(super) cursor: Cursor,
    pub(super) facet_cursor: Cursor,
    /// The value under that cursor, which it follows when the counts change.
    pub(super) facet_at: Option<(Facet, Clean)>,
    pub(super) shown: Option<Shown>,
    /// The entity under the cursor, which the cursor follows when rows change.
    pub(super) at: Option<EntityRef>,
    /// When the cursor or the window moved last.
    pub(super) moved: At,
    pub(super) was: (Option<EntityRef>, usize),
    pub(super) preview: Sheet,
    pub(super) previewed: Option<Previewed>,
}

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    pub(super) facets: Option<Rect>,
    pub(super) bar: Rect,
    pub(super) head: Rect,
    pub(super) list: Rect,
    pub(super) preview: Option<Rect>,
}

impl Catalog {
    pub(super) fn wanted(&self, ctx: &Ctx<'_>) -> Vec<Ask> {
        let mut wants: Vec<Ask> = vec![Rows {}.into(), WhoAmI {}.into(), Problems {}.into()];
        if let Some(listing) = ctx.store.listing() {
            wants.push(Select { listing: Version(Arc::clone(listing)), filter: self.whole_filter(ctx) }.into());
            if self.has_rested(ctx) {
                wants.extend(self.fresh_rows(ctx, listing));
            }
        }
        wants.extend(self.previewed_entity(ctx).map(Ask::from));
        wants
    }

    /// The entity beside the list. While the cursor runs over rows, only those that are known
    /// already: a portal is not asked for each row that is passed.
    fn previewed_entity(&self, ctx: &Ctx<'_>) -> Option<ByRef> {
        self.areas(ctx).preview?;
        let query = ByRef { reference: self.at.clone()? };
        let known = ctx.store.get(&query).answer().is_some();
        (known || self.has_rested(ctx)).then_some(query)
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
        let shown = self.shown.as_ref()?;
        let old = ctx.now.since(listing.as_of) > FRESH;
        if !old || !listing.complete || ctx.platform.is_workspace || shown.selection.rows.is_empty() {
            return None;
        }
        let window = shown.selection.rows.iter().skip(self.cursor.top).take(usize::from(ctx.body.height));
        let refs = window.filter_map(|row| shown.listing.row(*row)).map(Row::reference).collect();
        Some(FreshRows { refs }.into())
    }

    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let body = ctx.body;
        let preview_width = if ctx.preview && body.width >= LIST + 40 { preview_width(ctx, body) } else { 0 };
        let room = body.width - preview_width;
        // the divider stands in the last column of the facets
        let facets = (ctx.parts.offset(Part::Facets, body.width, FACETS - 1) + 1).clamp(NARROW, body.width.max(NARROW));
        let beside = room >= LIST + facets + 10;
        let facets_width = if beside || self.focus == Focus::Facets { facets.min(room) } else { 0 };
        let facets = (facets_width > 0).then_some(Rect { width: facets_width, ..body });
        let main = Rect { x: body.x + facets_width, width: room - facets_width, ..body };
        let line =
            |n: u16| Rect { y: main.y + n.min(main.height), height: 1.min(main.height.saturating_sub(n)), ..main };
        let list = Rect { y: main.y + 2.min(main.height), height: main.height.saturating_sub(2), ..main };
        let preview = (preview_width > 0).then_some(Rect { x: main.right(), width: preview_width, ..body });
        Areas { facets, bar: line(0), head: line(1), list, preview }
    }

    /// The dividers that are seen; the one of the part that has the keys first.
    pub(super) fn parted(&self, ctx: &Ctx<'_>) -> Vec<Divider> {
        let areas = self.areas(ctx);
        let divider = |part, column| Divider { part, column, of: ctx.body };
        let beside = |area: &Rect| area.width < ctx.body.width;
        let facets = areas.facets.filter(beside).map(|area| divider(Part::Facets, area.right().saturating_sub(1)));
        let preview = areas.preview.map(|area| divider(Part::Preview, area.x));
        let both = if self.focus == Focus::Facets { [facets, preview] } else { [preview, facets] };
        both.into_iter().flatten().collect()
    }

    pub(super) fn len(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.selection.rows.len())
    }

    pub(super) fn row_at(&self, at: usize) -> Option<Row<'_>> {
        let shown = self.shown.as_ref()?;
        shown.listing.row(*shown.selection.rows.get(at)?)
    }

    /// The values of all facets in one list, as the cursor walks over them.
    pub(super) fn facet_values(&self) -> Vec<FacetItem<'_>> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let mut items = Vec::new();
        for (facet, values) in shown.selection.facets.iter().filter(|(_, values)| !values.is_empty()) {
            items.push(FacetItem::Head(*facet));
            items.extend(values.iter().map(|value| FacetItem::Value(*facet, value)));
        }
        items
    }

    /// Takes over a selection that has been worked out, and keeps the cursor on its entity.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let filter = self.whole_filter(ctx);
        let areas = self.areas(ctx);
        if let Some(listing) = ctx.store.listing() {
            let select = Select { listing: Version(Arc::clone(listing)), filter };
            if let Some(selection) = ctx.store.get(&select).answer() {
                self.take_over(Shown {
                    listing: Arc::clone(listing),
                    selection: Arc::clone(selection),
                    filter: select.filter,
                });
            }
        }
        let height = usize::from(areas.list.height);
        if self.shown.is_some() {
            self.cursor.settle(self.len(), height);
            self.at = self.row_at(self.cursor.at).map(Row::reference).or(self.at.take());
        }
        let is = (self.at.clone(), self.cursor.top);
        if is != self.was {
            // what is there at the start is asked for at once
            self.moved = if self.was.0.is_none() { At::default() } else { ctx.now };
            self.was = is;
        }
        self.keep_facet(usize::from(ctx.body.height));
        self.take_in_preview(ctx, areas.preview);
    }

    /// Keeps the cursor of the facets on its value.
    fn keep_facet(&mut self, height: usize) {
        let items = self.facet_values();
        let same = |item: &FacetItem<'_>| matches!((item, &self.facet_at), (FacetItem::Value(facet, value), Some((f, v))) if facet == f && value.value == *v);
        let (len, found) = (items.len(), items.iter().position(same));
        if let Some(found) = found {
            self.facet_cursor.at = found;
        }
        self.facet_cursor.settle(len, height);
        self.remember_facet();
    }

    /// The value under the cursor of the facets is the one it stays on.
    pub(super) fn remember_facet(&mut self) {
        self.facet_at = match self.facet_values().get(self.facet_cursor.at) {
            Some(FacetItem::Value(facet, value)) => Some((*facet, value.value.clone())),
            _ => None,
        };
    }

    fn take_over(&mut self, new: Shown) {
        if self.shown.as_ref().is_some_and(|old| Arc::ptr_eq(&old.selection, &new.selection)) {
            return;
        }
        // typing goes to the best match; anything else leaves the cursor where the user put it
        let typed = self.shown.as_ref().is_some_and(|old| old.filter.text != new.filter.text);
        let same = |row: &u32| new.listing.row(*row).zip(self.at.as_ref()).is_some_and(|(row, at)| row.is(at));
        match new.selection.rows.iter().position(same) {
            _ if typed => self.cursor = Cursor::default(),
            Some(found) => self.cursor.at = found,
            None => {}
        }
        self.shown = Some(new);
    }
}

/// Columns of the preview: as many as the user gave it, as long as the list has enough.
fn preview_width(ctx: &Ctx<'_>, body: Rect) -> u16 {
    let usual = body.width - (body.width - LIST).min(body.width * 2 / 5);
    let list = ctx.parts.offset(Part::Preview, body.width, usual);
    body.width.saturating_sub(list.clamp(NARROW * 2, body.width.saturating_sub(NARROW)))
}

/// What the preview was made of; it is made anew when any of it changes.
#[derive(Clone, Debug)]
pub(super) struct Previewed {
    pub(super) at: EntityRef,
    pub(super) width: u16,
    pub(super) entity: Option<Arc<Entity>>,
    pub(super) listing: u64,
}

impl PartialEq for Previewed {
    fn eq(&self, other: &Self) -> bool {
        let entity = |it: &Self| it.entity.as_ref().map(Arc::as_ptr);
        (&self.at, self.width, self.listing) == (&other.at, other.width, other.listing) && entity(self) == entity(other)
    }
}

/// A line of the facets.
#[derive(Clone, Copy, Debug)]
pub(super) enum FacetItem<'a> {
    Head(Facet),
    Value(Facet, &'a crate::domain::model::listing::FacetCount),
}
