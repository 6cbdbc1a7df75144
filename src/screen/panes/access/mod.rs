//! Requests for access: the user's own, those that wait for the user's word, and all that the system shows.

mod narrow;
mod state;
mod update;
mod view;

pub use state::AccessRoom;
