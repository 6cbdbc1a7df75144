//! Relations as numbers, for walks that pass many of them.

use super::table::{End, Field, Listing, Row};
use crate::domain::model::EntityRef;
use crate::domain::text::Shown;

/// A type of relation that occurs in a listing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RelationKind<'a> {
    /// Its number, as [`Listing::edges_of`] has it.
    pub number: u32,
    /// Its name, such as `dependsOn`.
    pub name: Shown<'a>,
    /// How often it occurs.
    pub count: u32,
}

impl Listing {
    /// One more than the greatest number of an end: first the rows, then references of entities that
    /// are not in the listing, with gaps.
    pub fn end_count(&self) -> usize {
        self.len() + self.symbol_count()
    }

    /// The end of that number.
    pub fn end_at(&self, number: u32) -> End<'_> {
        self.end(number)
    }

    /// The number of an entity, be it in the listing or only named there; `None` where nothing names
    /// it. Looking for one that is only named passes all texts.
    pub fn end_named(&self, reference: &str) -> Option<u32> {
        let row = reference.parse::<EntityRef>().ok().and_then(|reference| self.find(&reference));
        if let Some(row) = row {
            return Some(row.index());
        }
        let symbol = self.all_symbols().position(|symbol| symbol.as_str() == reference)?;
        u32::try_from(self.len() + symbol).ok()
    }

    /// The relations of a row as numbers: their type, and their other end.
    pub fn edges_of(&self, row: u32) -> &[[u32; 2]] {
        let edges = self.edges.as_chunks::<2>().0;
        let start = |row: u32| self.record(row).and_then(|(record, _)| record.get(Field::Edges as usize).copied());
        let from = start(row).map_or(edges.len(), |at| at as usize / 2);
        let to = start(row.saturating_add(1)).map_or(edges.len(), |at| at as usize / 2);
        edges.get(from..to).unwrap_or_default()
    }

    /// The types of relations that occur, in the order of their numbers. Passes all relations.
    pub fn relation_kinds(&self) -> Vec<RelationKind<'_>> {
        let mut counts: Vec<u32> = Vec::new();
        for [kind, _] in self.edges.as_chunks::<2>().0 {
            let at = *kind as usize;
            // a number that no text has comes from a file that was tampered with
            if at >= counts.len() && at < self.symbol_count() {
                counts.resize(at + 1, 0);
            }
            if let Some(count) = counts.get_mut(at) {
                *count += 1;
            }
        }
        let used = (0..).zip(counts).filter(|(_, count)| *count > 0);
        used.map(|(number, count)| RelationKind { number, name: self.symbol(number), count }).collect()
    }

    /// The text of a number that [`Row::owner_number`] gave.
    pub fn text_at(&self, number: u32) -> Shown<'_> {
        self.symbol(number)
    }
}

impl Row<'_> {
    /// The first owner as a number that rows of one owner share; 0 without one.
    pub fn owner_number(self) -> u32 {
        self.field(Field::Owner)
    }
}
