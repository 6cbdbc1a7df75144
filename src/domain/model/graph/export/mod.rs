//! Graphs and impacts for other programs and for people without this screen: as text, as JSON, and
//! as Mermaid.

mod json;
mod mermaid;
mod text;

pub use json::{entity, json};
pub use mermaid::mermaid;
pub use text::{Signs, impact_summary, summary, text};
