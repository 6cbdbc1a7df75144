//! Rows that were marked, to do something with all of them. Marks stay on their entities, whatever
//! the list shows meanwhile.

use crate::domain::model::EntityRef;
use crate::domain::model::listing::{Listing, Row};
use std::sync::Arc;

/// Marked entities, as rows of the listing that is shown.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    of: Arc<Listing>,
    /// Whether each row is marked; shorter than the listing where the rest is not.
    rows: Vec<bool>,
    count: usize,
    /// The marked entities while no listing is at hand.
    left: Vec<EntityRef>,
    /// Where a range begins: the row that was marked last.
    anchor: Option<EntityRef>,
}

impl Marks {
    /// How many entities are marked.
    pub(super) fn count(&self) -> usize {
        self.count
    }

    /// Whether a row is marked.
    pub(super) fn has(&self, row: u32) -> bool {
        self.rows.get(row as usize) == Some(&true)
    }

    /// Marks a row or takes its mark away.
    pub(super) fn toggle(&mut self, row: u32) {
        self.put(row, !self.has(row));
        self.anchor = self.of.row(row).map(Row::reference);
    }

    /// Marks or unmarks a row.
    pub(super) fn put(&mut self, row: u32, marked: bool) {
        if row as usize >= self.of.len() {
            return;
        }
        if self.rows.len() <= row as usize {
            self.rows.resize(row as usize + 1, false);
        }
        if let Some(slot) = self.rows.get_mut(row as usize)
            && *slot != marked
        {
            *slot = marked;
            self.count = if marked { self.count + 1 } else { self.count.saturating_sub(1) };
        }
    }

    /// Takes all marks away.
    pub(super) fn clear(&mut self) {
        self.rows.clear();
        self.left.clear();
        (self.count, self.anchor) = (0, None);
    }

    /// Where a range begins.
    pub(super) fn anchor(&self) -> Option<&EntityRef> {
        self.anchor.as_ref()
    }

    /// The marked rows in the order of the listing.
    pub(super) fn rows(&self) -> impl Iterator<Item = u32> {
        (0..).zip(&self.rows).filter(|(_, marked)| **marked).map(|(row, _)| row)
    }

    /// The entity of a row.
    pub(super) fn row(&self, row: u32) -> Option<EntityRef> {
        self.of.row(row).map(Row::reference)
    }

    /// The marked entities in the order of the listing.
    pub(super) fn entities(&self) -> Vec<EntityRef> {
        let rows = self.rows().filter_map(|row| self.of.row(row)).map(Row::reference);
        self.left.iter().cloned().chain(rows).collect()
    }

    /// Lets go of the listing: the entities are remembered by their references.
    pub(super) fn leave(&mut self) {
        if !self.of.is_empty() {
            self.left = self.entities();
            (self.of, self.rows) = Default::default();
        }
    }

    /// Follows the entities into a newer listing; those that are gone lose their mark.
    pub(super) fn follow(&mut self, listing: &Arc<Listing>) {
        if Arc::ptr_eq(&self.of, listing) {
            return;
        }
        let mut kept: Vec<u32> = if self.count == 0 { Vec::new() } else { self.places_in(listing) };
        let left = std::mem::take(&mut self.left);
        kept.extend(left.iter().filter_map(|entity| listing.find(entity)).map(Row::index));
        (self.of, self.rows, self.count) = (Arc::clone(listing), Vec::new(), 0);
        kept.into_iter().for_each(|row| self.put(row, true));
    }

    /// Where the marked entities are in another listing. Both are in the same order, so that many
    /// are found by going along both.
    fn places_in(&self, listing: &Listing) -> Vec<u32> {
        let mut others = listing.rows().peekable();
        let mut places = Vec::with_capacity(self.count);
        for row in self.rows().filter_map(|row| self.of.row(row)) {
            while others.next_if(|other| other.order(row).is_lt()).is_some() {}
            places.extend(others.next_if(|other| other.order(row).is_eq()).map(Row::index));
        }
        places
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::model::At;
    use crate::domain::model::listing::{ListingBuilder, RowInput};

    fn listing(names: &[&str]) -> Arc<Listing> {
        let mut builder = ListingBuilder::default();
        for name in names {
            builder.push(&RowInput { kind: "Component".into(), name: (*name).into(), ..RowInput::default() });
        }
        Arc::new(builder.finish(At(0), true))
    }

    fn names(marks: &Marks) -> Vec<String> {
        marks.entities().iter().map(|entity| entity.name().to_owned()).collect()
    }

    #[test]
    fn marks_stay_on_their_entities_when_the_catalog_changes() {
        let mut marks = Marks::default();
        marks.follow(&listing(&["a", "b", "c", "d"]));
        [0, 2, 3].into_iter().for_each(|row| marks.toggle(row));
        marks.toggle(0);
        assert_eq!((names(&marks), marks.count()), (vec!["c".to_owned(), "d".to_owned()], 2));
        marks.follow(&listing(&["0", "C", "e"]));
        assert_eq!((names(&marks), marks.count()), (vec!["c".to_owned()], 1));
        marks.clear();
        assert_eq!((names(&marks), marks.count()), (vec![], 0));
    }

    #[test]
    fn marks_of_a_list_that_was_left_hold_no_listing_and_are_found_in_the_next_one() {
        let mut marks = Marks::default();
        let old = listing(&["a", "b", "c"]);
        marks.follow(&old);
        [0, 2].into_iter().for_each(|row| marks.toggle(row));
        (0..2).for_each(|_| marks.leave());
        assert_eq!(Arc::strong_count(&old), 1);
        assert_eq!((names(&marks), marks.count()), (vec!["a".to_owned(), "c".to_owned()], 2));
        marks.follow(&listing(&["c", "d"]));
        assert_eq!((names(&marks), marks.count()), (vec!["c".to_owned()], 1));
    }
}
