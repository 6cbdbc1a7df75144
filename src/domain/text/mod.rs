//! The one door through which text from outside becomes text that may be shown.
//!
//! Names, descriptions, logs and errors come from other people's systems. Whatever of it reaches a
//! terminal has to be [`Clean`] (owned) or [`Shown`] (borrowed): control characters and escape
//! sequences taken out, direction overrides made visible, invisible characters dropped.

mod alike;
mod class;
mod clean;
mod number;
mod percent;
mod pool;
mod secret;
mod shade;
mod width;

pub use alike::{edits, most_alike};
pub use clean::{Clean, Shown, unsafe_to_show};
pub(in crate::domain) use clean::{clean_into, clean_shaded};
pub use number::{number_text, scientific, shortest};
pub use percent::{is_component, is_unreserved, percent_decoded, percent_decoded_in_spite, percent_encoded};
pub use pool::{Piece, Pool};
pub use secret::Secret;
pub(in crate::domain) use shade::Ink;
pub use shade::Shade;
pub use width::{clip, clip_start, pad, width};
