use super::beside::Preview;
use super::narrow::{Narrowed, Narrowing};
use crate::domain::document::Target;
use crate::domain::model::listing::FieldColumn;
use crate::domain::model::{At, EntityRef, Hits, Place};
use crate::platform::fault::Fault;
use crate::screen::ctx::{Ctx, Divider, Part};
use crate::screen::widgets::filter::Filter;
use crate::screen::widgets::picker::Picker;
use crate::screen::widgets::sheet::Sheet;
use ratatui::layout::Rect;
use std::sync::Arc;

/// The room of all docs.
#[derive(Clone, Debug, Default)]
pub struct DocsRoom {
    /// What is looked for.
    pub(super) filter: Filter,
    pub(super) narrowed: Narrowed,
    /// Answers of the search that are wanted, each beginning where the one before ends.
    pub(super) answers: usize,
    /// When something else was typed last.
    pub(super) typed: At,
    pub(super) sheet: Sheet,
    /// What the lines were made of.
    pub(super) made_of: Option<MadeOf>,
    /// Whether what is under the cursor is to be opened once it is known what that is.
    pub(super) waiting: bool,
    /// What is being chosen over the list.
    pub(super) pick: Option<Picker<Narrowing>>,
    pub(super) preview: Preview,
}

/// What the lines are made of.
#[derive(Clone, Debug)]
pub(super) struct MadeOf {
    pub(super) text: String,
    pub(super) narrowed: Narrowed,
    /// Whose docs are the user's, where only those are wanted and it is known.
    pub(super) mine: Option<Vec<EntityRef>>,
    pub(super) listing: u64,
    pub(super) fields: Vec<Arc<FieldColumn>>,
    pub(super) hits: Vec<Arc<Hits>>,
    pub(super) fault: Option<Fault>,
    pub(super) columns: u16,
    pub(super) in_flight: bool,
}

impl PartialEq for MadeOf {
    fn eq(&self, other: &Self) -> bool {
        fn same<T>(a: &[Arc<T>], b: &[Arc<T>]) -> bool {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| Arc::ptr_eq(a, b))
        }
        let rest = |it: &Self| (it.listing, it.columns, it.in_flight);
        rest(self) == rest(other)
            && (&self.text, &self.narrowed, &self.fault) == (&other.text, &other.narrowed, &other.fault)
            && self.mine == other.mine
            && same(&self.fields, &other.fields)
            && same(&self.hits, &other.hits)
    }
}

/// Where the parts of the room are.
#[derive(Clone, Copy, Debug)]
pub(super) struct Areas {
    pub(super) bar: Rect,
    pub(super) list: Rect,
    /// The page beside the list, where there is room for it.
    pub(super) preview: Option<Rect>,
}

impl DocsRoom {
    /// The room as a link says.
    pub fn open(place: &Place) -> Self {
        let filter = Filter::holding(place.param("q").unwrap_or_default());
        Self { filter, narrowed: Narrowed::of(place), answers: 1, ..Self::default() }
    }

    /// The room as it was left, with the list at the place that [`Sheet::place`] told.
    pub fn left_at(self, place: usize) -> Self {
        Self { sheet: Sheet::opened_at(place), ..self }
    }

    /// The words that are looked for.
    pub(super) fn text(&self) -> &str {
        self.filter.text().trim()
    }

    /// Whether something is looked for; else the entities that have docs are listed.
    pub(super) fn searches(&self) -> bool {
        !self.text().is_empty()
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

    /// The place under the cursor.
    pub(super) fn place_here(&self) -> Option<&Place> {
        match self.sheet.target() {
            Some(Target::Place(place)) => Some(place),
            _ => None,
        }
    }

    pub(super) fn entity_here(&self) -> Option<EntityRef> {
        self.place_here()?.subject.clone()
    }
}
