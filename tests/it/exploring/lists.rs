//! Lists: any field as a column, a facet and a condition; groups, marks, saved filters, exports.

mod fields;
mod journeys;
mod left;
mod naive;
mod pictures;
mod terminal;
