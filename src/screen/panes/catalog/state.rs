use super::chooser::Pick;
use super::lines::{Lines, ListLine};
use super::marks::Marks;
use crate::domain::model::listing::{Column, Facet, FacetCount, Filter, Listing, Row, Selection};
use crate::domain::model::{At, Entity, EntityRef};
use crate::domain::text::Clean;
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::collections::BTreeSet;
use std::sync::Arc;

/// Columns that the facets take.
const FACETS: u16 = 26;
/// The narrowest list that still has something beside it.
const LIST: u16 = 54;

/// The narrowest that a part of the room is made.
const NARROW: u16 = 16;

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
    pub(super) lines: Lines,
    /// How wide the values of each facet are.
    pub(super) widths: Vec<(Facet, u16)>,
}

impl Shown {
    /// The line of an entity; of several, as under several heads, the one that is nearest to `near`.
    pub(super) fn line_of(&self, entity: &EntityRef, near: usize) -> Option<usize> {
        let row = self.listing.find(entity)?.index();
        let places = self.selection.rows.iter().enumerate().filter(|(_, shown)| **shown == row);
        places.map(|(place, _)| self.lines.line_of_row(place)).min_by_key(|line| line.abs_diff(near))
    }
}

/// The catalog's list.
#[derive(Clone, Debug)]
pub struct Catalog {
    pub(super) prompt: Prompt,
    pub(super) filter: Filter,
    pub(super) mine: bool,
    pub(super) starred: bool,
    /// The columns chosen here; those chosen last anywhere where none were.
    pub(super) columns: Option<Vec<Column>>,
    pub(super) focus: Focus,
    pub(super) cursor: Cursor,
    pub(super) facet_cursor: Cursor,
    /// The value under that cursor, which it follows when the counts change.
    pub(super) facet_at: Option<(Facet, Clean)>,
    pub(super) shown: Option<Shown>,
    /// The entity under the cursor, which the cursor follows when rows change.
    pub(super) at: Option<EntityRef>,
    /// The head under the cursor, where it is on one.
    pub(super) at_head: Option<Clean>,
    /// The groups whose rows are hidden, by their value.
    pub(super) folded: BTreeSet<String>,
    pub(super) marks: Marks,
    /// Whether the row under the cursor is to be opened once it is known which that is.
    pub(super) waiting: bool,
    /// How many fields are not asked for, as it was told last.
    pub(super) left_out: usize,
    /// What is being chosen over the list.
    pub(super) pick: Option<Pick>,
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

    /// Where the cells of the list are: behind the cursor's mark and, where something is marked, the
    /// marks.
    pub(super) fn inner(&self, list: Rect) -> Rect {
        let gutter = if self.marks.count() > 0 { 2 } else { 1 };
        Rect { x: list.x + gutter.min(list.width), width: list.width.saturating_sub(gutter + 1), ..list }
    }

    /// How many lines the list has.
    pub(super) fn len(&self) -> usize {
        self.shown.as_ref().map_or(0, |shown| shown.lines.len())
    }

    /// What stands in a line.
    pub(super) fn line_at(&self, line: usize) -> Option<ListLine> {
        self.shown.as_ref()?.lines.at(line)
    }

    /// The row in a line; none on a head.
    pub(super) fn row_at(&self, line: usize) -> Option<Row<'_>> {
        let shown = self.shown.as_ref()?;
        match shown.lines.at(line)? {
            ListLine::Row(at) => shown.listing.row(*shown.selection.rows.get(at)?),
            ListLine::Head(_) => None,
        }
    }

    /// The row under the cursor.
    pub(super) fn row_here(&self) -> Option<Row<'_>> {
        self.row_at(self.cursor.at)
    }

    /// The values of all facets in one list, as the cursor walks over them.
    pub(super) fn facet_values(&self) -> Vec<FacetItem<'_>> {
        let Some(shown) = &self.shown else { return Vec::new() };
        let mut items = Vec::new();
        for (facet, values) in shown.selection.facets.iter().filter(|(_, values)| !values.is_empty()) {
            items.push(FacetItem::Head(facet));
            items.extend(values.iter().map(|value| FacetItem::Value(facet, value)));
        }
        items
    }
}

/// A line of the facets.
#[derive(Clone, Copy, Debug)]
pub(super) enum FacetItem<'a> {
    Head(&'a Facet),
    Value(&'a Facet, &'a FacetCount),
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
