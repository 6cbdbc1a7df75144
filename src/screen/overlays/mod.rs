//! What lies over a room: the palette, help, messages.

mod menu;
mod messages;
mod palette;
mod review;
mod verdict;

pub use menu::{Item, ItemDoes, Menu};
pub use messages::{Messages, Notice, Tone, role};
pub use palette::{Palette, action_item};
pub use review::Review;
pub use verdict::Verdict;
