//! The dependency graph and the impact: in memory against a naive search, and by keys in the whole
//! app.

mod catalogs;
mod commands;
mod exports;
mod journeys;
mod pictures;
mod terminal;
mod walked;
mod walks;
