//! The templates: to look through, to star, to choose one; and wizards that were begun, to go on with.

mod drafts;
mod listed;
mod narrow;
mod preview;
mod rows;
mod sorting;
mod state;
mod update;
mod view;

pub use state::Gallery;
