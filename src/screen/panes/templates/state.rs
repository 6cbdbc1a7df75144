use super::narrow::{Narrowed, Narrowing};
use super::sorting::Sorting;
use crate::domain::document::Target;
use crate::domain::model::listing::FieldColumn;
use crate::domain::model::{At, Entity, EntityRef, Place};
use crate::platform::templates::Draft;
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::widgets::filter::Filter;
use crate::screen::widgets::picker::Picker;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The room of all templates.
#[derive(Clone, Debug, Default)]
pub struct Gallery {
    pub(super) filter: Filter,
    pub(super) narrowed: Narrowed,
    pub(super) sorting: Sorting,
    pub(super) sheet: Sheet,
    /// What the lines were made of.
    pub(super) made_of: Option<MadeOf>,
    /// What is being chosen over the list.
    pub(super) pick: Option<Picker<Narrowing>>,
    /// The template beside the list.
    pub(super) preview: Sheet,
    /// The template that it was made of, and for how many columns.
    pub(super) previewed: Option<(Arc<Entity>, usize)>,
    /// The template that the cursor is on, and since when.
    pub(super) at: Option<EntityRef>,
    pub(super) since: At,
}

/// What the lines are made of.
#[derive(Clone, Debug)]
pub(super) struct MadeOf {
    pub(super) text: String,
    pub(super) narrowed: Narrowed,
    pub(super) sorting: Sorting,
    pub(super) listing: u64,
    pub(super) versions: Option<Arc<FieldColumn>>,
    pub(super) drafts: Option<Arc<Vec<Draft>>>,
    pub(super) offered: Vec<EntityRef>,
    pub(super) starred: Vec<EntityRef>,
    pub(super) columns: u16,
    /// The age of drafts is told in minutes.
    pub(super) minute: i64,
}

impl PartialEq for MadeOf {
    fn eq(&self, other: &Self) -> bool {
        fn same<T>(a: &Option<Arc<T>>, b: &Option<Arc<T>>) -> bool {
            match (a, b) {
                (Some(a), Some(b)) => Arc::ptr_eq(a, b),
                (None, None) => true,
                _ => false,
            }
        }
        (self.listing, self.columns, self.minute, self.sorting)
            == (other.listing, other.columns, other.minute, other.sorting)
            && (&self.text, &self.narrowed) == (&other.text, &other.narrowed)
            && (&self.offered, &self.starred) == (&other.offered, &other.starred)
            && same(&self.versions, &other.versions)
            && same(&self.drafts, &other.drafts)
    }
}

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    pub(super) bar: Rect,
    pub(super) list: Rect,
    /// The template beside the list, where there is room for it.
    pub(super) preview: Option<Rect>,
}

impl Gallery {
    /// The room as a link says.
    pub fn open(place: &Place) -> Self {
        let filter = Filter::holding(place.param("q").unwrap_or_default());
        let sorting = place.param("sort").and_then(Sorting::of_word).unwrap_or_default();
        Self { filter, narrowed: Narrowed::of(place), sorting, ..Self::default() }
    }

    /// The room as it was left, with the list at the place that [`Sheet::place`] told.
    pub fn left_at(self, place: usize) -> Self {
        Self { sheet: Sheet::opened_at(place), ..self }
    }

    /// The words that are looked for.
    pub(super) fn text(&self) -> &str {
        self.filter.text().trim()
    }

    pub(super) fn areas(&self, ctx: &Ctx<'_>) -> Areas {
        let (main, beside) = match ctx.preview {
            true => ctx.split(Part::Preview, ctx.body),
            false => (ctx.body, Rect { width: 0, ..ctx.body }),
        };
        let bar = Rect { height: 1.min(main.height), ..main };
        let list = Rect { y: main.y + 2.min(main.height), height: main.height.saturating_sub(2), ..main };
        Areas { bar, list, preview: (beside.width > 0).then_some(beside) }
    }

    pub(super) fn divider(&self, ctx: &Ctx<'_>) -> Option<Divider> {
        ctx.preview.then(|| ctx.divider(Part::Preview, ctx.body)).flatten()
    }

    /// The wizard under the cursor: of a template, or of a draft.
    pub(super) fn place_here(&self) -> Option<&Place> {
        match self.sheet.target() {
            Some(Target::Place(place)) => Some(place),
            _ => None,
        }
    }

    pub(super) fn template_here(&self) -> Option<EntityRef> {
        self.place_here()?.subject.clone()
    }

    /// The draft under the cursor.
    pub(super) fn draft_here(&self) -> Option<&str> {
        self.place_here()?.draft_id()
    }
}
