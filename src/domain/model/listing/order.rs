//! The order of rows: by name as they come, or by a column, what has no value last.

use super::columns::{Column, Order};
use super::fold_cmp;
use super::haystack::push_folded;
use super::lens::Lens;
use super::ranks::beginning;
use super::table::{Listing, Row};

/// Sorts rows that come by name; among equals they stay so.
pub(super) fn sorted(lens: Lens<'_>, rows: Vec<u32>, order: &Order) -> Vec<u32> {
    let listing = lens.listing;
    match order.column.facet() {
        Some(facet) => match lens.find(&facet) {
            Some(at) => by_place(lens.places_of_rows(at, &rows), rows, order.descending),
            // its values are still on their way
            None => rows,
        },
        None if order.column == Column::Title => by_text(listing, rows, order.descending, |row| row.title().as_str()),
        None if order.column == Column::Description => {
            by_text(listing, rows, order.descending, |row| row.description().as_str())
        }
        None => turned(rows, order.descending),
    }
}

/// Rows with the place of each, where it has one.
fn by_place(places: Vec<Option<u32>>, rows: Vec<u32>, descending: bool) -> Vec<u32> {
    let (mut with, mut without) = (Vec::with_capacity(rows.len()), Vec::new());
    for (row, place) in rows.into_iter().zip(places) {
        match place {
            Some(place) => with.push((place, row)),
            None => without.push(row),
        }
    }
    with.sort_by_key(|(place, _)| *place);
    let with = turned(with, descending);
    with.into_iter().map(|(_, row)| row).chain(without).collect()
}

fn by_text<'l>(listing: &'l Listing, rows: Vec<u32>, descending: bool, text: impl Fn(Row<'l>) -> &'l str) -> Vec<u32> {
    let (mut with, mut without) = (Vec::with_capacity(rows.len()), Vec::new());
    let mut folded = String::new();
    for row in rows {
        let text = listing.row(row).map(&text).unwrap_or_default();
        folded.clear();
        push_folded(&mut folded, text);
        match text {
            "" => without.push(row),
            _ => with.push((beginning(&folded), text, row)),
        }
    }
    with.sort_by(|(a, whole, _), (b, other, _)| a.cmp(b).then_with(|| fold_cmp(whole, other)));
    let with = turned(with, descending);
    with.into_iter().map(|(_, _, row)| row).chain(without).collect()
}

fn turned<T>(mut rows: Vec<T>, descending: bool) -> Vec<T> {
    if descending {
        rows.reverse();
    }
    rows
}
