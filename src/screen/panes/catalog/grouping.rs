//! Folding groups and marking rows.

use super::lines::ListLine;
use super::state::Catalog;
use crate::domain::model::listing::Row;
use crate::screen::ctx::Ctx;
use crate::screen::widgets::cursor::Move;

impl Catalog {
    pub(super) fn is_grouped(&self) -> bool {
        self.shown.as_ref().is_some_and(|shown| !shown.selection.groups.is_empty())
    }

    fn values_of_groups(&self) -> Vec<String> {
        let groups = self.shown.iter().flat_map(|shown| &shown.selection.groups);
        groups.map(|group| group.value.as_str().to_owned()).collect()
    }

    /// Hides or shows the rows of the group that the cursor is in; the cursor goes to its head.
    pub(super) fn fold_here(&mut self) {
        let head = self.shown.as_ref().and_then(|shown| shown.lines.head_of(self.cursor.at));
        let Some(value) = head.and_then(|head| self.values_of_groups().into_iter().nth(head)) else { return };
        if !self.folded.remove(&value) {
            self.folded.insert(value.clone());
        }
        (self.at, self.at_head) = (None, Some(crate::domain::text::Clean::line(&value)));
        self.lay_out();
    }

    /// Hides the rows of all groups, or shows all when they are hidden.
    pub(super) fn fold_all(&mut self) {
        let all = self.values_of_groups();
        let are_folded = all.iter().all(|value| self.folded.contains(value));
        self.folded = if are_folded { Default::default() } else { all.into_iter().collect() };
        self.lay_out();
    }

    /// Marks the row under the cursor or takes its mark away, and goes on to the next.
    pub(super) fn mark_here(&mut self, ctx: &Ctx<'_>) {
        let Some(row) = self.row_here().map(Row::index) else { return };
        self.marks.toggle(row);
        let (len, height) = (self.len(), usize::from(self.areas(ctx).list.height));
        self.cursor.go(Move::By(1), len, height);
    }

    /// Marks everything from the row that was marked last to the one under the cursor.
    pub(super) fn mark_range(&mut self) {
        let here = self.cursor.at;
        let anchor = self.shown.as_ref().zip(self.marks.anchor());
        let from = anchor.and_then(|(shown, anchor)| shown.line_of(anchor, here)).unwrap_or(here);
        let lines = from.min(here)..=from.max(here);
        let rows: Vec<u32> = lines.filter_map(|line| self.row_at(line)).map(Row::index).collect();
        rows.into_iter().for_each(|row| self.marks.put(row, true));
    }

    /// Marks or unmarks each row that the list shows; rows of folded groups are among them.
    pub(super) fn mark_shown(&mut self, marked: impl Fn(bool) -> bool) {
        let Some(shown) = &self.shown else { return };
        let mut rows = shown.selection.rows.clone();
        if !shown.selection.groups.is_empty() {
            // one that stands under several heads is marked once
            rows.sort_unstable();
            rows.dedup();
        }
        for row in rows {
            self.marks.put(row, marked(self.marks.has(row)));
        }
    }

    /// Marked rows that the list does not show now.
    pub(super) fn marked_elsewhere(&self) -> usize {
        if self.marks.count() == 0 {
            return 0;
        }
        let Some(shown) = &self.shown else { return 0 };
        let mut seen: Vec<u32> = shown.selection.rows.iter().copied().filter(|row| self.marks.has(*row)).collect();
        if !shown.selection.groups.is_empty() {
            seen.sort_unstable();
            seen.dedup();
        }
        self.marks.count().saturating_sub(seen.len())
    }

    /// What stands in a line, with whether the rows of a head are hidden.
    pub(super) fn head_at(&self, line: usize) -> Option<(usize, bool)> {
        match self.line_at(line)? {
            ListLine::Head(head) => Some((head, self.shown.as_ref()?.lines.is_folded(head))),
            ListLine::Row(_) => None,
        }
    }
}
