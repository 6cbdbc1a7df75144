//! Asking for access: a form, what it will need, and the request on its way. A link fills it in and never asks.

mod act;
mod choices;
mod dress;
mod fields;
mod head;
mod keeping;
mod order;
mod picking;
mod state;
mod update;

pub use state::AskRoom;
