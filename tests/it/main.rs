//! All tests that need more than one module, in one binary: linking many costs minutes each.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

mod cli;
mod config;
mod conformance_catalog;
mod kept;
mod ranking;
mod rooms;
mod stand;
mod support;
