//! The catalog's list: filter, facets with counts, columns, groups and marks, and a preview beside it.
//!
//! `state.rs` is what is remembered, `wants.rs` what is asked for, `settle.rs` how answers are taken
//! in; `lines.rs`, `marks.rs` and `columns.rs` are parts of the list, `pick.rs` what is chosen in a
//! frame over it.

mod chooser;
mod columns;
mod export;
mod facets;
mod filters;
mod grouping;
mod head;
mod lines;
mod link;
mod marks;
mod mouse;
mod pick;
mod preview;
mod settle;
mod state;
mod update;
mod view;
mod wants;

pub use state::Catalog;
