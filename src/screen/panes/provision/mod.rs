//! One thing that was asked for: its line from the request to the catalog, and what it is made of.

mod database;
mod deeds;
mod line;
mod parts;
mod settle;
mod state;
mod update;
mod view;

pub use state::ProvisionRoom;
