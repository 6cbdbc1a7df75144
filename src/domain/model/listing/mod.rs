//! The catalog's thin rows: everything that a list shows, filters and sorts by, in a few flat
//! arrays, so that 100,000 entities take some 20 MB and come from disk in one read.

mod builder;
mod checksum;
mod codec;
mod columns;
mod conditions;
mod edges;
mod export;
mod facets;
mod field;
mod field_value;
mod filter;
mod finish;
mod fuzzy;
mod groups;
mod haystack;
mod header;
mod incoming;
mod lens;
mod letters;
mod order;
mod path;
mod ranks;
mod row;
mod select;
mod stored_text;
mod symbols;
mod table;
mod typed;

pub use builder::{ListingBuilder, RowInput};
pub use columns::{Column, Facet, Order};
pub use edges::RelationKind;
pub use export::{Export, disarmed, record};
pub use facets::FacetCount;
pub use field::{FieldCells, FieldColumn, FieldColumnBuilder};
pub use filter::{Filter, Values};
pub use groups::Group;
pub use header::{CodecError, Header};
pub use path::{FieldPath, ORPHAN};
pub use row::fold_cmp;
pub use select::{Selection, select};
pub use table::{End, Listing, Row};
