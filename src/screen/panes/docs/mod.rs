//! The docs of all entities: to look through, and to search. What is found leads to its heading, and
//! what was looked for goes along.

mod beside;
mod choosing;
mod found;
mod listed;
mod narrow;
mod preview;
mod state;
mod update;
mod view;
mod wants;

pub use state::DocsRoom;
