//! How answers are taken in: the cursor stays on what it is on.

use super::columns::short;
use super::lines::{Lines, ListLine};
use super::state::{Catalog, FacetItem, Shown};
use crate::domain::model::At;
use crate::domain::model::listing::{Facet, FacetCount, Row, Selection};
use crate::domain::text::width;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Cursor;
use std::sync::Arc;

/// Values of a facet that are measured for the width of its column.
const MEASURED: usize = 100;

impl Catalog {
    /// Takes over a selection that has been worked out, and keeps the cursor on its entity.
    pub(super) fn take_in(&mut self, ctx: &Ctx<'_>) {
        let areas = self.areas(ctx);
        if let Some(listing) = ctx.store.listing() {
            let select = self.select(ctx, listing);
            if let Some(selection) = ctx.store.get(&select).answer() {
                self.marks.follow(listing);
                self.take_over(Shown {
                    listing: Arc::clone(listing),
                    selection: Arc::clone(selection),
                    filter: *select.filter,
                    lines: Lines::default(),
                    widths: Vec::new(),
                });
            }
        }
        if self.shown.is_some() {
            self.cursor.settle(self.len(), usize::from(areas.list.height));
            self.remember_line();
        }
        let is = (self.at.clone(), self.cursor.top);
        if is != self.was {
            // what is there at the start is asked for at once
            self.moved = if self.was.0.is_none() { At::default() } else { ctx.now };
            self.was = is;
        }
        self.keep_facet(usize::from(ctx.body.height));
        self.take_in_preview(ctx, areas.preview);
        self.settle_pick(ctx);
    }

    /// What the cursor is on is what it stays on.
    fn remember_line(&mut self) {
        match self.line_at(self.cursor.at) {
            Some(ListLine::Row(_)) => {
                (self.at, self.at_head) = (self.row_here().map(Row::reference), None);
            }
            Some(ListLine::Head(head)) => {
                let groups = self.shown.as_ref().map(|shown| &shown.selection.groups);
                let value = groups.and_then(|groups| groups.get(head)).map(|group| group.value.clone());
                (self.at, self.at_head) = (None, value);
            }
            None => {}
        }
    }

    /// Keeps the cursor of the facets on its value.
    fn keep_facet(&mut self, height: usize) {
        let items = self.facet_values();
        let same = |item: &FacetItem<'_>| matches!((item, &self.facet_at), (FacetItem::Value(facet, value), Some((f, v))) if *facet == f && value.value == *v);
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
            Some(FacetItem::Value(facet, value)) => Some(((*facet).clone(), value.value.clone())),
            _ => None,
        };
    }

    fn take_over(&mut self, new: Shown) {
        if self.shown.as_ref().is_some_and(|old| Arc::ptr_eq(&old.selection, &new.selection)) {
            return;
        }
        if self.shown.as_ref().is_some_and(|old| old.filter.group != new.filter.group) {
            self.folded.clear();
        }
        // typing goes to the best match; anything else leaves the cursor where the user put it
        let typed = self.shown.as_ref().is_some_and(|old| old.filter.text != new.filter.text);
        let widths = facet_widths(&new.selection);
        self.shown = Some(Shown { widths, ..new });
        self.lay_out();
        if typed {
            self.cursor = Cursor::default();
            // the best match, not the head above it
            self.cursor.at = usize::from(matches!(self.line_at(0), Some(ListLine::Head(_))));
        }
    }

    /// Lays the rows out in lines, with the cursor on what it was on.
    pub(super) fn lay_out(&mut self) {
        let Some(shown) = &mut self.shown else { return };
        shown.lines = Lines::of(shown.selection.rows.len(), &shown.selection.groups, &self.folded);
        let line = match (&self.at_head, &self.at) {
            (Some(value), _) => {
                let head = shown.selection.groups.iter().position(|group| group.value == *value);
                head.and_then(|head| shown.lines.line_of_head(head))
            }
            (None, Some(at)) => shown.line_of(at, self.cursor.at),
            (None, None) => None,
        };
        if let Some(line) = line {
            self.cursor.at = line;
        }
    }
}

/// How wide the values of each facet are, as far as those that occur most tell.
fn facet_widths(selection: &Selection) -> Vec<(Facet, u16)> {
    let widest = |values: &[FacetCount]| {
        let widths = values.iter().take(MEASURED).map(|value| width(short(value.value.as_str())));
        u16::try_from(widths.max().unwrap_or(0)).unwrap_or(u16::MAX)
    };
    selection.facets.iter().map(|(facet, values)| (facet.clone(), widest(values))).collect()
}
