use crate::domain::model::journal::{Entry, Journal};
use crate::domain::model::{EntityRef, Place, Room};
use crate::platform::query::{Ask, Deeds, Rows};
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use crate::screen::widgets::filter::Filter;
use ratatui::layout::Rect;
use std::sync::Arc;

/// From so many columns on the details stand beside the list.
const WIDE: u16 = 100;
/// Rows that the details take below the list.
const BELOW: u16 = 10;
/// Rows of the list that have to be left for that.
const LIST: u16 = 6;
/// The filter, and the heads of the columns.
const HEAD: u16 = 2;

/// What the user did through stagedoor.
#[derive(Clone, Debug, Default)]
pub struct JournalRoom {
    pub(super) filter: Filter,
    pub(super) cursor: Cursor,
    /// The entries that pass the filter, by their place in the journal.
    pub(super) shown: Vec<usize>,
    pub(super) journal: Arc<Journal>,
    pub(super) made_of: Option<String>,
}

impl JournalRoom {
    /// The room as a link says: `q` is the filter.
    pub fn open(place: &Place) -> Self {
        Self { filter: Filter::holding(place.param("q").unwrap_or_default()), ..Self::default() }
    }

    pub(super) fn here(&self) -> Place {
        let text = self.filter.text();
        let query = if text.is_empty() { Vec::new() } else { vec![("q".to_owned(), text.to_owned())] };
        Place { query, ..Place::room(Room::Journal) }
    }

    pub(super) fn wanted() -> Vec<Ask> {
        vec![Deeds {}.into(), Rows {}.into()]
    }

    /// Takes in the journal and the filter.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let journal = ctx.store.get(&Deeds {}).answer().cloned().unwrap_or_default();
        let text = self.filter.text().to_owned();
        let is_same = Arc::ptr_eq(&journal, &self.journal) && self.made_of.as_ref() == Some(&text);
        if !is_same {
            let entries = journal.entries.iter().enumerate();
            self.shown = entries.filter(|(_, entry)| entry.matches(&text)).map(|(n, _)| n).collect();
            self.journal = journal;
            self.made_of = Some(text);
        }
        self.cursor.settle(self.shown.len(), usize::from(self.parts(ctx.body).1.height));
    }

    pub(super) fn chosen(&self) -> Option<&Entry> {
        self.journal.entries.get(*self.shown.get(self.cursor.at)?)
    }

    /// The entity that the entry under the cursor is about.
    pub(super) fn entity(&self) -> Option<EntityRef> {
        self.chosen()?.target.as_str().parse().ok().filter(|_| !self.chosen_is_address())
    }

    fn chosen_is_address(&self) -> bool {
        self.chosen().is_some_and(|entry| entry.target.as_str().contains("://"))
    }

    /// The filter and heads, the list, and the details; these are nowhere when there is no room.
    pub(super) fn parts(&self, body: Rect) -> (Rect, Rect, Rect) {
        let head = Rect { height: HEAD.min(body.height), ..body };
        let rest = Rect { y: body.y + head.height, height: body.height - head.height, ..body };
        if body.width >= WIDE {
            let list = Rect { width: body.width / 5 * 3, ..rest };
            return (head, list, Rect { x: list.right(), width: rest.width - list.width, ..rest });
        }
        let below = if rest.height >= BELOW + LIST { BELOW } else { 0 };
        let list = Rect { height: rest.height - below, ..rest };
        (head, list, Rect { y: list.bottom(), height: below, ..rest })
    }
}
