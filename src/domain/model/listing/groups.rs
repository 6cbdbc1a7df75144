//! Rows under heads: one for each value of a facet, in the order of values, and one at the end for
//! what has none.

use super::lens::{Lens, Place};
use crate::domain::text::Clean;

/// Rows that have one value in common.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The value as written; empty for the rows that have none.
    pub value: Clean,
    /// How many rows there are of it.
    pub count: usize,
}

/// Puts rows under their heads, in the order that they have; one with several values stands under
/// each. Gives the rows as they come then.
pub(super) fn grouped(lens: Lens<'_>, place: Place, rows: &[u32]) -> (Vec<Group>, Vec<u32>) {
    let mut counts = vec![0_usize; lens.symbol_count(place).max(1)];
    for symbol in rows.iter().flat_map(|row| symbols(lens, place, *row)) {
        counts.iter_mut().skip(*symbol as usize).take(1).for_each(|count| *count += 1);
    }
    let mut used: Vec<u32> = (0..).zip(&counts).filter(|(_, count)| **count > 0).map(|(symbol, _)| symbol).collect();
    let order = lens.order(place, used.iter().copied());
    used.sort_by_key(|symbol| (*symbol == 0, order.get(*symbol as usize).copied()));
    let mut groups = Vec::with_capacity(used.len());
    // where the next row of each symbol goes
    let mut free = vec![0_usize; counts.len()];
    let mut total = 0;
    for symbol in used {
        let count = counts.get(symbol as usize).copied().unwrap_or_default();
        free.iter_mut().skip(symbol as usize).take(1).for_each(|slot| *slot = total);
        groups.push(Group { value: lens.text(place, symbol).to_clean(), count });
        total += count;
    }
    let mut placed = vec![0; total];
    for row in rows {
        for symbol in symbols(lens, place, *row) {
            let Some(at) = free.get_mut(*symbol as usize) else { continue };
            placed.iter_mut().skip(*at).take(1).for_each(|slot| *slot = *row);
            *at += 1;
        }
    }
    (groups, placed)
}

fn symbols<'a>(lens: Lens<'a>, place: Place, row: u32) -> &'a [u32] {
    match lens.symbols_of_row(place, row) {
        [] => &[0],
        some => some,
    }
}
