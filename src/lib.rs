//! stagedoor: the terminal client for developer platforms.
//!
//! The floors, from the ground up; each may use those above it in this list and no other:
//!
//! - [`domain`]: what everyone talks about. Pure.
//! - [`platform`]: ports, queries, the store, actions, keys, the capability gate.
//! - [`adapters`]: who serves the ports.

pub mod adapters;
pub mod domain;
pub mod platform;
pub mod screen;
