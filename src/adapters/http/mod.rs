//! The shared HTTP client: one origin, one pool of connections, limits on time and size, faults in
//! words. It sends a token only to the origin that it was made for, and nothing runs, not even a
//! timer, while no request is on its way.

mod beside;
mod body;
mod call;
mod client;
mod costs;
mod events;
mod exchange;
mod file;
mod headers;
mod limits;
mod plain;
pub(in crate::adapters) mod words;

pub use body::Body;
pub use call::Call;
pub(in crate::adapters) use client::install_crypto;
pub use client::{Client, Failure};
pub use costs::{Costs, Counts};
pub use events::{Event, Events};
pub use file::File;
pub use headers::Headers;
pub(in crate::adapters) use headers::header;
pub use limits::Limits;
pub use plain::Plain;
