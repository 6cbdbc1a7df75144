//! Where the rows of a scan go while it runs.

use crate::domain::model::listing::{ListingBuilder, RowInput};
use std::sync::{Mutex, PoisonError};

/// Takes the rows of all threads at once: only what the listing will hold stays of a file. Rows are
/// known by their numbers.
#[derive(Default)]
pub(super) struct Taker(Mutex<ListingBuilder>);

impl Taker {
    /// Takes a row; its number.
    pub(super) fn take(&self, row: &RowInput<'_>) -> u32 {
        let mut builder = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        builder.push(row);
        u32::try_from(builder.len() - 1).unwrap_or(u32::MAX)
    }

    /// All that was taken.
    pub(super) fn into_builder(self) -> ListingBuilder {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
