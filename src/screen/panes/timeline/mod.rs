//! What changed of an entity, and who did it: the list of events, one event in full, and the
//! descriptor as it was. Each of the three is a place with a link of its own.

mod facets;
mod items;
mod link;
mod list;
mod pages;
mod state;
mod update;
mod view;

pub use state::TimelineRoom;
