//! Who the user is on this platform, what may be done, and why.

mod state;
mod update;
mod view;

pub use state::IdentityRoom;
