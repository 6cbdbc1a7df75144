//! The whole screen as a state machine, and the loop that runs it: the only place that knows every
//! room.

mod act;
mod deeds;
mod edit;
mod export;
mod history;
mod jobs;
mod keys;
mod overlay;
mod pace;
mod rooms;
mod runtime;
mod scratch;
mod state;
mod update;
mod view;

pub use runtime::{Ended, run};
pub use state::{App, Effect, Message, Setup};
