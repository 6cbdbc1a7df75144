//! What was asked for: each thing with its line, how far it has come, and why it stopped.

mod link;
mod narrow;
mod state;
mod update;
mod view;

pub use state::Provisioning;
