//! stagedoor: the terminal client for developer platforms.
//!
//! The floors, from the ground up. Adapters, screen and command line stand side by side on the
//! platform; `ARCHITECTURE.md` tells the rest.
//!
//! - [`domain`]: what everyone talks about. Pure.
//! - [`platform`]: ports, queries, the store, actions, keys, the capability gate.
//! - [`adapters`]: who serves the ports.
//! - [`screen`]: what people see.
//! - [`config`]: contexts and settings; uses `domain` alone, and only `cli` and `wiring` use it.
//! - [`cli`]: the subcommands.
//! - [`wiring`]: builds the ports of a context: the only place that knows the adapters.

pub mod adapters;
pub mod cli;
pub mod config;
pub mod domain;
pub mod platform;
pub mod screen;
pub mod wiring;
