//! One request for access: who, what, why, how it stands, who said what, how to connect, and what came of it.

mod facts;
mod lines;
mod past;
mod state;
mod update;

pub use state::RequestRoom;
