//! What the user did through stagedoor on this platform, latest first, each with how it ended.

mod state;
mod update;
mod view;

pub use state::JournalRoom;
