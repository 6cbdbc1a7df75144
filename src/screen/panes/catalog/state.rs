use crate::domain::document::{Line, portrait, portrait_of_row};
use crate::domain::model::listing::{Column, Facet, Filter, Listing, Order, Row, Selection};
use crate::domain::model::{At, EntityRef, Place, Room};
use crate::platform::query::{Along, Ask, ByRef, FreshRows, Problems, Rows, Select, Version, WhoAmI};
use crate::screen::ctx::Ctx;
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
    pub(super) shown: Option<Shown>,
    /// The entity under the cursor, which the cursor follows when rows change.
    pub(super) at: Option<EntityRef>,
    /// When the cursor or the window moved last.
    moved: At,
    was: (Option<EntityRef>, usize),
    pub(super) preview: Sheet,
    previewed: Option<(EntityRef, u16, bool)>,
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
    /// The list that a link names, with the cursor where it was left.
    pub fn open(place: &Place, cursor: Option<EntityRef>, top: usize) -> Self {
        let mut filter = Filter::default();
        let (mut mine, mut starred) = (false, false);
        for (key, value) in &place.query {
            match (key.as_str(), value.as_str()) {
                ("q", text) => filter.text = text.into(),
                ("mine", _) => mine = true,
                ("starred", _) => starred = true,
                ("ownerless", _) => filter.ownerless = true,
                ("sort", column) => filter.order = order_of(column),
                (facet, value) => {
                    if let Some(facet) = Facet::of_word(facet) {
                        filter.facets.entry(facet).or_default().insert(value.to_lowercase());
                    }
                }
            }
        }
        Self {
            prompt: Prompt::holding(&filter.text),
            filter,
            mine,
            starred,
            focus: Focus::List,
            cursor: Cursor { at: top, top },
            facet_cursor: Cursor::default(),
            shown: None,
            at: cursor,
            moved: At::default(),
            was: (None, 0),
            preview: Sheet::default(),
            previewed: None,
        }
    }

    pub(super) fn link(&self) -> Place {
        let mut place = Place::room(Room::Catalog);
        let mut add = |key: &str, value: &str| place.query.push((key.into(), value.into()));
        if !self.filter.text.is_empty() {
            add("q", &self.filter.text);
        }
        for (facet, value) in self.filter.facets.iter().flat_map(|(f, values)| values.iter().map(move |v| (f, v))) {
            add(facet.word(), value);
        }
        for (on, key) in [(self.mine, "mine"), (self.starred, "starred"), (self.filter.ownerless, "ownerless")] {
            if on {
                add(key, "yes");
            }
        }
        if let Some(order) = self.filter.order {
            add("sort", &format!("{}{}", if order.descending { "-" } else { "" }, order.column.word()));
        }
        place
    }

    /// The filter with what depends on the user filled in.
    pub(super) fn whole_filter(&self, ctx: &Ctx<'_>) -> Filter {
        let owners = || ctx.who().map(|who| who.ownership.iter().cloned().collect()).unwrap_or_default();
        Filter {
            owned_by: self.mine.then(owners),
            among: self.starred.then(|| ctx.starred.iter().cloned().collect()),
            ..self.filter.clone()
        }
    }

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
        Some(FreshRows { refs, listing: Along(Arc::clone(listing)) }.into())
    }

    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let body = ctx.body;
        let preview_width =
            if ctx.preview && body.width >= LIST + 40 { (body.width - LIST).min(body.width * 2 / 5) } else { 0 };
        let room = body.width - preview_width;
        let beside = room >= LIST + FACETS + 10;
        let facets_width = if beside || self.focus == Focus::Facets { FACETS.min(room) } else { 0 };
        let facets = (facets_width > 0).then_some(Rect { width: facets_width, ..body });
        let main = Rect { x: body.x + facets_width, width: room - facets_width, ..body };
        let line =
            |n: u16| Rect { y: main.y + n.min(main.height), height: 1.min(main.height.saturating_sub(n)), ..main };
        let list = Rect { y: main.y + 2.min(main.height), height: main.height.saturating_sub(2), ..main };
        let preview = (preview_width > 0).then_some(Rect { x: main.right(), width: preview_width, ..body });
        Areas { facets, bar: line(0), head: line(1), list, preview }
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
        let facets = self.facet_values().len();
        self.facet_cursor.settle(facets, usize::from(ctx.body.height));
        self.take_in_preview(ctx, areas.preview);
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

    fn take_in_preview(&mut self, ctx: &Ctx<'_>, area: Option<Rect>) {
        let Some(area) = area else { return };
        let Some(at) = self.row_at(self.cursor.at).map(Row::reference) else {
            (self.preview, self.previewed) = (Sheet::default(), None);
            return;
        };
        let entity = ctx.store.get(&ByRef { reference: at.clone() });
        let now = (at, area.width, entity.answer().is_some());
        if self.previewed.as_ref() == Some(&now) {
            return;
        }
        let columns = usize::from(area.width.saturating_sub(4));
        let listing = ctx.store.listing().map(AsRef::as_ref);
        let lines: Vec<Line> = match (entity.answer(), self.row_at(self.cursor.at), &self.shown) {
            (Some(entity), _, _) => portrait(entity, listing, columns),
            (None, Some(row), Some(shown)) => portrait_of_row(row, &shown.listing, columns),
            _ => Vec::new(),
        };
        let height = usize::from(area.height);
        self.preview = Sheet::default();
        self.preview.set(lines, height);
        self.previewed = Some(now);
    }
}

/// A line of the facets.
#[derive(Clone, Copy, Debug)]
pub(super) enum FacetItem<'a> {
    Head(Facet),
    Value(Facet, &'a crate::domain::model::listing::FacetCount),
}

fn order_of(word: &str) -> Option<Order> {
    let (descending, word) = word.strip_prefix('-').map_or((false, word), |word| (true, word));
    Column::of_word(word).map(|column| Order { column, descending })
}
