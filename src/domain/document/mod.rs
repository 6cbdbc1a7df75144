//! Text laid out for reading: lines of runs that say what they are, not how they look, and where
//! they lead.

mod diff;
mod event;
mod line;
mod portrait;
mod qr;
mod relations;
mod snippet;
mod yaml;

pub use diff::diff;
pub use event::{descriptor_then, event_lines};
pub use line::{Line, Role, Run, Target, wrap};
pub use portrait::{portrait, portrait_of_row};
pub use qr::{qr_lines, with_fewer_letters};
pub use relations::relations;
pub use snippet::{snippet_lines, to_find};
pub use yaml::yaml_lines;
