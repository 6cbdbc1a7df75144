//! Which document each row stands for. Documents are numbered through all files of the catalog, in
//! the order of paths: of several with one name the first stands for it.

use super::file::{self, CatalogFile, Interner, relations};
use super::root::Root;
use super::taker::Taker;
use crate::domain::model::At;
use crate::domain::model::descriptor::inverse_of;
use crate::domain::model::listing::{Listing, Row, RowInput};

/// No row, or no document.
const NONE: u32 = u32::MAX;

/// The documents of the rows, and the rows of the documents.
#[derive(Debug)]
pub(super) struct Sources {
    /// The number of the first document of each file.
    firsts: Vec<u32>,
    /// The document that each row stands for.
    documents: Vec<u32>,
    /// The row of each document's name.
    rows: Vec<u32>,
}

impl Sources {
    /// File and document of a row, the latter counted within the file.
    pub(super) fn of(&self, row: u32) -> Option<(usize, usize)> {
        let document = *self.documents.get(row as usize)?;
        let file = self.firsts.partition_point(|first| *first <= document).checked_sub(1)?;
        Some((file, (document - self.firsts.get(file)?) as usize))
    }

    /// The row that has the name of a document, and whether it stands for that one.
    pub(super) fn row(&self, file: usize, nth: usize) -> Option<(u32, bool)> {
        let document = *self.firsts.get(file)? as usize + nth;
        let row = *self.rows.get(document)?;
        let stands = *self.documents.get(row as usize)?;
        Some((row, stands as usize == document))
    }
}

/// Brings the rows of all files together: those just taken, and of the files that did not change
/// those of the old listing.
pub(super) struct Gathering<'a> {
    root: &'a Root,
    taker: Taker,
    old: Option<(&'a Listing, &'a Sources)>,
    firsts: Vec<u32>,
    /// The number that each document's row was taken under.
    rows: Vec<u32>,
    /// The number that each row of the old listing was taken under.
    carried: Vec<u32>,
    /// Documents without a row yet, for another has their name: file and number within it.
    hidden: Vec<(&'a CatalogFile, usize)>,
    /// For each of them its number, and the old row of that name.
    behind: Vec<(usize, u32)>,
}

impl<'a> Gathering<'a> {
    pub(super) fn new(root: &'a Root, taker: Taker, old: Option<(&'a Listing, &'a Sources)>) -> Self {
        let carried = vec![NONE; old.map_or(0, |(listing, _)| listing.len())];
        let (firsts, rows, hidden, behind) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        Self { root, taker, old, firsts, rows, carried, hidden, behind }
    }

    /// Adds a file that was read just now, the next in the order of paths.
    pub(super) fn fresh(&mut self, rows: Vec<u32>) {
        self.firsts.push(index(self.rows.len()));
        self.rows.extend(rows);
    }

    /// Adds the next file in the order of paths, one that stood at `before` among the old ones.
    pub(super) fn unchanged(&mut self, file: &'a CatalogFile, before: Option<usize>) {
        self.firsts.push(index(self.rows.len()));
        for nth in 0..file.documents.len() {
            let known = self.old.zip(before).and_then(|((listing, old), at)| Some((listing, old.row(at, nth)?)));
            let row = match known {
                Some((listing, (row, true))) => self.carry(listing, row, file, nth),
                Some((_, (row, false))) => self.hide(file, nth, row),
                None => self.hide(file, nth, NONE),
            };
            self.rows.push(row);
        }
    }

    fn carry(&mut self, listing: &Listing, row: u32, file: &CatalogFile, nth: usize) -> u32 {
        let Some(known) = listing.row(row) else { return NONE };
        let number = self.taker.take(&RowInput { relations: relations(file.pairs(nth)), ..written(known) });
        self.carried.iter_mut().skip(row as usize).take(1).for_each(|slot| *slot = number);
        number
    }

    fn hide(&mut self, file: &'a CatalogFile, nth: usize, row: u32) -> u32 {
        self.hidden.push((file, nth));
        self.behind.push((self.rows.len(), row));
        NONE
    }

    /// What was hidden stays so behind a document that is still there, or is read again.
    fn uncover(&mut self) {
        let mut last: Option<(&str, Vec<u32>)> = None;
        for ((file, nth), (document, row)) in self.hidden.iter().zip(&self.behind) {
            let mut number = self.carried.get(*row as usize).copied().unwrap_or(NONE);
            if number == NONE {
                let fresh = match last.take() {
                    Some((path, rows)) if path == &*file.path => (path, rows),
                    _ => (&*file.path, reread(self.root, file, &self.taker)),
                };
                number = fresh.1.get(*nth).copied().unwrap_or(NONE);
                last = Some(fresh);
            }
            self.rows.iter_mut().skip(*document).take(1).for_each(|slot| *slot = number);
        }
    }

    /// Makes the listing.
    pub(super) fn finish(mut self, as_of: At) -> (Listing, Sources) {
        self.uncover();
        let Self { taker, firsts, mut rows, .. } = self;
        let builder = taker.into_builder();
        let mut ranks = vec![NONE; builder.len()];
        for (document, row) in (0..).zip(&rows) {
            // two of one name may go by the same row
            ranks.iter_mut().skip(*row as usize).take(1).for_each(|rank| *rank = document.min(*rank));
        }
        let rank = |row: u32| ranks.get(row as usize).copied().filter(|rank| *rank != NONE);
        let (listing, places) = builder.finish_stated(as_of, rank, inverse_of);
        let mut documents = vec![NONE; listing.len()];
        for (document, row) in (0..).zip(&mut rows) {
            *row = places.get(*row as usize).copied().unwrap_or(NONE);
            documents.iter_mut().skip(*row as usize).take(1).for_each(|slot| *slot = document.min(*slot));
        }
        (listing, Sources { firsts, documents, rows })
    }
}

fn reread(root: &Root, file: &CatalogFile, taker: &Taker) -> Vec<u32> {
    let content = root.read(&file.path, file::CAP);
    file::read(&file.path, content, &mut Interner::default(), taker).rows
}

/// A row as its source had it, as far as a listing keeps that.
fn written(row: Row<'_>) -> RowInput<'_> {
    RowInput {
        kind: row.kind().as_str().into(),
        namespace: row.namespace().as_str().into(),
        name: row.name().as_str().into(),
        title: row.title().as_str().into(),
        description: row.description().as_str().into(),
        kind_type: row.kind_type().as_str().into(),
        lifecycle: row.lifecycle().as_str().into(),
        owner: row.owner().as_str().into(),
        system: row.system().as_str().into(),
        tags: row.tags().map(|tag| tag.as_str().into()).collect(),
        relations: Vec::new(),
    }
}

fn index(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}
