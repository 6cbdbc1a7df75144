//! The catalog's thin rows: everything that a list shows, filters and sorts by, in a few flat
//! arrays, so that 100,000 entities take some 20 MB and come from disk in one read.

mod builder;
mod checksum;
mod codec;
mod edges;
mod facets;
mod filter;
mod finish;
mod fuzzy;
mod haystack;
mod header;
mod incoming;
mod letters;
mod row;
mod select;
mod stored_text;
mod symbols;
mod table;

pub use builder::{ListingBuilder, RowInput};
pub use edges::RelationKind;
pub use facets::FacetCount;
pub use filter::{Column, Facet, Filter, Order};
pub use header::{CodecError, Header};
pub use row::fold_cmp;
pub use select::{Selection, select};
pub use table::{End, Listing, Row};
