//! Names of keys, and the maps from keys to actions.

mod key;
mod map;

pub use key::{Chord, Code, Key, KeyError};
pub use map::{Counts, Keymap, KeymapError, Meaning};
