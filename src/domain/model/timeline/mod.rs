//! What changed of an entity: events of any system, joined to one timeline.

mod event;
mod filter;
mod forge;
mod join;
mod release;

pub use event::{Event, EventKind, Fact, FileChange, Lead, LeadsTo};
pub use filter::{EventFilter, Words};
pub use forge::Forge;
pub use join::{Heard, Known, SourceState, Timeline, join};
pub use release::is_release_of;
