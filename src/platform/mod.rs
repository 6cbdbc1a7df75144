//! What crosses between the screens and the systems: ports, typed queries and commands, faults,
//! the capability gate, the table of actions, key maps, and the store that holds what is known.

mod about;
pub mod access;
pub mod account;
pub mod actions;
pub mod browser;
pub mod capability;
pub mod clock;
pub mod command;
pub mod credentials;
pub mod decoding;
pub mod delivery;
pub mod docs;
pub mod fault;
pub mod files;
pub mod forge;
pub mod gate;
pub mod keys;
pub mod outcome;
pub mod permissions;
pub mod plan;
pub mod ports;
pub mod programs;
pub mod provisioning;
pub mod query;
pub mod quota;
pub mod repositories;
pub mod runtime;
mod saved;
pub mod steps;
pub mod store;
pub mod templates;
pub mod timeline;
