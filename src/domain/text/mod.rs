//! The one door through which text from outside becomes text that may be shown.
//!
//! Names, descriptions, logs and errors come from other people's systems. Whatever of it reaches a
//! terminal has to be [`Clean`] (owned) or [`Shown`] (borrowed): control characters and escape
//! sequences taken out, direction overrides made visible, invisible characters dropped.

mod class;
mod clean;
mod pool;
mod secret;
mod width;

pub(in crate::domain) use clean::clean_into;
pub use clean::{Clean, Shown, unsafe_to_show};
pub use pool::{Piece, Pool};
pub use secret::Secret;
pub use width::{clip, clip_start, pad, width};
