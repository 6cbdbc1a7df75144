//! What concerns the user: mine, starred, looked at lately, without an owner.

mod state;
mod update;

pub use state::Home;
