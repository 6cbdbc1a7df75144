//! The terminal itself: entering and leaving it, writing to it and reading from it, signals.

mod encode;
mod enter;
mod heard;
mod link;
mod listen;
mod modes;
mod notices;
mod out;
mod pictures;
mod signals;
mod size;

pub use encode::pen;
pub use enter::{Beside, COPY_LIMIT, Terminal, restore};
pub use heard::{Death, Heard, Signal};
pub use link::Link;
pub use listen::Listener;
pub use notices::Notices;
pub use pictures::{Cells, Depth, Placed, Way, Wish};
pub use signals::Signals;
