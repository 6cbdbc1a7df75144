//! Who is and was connected to what: sessions of access, with their recordings and the requests they came from.

mod state;
mod update;
mod view;

pub use state::SessionsRoom;
