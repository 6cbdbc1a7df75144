//! The catalog's list: filter, facets with counts, sorting, and a preview beside it.

mod link;
mod preview;
mod state;
mod update;
mod view;

pub use state::Catalog;
