//! The terminal itself: entering and leaving it, reading from it, signals.

mod encode;
mod enter;
mod listen;

pub use enter::{Terminal, restore};
pub use listen::{Heard, Listener, Signal};
