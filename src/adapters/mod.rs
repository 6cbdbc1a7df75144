//! Who serves the ports: clients of outside systems, and what composes them.

pub mod cluster;
pub mod delivery;
pub mod files;
pub mod http;
pub mod journal;
pub mod kept;
pub mod portal;
mod private;
pub mod process;
pub mod provisioning;
pub mod session;
pub mod simulated;
pub mod systems;
pub mod timeline;
pub mod workspace;
