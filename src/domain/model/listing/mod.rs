//! The catalog's thin rows: everything that a list shows, filters and sorts by, in a few flat
//! arrays, so that 100,000 entities take some 20 MB and come from disk in one read.

mod builder;
mod codec;
mod filter;
mod fuzzy;
mod haystack;
mod select;
mod table;

pub use builder::{ListingBuilder, RowInput};
pub use codec::CodecError;
pub use filter::{Column, Facet, Filter, Order};
pub use select::{FacetCount, Selection, select};
pub use table::{End, Listing, Row, fold_cmp};
