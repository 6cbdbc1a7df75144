//! What lies over a room: the palette, help, messages.

mod menu;
mod messages;
mod palette;
mod review;
mod sign_in;
mod verdict;

pub use menu::{Item, ItemDoes, Menu};
pub use messages::{Messages, Notice, Tone, role};
pub use palette::{Palette, action_item};
pub use review::Review;
pub use sign_in::{Asked, SignInSheet};
pub use verdict::Verdict;
