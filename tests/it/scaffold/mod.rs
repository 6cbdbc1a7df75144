//! Templates that run in a folder.

mod case;
mod conformance;
