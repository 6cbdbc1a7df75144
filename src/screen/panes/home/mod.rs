//! What concerns the user: mine, starred, looked at lately, without an owner.

mod begun;
mod granted;
mod part;
mod provisioned;
mod state;
mod update;

pub use state::Home;
