use super::items::{Choice, FacetItem, Item, items, said};
use crate::domain::document::{Line, event_lines};
use crate::domain::model::timeline::{Event, EventFilter, Timeline};
use crate::domain::model::{At, EntityRef};
use crate::domain::text::Clean;
use crate::platform::query::{Ask, DescriptorAt, Rows, Timeline as Query};
use crate::screen::ctx::{Ctx, Part};
use crate::screen::panes::tabs;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::find::Find;
use crate::screen::widgets::prompt::Prompt;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;
use std::time::Duration;

/// Events of each source that are asked for first; each time one goes beyond them, twice as many.
pub(super) const FIRST: usize = 200;
/// The most that are asked for.
pub(super) const MOST: usize = 6_400;
/// Between two looks at the ages.
const LEAST: Duration = Duration::from_secs(60);
/// Columns that kinds and people take.
const FACETS: u16 = 28;
/// The narrowest page that is shared by the list and the event.
pub(super) const BESIDE: u16 = 100;

/// What of the timeline is shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Showing {
    /// All events.
    List,
    /// One event, by its id.
    Event(Clean),
    /// The descriptor in one state.
    Descriptor(String),
}

/// Which part of the list the keys go to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub(super) enum Focus {
    #[default]
    List,
    Facets,
    Filter,
}

/// What changed of an entity.
#[derive(Clone, Debug)]
pub struct TimelineRoom {
    pub(super) reference: EntityRef,
    pub(super) showing: Showing,
    pub(super) filter: EventFilter,
    /// How long back the list goes, in the word of the link; the filter has the moment.
    pub(super) span: Option<String>,
    pub(super) limit: usize,
    pub(super) focus: Focus,
    pub(super) prompt: Prompt,
    /// The last timeline that came; while more of it is on its way, it stays.
    pub(super) shown: Option<Arc<Timeline>>,
    pub(super) items: Vec<Item>,
    items_of: Option<(Arc<Timeline>, EventFilter)>,
    pub(super) cursor: Cursor,
    /// The event under the cursor, which the cursor follows when others come.
    pub(super) at: Option<Clean>,
    pub(super) facet_items: Vec<FacetItem>,
    pub(super) facet_cursor: Cursor,
    pub(super) facet_at: Option<Choice>,
    /// The event beside the list.
    pub(super) preview: Sheet,
    /// One event in full, or the descriptor.
    pub(super) page: Sheet,
    /// What is looked for on that page.
    pub(super) find: Find,
}

/// Where the parts of the list are.
pub(super) struct Areas {
    pub(super) facets: Option<Rect>,
    pub(super) bar: Rect,
    pub(super) list: Rect,
    pub(super) preview: Option<Rect>,
    /// What is known of the sources.
    pub(super) foot: Rect,
}

impl TimelineRoom {
    pub(super) fn of(reference: EntityRef, showing: Showing) -> Self {
        Self {
            reference,
            showing,
            filter: EventFilter::default(),
            span: None,
            limit: FIRST,
            focus: Focus::List,
            prompt: Prompt::default(),
            shown: None,
            items: Vec::new(),
            items_of: None,
            cursor: Cursor::default(),
            at: None,
            facet_items: Vec::new(),
            facet_cursor: Cursor::default(),
            facet_at: None,
            preview: Sheet::default(),
            page: Sheet::default(),
            find: Find::default(),
        }
    }

    pub(super) fn query(&self) -> Query {
        Query { reference: self.reference.clone(), limit: self.limit }
    }

    pub(super) fn wanted(&self) -> Vec<Ask> {
        let rows = Rows {}.into();
        match &self.showing {
            Showing::Descriptor(_) => vec![rows, self.descriptor().into()],
            _ => vec![rows, self.query().into()],
        }
    }

    pub(super) fn descriptor(&self) -> DescriptorAt {
        let state = if let Showing::Descriptor(state) = &self.showing { state.clone() } else { String::new() };
        DescriptorAt { reference: self.reference.clone(), state }
    }

    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let page = tabs::page(ctx.body);
        let least = if self.focus == Focus::Facets { BESIDE + FACETS } else { BESIDE };
        let shares = ctx.preview && page.width >= least;
        let (left, right) = ctx.split(Part::Timeline, page);
        let room = if shares { left.width } else { page.width };
        let facets_width = if self.focus == Focus::Facets { FACETS.min(room) } else { 0 };
        let facets = (facets_width > 0).then_some(Rect { width: facets_width, ..page });
        let main = Rect { x: page.x + facets_width, width: room - facets_width, ..page };
        let bar = Rect { height: 1.min(main.height), ..main };
        let foot_height = if page.height > 3 { 1 } else { 0 };
        let height = main.height.saturating_sub(1 + foot_height);
        let list = Rect { y: main.y + bar.height, height, ..main };
        let foot = Rect { y: list.bottom(), height: foot_height, ..main };
        let preview = Some(right).filter(|right| shares && right.width > 0);
        Areas { facets, bar, list, preview, foot }
    }

    pub(super) fn height(&self, ctx: &Ctx<'_>) -> usize {
        match self.showing {
            Showing::List => usize::from(self.areas(ctx).list.height),
            _ => usize::from(self.page_area(ctx).height),
        }
    }

    /// Where one event or the descriptor is: below the tabs, above what is looked for.
    pub(super) fn page_area(&self, ctx: &Ctx<'_>) -> Rect {
        self.find.above(tabs::page(ctx.body))
    }

    /// The event that keys are about.
    pub(super) fn event(&self) -> Option<&Arc<Event>> {
        let timeline = self.shown.as_ref()?;
        match &self.showing {
            Showing::List => match self.items.get(self.cursor.at)? {
                Item::Event(at) => timeline.events.get(*at),
                _ => None,
            },
            Showing::Event(id) => timeline.events.iter().find(|event| event.id == *id),
            Showing::Descriptor(_) => None,
        }
    }

    /// Asks for older events, unless they are on their way.
    pub(super) fn ask_for_more(&mut self, ctx: &Ctx<'_>) {
        let remote = ctx.store.get(&self.query());
        let has_more = remote.answer().is_some_and(|timeline| timeline.has_more && !timeline.is_asking());
        if has_more && !remote.in_flight && self.limit < MOST {
            self.limit *= 2;
        }
    }

    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        if self.filter.since.is_none()
            && let Some(span) = &self.span
        {
            self.filter.since = ctx.zone.moment(span, ctx.now).ok();
        }
        if let Some(timeline) = ctx.store.get(&self.query()).answer()
            && !self.is_less(timeline)
        {
            self.shown = Some(Arc::clone(timeline));
        }
        match self.showing {
            Showing::List => self.take_in_list(ctx),
            _ => self.take_in_page(ctx),
        }
    }

    /// The beginning of a longer timeline that is still being asked for does not take the place of
    /// what is shown.
    fn is_less(&self, new: &Timeline) -> bool {
        new.is_asking() && self.shown.as_ref().is_some_and(|shown| shown.events.len() > new.events.len())
    }

    fn take_in_list(&mut self, ctx: &Ctx<'_>) {
        if let Some(timeline) = self.shown.clone() {
            let of = (timeline, self.filter.clone());
            let is_same =
                self.items_of.as_ref().is_some_and(|(old, filter)| Arc::ptr_eq(old, &of.0) && *filter == of.1);
            if !is_same {
                let said = said(&of.0, &of.1);
                self.items = items(&of.0, &said, &of.1, ctx.zone);
                self.facet_items = self.facets(&said, ctx);
                self.items_of = Some(of);
                self.find_cursor();
            }
        }
        let height = self.height(ctx);
        self.cursor.settle(self.items.len(), height);
        self.skip_heads(1, height);
        self.remember();
        self.settle_facets(usize::from(tabs::page(ctx.body).height));
        self.take_in_preview(ctx);
    }

    fn find_cursor(&mut self) {
        let (Some(at), Some(timeline)) = (&self.at, &self.shown) else { return };
        let is_it =
            |item: &Item| matches!(item, Item::Event(n) if timeline.events.get(*n).is_some_and(|it| it.id == *at));
        if let Some(found) = self.items.iter().position(is_it) {
            self.cursor.at = found;
        }
    }

    fn take_in_preview(&mut self, ctx: &Ctx<'_>) {
        let Some(area) = self.areas(ctx).preview else { return };
        let columns = usize::from(area.width.saturating_sub(4));
        let lines = self.event().map(|event| self.lines_of(event, ctx, columns)).unwrap_or_default();
        let is_other = self.preview.lines().first() != lines.first();
        if is_other {
            self.preview = Sheet::default();
        }
        self.preview.set(lines, usize::from(area.height));
    }

    pub(super) fn lines_of(&self, event: &Event, ctx: &Ctx<'_>, columns: usize) -> Vec<Line> {
        event_lines(event, &self.reference, columns, ctx.zone, ctx.now)
    }

    /// When an age that is in sight changes.
    pub(super) fn ages_change(&self, ctx: &Ctx<'_>) -> Option<At> {
        let timeline = self.shown.as_ref().filter(|_| !matches!(self.showing, Showing::Descriptor(_)))?;
        let seen = self.items.iter().skip(self.cursor.top).take(self.height(ctx));
        let events = seen.filter_map(|item| match item {
            Item::Event(at) => timeline.events.get(*at),
            _ => None,
        });
        let changes = |at: At| at.after(crate::domain::model::Age(ctx.now.since(at)).changes_after());
        let next = events.map(|event| changes(event.at)).filter(|at| *at > ctx.now).min()?;
        // ten young events are no reason to wake ten times a minute
        Some(next.max(ctx.now.after(LEAST)))
    }
}
