//! What an entity depends on and what depends on it, to walk along; and what it affects.

mod card;
mod choice;
mod choosing;
mod finding;
mod form;
mod mouse;
mod place;
mod row;
mod searching;
mod state;
mod steer;
mod update;
mod view;

pub use state::GraphRoom;
