//! All tests that need more than one module, in one binary: linking many costs minutes each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod access;
mod account;
mod architecture;
mod argocd;
mod bastion;
mod bounds;
mod budgets;
mod cli;
mod cluster;
mod clustered;
mod config;
mod conformance_catalog;
mod conformance_expressions;
mod conformance_forms;
mod docs;
mod exploring;
mod forge;
mod gate;
mod granted;
mod journeys;
mod kept;
mod kept_identity;
mod keymaps;
mod kubernetes;
mod login;
mod permissions;
mod pictures;
mod ports;
mod provisioning;
mod provisions;
mod pty;
mod ranking;
mod rooms;
mod scaffold;
mod secure;
mod session;
mod signing_in;
mod sizes;
mod stand;
mod support;
mod systems;
mod tasks;
mod teleport;
mod templates;
mod tour;
mod unread;
mod vaults;
mod wizard;
mod workspace;
