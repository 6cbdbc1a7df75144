//! What everyone talks about: pure values and their rules. No I/O, no async, no terminal.

pub mod definition;
pub mod docs;
pub mod document;
pub mod expression;
pub mod form;
pub mod model;
pub mod pattern;
pub mod schema;
pub mod template;
pub mod text;
