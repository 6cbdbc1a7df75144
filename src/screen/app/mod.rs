//! The whole screen as a state machine, and the loop that runs it: the only place that knows every
//! room.

mod act;
mod anew;
mod beside;
mod deeds;
mod drafting;
mod edit;
mod editor;
mod effect;
mod errands;
mod export;
mod filters;
mod followed;
mod following;
mod granted;
mod granting;
mod header;
mod hints;
mod history;
mod jobs;
mod judging;
mod kept;
mod keys;
mod layout;
mod leaving;
mod marks;
mod mouse;
mod not_here;
mod overlay;
mod pace;
mod pending;
mod permits;
mod queue;
mod reading;
mod restore;
mod rooms;
mod runtime;
mod scratch;
mod sign_in;
mod signing;
mod state;
#[cfg(debug_assertions)]
mod under_test;
mod update;
mod view;
mod windowing;
mod windows;

pub use anew::{Opened, Reopen};
pub use runtime::{Ended, run};
pub use state::{App, Effect, Message, Setup};
